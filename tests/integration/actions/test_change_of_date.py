"""Moving a flight to another day, talked through: the code before anything is changed, the money with the deed."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from airline import changes, sample_data
from airline.bookings import Booking
from airline.fares import Fare
from airline.flights import Flight
from airline.payments import Payment
from airline.quotes import Quote
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


# ── another flight than the one of the same number ────────────────────────────────────────────────────────────────────


def priced() -> str:
    """The flight of the newest price, with its day: "ZE414 15"."""
    with database.reading() as session:
        change = changes.change_of(session, session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1)).one())
        return f"{change.to_flight.number} {change.to_flight.day.day}"


def known_customer(first: str) -> Talk:
    talk = Talk()
    talk.say(first, "change_flight_date")
    talk.say("X7K2PL")
    talk.say("Martin")
    before = talk.said
    talk.say(code_in_the_mail())
    talk.said = [*before, *talk.said]
    return talk


def booked_on_a_day_with_two_flights() -> None:
    """ZE 412 leaves at 19:40, ZE 414 at 22:10 on Mondays, Thursdays, Fridays and Sundays."""
    with database.unit_of_work() as session:
        booking = session.scalars(select(Booking).where(Booking.reference == sample_data.FIRST_REFERENCE)).one()
        thursday = select(Flight).where(Flight.number == "ZE412", Flight.day == date(2026, 12, 17))
        booking.segments[0].flight = session.scalars(thursday).one()
        for fare in session.scalars(select(Fare).join(Flight).where(Flight.day.between(date(2026, 12, 17), date(2026, 12, 18)))):
            fare.seats_left = 9


@pytest.mark.parametrize(
    ("first", "flight"),
    [
        ("move me to ZE 414 the same day", "ZE414 17"),
        ("can I take a later flight", "ZE414 17"),
        ("put me on the last plane", "ZE414 17"),
        ("I'd rather have the flight at 22:10", "ZE414 17"),
        ("move ZE 412 to ZE 414 on 18 December", "ZE414 18"),
        ("move my flight to 18 December, the late night one", "ZE414 18"),
        ("move my evening flight to 18 December", "ZE412 18"),
        ("move my flight to 18 December", "ZE412 18"),
    ],
)
def test_a_flight_is_named_by_more_than_its_day(first: str, flight: str) -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer(first)
    assert talk.asks_for == "change_confirmed"
    assert priced() == flight
    assert "ask_change_confirmed" in talk.said[-1]


def test_another_flight_of_the_same_day_is_taken_after_a_yes() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("is there a later flight I could take")
    talk.say("yes", "affirm")
    with database.reading() as session:
        booking = session.scalars(select(Booking).where(Booking.reference == sample_data.FIRST_REFERENCE)).one()
        assert booking.segments[0].flight.name == "ZE 414"
    assert len(receipts_here()) == 1


@pytest.mark.parametrize("first", ["can I take an earlier flight", "move me to ZE 990", "is there a morning flight that day"])
def test_no_such_flight_that_day_asks_for_another_day(first: str) -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer(first)
    assert "utter_no_flight_then" in talk.said
    assert talk.asks_for == "new_date"
    talk.say("the 22:10 one")
    assert priced() == "ZE414 17"


def test_every_sentence_about_another_flight_names_both_with_their_times() -> None:
    booked_on_a_day_with_two_flights()
    both = ("ZE 412 on Thursday 17 December at 19:40", "ZE 414 on Friday 18 December at 22:10")
    talk = known_customer("move me to ZE 414 on 18 December")
    assert all(flight in talk.text for flight in both)
    assert "your seat on ZE 412, Thursday 17 December, is given up" in talk.text
    talk.say("why", "ask_why")
    assert all(flight in talk.text for flight in both)
    talk.say("yes", "affirm")
    (receipt,) = receipts_here()
    assert receipt.what == "Moved ZE 412, Thursday 17 December 2026 19:40, to ZE 414, Friday 18 December 2026 22:10"


def test_the_flight_of_the_same_number_is_told_by_its_day_alone() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move me to 18 December")
    assert "Shall I move ZE 412 from Thursday 17 December to Friday 18 December, leaving at 19:40" in talk.text


def test_no_such_flight_on_another_day_shows_the_one_that_flies_and_says_so() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move it to 18 December, in the morning please")
    assert "utter_no_flight_at_that_time" in talk.said
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")


def test_another_flight_is_wanted_after_the_price() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move my flight to 18 December")
    talk.say("no, the later one", "deny")
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE414 18")
    talk.say("yes, the 22:10 one", "affirm")
    assert talk.form is None
    assert day_booked() == 18


def test_a_price_that_has_changed_is_that_of_the_same_flight() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("can I take a later flight")
    with database.unit_of_work() as session:
        fares = select(Fare).join(Flight).where(Flight.number == "ZE414", Flight.day == date(2026, 12, 17))
        for fare in session.scalars(fares):
            fare.price_minor += 1000
    talk.say("yes", "affirm")
    assert talk.asks_for == "change_confirmed"
    assert priced() == "ZE414 17"
    talk.say("yes", "affirm")
    assert len(receipts_here()) == 1


def test_a_day_and_a_flight_put_aside_for_another_request_are_not_asked_for_again() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move me to ZE 414 on 18 December")
    talk.say("can I bring my surfboard?", "bring_sports_equipment")
    assert talk.asks_for == "confirmed"
    talk.say("No", "deny")
    assert talk.said[:2] == ["utter_declined", "utter_next_request"]
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE414 18")
    talk.say("yes", "affirm")
    assert day_booked() == 18


@pytest.mark.parametrize("intent", ["deny", "correct", "cancel_task", "nlu_fallback"])
def test_a_day_corrected_while_another_request_is_served_corrects_the_one_that_waits(intent: str) -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move my flight to 19 December")
    talk.say("can I bring my surfboard?", "bring_sports_equipment")
    talk.say("no wait, the 18th", intent)
    assert (talk.said[0], talk.asks_for) == ("utter_correction_noted", "confirmed")
    talk.say("no thanks", "deny")
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")


@pytest.mark.parametrize("intent", ["deny", "correct", "cancel_task", "nlu_fallback"])
@pytest.mark.parametrize("said", ["no wait, 10 kg", "no, make it two bags"])
def test_a_correction_that_fits_nothing_is_no_plain_no_to_the_price(said: str, intent: str) -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move my flight to 18 December")
    talk.say(said, intent)
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")
    assert talk.said[0] == "utter_change_confirmed_unclear"
    talk.say("yes", "affirm")
    assert day_booked() == 18


def test_a_day_put_aside_before_it_was_priced_is_kept() -> None:
    booked_on_a_day_with_two_flights()
    talk = Talk()
    talk.say("move my flight to 18 December", "change_flight_date")
    talk.say("can I have a vegan meal", "order_meal")
    talk.say("X7K2PL")
    talk.say("Martin")
    talk.say("no", "deny")
    talk.say(code_in_the_mail())
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")


def test_what_the_conversation_remembers_is_not_enough_to_change_anything() -> None:
    talk = Talk()
    talk.say("move my flight to 15 December", "change_flight_date")
    talk.say("X7K2PL")
    talk.say("Martin")
    talk.slots["code"] = "checked"  # as if Rasa's memory had come from elsewhere
    talk.say("15 December")
    assert talk.asks_for == "change_confirmed"
    before = day_booked()
    talk.say("yes", "affirm")
    assert "utter_refused_identity_not_shown" in talk.said
    assert (talk.asks_for, day_booked(), receipts_here()) == ("code", before, [])
    talk.say(code_in_the_mail())
    talk.say("yes", "affirm")
    assert len(receipts_here()) == 1


def test_a_day_beside_the_one_looked_at_is_questioned_and_taken_when_it_is_said_again() -> None:
    booked_on_a_day_with_two_flights()
    talk = Talk()
    talk.slots["looked_at"] = "2026-12-19"  # what a search shows last
    talk.say("move my flight to 18 December", "change_flight_date")
    talk.say("X7K2PL")
    talk.say("Martin")
    assert "utter_day_beside" in talk.said
    talk.say(code_in_the_mail())
    assert talk.asks_for == "new_date"
    assert talk.buttons == ["Saturday 19 December", "Friday 18 December"]
    talk.say("Friday 18 December")
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")


def test_a_day_of_another_year_is_questioned() -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move my flight to 18 December 2025")
    assert "utter_day_of_another_year" in talk.said
    assert talk.buttons == ["Friday 18 December"]
    talk.say("Friday 18 December")
    assert (talk.asks_for, priced()) == ("change_confirmed", "ZE412 18")


@pytest.mark.parametrize(
    ("said", "intent", "band"),
    [("hmm", "affirm", "fairly_sure"), ("ok but is the 18th dearer", "affirm", "sure"), ("🛑", "affirm", "sure")],
)
def test_without_a_clear_yes_nothing_is_moved(said: str, intent: str, band: str) -> None:
    booked_on_a_day_with_two_flights()
    talk = known_customer("move my flight to 18 December")
    before = day_booked()
    talk.say(said, intent, understanding={"band": band})
    assert (day_booked(), receipts_here()) == (before, [])
