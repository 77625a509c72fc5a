"""Something that was left behind on board or at the airport."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import InOwnWords, Question, WhichFlight, flight_of
from actions.routine import Level, Matter, Write
from actions.wording import deadline_words
from airline import after_landing, lost_items
from airline.bookings import Segment
from airline.quotes import Quote


class ReportLostItem(Write):
    intent = "report_lost_item"
    goal = "Report something left behind"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (
        WhichFlight(flown=True),
        InOwnWords(Slot.LOST_ITEM),
        InOwnWords(Slot.LOST_WHERE),
    )

    def demand_possible(self, matter: Matter) -> None:
        after_landing.demand_flown(matter.own_booking, matter.now)
        if matter.has(Slot.FLIGHT):
            lost_items.demand_reportable(flight_of(matter), matter.now)

    def quote(self, matter: Matter) -> Quote:
        what, where = matter.answer(Slot.LOST_ITEM), matter.answer(Slot.LOST_WHERE)
        return lost_items.quote_lost_item(matter.session, flight_of(matter), what, where, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        segment = matter.session.get_one(Segment, quote.facts["segment_id"])
        answer_by = matter.now + timedelta(days=lost_items.search_rule().parameters["search_days"])
        return {
            "flight": segment.flight.name,
            "item": quote.facts["what"],
            "where": quote.facts["where"],
            "answer_by": deadline_words(answer_by, matter.now),
        }
