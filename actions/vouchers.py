"""Vouchers: what is left on them, setting one aside for a booking, and turning one into money."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import Question
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, NotThat, Write
from actions.wording import day_words
from airline import voucher_deeds, vouchers
from airline.airports import HOME
from airline.money import money_words
from airline.quotes import Quote
from airline.vouchers import UnknownVoucher, Voucher
from customer_care.errors import ReassureError

# The code on a voucher, "AZ-7K2PLM3Q", however its two parts are held together; a longer word is none.
CODE = re.compile(r"(?<![A-Z0-9])AZ[-\s.]?([A-Z0-9]{8})(?![A-Z0-9])", re.IGNORECASE)
TOLD = 5


class NoVoucher(ReassureError):
    """The customer of this booking has no voucher with money on it."""

    code = "no_voucher"


class WhichVoucher(Question):
    """One of the customer's own vouchers, kept as its code."""

    slot = Slot.VOUCHER

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        found = CODE.search(matter.text)
        if found is None or matter.booking is None:
            return None
        try:
            return vouchers.find(matter.session, f"AZ-{found[1]}", matter.booking).code
        except UnknownVoucher as unknown:
            raise NotThat("utter_voucher_unknown") from unknown

    def assume(self, matter: Matter) -> str | None:
        theirs = vouchers.of_customer(matter.session, matter.own_booking)
        return theirs[0].code if len(theirs) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        """Codes are shown only to who has the one-time code; the question comes after it."""
        theirs = vouchers.of_customer(matter.session, matter.own_booking)
        return [(f"{one.code}, {money_words(one.balance_minor, one.currency)}", one.code) for one in theirs[:TOLD]]


class AskVoucherBalance(Lookup):
    intent = "ask_voucher_balance"
    goal = "Know what is left on a voucher"
    level = Level.CODE

    def tell(self, matter: Matter, reply: Reply) -> None:
        theirs = vouchers.of_customer(matter.session, matter.own_booking)
        today = matter.now.astimezone(HOME.zone).date()
        lines = [
            reply.words_of(
                "utter_voucher_line" if one.expires_on >= today else "utter_voucher_line_expired",
                code=one.code,
                balance=money_words(one.balance_minor, one.currency),
                until=day_words(one.expires_on, today),
            )
            for one in theirs[:TOLD]
        ]
        if lines:
            reply.say("utter_voucher_balance", reference=matter.own_booking.reference, vouchers="\n".join(lines))
        else:
            reply.say("utter_voucher_none", reference=matter.own_booking.reference)


class WithVoucher(Write):
    """What both uses of a voucher have in common."""

    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichVoucher(),)
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {}

    def demand_possible(self, matter: Matter) -> None:
        if matter.memory.code and not vouchers.of_customer(matter.session, matter.own_booking):
            raise NoVoucher

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        voucher = matter.session.get_one(Voucher, quote.facts["voucher_id"])
        return {"voucher": voucher.code, "balance": money_words(quote.facts["balance_minor"], quote.currency)}


class UseVoucher(WithVoucher):
    intent = "use_voucher"
    goal = "Use a voucher"

    def quote(self, matter: Matter) -> Quote:
        return voucher_deeds.quote_use(matter.session, _voucher_of(matter), matter.own_booking, matter.now, matter.talk.id)


class ConvertVoucher(WithVoucher):
    intent = "convert_voucher"
    goal = "Turn a voucher into money"

    def quote(self, matter: Matter) -> Quote:
        return voucher_deeds.quote_conversion(matter.session, _voucher_of(matter), matter.own_booking, matter.now, matter.talk.id)


def _voucher_of(matter: Matter) -> Voucher:
    """The voucher that was chosen. Raises UnknownVoucher when it is no longer theirs."""
    return vouchers.find(matter.session, matter.answer(Slot.VOUCHER), matter.own_booking)
