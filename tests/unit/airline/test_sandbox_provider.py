"""The sandbox does what a real provider promises: each key once, never more back than was charged, and failures on request."""

from pathlib import Path

import pytest

from airline.payment_provider import NotRefundable, OtherMovement, PaymentDeclined, ProviderUnreachable
from airline.sandbox_provider import Failure, SandboxProvider


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.db"


def test_a_key_is_charged_once(file: Path) -> None:
    provider = SandboxProvider(file)
    assert provider.charge("k", 4500, "EUR", "A bag") == provider.charge("k", 4500, "EUR", "A bag")
    assert provider.total_minor() == 4500


def test_a_key_stands_for_one_movement_only(file: Path) -> None:
    provider = SandboxProvider(file)
    provider.charge("k", 4500, "EUR", "A bag")
    with pytest.raises(OtherMovement):
        provider.charge("k", 9000, "EUR", "Two bags")
    with pytest.raises(OtherMovement):
        provider.charge("k", 4500, "USD", "A bag")
    assert provider.total_minor() == 4500


def test_a_charge_goes_back_in_parts_and_never_more_than_it_was(file: Path) -> None:
    provider = SandboxProvider(file)
    charge = provider.charge("k", 4500, "EUR", "A bag")
    provider.refund("r1", charge.reference, 4000)
    assert provider.refund("r1", charge.reference, 4000).amount_minor == -4000
    with pytest.raises(NotRefundable):
        provider.refund("r2", charge.reference, 501)
    provider.refund("r3", charge.reference, 500)
    assert provider.total_minor() == 0


def test_what_was_never_charged_is_not_given_back(file: Path) -> None:
    with pytest.raises(NotRefundable):
        SandboxProvider(file).refund("r", "ch-nothing", 100)


def test_a_declined_card_moves_nothing_and_may_be_tried_again(file: Path) -> None:
    provider = SandboxProvider(file, [Failure.DECLINED])
    with pytest.raises(PaymentDeclined):
        provider.charge("k", 4500, "EUR", "A bag")
    assert provider.find("k") is None
    assert provider.charge("k", 4500, "EUR", "A bag").amount_minor == 4500


@pytest.mark.parametrize(("failure", "moved"), [(Failure.BEFORE, 0), (Failure.AFTER, 4500)])
def test_an_answer_is_lost_before_or_after_the_money_moved(file: Path, failure: Failure, moved: int) -> None:
    provider = SandboxProvider(file, [failure])
    with pytest.raises(ProviderUnreachable):
        provider.charge("k", 4500, "EUR", "A bag")
    assert provider.total_minor() == moved


def test_the_ledger_outlives_the_process(file: Path) -> None:
    SandboxProvider(file).charge("k", 4500, "EUR", "A bag")
    found = SandboxProvider(file).find("k")
    assert found is not None
    assert found.amount_minor == 4500


def test_a_demonstration_fails_every_time(file: Path) -> None:
    provider = SandboxProvider(file, always=Failure.BEFORE)
    for _ in range(2):
        with pytest.raises(ProviderUnreachable):
            provider.charge("k", 4500, "EUR", "A bag")
