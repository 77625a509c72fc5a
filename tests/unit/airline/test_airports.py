"""The places that the bot knows by name, and the airports that we fly to."""

from pathlib import Path
from typing import Any

import yaml

from airline.airports import AIRPORTS

PLACES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[3] / "data" / "places.yml").read_text("utf-8"))


def test_every_airport_can_be_named_by_its_city() -> None:
    said = {place["code"]: place["names"][0] for place in PLACES}
    assert {iata: airport.city for iata, airport in AIRPORTS.items()} == {iata: said.get(iata) for iata in AIRPORTS}


def test_no_place_is_written_down_twice() -> None:
    names = [name.casefold() for place in PLACES for name in place["names"]]
    codes = [code for place in PLACES for code in (place["code"], *place.get("codes", ()))]
    assert sorted(names) == sorted(set(names))
    assert sorted(codes) == sorted(set(codes))
