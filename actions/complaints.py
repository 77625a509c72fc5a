"""A complaint, and asking what has become of whatever a person of ours was to answer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import InOwnWords, Question
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, Write
from actions.wording import deadline_words
from airline import cases, claims, lost_items
from airline.cases import Case, CaseKind
from airline.claims import Claim, ClaimKind
from airline.lost_items import LostItem
from airline.money import money_words
from airline.quotes import Quote

Record = Case | Claim | LostItem
TELLING = 15  # words from which the message that begins a complaint is the complaint itself
TOLD = 3


class WhatHappened(InOwnWords):
    """The complaint in the customer's own words; a long first message says it already."""

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        tells_already = not matter.has(self.slot) and len(matter.text.split()) >= TELLING
        return super().read(matter, asked=asked or tells_already)


class MakeComplaint(Write):
    intent = "make_complaint"
    goal = "Make a complaint"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhatHappened(Slot.COMPLAINT, words=3),)

    def quote(self, matter: Matter) -> Quote:
        what = matter.answer(Slot.COMPLAINT)
        return cases.quote_complaint(matter.session, matter.own_booking, what, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        answer_by = matter.now + timedelta(days=cases.rule_for(CaseKind.COMPLAINT).parameters["answer_days"])
        return {"complaint": quote.facts["what"], "answer_by": deadline_words(answer_by, matter.now)}


class AskCaseStatus(Lookup):
    intent = "ask_case_status"
    goal = "Know what has become of a case or a claim"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        known = _known(matter)
        named = [record for record in known if record.number in matter.text.upper()]
        if not known:
            reply.say("utter_status_none", reference=matter.own_booking.reference)
        for record in (named or known)[:TOLD]:
            reply.say(_response(record), **_values(record, matter))


def _known(matter: Matter) -> list[Record]:
    """What this customer may ask about, the newest first."""
    booking = matter.own_booking
    found: list[Record] = [
        *cases.known_to(matter.session, matter.talk.id, booking),
        *claims.of_booking(matter.session, booking),
        *lost_items.of_booking(matter.session, booking),
    ]
    return sorted(found, key=_since, reverse=True)


def _since(record: Record) -> str:
    at = record.reported_at if isinstance(record, LostItem) else record.opened_at
    return at.isoformat()


def _response(record: Record) -> str:
    if isinstance(record, Claim) and record.kind == ClaimKind.MILES and record.status == "paid":
        return "utter_status_miles_credited"
    what = "claim" if isinstance(record, Claim) else "case" if isinstance(record, Case) else "item"
    return f"utter_status_{what}_{record.status}"


def _values(record: Record, matter: Matter) -> dict[str, str]:
    due_at = (record.answer_due_at or record.pay_due_at) if isinstance(record, Claim) else record.answer_due_at
    values = {"number": record.number, "by": deadline_words(due_at, matter.now) if due_at else ""}
    if isinstance(record, Claim):
        return values | {"amount": money_words(record.amount_minor, record.currency)}
    if isinstance(record, Case):
        return values | {"answer": record.answer or ""}
    return values | {"item": record.what, "flight": record.flight.name}
