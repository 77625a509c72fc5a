"""Moving a segment to another flight: seats, tickets and boarding passes go with it."""

from sqlalchemy.orm import Session

from airline import check_in, fares, tickets
from airline.bookings import PassengerKind, Segment
from airline.flights import Flight
from airline.tickets import Ticket, TicketStatus


def move(session: Session, segment: Segment, flight: Flight, difference_minor: int = 0) -> bool:
    """Takes seats on `flight` and leaves the old one; each seated traveller's ticket costs `difference_minor` more than before.

    False, and nothing is moved, when the flight has too few seats left in the booking's fare.
    """
    booking, seats = segment.booking, len(segment.booking.seated)
    if not fares.take_seats(session, fares.of_flight(session, flight, booking.fare_class), seats):
        return False
    fares.give_seats_back(session, fares.of_flight(session, segment.flight, booking.fare_class), seats)
    check_in.leave_flight(session, segment)
    segment.flight = flight
    segment.paid_minor += difference_minor
    for ticket in tickets.open_on(session, segment):
        _exchange(session, ticket, difference_minor)
    return True


def _exchange(session: Session, ticket: Ticket, difference_minor: int) -> None:
    ticket.status = TicketStatus.EXCHANGED
    more = 0 if ticket.passenger.kind == PassengerKind.INFANT else difference_minor
    tickets.issue(session, ticket.passenger, ticket.segment, ticket.paid_minor + more)
