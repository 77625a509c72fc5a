"""Miles: what is on the account, and what is missing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import Question, WhichFlight, flight_of
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, Write
from actions.wording import day_words, deadline_words
from airline import after_landing, loyalty, missing_miles
from airline.airports import HOME
from airline.bookings import Segment
from airline.loyalty import LoyaltyEntry
from airline.quotes import Quote

NEWEST = 3


class AskLoyaltyBalance(Lookup):
    intent = "ask_loyalty_balance"
    goal = "Know how many miles there are"
    level = Level.CODE

    def tell(self, matter: Matter, reply: Reply) -> None:
        account = loyalty.account_of(matter.session, matter.own_booking)
        entries = loyalty.newest(matter.session, account, NEWEST)
        reply.say(
            "utter_loyalty_balance" if entries else "utter_loyalty_balance_empty",
            number=account.number,
            miles=f"{loyalty.balance(matter.session, account):,}",
            entries=" · ".join(_entry_words(entry, matter) for entry in entries),
        )


class ClaimMissingMiles(Write):
    intent = "claim_missing_miles"
    goal = "Claim missing miles"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichFlight(flown=True),)

    def demand_possible(self, matter: Matter) -> None:
        loyalty.account_of(matter.session, matter.own_booking)
        after_landing.demand_flown(matter.own_booking, matter.now)
        if matter.has(Slot.FLIGHT):
            missing_miles.demand_claimable(matter.session, flight_of(matter), matter.now)

    def quote(self, matter: Matter) -> Quote:
        return missing_miles.quote_missing_miles(matter.session, flight_of(matter), matter.now, matter.talk.id)

    def wording(self, matter: Matter, quote: Quote) -> str:
        return self.intent if quote.facts["decided"] else f"{self.intent}_open"

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        segment = matter.session.get_one(Segment, quote.facts["segment_id"])
        answer_by = matter.now + timedelta(days=missing_miles.missing_rule().parameters["answer_days"])
        return {
            "flight": segment.flight.name,
            "miles": f"{quote.facts['miles']:,}",
            "answer_by": deadline_words(answer_by, matter.now),
        }


def _entry_words(entry: LoyaltyEntry, matter: Matter) -> str:
    """ "Monday 3 November: ZE 412, PTP to ORY, +4,198"."""
    today = matter.now.astimezone(HOME.zone).date()
    return f"{day_words(entry.at.astimezone(HOME.zone).date(), today)}: {entry.what}, {entry.miles:+,}"
