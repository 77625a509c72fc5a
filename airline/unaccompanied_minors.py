"""A child who travels alone: looked after by us from the person who brings it to the person who fetches it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import ages, ancillaries, quotes, rulebook
from airline.ancillaries import Ancillary, AncillaryKind, Order
from airline.before_departure import demand_in_time, undo_until
from airline.bookings import Passenger, PassengerKind, Segment
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

# Two flights that meet at an airport within this time are one journey, and the child would have to change planes.
CONNECTION = timedelta(hours=24)


class NotOfAgeAlone(Refusal):
    """Too young to travel alone, or old enough to need nobody."""

    code = "not_of_age_alone"


class NotADirectFlight(Refusal):
    """The child would have to change planes."""

    code = "not_a_direct_flight"


class NotAlone(Refusal):
    """An adult travels on the same booking."""

    code = "not_alone"


class AlreadyLookedAfter(ReassureError):
    """The service is booked for this child and flight already."""

    code = "already_looked_after"


class Role(StrEnum):
    BRINGS = "brings"
    FETCHES = "fetches"


@dataclass(frozen=True)
class Contact:
    """Somebody that the airport can call; `phone` with its country's code."""

    name: str
    phone: str


class Companion(Base):
    """Who brings a child to its flight or fetches it, as the airport calls them and checks their identity card."""

    __tablename__ = "companions"
    __table_args__ = (UniqueConstraint("ancillary_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ancillary_id: Mapped[int] = mapped_column(ForeignKey("ancillaries.id"))
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30))
    ancillary: Mapped[Ancillary] = relationship()


def quote_unaccompanied_minor(
    session: Session,
    order: Order,
    born_on: date,
    contacts: Mapping[Role, Contact],
    now: datetime,
    conversation_id: int | None = None,
) -> Quote:
    """What it costs to look after the child on each flight of the order; contacts that are not known yet are asked for later.

    Raises NotFlying, TooLate, ImpossibleBirthday, NotOfAgeAlone, NotADirectFlight, NotAlone or AlreadyLookedAfter.
    """
    rule = rulebook.rule("children.alone")
    _demand_allowed(session, order, born_on, rule, now)
    return quotes.make(
        session,
        "book_unaccompanied_minor",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts
        | {"born_on": born_on.isoformat(), "contacts": {role.value: asdict(contact) for role, contact in contacts.items()}},
        lines=[("unaccompanied_minor", sum(_prices(order, rule)))],
        currency=rule.currency,
    )


@deed("book_unaccompanied_minor")
def book_unaccompanied_minor(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Confirms the service and says what is needed next. Raises QuoteOutdated, and what quoting raises."""
    rule, order = rulebook.rule("children.alone"), ancillaries.order_of(session, quote)
    born_on = date.fromisoformat(quote.facts["born_on"])
    _demand_allowed(session, order, born_on, rule, now)
    if sum(_prices(order, rule)) != quote.total_minor:
        raise QuoteOutdated
    order.traveller.born_on, order.traveller.kind = born_on, PassengerKind.CHILD
    age = ages.age_on(born_on, order.segments[0].flight.day)
    booked = ancillaries.add(
        session, order, AncillaryKind.UNACCOMPANIED_MINOR, f"{age} years old", now, paid_minor=_prices(order, rule)
    )
    contacts = {Role(role): Contact(**contact) for role, contact in quote.facts["contacts"].items()}
    for one in booked:
        _note(session, one, contacts)
    what = f"Looked after on the way {order.words}"
    next_step, due_at = _next_step(order, contacts, rule)
    until = undo_until(order.segments, rule, now)
    return receipt_of(session, quote, key, now, what, next_step=next_step, due_at=due_at, undo_until=until)


@undo("book_unaccompanied_minor")
def cancel_unaccompanied_minor(session: Session, done: Quote, now: datetime) -> None:
    """Forgets who was going to bring and fetch the child, too. Raises QuoteOutdated."""
    for ancillary in ancillaries.take_off(session, done, AncillaryKind.UNACCOMPANIED_MINOR):
        session.execute(delete(Companion).where(Companion.ancillary_id == ancillary.id))


def _next_step(order: Order, contacts: Mapping[Role, Contact], rule: Rule) -> tuple[str, datetime]:
    """What is needed next, and until when."""
    first = order.segments[0].flight
    needed_by = first.estimated_departure - timedelta(hours=rule.parameters["contacts_hours"])
    missing = [role for role in Role if role not in contacts]
    if missing:
        who = " and who ".join(f"{role} the child" for role in missing)
        return f"Tell us the name and telephone number of who {who}", needed_by
    at_desk = first.estimated_departure - timedelta(minutes=rule.parameters["desk_minutes"])
    return "Bring the child to the check-in desk, with its passport or identity card", at_desk


def _note(session: Session, ancillary: Ancillary, contacts: Mapping[Role, Contact]) -> None:
    for role, contact in contacts.items():
        session.add(Companion(ancillary_id=ancillary.id, role=role, name=contact.name, phone=contact.phone))
    session.flush()


def _prices(order: Order, rule: Rule) -> tuple[int, ...]:
    return (rule.parameters["fee_minor"],) * len(order.segments)


def _demand_allowed(session: Session, order: Order, born_on: date, rule: Rule, now: datetime) -> None:
    if any(_is_adult(other) for other in order.booking.passengers if other.id != order.traveller.id):
        raise NotAlone(rule)
    for segment in order.segments:
        demand_in_time(segment, rule, now)
        age = ages.age_on(born_on, segment.flight.day)
        if not rule.parameters["from_age"] <= age <= rule.parameters["to_age"]:
            raise NotOfAgeAlone(rule, age=str(age))
        if any(_connects(segment, other) or _connects(other, segment) for other in order.booking.segments):
            raise NotADirectFlight(rule, flight=segment.flight.name)
        if ancillaries.of_traveller(session, segment, order.traveller, AncillaryKind.UNACCOMPANIED_MINOR):
            raise AlreadyLookedAfter


def _is_adult(traveller: Passenger) -> bool:
    return traveller.kind == PassengerKind.ADULT


def _connects(one: Segment, other: Segment) -> bool:
    """Whether `other` goes on from where `one` lands, and not back again."""
    wait = other.flight.scheduled_departure - one.flight.scheduled_arrival
    goes_on = one.flight.destination == other.flight.origin and one.flight.origin != other.flight.destination
    return goes_on and timedelta(0) <= wait <= CONNECTION
