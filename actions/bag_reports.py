"""A bag that did not arrive: reporting it, and asking where it is."""

from collections.abc import Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import InOwnWords, Question, WhichFlight, WhichTraveller, flight_of, traveller_of
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, Write
from actions.wording import deadline_words
from airline import after_landing, bag_reports
from airline.bag_reports import BagReport
from airline.bookings import Passenger, Segment
from airline.quotes import Quote

TOLD = 3


class ReportDelayedBag(Write):
    intent = "report_delayed_bag"
    goal = "Report a bag that did not arrive"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (
        WhichFlight(flown=True),
        WhichTraveller(),
        InOwnWords(Slot.BAG_DESCRIPTION, words=2),
    )

    def demand_possible(self, matter: Matter) -> None:
        after_landing.demand_flown(matter.own_booking, matter.now)
        if matter.has(Slot.FLIGHT):
            bag_reports.demand_reportable(flight_of(matter), matter.now)

    def quote(self, matter: Matter) -> Quote:
        segment, traveller = flight_of(matter), traveller_of(matter)
        description = matter.answer(Slot.BAG_DESCRIPTION)
        return bag_reports.quote_bag_report(matter.session, segment, traveller, description, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        segment = matter.session.get_one(Segment, quote.facts["segment_id"])
        traveller = matter.session.get_one(Passenger, quote.facts["passenger_id"])
        newest = next(iter(bag_reports.of_booking(matter.session, matter.own_booking)), None)
        return {
            "flight": segment.flight.name,
            "traveller": traveller.first_name,
            "bag": quote.facts["description"],
            "number": newest.number if newest else "",
        }


class TraceBag(Lookup):
    intent = "trace_bag"
    goal = "Know where a missing bag is"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        reports = bag_reports.of_booking(matter.session, matter.own_booking)
        named = [report for report in reports if report.number in matter.text.upper().replace(" ", "")]
        if not reports:
            reply.say("utter_trace_none", reference=matter.own_booking.reference)
        for report in (named or reports)[:TOLD]:
            self._tell_one(report, matter, reply)

    def _tell_one(self, report: BagReport, matter: Matter, reply: Reply) -> None:
        overdue = report.status == bag_reports.BagStatus.SEARCHING and report.news_due_at <= matter.now
        reply.say(
            "utter_trace_searching_late" if overdue else f"utter_trace_{report.status}",
            number=report.number,
            bag=report.description,
            where=report.place,
            since=deadline_words(report.since, matter.now),
            by=deadline_words(report.news_due_at, matter.now),
        )
