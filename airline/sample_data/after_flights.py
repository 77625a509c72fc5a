"""What flights leave behind: bags that did not come along, and miles."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import loyalty, rulebook
from airline.bag_reports import BagReport, BagReportKind, BagStatus
from airline.flights import Flight
from airline.loyalty import LoyaltyAccount, LoyaltyEntry
from airline.sample_data.adding import add, add_for_ids
from airline.sample_data.bookings import Written
from airline.sample_data.chance import chance
from airline.sample_data.journeys import Scene
from airline.sample_data.people import Person

BAGS = ["A black four-wheeled suitcase, 70 cm", "A green rucksack", "A red hard-shell suitcase with a sticker of a turtle",
        "A blue sports bag", "A brown leather suitcase", "A grey suitcase with a yellow ribbon"]  # fmt: skip
BAGS_MISSED = 0.03  # of the bookings that flew within the last three weeks
RECENT = timedelta(days=20)
MEMBERS = 0.4  # of the customers
NOT_CREDITED = 0.08  # of the members' flights: these are the missing miles


def add_bag_reports(session: Session, written: Sequence[Written], now: datetime) -> None:
    landed = [
        (one, position)
        for one in written
        for position, flight in enumerate(one.journey.flights)
        if one.flown and not flight.cancelled and timedelta(0) < now - flight.estimated_arrival < RECENT
    ]
    missed = [
        (one, position)
        for one, position in landed
        if one.journey.scene is Scene.BAG_MISSING or (one.journey.scene is None and one.journey.luck.random() < BAGS_MISSED)
    ]
    add(session, BagReport, (_report(one, position, index, now) for index, (one, position) in enumerate(missed)))


def add_members(session: Session, people: Sequence[Person], now: datetime) -> None:
    luck = chance("members")
    members = [person for person in people if luck.random() < MEMBERS]
    numbers = luck.sample(range(10_000_000, 99_999_999), len(members))
    rows = [{"customer_id": person.id, "number": f"AZ{number}"} for person, number in zip(members, numbers, strict=True)]
    ids = add_for_ids(session, LoyaltyAccount, rows)
    add(session, LoyaltyEntry, (_opening(account_id, luck.choice([0, 1, 4, 9]), now) for account_id in ids))


def add_miles(session: Session, written: Sequence[Written], now: datetime) -> None:
    """Most flights are credited two days later; a flight only once, whoever else of the account was on it."""
    accounts = {row.customer_id: row.id for row in session.scalars(select(LoyaltyAccount))}
    credited: dict[tuple[int, int], dict[str, Any]] = {}
    for one in written:
        account_id = accounts.get(one.journey.customer.id)
        if account_id is None or not one.flown:
            continue
        for flight in one.journey.flights:
            if _credited(one, flight, now):
                credited[account_id, flight.id] = _earned(account_id, flight, one)
    add(session, LoyaltyEntry, credited.values())


def _report(one: Written, position: int, index: int, now: datetime) -> dict[str, Any]:
    """The states take turns; a search that has only begun is one of today's."""
    flight, luck = one.journey.flights[position], one.journey.luck
    status = BagStatus.SEARCHING if one.journey.scene else list(BagStatus)[index % len(BagStatus)]
    reported = min(now - timedelta(minutes=30), flight.estimated_arrival + timedelta(hours=1))
    where = {BagStatus.SEARCHING: flight.destination, BagStatus.FOUND: flight.origin}.get(status, flight.destination)
    return {
        "kind": BagReportKind.DELAYED,
        "conversation_id": None,
        "booking_id": one.booking_id,
        "passenger_id": one.passenger_ids[0],
        "segment_id": one.segment_ids[position],
        "station": flight.destination,
        "description": luck.choice(BAGS),
        "status": status,
        "where": where,
        "since": min(now, reported + timedelta(hours=6)),
        "reported_at": reported,
        "news_due_at": reported + timedelta(hours=rulebook.rule("bags.delayed").parameters["news_hours"]),
    }


def _opening(account_id: int, thousands: int, now: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "miles": 500 + 1000 * thousands,
        "what": "Brought forward from last season",
        "flight_id": None,
        "at": now - timedelta(days=200),
    }


def _credited(one: Written, flight: Flight, now: datetime) -> bool:
    old_enough = now - flight.estimated_arrival > timedelta(days=2)
    return old_enough and not flight.cancelled and one.journey.luck.random() >= NOT_CREDITED


def _earned(account_id: int, flight: Flight, one: Written) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "miles": loyalty.miles_for(flight, one.journey.fare_class),
        "what": f"{flight.name}, {flight.day:%-d %B %Y}",
        "flight_id": flight.id,
        "at": flight.estimated_arrival + timedelta(days=2),
    }
