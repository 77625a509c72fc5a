"""What goes back of tickets: whole minor units, never more than was paid, never a bill."""

from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airline import cancellations, rulebook
from airline.bookings import PassengerKind
from airline.fares import FareClass
from airline.tickets import Ticket

KINDS = st.sampled_from(PassengerKind)


def ticket(fare_minor: int, taxes_minor: int, kind: PassengerKind) -> Ticket:
    made = SimpleNamespace(fare_minor=fare_minor, taxes_minor=taxes_minor, passenger=SimpleNamespace(kind=kind))
    return cast("Ticket", made)


TICKETS = st.lists(st.builds(ticket, st.integers(0, 10**6), st.integers(0, 10**5), KINDS), max_size=9)


@pytest.mark.parametrize("fare_class", FareClass)
@given(tickets=TICKETS)
def test_never_more_goes_back_than_was_paid_and_never_less_than_nothing(fare_class: FareClass, tickets: list[Ticket]) -> None:
    rule = rulebook.rule(f"refunds.{fare_class}")
    back_minor = -sum(amount for _, amount in cancellations.by_fare(rule, tickets))
    assert 0 <= back_minor <= sum(one.fare_minor + one.taxes_minor for one in tickets)


@pytest.mark.parametrize("fare_class", FareClass)
@given(tickets=TICKETS)
def test_the_taxes_always_go_back_in_full(fare_class: FareClass, tickets: list[Ticket]) -> None:
    lines = dict(cancellations.by_fare(rulebook.rule(f"refunds.{fare_class}"), tickets))
    assert -lines.get("taxes_back", 0) == sum(one.taxes_minor for one in tickets)


@given(tickets=TICKETS)
def test_a_standard_fare_keeps_the_fee_of_the_rule_for_each_seat_and_no_more_than_its_fare(tickets: list[Ticket]) -> None:
    rule = rulebook.rule("refunds.standard")
    seated = [one for one in tickets if one.passenger.kind != PassengerKind.INFANT]
    lines = dict(cancellations.by_fare(rule, tickets))
    assert lines.get("cancellation_fee", 0) == sum(min(one.fare_minor, rule.parameters["fee_minor"]) for one in seated)


@given(tickets=TICKETS, extras_minor=st.integers(0, 10**5))
def test_in_full_is_everything(tickets: list[Ticket], extras_minor: int) -> None:
    back_minor = -sum(amount for _, amount in cancellations.in_full(tickets, extras_minor))
    assert back_minor == sum(one.fare_minor + one.taxes_minor for one in tickets) + extras_minor


@given(tickets=TICKETS, extras_minor=st.integers(0, 10**5))
def test_no_line_says_zero(tickets: list[Ticket], extras_minor: int) -> None:
    for lines in (cancellations.in_full(tickets, extras_minor), cancellations.by_fare(rulebook.rule("refunds.light"), tickets)):
        assert all(amount for _, amount in lines)
