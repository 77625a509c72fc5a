"""The sample airline's records: two months of flights and some forty bookings of every fare, past, near and far.

    python -m airline.sample_data

Deterministic in its seed and the clock handed in. Running it again adds only what is missing: the days that came into reach,
and, every two weeks, fresh bookings in place of those that have flown.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from airline import changes, fares
from airline.airports import AIRPORTS, HOME
from airline.bookings import Booking, Passenger, Segment, surname_key
from airline.fares import Fare, FareClass
from airline.flights import Flight
from customer_care import clock, database
from customer_care.errors import ReassureError

SEED = 412
DAYS_BACK = 10
DAYS_AHEAD = 60
CURRENCY = "EUR"
DAILY = frozenset(range(7))
BOOKINGS_IN_A_BATCH = 40
BATCH_DAYS = 14
# The example that the documents and the wording name; every other reference comes from the seed.
FIRST_REFERENCE = "X7K2PL"
LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is easily taken for another

PRICE_OF_CLASS = {FareClass.LIGHT: 0.75, FareClass.STANDARD: 1.0, FareClass.FLEX: 1.6}
FIRST_NAMES = ["Inès", "Jean", "Chloé", "Marc", "Aisha", "Tom", "Léa", "Pedro", "Nadia", "Oliver", "Fatou", "Hugo"]
SURNAMES = [
    "Martin", "Lebrun", "Okafor", "Garcia", "Smith", "De la Peña", "O'Brien", "Désir", "Nguyen", "Saint-Louis", "Moreau",
    "Boucher", "Andersson", "Rosier", "Haddad", "Joseph", "Tremblay", "Kowalski", "Baptiste", "Charles",
]  # fmt: skip


@dataclass(frozen=True)
class Service:
    """One number of the timetable: when it leaves (local time), how long it takes, on which weekdays, its usual price."""

    number: str
    origin: str
    destination: str
    leaves: time
    minutes: int
    price_minor: int
    weekdays: frozenset[int] = DAILY

    def departure(self, day: date) -> datetime:
        return datetime.combine(day, self.leaves, AIRPORTS[self.origin].zone)


def _there_and_back(
    number: int, to: str, leaves: str, back: str, minutes: int, price_minor: int, weekdays: frozenset[int] = DAILY
) -> list[Service]:
    out = Service(f"ZE{number}", "PTP", to, time.fromisoformat(leaves), minutes, price_minor, weekdays)
    home = Service(f"ZE{number + 1}", to, "PTP", time.fromisoformat(back), minutes, price_minor, weekdays)
    return [out, home]


TIMETABLE = [
    *_there_and_back(101, "FDF", "07:30", "09:00", 45, 8900),
    *_there_and_back(105, "FDF", "17:30", "19:00", 45, 8900),
    *_there_and_back(121, "SXM", "08:15", "10:05", 60, 10900),
    *_there_and_back(131, "SBH", "09:40", "11:30", 55, 13900, frozenset({0, 2, 4, 5, 6})),
    *_there_and_back(141, "BGI", "12:10", "14:20", 75, 14900, frozenset({1, 3, 5, 6})),
    *_there_and_back(151, "CAY", "13:00", "17:10", 150, 21900),
    *_there_and_back(161, "SDQ", "10:30", "13:40", 115, 17900, frozenset({0, 2, 4, 6})),
    *_there_and_back(165, "SJU", "15:00", "17:20", 80, 15900, frozenset({1, 3, 5})),
    *_there_and_back(201, "MIA", "09:00", "14:30", 215, 29900),
    *_there_and_back(211, "YUL", "10:15", "17:30", 290, 38900, frozenset({2, 4, 6})),
    *_there_and_back(412, "ORY", "19:40", "11:20", 500, 51900),
    *_there_and_back(414, "ORY", "22:10", "15:45", 500, 48900, frozenset({0, 3, 4, 6})),
    *_there_and_back(431, "LYS", "20:20", "12:30", 520, 53900, frozenset({2, 6})),
    *_there_and_back(441, "NTE", "20:50", "13:05", 510, 52900, frozenset({1, 5})),
    *_there_and_back(451, "BOD", "21:15", "13:40", 505, 52900, frozenset({3, 6})),
]


def fill(session: Session, now: datetime) -> None:
    """Adds the flights, fares and bookings that are missing at `now`."""
    today = now.astimezone(HOME.zone).date()
    _add_flights(session, today)
    _add_bookings(session, today, now)


def showcase(session: Session, now: datetime) -> list[Booking]:
    """Worth trying: a Standard fare that costs something to move, a Flex fare, a Light one that may not, a return trip."""
    one_way = [booking for booking in _all_ahead(session, now) if len(booking.segments) == 1]
    standard = (
        booking for booking in one_way if booking.fare_class == FareClass.STANDARD and _costs_something(session, booking, now)
    )
    flex = (booking for booking in one_way if booking.fare_class == FareClass.FLEX and _may_change(booking, now))
    light = (booking for booking in one_way if booking.fare_class == FareClass.LIGHT and not _may_change(booking, now))
    there_and_back = (booking for booking in _all_ahead(session, now) if len(booking.segments) == 2 and _may_change(booking, now))
    found = (next(kind, None) for kind in (standard, flex, light, there_and_back))
    return [booking for booking in found if booking]


def main() -> None:
    now = clock.now()
    with database.unit_of_work() as session:
        fill(session, now)
        for booking in showcase(session, now):
            print(f"Booking: {booking.reference} {booking.passengers[0].surname}")


# ── flights ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_flights(session: Session, today: date) -> None:
    days = [today + timedelta(days=step) for step in range(-DAYS_BACK, DAYS_AHEAD + 1)]
    known = set(session.execute(select(Flight.number, Flight.day).where(Flight.day >= days[0])).all())
    missing = [
        _flight(service, day)
        for service in TIMETABLE
        for day in days
        if day.weekday() in service.weekdays and (service.number, day) not in known
    ]
    if not missing:
        return
    session.execute(insert(Flight), missing)
    session.execute(insert(Fare), [fare for flight in _without_fares(session) for fare in _fares(flight)])


def _flight(service: Service, day: date) -> dict[str, object]:
    """One day of a service, with the delay, gate or cancellation that the seed gives it."""
    chance = _chance(service.number, day)
    departure = service.departure(day)
    arrival = departure + timedelta(minutes=service.minutes)
    delay = timedelta(minutes=chance.choice([20, 35, 50, 90]) if chance.random() < 0.12 else 0)
    return {
        "number": service.number,
        "day": day,
        "origin": service.origin,
        "destination": service.destination,
        "scheduled_departure": departure,
        "scheduled_arrival": arrival,
        "estimated_departure": departure + delay,
        "estimated_arrival": arrival + delay,
        "gate": f"{chance.choice('ABC')}{chance.randint(1, 24)}",
        "cancelled": chance.random() < 0.02,
    }


def _without_fares(session: Session) -> list[Flight]:
    return list(session.scalars(select(Flight).outerjoin(Fare).where(Fare.id.is_(None)).order_by(Flight.id)))


def _fares(flight: Flight) -> Iterator[dict[str, object]]:
    """A price around the usual one, dearer near the week-end, and the seats that are left; one in twelve is full."""
    chance = _chance(flight.number, flight.day, "fares")
    usual = next(service.price_minor for service in TIMETABLE if service.number == flight.number)
    level = chance.uniform(0.85, 1.25) * (1.15 if flight.day.weekday() in (4, 6) else 1.0)
    for fare_class, factor in PRICE_OF_CLASS.items():
        yield {
            "flight_id": flight.id,
            "fare_class": fare_class,
            "price_minor": round(usual * level * factor / 100) * 100,
            "currency": CURRENCY,
            "seats_left": 0 if chance.random() < 1 / 12 else chance.randint(3, 30),
        }


# ── bookings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_bookings(session: Session, today: date, now: datetime) -> None:
    """This fortnight's batch, unless it is there already; its first booking tells."""
    batch = today.toordinal() // BATCH_DAYS
    taken = set(session.scalars(select(Booking.reference)))
    first = _references(batch, set())[1]
    if first in taken:
        return
    references = _references(batch, taken)
    if FIRST_REFERENCE not in taken:
        references[0] = FIRST_REFERENCE
    for index, reference in enumerate(references):
        _add_booking(session, index, reference, _chance(batch, "booking", index), today, now)


def _references(batch: int, taken: set[str]) -> list[str]:
    """References of a batch: six letters and digits, a digit among them."""
    chance = _chance(batch, "references")
    made: list[str] = []
    while len(made) < BOOKINGS_IN_A_BATCH:
        reference = "".join(chance.choices(LETTERS_AND_DIGITS, k=6))
        both = any(sign.isdigit() for sign in reference) and any(sign.isalpha() for sign in reference)
        if both and reference not in taken and reference not in made:
            made.append(reference)
    return made


def _add_booking(session: Session, index: int, reference: str, chance: random.Random, today: date, now: datetime) -> None:
    fare_class = list(FareClass)[(index + 1) % 3]
    # The first six stay ahead for the whole fortnight, so that there is always something to try.
    leaves_in = 18 + 2 * index if index < 6 else chance.randint(-8, 40)
    travellers = 1 + (index % 4 == 3) + (index % 10 == 9)
    flights = _trip(session, chance, today + timedelta(days=leaves_in), there_and_back=index % 5 == 3)
    just_booked = index == 7
    booking = Booking(
        reference=reference,
        fare_class=fare_class,
        currency=CURRENCY,
        booked_at=now - timedelta(hours=2) if just_booked else now - timedelta(days=chance.randint(12, 60)),
        passengers=_passengers(chance, index, travellers),
        segments=[
            Segment(position=position, flight=flight, paid_minor=_paid(session, flight, fare_class, chance))
            for position, flight in enumerate(flights, start=1)
        ],
    )
    session.add(booking)
    session.flush()


def _trip(session: Session, chance: random.Random, day: date, *, there_and_back: bool) -> list[Flight]:
    """A flight on or soon after `day`, and, for a return trip, one back some days later."""
    routes = [(out, home) for out, home in pairwise(TIMETABLE) if out.origin == "PTP" and home.destination == "PTP"]
    out, home = chance.choice(routes)
    there = _next_flight(session, out.number, day)
    if not there_and_back:
        return [there]
    return [there, _next_flight(session, home.number, there.day + timedelta(days=chance.randint(5, 12)))]


def _next_flight(session: Session, number: str, day: date) -> Flight:
    ahead = (Flight.number == number, Flight.day >= day, Flight.cancelled.is_(False))
    return session.scalars(select(Flight).where(*ahead).order_by(Flight.day).limit(1)).one()


def _passengers(chance: random.Random, index: int, travellers: int) -> list[Passenger]:
    surname = SURNAMES[index % len(SURNAMES)]
    names = chance.sample(FIRST_NAMES, travellers)
    return [Passenger(first_name=name, surname=surname, surname_key=surname_key(surname)) for name in names]


def _paid(session: Session, flight: Flight, fare_class: FareClass, chance: random.Random) -> int:
    """Booked early, so a little cheaper than today."""
    price = fares.of_flight(session, flight, fare_class).price_minor
    return round(price * chance.uniform(0.75, 0.95) / 100) * 100


def _chance(*what: object) -> random.Random:
    """Chance that depends on nothing but the seed and what it is for."""
    return random.Random(":".join(str(part) for part in (SEED, *what)))  # noqa: S311  believable, not secret


# ── the showcase ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _all_ahead(session: Session, now: datetime) -> list[Booking]:
    """Bookings all of whose flights leave tomorrow or later, the oldest first."""
    bookings = session.scalars(select(Booking).order_by(Booking.id))
    return [booking for booking in bookings if booking.segments_ahead(now + timedelta(days=1)) == booking.segments]


def _may_change(booking: Booking, now: datetime) -> bool:
    try:
        changes.demand_changeable(booking.segments[0], now)
    except ReassureError:
        return False
    return True


def _costs_something(session: Session, booking: Booking, now: datetime) -> bool:
    """A day near by is dearer than what was paid."""
    segment = booking.segments[0]
    if not _may_change(booking, now):
        return False
    nearby = (changes.flight_instead(session, segment, day) for day in changes.days_with_seats(session, segment, now, limit=4))
    prices = [fares.of_flight(session, flight, booking.fare_class).price_minor for flight in nearby if flight]
    return any(price > segment.paid_minor for price in prices)


if __name__ == "__main__":
    main()
