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
    ],
)
def test_places_make_a_route(places: tuple[Place, ...], kept: str) -> None:
    assert route(*places) == kept
    assert Route.out_of(kept).kept() == kept


def test_a_place_that_we_do_not_fly_to_is_noticed() -> None:
    london = Place("LON", "London", "destination")
    assert unknown_place(Details(places=(HOME, london))) == london
    assert unknown_place(Details(places=(HOME, PARIS))) is None


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
