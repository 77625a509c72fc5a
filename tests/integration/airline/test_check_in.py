"""Online check-in: open for a day, with a passport where there is a border, and a boarding pass for everybody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from airline import check_in as checking_in
from airline import seats, travel_documents
from airline.ancillaries import AncillaryKind, Order, add
from airline.bookings import Booking, PassengerKind
from airline.check_in import (
    AlreadyCheckedIn,
    CheckInAtDesk,
    CheckInClosed,
    CheckInNotOpen,
    PassportMissing,
    check_in,
    quote_check_in,
)
from airline.fares import FareClass
from airline.travel_documents import NotAPassportNumber, PassportEnded, TravelDocument
from customer_care.access import NotSignedIn, TicketUsed
from tests.integration.airline.small_airline import NOW, TODAY, Airline, fly, scheduled

DEPARTURE = NOW + timedelta(hours=30)  # of the flight of tomorrow
VALID = date(2031, 5, 1)


def to_miami(airline: Airline) -> Booking:
    fly(airline.session, scheduled("ZE201", "PTP", "MIA", 1))
    booking = airline.book(FareClass.FLEX, 1, travellers=2)
    booking.segments[0].flight = airline.flight(1, "ZE201")
    airline.session.flush()
    return booking


def give_passport(airline: Airline, booking: Booking, expires_on: date = VALID) -> None:
    for traveller in booking.passengers:
        secret = travel_documents.make_link(airline.session, traveller, NOW)
        travel_documents.give(airline.session, secret, "12ab-34567", expires_on, NOW)


def test_everybody_gets_a_boarding_pass_with_a_seat(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 1, travellers=3)
    booking.passengers[2].kind = PassengerKind.INFANT
    segment = booking.segments[0]
    seats.take(airline.session, segment.flight, [(booking.passengers[0], "20A")], NOW)
    quote = quote_check_in(airline.session, segment, NOW, airline.conversation_id)
    assert (quote.total_minor, quote.rule_id) == (0, "check_in.online")
    receipt = check_in(airline.session, quote, quote.key, NOW)
    cards = checking_in.cards(airline.session, segment)
    assert [(card.number, card.seat) for card in cards] == [("001", "20A"), ("002", "1A"), ("003", None)]
    assert (cards[0].gate, cards[0].boards_at) == ("A1", DEPARTURE - timedelta(minutes=45))
    assert cards[0].traveller == "Inès 0 De la Peña"
    assert receipt.due_at == segment.flight.boards_at
    assert segment.checked_in_at == NOW


def test_a_second_yes_makes_no_second_pass(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 1)
    quote = quote_check_in(airline.session, booking.segments[0], NOW)
    first = check_in(airline.session, quote, quote.key, NOW)
    assert check_in(airline.session, quote, quote.key, NOW).number == first.number
    assert len(checking_in.cards(airline.session, booking.segments[0])) == 1
    with pytest.raises(AlreadyCheckedIn):
        quote_check_in(airline.session, booking.segments[0], NOW)


def test_the_next_booking_has_the_next_number_and_another_seat(airline: Airline) -> None:
    for number, seat in (("001", "1A"), ("002", "1B")):
        segment = airline.book(FareClass.LIGHT, 1).segments[0]
        quote = quote_check_in(airline.session, segment, NOW)
        check_in(airline.session, quote, quote.key, NOW)
        (card,) = checking_in.cards(airline.session, segment)
        assert (card.number, card.seat) == (number, seat)


def test_check_in_is_open_from_thirty_hours_to_one_hour_before(airline: Airline) -> None:
    segment = airline.book(FareClass.LIGHT, 1).segments[0]
    with pytest.raises(CheckInNotOpen) as early:
        quote_check_in(airline.session, segment, NOW - timedelta(seconds=1))
    assert (early.value.rule.id, early.value.opens_at) == ("check_in.online", NOW)
    quote_check_in(airline.session, segment, DEPARTURE - timedelta(minutes=61))
    with pytest.raises(CheckInClosed) as late:
        quote_check_in(airline.session, segment, DEPARTURE - timedelta(minutes=60))
    assert late.value.rule.id == "check_in.online"


def test_a_flight_within_the_republic_needs_no_passport(airline: Airline) -> None:
    segment = airline.book(FareClass.LIGHT, 1).segments[0]
    assert checking_in.without_passport(airline.session, segment) == []


def test_a_border_needs_everybodys_passport(airline: Airline) -> None:
    booking = to_miami(airline)
    with pytest.raises(PassportMissing) as refused:
        quote_check_in(airline.session, booking.segments[0], NOW)
    assert refused.value.rule.id == "check_in.passport"
    assert refused.value.travellers == booking.passengers
    give_passport(airline, booking)
    assert quote_check_in(airline.session, booking.segments[0], NOW)


def test_a_passport_that_ends_before_the_flight_does_not_count(airline: Airline) -> None:
    booking = to_miami(airline)
    give_passport(airline, booking, expires_on=TODAY)
    with pytest.raises(PassportMissing):
        quote_check_in(airline.session, booking.segments[0], NOW)


def test_a_child_who_travels_alone_checks_in_at_the_desk(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 1)
    order = Order(booking.passengers[0], tuple(booking.segments))
    add(airline.session, order, AncillaryKind.UNACCOMPANIED_MINOR, "8 years old", NOW)
    with pytest.raises(CheckInAtDesk) as refused:
        quote_check_in(airline.session, booking.segments[0], NOW)
    assert refused.value.rule.id == "check_in.alone"


def test_who_leaves_a_flight_leaves_its_seats_and_passes(airline: Airline) -> None:
    segment = airline.book(FareClass.FLEX, 1).segments[0]
    quote = quote_check_in(airline.session, segment, NOW)
    check_in(airline.session, quote, quote.key, NOW)
    checking_in.leave_flight(airline.session, segment)
    assert checking_in.cards(airline.session, segment) == []
    assert seats.together(airline.session, segment.flight, 1) == ["1A"]
    assert quote_check_in(airline.session, segment, NOW)


# ── passport data ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_opens_the_page_until_the_data_is_given(airline: Airline) -> None:
    traveller = airline.book(FareClass.FLEX, 1).passengers[0]
    secret = travel_documents.make_link(airline.session, traveller, NOW)
    for _ in range(2):
        assert travel_documents.traveller_of(airline.session, secret, NOW + timedelta(minutes=29)) is traveller
    travel_documents.give(airline.session, secret, "12AB34567", VALID, NOW)
    with pytest.raises(NotSignedIn):
        travel_documents.traveller_of(airline.session, secret, NOW)
    with pytest.raises(TicketUsed):
        travel_documents.give(airline.session, secret, "99ZZ99999", VALID, NOW)


def test_a_link_closes_after_half_an_hour(airline: Airline) -> None:
    traveller = airline.book(FareClass.FLEX, 1).passengers[0]
    secret = travel_documents.make_link(airline.session, traveller, NOW)
    with pytest.raises(TicketUsed):
        travel_documents.give(airline.session, secret, "12AB34567", VALID, NOW + timedelta(minutes=30))


def test_the_number_of_a_passport_is_kept_nowhere(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 1)
    give_passport(airline, booking)
    row = airline.session.execute(select(TravelDocument.__table__)).mappings().one()
    assert row["number_end"] == "67"
    assert not any("34567" in str(value) for value in row.values())


def test_a_renewed_passport_takes_the_place_of_the_old_one(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 1)
    give_passport(airline, booking, expires_on=TODAY)
    give_passport(airline, booking)
    document = travel_documents.of_traveller(airline.session, booking.passengers[0])
    assert document is not None
    assert document.expires_on == VALID


def test_a_slip_on_the_page_leaves_the_link_open(airline: Airline) -> None:
    traveller = airline.book(FareClass.FLEX, 1).passengers[0]
    secret = travel_documents.make_link(airline.session, traveller, NOW)
    with pytest.raises(NotAPassportNumber):
        travel_documents.give(airline.session, secret, "my passport", VALID, NOW)
    with pytest.raises(PassportEnded):
        travel_documents.give(airline.session, secret, "12AB34567", TODAY - timedelta(days=1), NOW)
    assert travel_documents.give(airline.session, secret, "12AB34567", VALID, NOW).number_end == "67"
