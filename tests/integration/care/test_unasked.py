"""Unasked messages keep a budget and quiet hours, and reach a closed page by e-mail only where the customer agreed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from customer_care import conversations, database, privacy, unasked
from customer_care.conversations import Conversation
from customer_care.mail import Mail
from customer_care.unasked import MailConsent, UnaskedMessage
from tests.integration.care.promised import MANNERS, NOW, a_customer, said_to

pytestmark = pytest.mark.usefixtures("connected")

AWAY = NOW + timedelta(minutes=5)


def tell(conversation_id: int, now: datetime = AWAY, address: str | None = None) -> bool:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        return unasked.tell(session, conversation, "Your gate has changed.", now, MANNERS, about="gate", address=address)


def agree(conversation_id: int) -> None:
    with database.unit_of_work() as session:
        unasked.agree_to_mail(session, session.get_one(Conversation, conversation_id), " camille@example.org ", NOW)


def mailed_to() -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Mail.to)))


def test_an_unasked_message_is_a_turn_like_any_other() -> None:
    customer = a_customer()
    assert tell(customer)
    assert [turn.text for turn in said_to(customer)] == ["Your gate has changed."]


def test_the_third_message_within_a_day_waits_for_the_next() -> None:
    customer = a_customer()
    assert [tell(customer) for _ in range(3)] == [True, True, False]
    assert tell(customer, AWAY + timedelta(days=1))


def test_each_customer_has_a_budget_of_their_own() -> None:
    first, second = a_customer(), a_customer()
    assert [tell(first) for _ in range(3)] == [True, True, False]
    assert tell(second)


@pytest.mark.parametrize(
    ("hour", "told"),
    [(11, False), (12, True), (23, True)],  # 07:00, 08:00 and 19:00 in Guadeloupe
)
def test_nobody_is_written_to_at_night_by_the_company_s_clocks(hour: int, told: bool) -> None:
    now = datetime(2026, 12, 4, hour, tzinfo=UTC)
    assert tell(a_customer(now), now) is told


def test_quiet_hours_go_over_midnight() -> None:
    now = datetime(2026, 12, 5, 1, tzinfo=UTC)  # 21:00 in Guadeloupe
    assert not tell(a_customer(now), now)


def test_a_closed_page_is_reached_by_mail_where_the_customer_agreed() -> None:
    customer = a_customer()
    agree(customer)
    assert tell(customer)
    assert mailed_to() == ["camille@example.org"]


def test_without_consent_nothing_is_mailed() -> None:
    tell(a_customer())
    assert mailed_to() == []


def test_an_open_page_needs_no_mail() -> None:
    customer = a_customer()
    agree(customer)
    with database.unit_of_work() as session:
        public_id = session.get_one(Conversation, customer).public_id
        conversations.note_seen(session, [public_id], AWAY)
    assert tell(customer)
    assert mailed_to() == []


def test_consent_can_be_taken_back() -> None:
    customer = a_customer()
    agree(customer)
    with database.unit_of_work() as session:
        unasked.no_more_mail(session, session.get_one(Conversation, customer))
    assert tell(customer)
    assert mailed_to() == []


def test_who_agreed_elsewhere_to_news_of_a_flight_gets_these_at_that_address() -> None:
    tell(a_customer(), address="booked@example.org")
    assert mailed_to() == ["booked@example.org"]


def test_deleting_the_conversation_deletes_the_address_and_ends_the_messages() -> None:
    customer = a_customer()
    agree(customer)
    tell(customer)
    with database.unit_of_work() as session:
        privacy.erase(session, session.get_one(Conversation, customer), AWAY)
    assert not tell(customer)
    with database.reading() as session:
        assert session.scalars(select(MailConsent)).all() == []
        assert session.scalars(select(UnaskedMessage)).all() == []
