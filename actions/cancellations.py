"""Giving a booking up: cancelling it, taking a fresh one back, and asking for its money."""

from actions.routine import Level, Matter, Write
from actions.wording import day_of
from airline import cancellations
from airline.bookings import Segment
from airline.quotes import Quote


class GivingUp(Write):
    """What the ways of giving a booking up have in common: every flight ahead goes, and the words name them."""

    level = Level.CODE

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        given_up = [segment for segment in matter.own_booking.segments if segment.id in quote.facts["segments"]]
        return {"flights": flights_words(given_up, matter)}


class CancelBooking(GivingUp):
    intent = "cancel_booking"
    goal = "Cancel a booking"
    covers = frozenset({"change_flight_date", "request_refund"})  # "cancel it and give me my money back" is one request

    def demand_possible(self, matter: Matter) -> None:
        cancellations.assess(matter.session, matter.own_booking, matter.now)

    def quote(self, matter: Matter) -> Quote:
        return cancellations.quote_cancellation(matter.session, matter.own_booking, matter.now, matter.talk.id)


class RequestRefund(GivingUp):
    intent = "request_refund"
    goal = "Get the money of a booking back"
    covers = frozenset({"ask_flight_status", "change_flight_date", "cancel_booking"})

    def demand_possible(self, matter: Matter) -> None:
        cancellations.assess(matter.session, matter.own_booking, matter.now)

    def quote(self, matter: Matter) -> Quote:
        return cancellations.quote_refund_request(matter.session, matter.own_booking, matter.now, matter.talk.id)


class CancelCoolingOff(GivingUp):
    intent = "cancel_cooling_off"
    goal = "Take a fresh booking back"

    def demand_possible(self, matter: Matter) -> None:
        cancellations.assess_cooling_off(matter.session, matter.own_booking, matter.now)

    def quote(self, matter: Matter) -> Quote:
        return cancellations.quote_cooling_off(matter.session, matter.own_booking, matter.now, matter.talk.id)


def flights_words(segments: list[Segment], matter: Matter) -> str:
    """ "ZE 412 on Friday 4 December and ZE 413 on Friday 11 December"."""
    named = [f"{segment.flight.name} on {day_of(segment.flight, matter.now)}" for segment in segments]
    return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
