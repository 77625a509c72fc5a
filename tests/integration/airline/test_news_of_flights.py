"""Whoever asked for it is told of a flight's changes: here, by e-mail if they agreed, and once."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from airline import deeds, notices
from airline.fares import FareClass
from airline.flights import Flight
from airline.notices import quote_notice
from customer_care import database
from customer_care.commitments import Commitment, CommitmentStatus
from customer_care.journal import Turn
from customer_care.mail import Mail
from customer_care.settings import QuietHours
from customer_care.unasked import Manners
from tests.integration.airline.small_airline import NOW, small_airline

AHEAD = 6
POLITE = Manners(a_day=5, quiet=QuietHours(time(23), time(7), ZoneInfo("America/Guadeloupe")))
LATER = NOW + timedelta(hours=2)
NIGHT = datetime(2026, 11, 26, 5, tzinfo=NOW.tzinfo)


@pytest.fixture
def watched(connected: Engine) -> int:
    """The id of a flight of which a customer who is not looking wants to hear, by e-mail too."""
    with database.unit_of_work() as session:
        airline = small_airline(session)
        booking = airline.book(FareClass.LIGHT, AHEAD)
        booking.contact_email = "ines@example.com"
        quote = quote_notice(session, booking.segments[0], NOW, airline.conversation_id, by_email=True)
        deeds.of(quote)(session, quote, quote.key, NOW)
        return booking.segments[0].flight_id


def change(flight_id: int, *, minutes: int = 0, cancelled: bool = False) -> None:
    with database.unit_of_work() as session:
        flight = session.get_one(Flight, flight_id)
        flight.estimated_departure = flight.scheduled_departure + timedelta(minutes=minutes)
        flight.cancelled = cancelled


def told() -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Turn.text).order_by(Turn.seq)))


def mailed_to() -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Mail.to)))


def promised() -> list[tuple[CommitmentStatus, datetime]]:
    with database.reading() as session:
        return [(made.status, made.due_at) for made in session.scalars(select(Commitment).order_by(Commitment.id))]


def departure(flight_id: int) -> datetime:
    with database.reading() as session:
        return session.get_one(Flight, flight_id).estimated_departure


def test_a_new_time_is_told_once_and_the_promise_goes_on(watched: int) -> None:
    change(watched, minutes=40)
    notices.watch(LATER, POLITE)
    notices.watch(LATER + timedelta(minutes=1), POLITE)
    assert len(told()) == 1
    assert "ZE 412" in told()[0]
    assert "14:40" in told()[0]
    assert mailed_to() == ["ines@example.com"]
    assert [status for status, _ in promised()] == [CommitmentStatus.KEPT, CommitmentStatus.OPEN]
    assert promised()[1][1] == departure(watched)


def test_a_cancellation_is_told_and_ends_the_watch(watched: int) -> None:
    change(watched, cancelled=True)
    notices.watch(LATER, POLITE)
    change(watched, minutes=60)
    notices.watch(LATER, POLITE)
    assert len(told()) == 1
    assert "cancelled" in told()[0]
    assert [status for status, _ in promised()] == [CommitmentStatus.KEPT]


def test_a_few_minutes_are_no_news(watched: int) -> None:
    change(watched, minutes=14)
    notices.watch(LATER, POLITE)
    assert told() == []


def test_nobody_is_woken_and_what_was_news_at_night_is_told_in_the_morning(watched: int) -> None:
    change(watched, minutes=40)
    notices.watch(NIGHT, POLITE)
    assert told() == []
    notices.watch(NIGHT + timedelta(hours=7), POLITE)
    assert len(told()) == 1


def test_a_flight_that_left_without_news_keeps_the_promise(watched: int) -> None:
    notices.watch(departure(watched), POLITE)
    assert (told(), [status for status, _ in promised()]) == ([], [CommitmentStatus.KEPT])


def test_news_that_could_not_be_told_in_time_do_not_count_as_kept(watched: int) -> None:
    left = departure(watched)
    change(watched, minutes=40)
    notices.watch(left, Manners(a_day=0, quiet=POLITE.quiet))
    assert [status for status, _ in promised()] == [CommitmentStatus.OPEN]
