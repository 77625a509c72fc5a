"""The name on a ticket: a slip of the pen is corrected, another person is not put in its place."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import quotes, rulebook
from airline.before_departure import NotFlying, demand_in_time
from airline.bookings import Passenger, surname_key
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

LONGEST_NAME = 60


class TooManyLetters(Refusal):
    """More letters differ than the rule allows: a person looks at it."""

    code = "too_many_letters"


class AnotherPerson(Refusal):
    """First name and surname both differ, or somebody else on the booking has this name: a person looks at it."""

    code = "another_person"


class CorrectedBefore(Refusal):
    """This traveller's name was corrected once already."""

    code = "corrected_before"


class JourneyBegun(Refusal):
    """A flight of the booking has been flown or checked in under the old name."""

    code = "journey_begun"


class SameName(ReassureError):
    """The name is written like this already."""

    code = "same_name"


class NotAName(ReassureError):
    """Empty, too long, or without a letter."""

    code = "not_a_name"


class NameCorrection(Base):
    """The one correction that a traveller's name had, with the name as it was before."""

    __tablename__ = "name_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), unique=True)
    first_name_before: Mapped[str] = mapped_column(String(60))
    surname_before: Mapped[str] = mapped_column(String(60))
    corrected_at: Mapped[datetime]
    passenger: Mapped[Passenger] = relationship()


def quote_name_correction(
    session: Session, traveller: Passenger, first_name: str, surname: str, now: datetime, conversation_id: int | None = None
) -> Quote:
    """The name as it will be on the tickets; it is free.

    Raises NotAName, SameName, NotFlying, TooLate, JourneyBegun, CorrectedBefore, AnotherPerson or TooManyLetters.
    """
    first_name, surname = " ".join(first_name.split()), " ".join(surname.split())
    rule = rulebook.rule("names.correction")
    _demand_allowed(session, traveller, first_name, surname, rule, now)
    return quotes.make(
        session,
        "correct_name",
        rule,
        now,
        conversation_id=conversation_id,
        booking=traveller.booking,
        facts={
            "passenger_id": traveller.id,
            "before": [traveller.first_name, traveller.surname],
            "first_name": first_name,
            "surname": surname,
        },
        currency=rule.currency,
    )


@deed("correct_name")
def correct_name(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Writes the name anew, on every ticket. Raises QuoteOutdated, and what quoting raises."""
    traveller = session.get_one(Passenger, quote.facts["passenger_id"], populate_existing=True)
    first_name, surname = quote.facts["first_name"], quote.facts["surname"]
    _demand_allowed(session, traveller, first_name, surname, rulebook.rule("names.correction"), now)
    if [traveller.first_name, traveller.surname] != quote.facts["before"]:
        raise QuoteOutdated
    _note_correction(session, traveller, now)
    before = f"{traveller.first_name} {traveller.surname}"
    traveller.first_name, traveller.surname, traveller.surname_key = first_name, surname, surname_key(surname)
    what = f"Corrected the name {before} to {first_name} {surname}"
    return receipt_of(session, quote, key, now, what, next_step="Travel with the document that shows this name")


def letters_apart(one: str, other: str) -> int:
    """How many letters have to be put in, left out or replaced to make the one into the other; capitals count as small letters.

    Source: V. I. Levenshtein, Soviet Physics Doklady 10 (8), 1966; row by row after Wagner and Fischer, J. ACM 21 (1), 1974.
    """
    one, other = one.casefold(), other.casefold()
    row = list(range(len(other) + 1))
    for position, letter in enumerate(one, start=1):
        above, row = row, [position]
        for column, wanted in enumerate(other, start=1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != wanted)))
    return row[-1]


def differs_in_letters(one: str, other: str) -> bool:
    """Whether more than accents, capitals, hyphens and spaces differ: "Léa" and "Lea" are one name."""
    return surname_key(one) != surname_key(other)


def _demand_allowed(session: Session, traveller: Passenger, first_name: str, surname: str, rule: Rule, now: datetime) -> None:
    _demand_name(traveller, first_name, surname)
    _demand_before_journey(traveller, rule, now)
    if session.scalar(select(NameCorrection.id).where(NameCorrection.passenger_id == traveller.id)):
        raise CorrectedBefore(rule)
    first_letters, last_letters = letters_apart(traveller.first_name, first_name), letters_apart(traveller.surname, surname)
    others = [other for other in traveller.booking.passengers if other.id != traveller.id]
    namesake = any(
        (other.first_name.casefold(), other.surname_key) == (first_name.casefold(), surname_key(surname)) for other in others
    )
    if namesake or (differs_in_letters(traveller.first_name, first_name) and differs_in_letters(traveller.surname, surname)):
        raise AnotherPerson(rule)
    if first_letters + last_letters > rule.parameters["most_letters"]:
        raise TooManyLetters(rule, letters=str(first_letters + last_letters))


def _demand_name(traveller: Passenger, first_name: str, surname: str) -> None:
    for name in (first_name, surname):
        if not surname_key(name) or len(name) > LONGEST_NAME:
            raise NotAName
    if (first_name, surname) == (traveller.first_name, traveller.surname):
        raise SameName


def _demand_before_journey(traveller: Passenger, rule: Rule, now: datetime) -> None:
    booking = traveller.booking
    ahead = booking.segments_ahead(now)
    if not ahead:
        raise NotFlying(rulebook.rule("extras.flight"), flight=booking.segments[-1].flight.name)
    if any(segment.flight.has_left(now) or segment.checked_in_at for segment in booking.segments):
        raise JourneyBegun(rule)
    demand_in_time(ahead[0], rule, now)


def _note_correction(session: Session, traveller: Passenger, now: datetime) -> None:
    """Two corrections at once: the database says which was first. Raises CorrectedBefore."""
    before = {"first_name_before": traveller.first_name, "surname_before": traveller.surname}
    try:
        with session.begin_nested():
            session.add(NameCorrection(passenger_id=traveller.id, corrected_at=now, **before))
            session.flush()
    except IntegrityError as earlier:
        raise CorrectedBefore(rulebook.rule("names.correction")) from earlier
