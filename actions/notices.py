"""Being told when a flight changes: here, and by e-mail too for those who agree."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import Question, WhichFlight, flight_of
from actions.routine import Level, Matter, Write
from actions.wording import day_of, moment_words
from airline import notices
from airline.flights import Flight
from airline.notices import AlreadyWatched, NoEmailForNotices
from airline.quotes import Quote
from customer_care.errors import ReassureError

WITHOUT_MAIL = re.compile(
    r"\b(?:(?:no|not|without|don'?t)\b[^.,;]*\be-?mails?|(?:only|just) (?:here|on (?:the|this) page|in (?:the|this) chat))\b",
    re.IGNORECASE,
)
HERE = re.compile(r"\b(?:here|page|chat)\b", re.IGNORECASE)
BY_MAIL = re.compile(r"\b(?:e-?mails?|mails?|both)\b", re.IGNORECASE)


class ByMailToo(Question):
    """ "email" or "page": whether the customer agrees to be written to."""

    slot = Slot.NOTIFY_BY

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if WITHOUT_MAIL.search(matter.text):
            return "page"
        if BY_MAIL.search(matter.text):
            return "email"
        if not asked:
            return None
        return "page" if HERE.search(matter.text) else {"affirm": "email", "deny": "page"}.get(matter.dialogue.intent)

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [("By e-mail too", "by e-mail too"), ("Only here", "only here")]


class NotifyMe(Write):
    intent = "notify_me"
    goal = "Be told of changes of a flight"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlight(), ByMailToo())
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        NoEmailForNotices: Slot.NOTIFY_BY,
        AlreadyWatched: Slot.NOTIFY_BY,
    }

    def demand_possible(self, matter: Matter) -> None:
        if matter.has(Slot.FLIGHT):
            notices.demand_ahead(flight_of(matter).flight, matter.now)
        elif not matter.own_booking.segments_ahead(matter.now):
            notices.demand_ahead(matter.own_booking.segments[0].flight, matter.now)

    def quote(self, matter: Matter) -> Quote:
        by_email = matter.answer(Slot.NOTIFY_BY) == "email"
        return notices.quote_notice(matter.session, flight_of(matter), matter.now, matter.talk.id, by_email=by_email)

    def wording(self, matter: Matter, quote: Quote) -> str:
        return f"{self.intent}_by_email" if quote.facts["by_email"] else self.intent

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        flight = matter.session.get_one(Flight, quote.facts["flight_id"])
        return {
            "flight": flight.name,
            "day": day_of(flight, matter.now),
            "until": moment_words(flight.estimated_departure, flight.leaves_from, matter.now),
        }
