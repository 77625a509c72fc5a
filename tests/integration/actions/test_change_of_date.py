"""Moving a flight to another day, talked through: the code before anything is changed, the money with the deed."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from airline import sample_data
from airline.bookings import Booking
from airline.payments import Payment
from airline.sandbox_provider import Failure, SandboxProvider
from customer_care import conversations, database, receipts
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def code_in_the_mail() -> str:
    with database.reading() as session:
        mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    codes: list[str] = re.findall(r"\b\d{6}\b", mails[-1].body)
    return codes[-1]


def day_booked() -> int:
    with database.reading() as session:
        booking = session.scalars(select(Booking).where(Booking.reference == sample_data.FIRST_REFERENCE)).one()
        return booking.segments[0].flight.day.day


def receipts_here() -> list[Receipt]:
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)


def paid_now() -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Payment.amount_minor).where(Payment.at == NOW, Payment.quote_id.is_not(None))))


def quoted() -> Talk:
    talk = Talk()
    talk.say("move my flight to 15 December", "change_flight_date")
    talk.say("X7K2PL")
    talk.say("Martin")
    assert talk.asks_for == "code"
    talk.say(code_in_the_mail())
    return talk


def test_the_code_comes_before_the_price_and_the_day_is_not_asked_again() -> None:
    talk = quoted()
    assert talk.asks_for == "change_confirmed"
    assert "15 December" in talk.text


def test_a_wrong_code_shows_no_price() -> None:
    talk = Talk()
    talk.say("move my flight to 15 December", "change_flight_date")
    talk.say("X7K2PL")
    talk.say("Martin")
    talk.say("000000" if code_in_the_mail() != "000000" else "111111")
    assert talk.said[0] == "utter_code_wrong"
    assert talk.asks_for == "code"


def test_a_yes_takes_the_money_and_moves_the_flight() -> None:
    talk = quoted()
    talk.say("yes", "affirm")
    assert day_booked() == 15
    (receipt,) = receipts_here()
    assert paid_now() == [receipt.amount_minor]
    assert receipt.number in talk.text


def test_a_declined_card_moves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    declining = SandboxProvider(tmp_path / "declining.db", always=Failure.DECLINED)
    monkeypatch.setattr("airline.sandbox_provider.of_this_process", lambda: declining)
    talk = quoted()
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_refused_payment_declined"
    assert day_booked() == 13
