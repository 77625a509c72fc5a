"""What a message names, as the bot found it (bot/entities): places, people, amounts, and ways to reach somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BESIDE = {"via", "ruled_out"}


@dataclass(frozen=True)
class Place:
    """`code` is an airport's or a city's, ours or not; `role` is "origin" or "destination" where the customer said which,
    "via" for a stopover, "ruled_out" for "not to Paris"."""

    code: str
    city: str
    role: str | None = None


@dataclass(frozen=True)
class Details:
    """Each in the order of the message. Amounts are "EUR 35.00", phones E.164 ("+596696123456").

    `places` are where a journey may begin or end; `places_beside` are stopovers and those that were ruled out.
    """

    places: tuple[Place, ...] = ()
    places_beside: tuple[Place, ...] = ()
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def origin(self) -> Place | None:
        return next((place for place in self.places if place.role == "origin"), None)

    @property
    def destination(self) -> Place | None:
        return next((place for place in self.places if place.role == "destination"), None)


NOTHING_NAMED = Details()


def read(entities: Iterable[Mapping[str, Any]]) -> Details:
    """The details out of Rasa's entities."""
    found = list(entities)

    def values(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(entity["value"]) for entity in found if entity["entity"] == kind))

    named = [entity for entity in found if entity["entity"] == "place"]
    places = [Place(entity["value"], entity.get("name", entity["value"]), entity.get("role")) for entity in named]
    return Details(
        places=tuple(place for place in places if place.role not in BESIDE),
        places_beside=tuple(place for place in places if place.role in BESIDE),
        names=values("name"),
        references=values("booking_reference"),
        amounts=values("amount"),
        emails=values("email"),
        phones=values("phone"),
    )
