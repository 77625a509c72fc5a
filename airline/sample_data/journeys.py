"""The journeys of the sample airline: who booked which flights when, for whom, and what became of it; still in memory."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

from airline.bookings import BookingKind, PassengerKind
from airline.fares import FareClass
from airline.flights import Flight
from airline.payments import PaymentMethod
from airline.sample_data.board import Board
from airline.sample_data.chance import chance
from airline.sample_data.people import FIRST, Person, traveller
from airline.sample_data.references import references

# The first of a batch are alone or in pairs and untroubled, so that there is always something to try.
PLAIN = 40
ALWAYS_AHEAD = 6


class Fate(Enum):
    KEPT = auto()
    CHANGED = auto()
    CANCELLED = auto()


class Scene(Enum):
    """Situations that everybody should be able to try."""

    CANCELLED_AHEAD = auto()
    JUST_BOOKED = auto()
    LATE_LAST_WEEK = auto()
    BY_VOUCHER = auto()
    BAG_MISSING = auto()
    LEAVES_SOON = auto()


# Each batch has them at these places. Who leaves soon can be tried once, so there are several.
LEAVING_SOON = range(11, 17)
SCENES = {
    6: Scene.CANCELLED_AHEAD,
    7: Scene.JUST_BOOKED,
    8: Scene.LATE_LAST_WEEK,
    9: Scene.BY_VOUCHER,
    10: Scene.BAG_MISSING,
    **dict.fromkeys(LEAVING_SOON, Scene.LEAVES_SOON),
}


@dataclass(frozen=True)
class Journey:
    """`paid_minor` is what an adult paid for each of `flights`."""

    reference: str
    customer: Person
    kind: BookingKind
    fare_class: FareClass
    booked_at: datetime
    flights: list[Flight]
    paid_minor: list[int]
    travellers: list[dict[str, Any]]
    method: PaymentMethod
    fate: Fate
    scene: Scene | None
    no_show: bool
    luck: random.Random = field(repr=False)

    @property
    def kinds(self) -> list[PassengerKind]:
        return [row["kind"] for row in self.travellers]


@dataclass(frozen=True)
class Now:
    """The moment of filling, and its date where the airline is at home."""

    moment: datetime
    today: date
    batch: int


def plan(board: Board, people: Sequence[Person], taken: set[str], count: int, now: Now) -> Iterator[Journey]:
    """A batch of journeys around today."""
    names = [person.first_name for person in people]
    for index, reference in enumerate(references(now.batch, taken, count)):
        luck = chance(now.batch, "booking", index)
        customer = people[index % len(FIRST)] if index < PLAIN else luck.choice(people)
        journey = _journey(board, index, reference, customer, luck, now)
        if journey:
            yield replace(journey, travellers=_party(journey, index, names, now.today))


def _journey(board: Board, index: int, reference: str, customer: Person, luck: random.Random, now: Now) -> Journey | None:
    fare_class = list(FareClass)[(index + 1) % 3]
    scene = SCENES.get(index)
    flights = _flights(board, index, scene, luck, now)
    if not flights:
        return None
    return Journey(
        reference=reference,
        customer=customer,
        kind=_kind(index, luck),
        fare_class=fare_class,
        booked_at=_booked_at(flights[0], scene, luck, now),
        flights=flights,
        # Booked early, so a little cheaper than today.
        paid_minor=[round(board.price(flight, fare_class) * luck.uniform(0.75, 0.95) / 100) * 100 for flight in flights],
        travellers=[],
        method=PaymentMethod.VOUCHER if scene is Scene.BY_VOUCHER or _sometimes(luck, index, 0.04) else PaymentMethod.CARD,
        fate=_fate(index, luck),
        scene=scene,
        no_show=_sometimes(luck, index, 0.03),
        luck=luck,
    )


def _flights(board: Board, index: int, scene: Scene | None, luck: random.Random, now: Now) -> list[Flight]:
    if scene in STAGED:
        number, days = STAGED[scene]
        staged = board.next_flight(number, now.today + timedelta(days=days))
        return [staged] if staged else []
    if scene is Scene.LEAVES_SOON:
        leaving = board.leaving_soon(now.moment)
        return [leaving[index % len(leaving)]] if leaving else []
    leaves_in = 18 + 2 * index if index < ALWAYS_AHEAD or scene else luck.randint(-58, 56)
    standing = index < PLAIN
    return board.trip(luck, now.today + timedelta(days=leaves_in), there_and_back=index % 5 == 3, standing=standing)


# Which flight a scene takes place on: its number, and how many days from today.
STAGED = {Scene.CANCELLED_AHEAD: ("ZE105", 6), Scene.LATE_LAST_WEEK: ("ZE412", -5), Scene.BAG_MISSING: ("ZE412", -2)}


def _kind(index: int, luck: random.Random) -> BookingKind:
    if index < PLAIN:
        return BookingKind.INDIVIDUAL
    kinds = [BookingKind.INDIVIDUAL, BookingKind.AGENCY, BookingKind.GROUP]
    return luck.choices(kinds, weights=[94, 4.5, 1.5])[0]


def _booked_at(first: Flight, scene: Scene | None, luck: random.Random, now: Now) -> datetime:
    """Some weeks before; a few of those that fly later were made within the last day."""
    if scene is Scene.JUST_BOOKED:
        return now.moment - timedelta(hours=2)
    if first.day > now.today + timedelta(days=7) and luck.random() < 0.02:
        return now.moment - timedelta(minutes=luck.randint(10, 1300))
    return min(now.moment, first.scheduled_departure) - timedelta(days=luck.randint(12, 60), minutes=luck.randint(0, 1400))


def _fate(index: int, luck: random.Random) -> Fate:
    if index < PLAIN:
        return Fate.KEPT
    return luck.choices(list(Fate), weights=[86, 8, 6])[0]


def _party(journey: Journey, index: int, names: Sequence[str], today: date) -> list[dict[str, Any]]:
    """The customer, and who comes along: mostly of the same name, in a group of many."""
    luck, customer = journey.luck, journey.customer
    kinds = [PassengerKind.ADULT, *_companions(journey, index)]
    company = luck.sample(names, len(kinds) - 1)
    party = [customer.first_name, *company]
    return [traveller(name, customer.surname, kind, luck, today) for name, kind in zip(party, kinds, strict=True)]


def _companions(journey: Journey, index: int) -> list[PassengerKind]:
    luck = journey.luck
    if journey.kind is BookingKind.GROUP:
        return [PassengerKind.ADULT] * luck.randint(9, 15)
    if journey.scene or index < ALWAYS_AHEAD:
        return []
    adults = [PassengerKind.ADULT] * luck.choices([0, 1, 2], weights=[6, 4, 1])[0]
    children = [PassengerKind.CHILD] * (luck.randint(1, 2) if _sometimes(luck, index, 0.14) else 0)
    infants = [PassengerKind.INFANT] if _sometimes(luck, index, 0.05) else []
    return [*adults, *children, *infants]


def _sometimes(luck: random.Random, index: int, share: float) -> bool:
    return luck.random() < share and index >= PLAIN
