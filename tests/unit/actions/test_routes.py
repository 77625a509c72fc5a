"""Which route the places of a message make."""

import pytest

from actions.details import Details, Place, read
from actions.routes import Route, unknown_place


def route(*places: Place) -> str:
    return Route.named(Details(places=places)).kept()


PARIS, HOME = Place("ORY", "Paris"), Place("PTP", "Pointe-à-Pitre")


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ((Place("PTP", "", "origin"), Place("ORY", "", "destination")), "PTP-ORY"),
        ((Place("ORY", "", "destination"),), "-ORY"),
        ((Place("PTP", "", "origin"),), "PTP-"),
        ((PARIS,), "ORY"),
        ((HOME, PARIS), "PTP-ORY"),
        ((PARIS, Place("PTP", "", "origin")), "PTP-ORY"),
        ((PARIS, Place("PTP", "", "destination")), "ORY-PTP"),
        # never from a place to itself
        ((Place("PTP", "", "destination"), HOME), "-PTP"),
        ((HOME, HOME), "PTP"),
        ((Place("PTP", "", "origin"), Place("PTP", "", "destination")), "PTP-"),
        # the first of two that were given the same end
        ((Place("PTP", "", "destination"), Place("ORY", "", "destination")), "-PTP"),
    ],
)
def test_places_make_a_route(places: tuple[Place, ...], kept: str) -> None:
    assert route(*places) == kept
    assert Route.out_of(kept).kept() == kept


def test_a_place_that_we_do_not_fly_to_is_noticed() -> None:
    london = Place("LON", "London", "destination")
    assert unknown_place(Details(places=(HOME, london))) == london
    assert unknown_place(Details(places=(HOME, PARIS))) is None


@pytest.mark.parametrize("role", ["via", "ruled_out"])
def test_a_stopover_and_a_place_ruled_out_are_no_end_of_the_route(role: str) -> None:
    named = [{"entity": "place", "value": "ORY", "role": "destination"}, {"entity": "place", "value": "LYS", "role": role}]
    details = read(named)
    assert Route.named(details).kept() == "-ORY"
    assert [place.code for place in details.places_beside] == ["LYS"]


def test_details_are_read_from_the_bots_entities() -> None:
    details = read(
        [
            {"entity": "place", "value": "ORY", "name": "Paris", "role": "destination"},
            {"entity": "name", "value": "Martin"},
            {"entity": "amount", "value": "EUR 35.00"},
            {"entity": "amount", "value": "EUR 35.00"},
            {"entity": "flight_number", "value": "ZE412"},
        ]
    )
    assert details.destination == Place("ORY", "Paris", "destination")
    assert (details.names, details.amounts, details.origin) == (("Martin",), ("EUR 35.00",), None)
