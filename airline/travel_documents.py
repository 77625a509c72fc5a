"""Passport data: given on a page behind a link that works once, never in the conversation.

What is kept is what the check-in needs: that it was given, when the document ends, and the last two signs of its number, so that
its owner recognises it. The number itself is not kept anywhere.
"""

import re
from datetime import date, datetime, timedelta

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import letters, rulebook
from airline.airports import Airport
from airline.bookings import Passenger
from airline.flights import Flight
from customer_care import access, settings
from customer_care.database import Base
from customer_care.errors import ReassureError

LINK = "passport_page"
PAGE = "/passport"
# ICAO Doc 9303, part 4: the number of a passport has up to nine letters and digits.
PASSPORT_NUMBER = re.compile(r"[A-Z0-9]{6,9}")
FRENCH = frozenset({"PTP", "FDF", "CAY", "SBH", "ORY", "LYS", "NTE", "BOD"})


class NotAPassportNumber(ReassureError):
    """What was typed cannot be the number of a passport."""

    code = "not_a_passport_number"


class PassportEnded(ReassureError):
    """The document is no longer valid."""

    code = "passport_ended"


class TravelDocument(Base):
    """The travel document of a traveller, as far as we know it."""

    __tablename__ = "travel_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), unique=True)
    number_end: Mapped[str] = mapped_column(String(2))
    expires_on: Mapped[date] = mapped_column(Date)
    given_at: Mapped[datetime]
    passenger: Mapped[Passenger] = relationship()


def make_link(session: Session, traveller: Passenger, now: datetime) -> str:
    """The secret of a fresh link to this traveller's page; it opens until the data is given, for as long as the rule says."""
    return access.issue_pass(session, LINK, str(traveller.id), timedelta(minutes=link_minutes()), now)


def send_link(session: Session, traveller: Passenger, now: datetime) -> str:
    """Mails a fresh link to the address on the booking's file, which is returned masked. Raises NoAddress."""
    # The secret is in the query: an address is logged where something fails, its query never.
    link = f"{settings.current().public_url}{PAGE}?key={make_link(session, traveller, now)}"
    about = {"traveller": traveller.first_name, "reference": traveller.booking.reference, "minutes": str(link_minutes())}
    return letters.send(session, traveller.booking, "passport_link", now, link=link, **about)


def link_minutes() -> int:
    """How long a link opens the page."""
    return rulebook.rule("check_in.passport").parameters["link_minutes"]


def traveller_of(session: Session, secret: str, now: datetime) -> Passenger:
    """Whose data the page behind this link asks for. Raises NotSignedIn when the link is used or its time has run out."""
    return session.get_one(Passenger, int(access.holder_of(session, LINK, secret, now)))


def give(session: Session, secret: str, number: str, expires_on: date, now: datetime) -> TravelDocument:
    """Notes the document of the link's traveller and uses the link up. Raises TicketUsed, NotAPassportNumber or PassportEnded."""
    plain = re.sub(r"[\s-]", "", number).upper()
    if not PASSPORT_NUMBER.fullmatch(plain):
        raise NotAPassportNumber
    if expires_on < now.date():
        raise PassportEnded
    passenger_id = int(access.use_ticket(session, LINK, secret, now))
    document = session.scalar(select(TravelDocument).where(TravelDocument.passenger_id == passenger_id))
    if document is None:
        document = TravelDocument(passenger_id=passenger_id)
        session.add(document)
    document.number_end, document.expires_on, document.given_at = plain[-2:], expires_on, now
    session.flush()
    return document


def of_traveller(session: Session, traveller: Passenger) -> TravelDocument | None:
    return session.scalar(select(TravelDocument).where(TravelDocument.passenger_id == traveller.id))


def needs_passport(flight: Flight) -> bool:
    """Whether the flight crosses a border: it leaves or lands outside the French Republic."""
    return not (_is_french(flight.leaves_from) and _is_french(flight.lands_in))


def _is_french(airport: Airport) -> bool:
    # The airport of Saint Martin lies on its Dutch side.
    return airport.iata in FRENCH
