"""New contact details: checked for slips, written once, and the old address is told."""

import pytest
from sqlalchemy import select

from airline.bookings import Booking
from airline.contact_details import NotAnEmail, NotAPhone, SameContact, quote_contact, update_contact
from airline.fares import FareClass
from airline.quotes import QuoteOutdated
from customer_care.mail import Mail
from tests.integration.airline.small_airline import NOW, Airline


@pytest.fixture
def booking(airline: Airline) -> Booking:
    booked = airline.book(FareClass.FLEX, 5)
    booked.contact_email, booked.contact_phone = "old@example.org", "+590690123456"
    airline.session.flush()
    return booked


def mails(airline: Airline) -> list[Mail]:
    return list(airline.session.scalars(select(Mail)))


def test_the_old_address_is_told_of_the_new_one(airline: Airline, booking: Booking) -> None:
    quote = quote_contact(airline.session, booking, " new@Example.ORG ", None, NOW, airline.conversation_id)
    assert (quote.total_minor, quote.rule_id, mails(airline)) == (0, "contact.update", [])
    receipt = update_contact(airline.session, quote, quote.key, NOW)
    assert update_contact(airline.session, quote, quote.key, NOW).number == receipt.number
    assert (booking.contact_email, booking.contact_phone) == ("new@example.org", "+590690123456")
    (told,) = mails(airline)
    assert told.to == "old@example.org"
    assert booking.reference in told.body
    assert "new@example.org" not in told.body


def test_a_new_telephone_number_is_told_too(airline: Airline, booking: Booking) -> None:
    quote = quote_contact(airline.session, booking, None, "0033 6 12-34.56(78)", NOW)
    receipt = update_contact(airline.session, quote, quote.key, NOW)
    assert booking.contact_phone == "+33612345678"
    assert receipt.what == "News of this booking goes to the new telephone number"
    assert [told.to for told in mails(airline)] == ["old@example.org"]


def test_a_second_change_tells_the_address_that_it_replaces(airline: Airline, booking: Booking) -> None:
    for address in ("second@example.org", "third@example.org"):
        quote = quote_contact(airline.session, booking, address, None, NOW)
        update_contact(airline.session, quote, quote.key, NOW)
    assert [told.to for told in mails(airline)] == ["old@example.org", "second@example.org"]


def test_details_that_were_changed_meanwhile_are_asked_again(airline: Airline, booking: Booking) -> None:
    one, other = (quote_contact(airline.session, booking, f"{name}@example.org", None, NOW) for name in ("one", "other"))
    update_contact(airline.session, one, one.key, NOW)
    with pytest.raises(QuoteOutdated):
        update_contact(airline.session, other, other.key, NOW)
    assert booking.contact_email == "one@example.org"


@pytest.mark.parametrize(
    "email", ["new", "new@example", "new example@x.org", "@example.org", "a" * 65 + "@x.org", "n@" + "x" * 260 + ".org"]
)
def test_a_slip_in_an_address_is_noticed(airline: Airline, booking: Booking, email: str) -> None:
    with pytest.raises(NotAnEmail):
        quote_contact(airline.session, booking, email, None, NOW)


@pytest.mark.parametrize("phone", ["0690123456", "+590", "+0590690123456", "+5906901234567890", "call me"])
def test_a_number_needs_its_country(airline: Airline, booking: Booking, phone: str) -> None:
    with pytest.raises(NotAPhone):
        quote_contact(airline.session, booking, None, phone, NOW)


@pytest.mark.parametrize(("email", "phone"), [(None, None), ("old@EXAMPLE.org", None), (None, "+590 690 12 34 56")])
def test_what_is_known_already_changes_nothing(airline: Airline, booking: Booking, email: str | None, phone: str | None) -> None:
    with pytest.raises(SameContact):
        quote_contact(airline.session, booking, email, phone, NOW)
