"""Has a written conversation with the running product, and compares what it left in the records with what it should."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import select

from airline.bookings import Booking
from bench.sockets import CustomerLine, customer_line
from customer_care import clock, database, receipts
from customer_care.conversations import Conversation
from tests.conversations.company import Airline, Contents
from tests.conversations.elsewhere import other_days, other_flights, other_places
from tests.conversations.trust import broken_trust
from tests.conversations.written import Written
from webrtc_gateway.messages import Press, Turn


@dataclass
class Talked:
    """A conversation that has been had: the answers to each message and their seconds, since when, and the records before it."""

    since: datetime
    bookings: dict[str, Booking]
    before: Contents
    answers: list[list[Turn]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def turns(self) -> list[Turn]:
        return [turn for answer in self.answers for turn in answer]

    def all_words(self) -> str:
        return "\n".join(turn.text for turn in self.turns)


def have(airline: Airline, written: Written) -> Talked:
    """The conversation, step by step. Raises AssertionError when a step cannot be taken."""
    bookings = {name: airline.booking(kinds) for name, kinds in written.bookings.items()}
    talked = Talked(clock.now(), bookings, airline.contents(written.tables))
    with customer_line(airline.product.address) as customer:
        try:
            for step in written.say:
                said, begun = _filled(step, airline, talked), perf_counter()
                talked.answers.append(_step(customer, said, talked))
                talked.seconds.append(perf_counter() - begun)
        except AssertionError as stuck:
            raise AssertionError(f"{stuck}\n{transcript(written, talked)}") from stuck
    return talked


def _step(customer: CustomerLine, step: Any, talked: Talked) -> list[Turn]:
    return _press(customer, step["press"], talked) if isinstance(step, dict) else customer.ask(step)[1]


def _press(customer: CustomerLine, title: str, talked: Talked) -> list[Turn]:
    for turn in reversed(talked.turns):
        titles = [button.title for button in turn.buttons]
        if title in titles:
            return customer.press(Press("press", f"press-{turn.seq}", turn.seq, titles.index(title)))
    raise AssertionError(f"no button {title!r} in: {talked.all_words()}")


def _filled(step: Any, airline: Airline, talked: Talked) -> Any:
    """ "{b.reference}", "{b.surname}", "{b.first_name}", "{b.flight}", "{b.email}", "{b.day}", where it could go instead, and
    "{code}", the newest one mailed."""
    if isinstance(step, dict):
        return step
    values = _facts(talked)
    for name, booking in talked.bookings.items():
        if f"{{{name}.other_" in str(step):
            values |= _elsewhere(name, booking, talked.since)
    if "{code}" in str(step):
        address = next(iter(talked.bookings.values())).contact_email or ""
        values["code"] = airline.newest_code(address, talked.since)
    return _with_values(str(step), values)


def _facts(talked: Talked) -> dict[str, str]:
    facts: dict[str, str] = {}
    for name, booking in talked.bookings.items():
        first, traveller = booking.segments[0].flight, booking.passengers[0]
        facts |= {
            f"{name}.reference": booking.reference,
            f"{name}.surname": traveller.surname,
            f"{name}.first_name": traveller.first_name,
            f"{name}.flight": first.name,
            f"{name}.email": booking.contact_email or "",
            f"{name}.day": f"{first.day:%-d %B}",
        }
    return facts


def _with_values(words: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([\w.]+)\}", lambda found: values[found[1]], words)


def _elsewhere(name: str, booking: Booking, now: datetime) -> dict[str, str]:
    """ "{b.other_day_1}" to 3, "{b.other_flight_1}" and "{b.other_place_1}" and on."""
    with database.reading() as session:
        mine = session.get_one(Booking, booking.id)
        found = {
            "day": other_days(session, mine, now),
            "flight": other_flights(session, mine, now),
            "place": other_places(session, mine, now),
        }
    return {
        f"{name}.other_{what}_{number}": words for what, all_words in found.items() for number, words in enumerate(all_words, 1)
    }


def differences(airline: Airline, written: Written, talked: Talked) -> list[str]:
    """In words, each way in which the conversation or its records are not what they should be."""
    with database.reading() as session:
        newest = session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()
        assert newest is not None
        wrong = broken_trust(session, newest, talked.answers)
        issued = len(receipts.of_conversation(session, newest.id))
    wanted = written.then
    if "receipts" in wanted and issued != wanted["receipts"]:
        wrong.append(f"{issued} receipts instead of {wanted['receipts']}")
    wrong += _rows(wanted.get("rows") or {}, talked.before, airline.contents(written.tables))
    return wrong + _words(wanted, talked)


def _rows(wanted: dict[str, int], before: Contents, after: Contents) -> list[str]:
    wrong = []
    for name, count in wanted.items():
        table = name.removesuffix("_changed")
        if name == table:
            found = len(after[table].keys() - before[table].keys())
        else:
            found = sum(before[table][key] != after[table][key] for key in before[table].keys() & after[table].keys())
        if found != count:
            wrong.append(f"{found} instead of {count} rows: {name}")
    return wrong


def _words(wanted: dict[str, Any], talked: Talked) -> list[str]:
    last = "\n".join(turn.text for turn in talked.answers[-1])
    offered = any(turn.offer for turn in talked.turns)
    known = _facts(talked)
    checks = [
        ("last_says", _with_values(wanted.get("last_says", ""), known).casefold() in last.casefold()),
        ("says", _with_values(wanted.get("says", ""), known).casefold() in talked.all_words().casefold()),
        ("never_says", "never_says" not in wanted or wanted["never_says"].casefold() not in talked.all_words().casefold()),
        ("person_offered", "person_offered" not in wanted or wanted["person_offered"] == offered),
    ]
    return [f"{name}: {wanted.get(name)!r}" for name, holds in checks if not holds]


def transcript(written: Written, talked: Talked) -> str:
    lines = []
    for step, answer in zip(written.say, talked.answers, strict=False):
        lines += [f"> {step}", *(f"  {turn.text}" for turn in answer)]
    return "\n".join(lines)
