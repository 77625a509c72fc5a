"""What a fare includes comes from the rulebook, for every fare and route."""

import pytest

from airline import allowances, rulebook
from airline.airports import Haul
from airline.fares import FareClass


@pytest.mark.parametrize("fare_class", FareClass)
@pytest.mark.parametrize("haul", Haul)
def test_every_fare_has_an_allowance_on_every_route(fare_class: FareClass, haul: Haul) -> None:
    allowance = allowances.included(fare_class, haul)
    assert allowance.cabin_bags >= 1
    assert (allowance.hold_bags == 0) == (allowance.hold_kilos == 0)
    assert str(allowance.cabin_kilos) in allowance.rule.words


def test_a_dearer_fare_never_includes_less() -> None:
    for haul in Haul:
        light, standard, flex = (allowances.included(fare, haul) for fare in FareClass)
        assert light.hold_bags <= standard.hold_bags <= flex.hold_bags
        assert light.hold_kilos <= standard.hold_kilos <= flex.hold_kilos


def test_a_deadline_comes_before_the_next_one() -> None:
    boarding = rulebook.rule("deadlines.boarding").parameters
    for haul in Haul:
        desk = rulebook.rule(f"deadlines.{haul}").parameters
        assert desk["desk_opens_minutes"] > desk["bags_minutes"] >= boarding["boards_minutes"] > boarding["gate_minutes"]
