"""The sample airline: the same for the same clock, and never doubled."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from airline import changes, check_in, flights, sample_data
from airline.bookings import Booking
from airline.changes import ChangeNotAllowed
from airline.fares import Fare, FareClass
from airline.flights import Flight
from customer_care import database
from tests.conversations.bookings import pick

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEAVING_SOON_AT_LEAST = 5


def counts() -> tuple[int, int, int]:
    with database.reading() as session:
        numbers = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Flight, Fare, Booking)]
    return numbers[0], numbers[1], numbers[2]


def test_filling_twice_adds_only_what_is_missing(connected: Engine) -> None:
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW)
    first = counts()
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW + timedelta(hours=1))
    assert counts() == first
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW + timedelta(days=1))
    flights_now, fares_now, bookings_now = counts()
    assert first[0] < flights_now < first[0] + 40
    assert fares_now == 3 * flights_now
    assert bookings_now in {first[2], first[2] + sample_data.FULL.later_bookings}


def test_there_is_something_to_try(connected: Engine) -> None:
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW)
        standard, flex, light, there_and_back, *_ = sample_data.showcase(session, NOW)
        assert (standard.reference, standard.passengers[0].surname) == ("X7K2PL", "Martin")
        assert standard.fare_class == FareClass.STANDARD
        assert flex.fare_class == FareClass.FLEX
        assert len(there_and_back.segments) == 2
        day = changes.days_with_seats(session, standard.segments[0], NOW, limit=1)[0]
        assert changes.quote_date_change(session, standard.segments[0], day, NOW).total_minor >= 3500
        with pytest.raises(ChangeNotAllowed) as refused:
            changes.demand_changeable(light.segments[0], NOW)
        assert refused.value.rule.id == "changes.light"


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_whatever_the_hour_several_can_be_checked_in(connected: Engine, hour: int) -> None:
    now = NOW.replace(hour=hour, minute=45)
    with database.unit_of_work() as session:
        sample_data.fill(session, now, sample_data.SMALL)
    an_hour_later, taken = now + timedelta(hours=1), set[str]()
    with database.reading() as session:
        for _ in range(LEAVING_SOON_AT_LEAST):
            leaving = pick(session, ("soon", "one_way", "alone", "not_checked_in", "no_border"), taken, an_hour_later)
            check_in.demand_possible(session, leaving.segments[0], an_hour_later)
            taken.add(leaving.reference)


def test_the_flight_of_the_examples_flies_every_day(connected: Engine) -> None:
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW, sample_data.SMALL)
        for step in range(-10, 61):
            flights.find(session, "ZE412", flights.today_of(session, "ZE412", NOW) + timedelta(days=step))
