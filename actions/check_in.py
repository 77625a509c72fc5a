"""Checking in, with everybody's boarding pass."""

from collections.abc import Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import Question, WhichFlight, flight_of
from actions.routine import Level, Matter, Write
from actions.wording import day_of, moment_words, time_words
from airline import check_in
from airline.check_in import AlreadyCheckedIn, Card, CheckInNotOpen
from airline.quotes import Quote


class CheckIn(Write):
    intent = "check_in"
    goal = "Check in"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlight(),)

    def demand_possible(self, matter: Matter) -> None:
        if matter.has(Slot.FLIGHT):
            _demand_possible(matter)

    def quote(self, matter: Matter) -> Quote:
        return check_in.quote_check_in(matter.session, flight_of(matter), matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        segment = flight_of(matter)
        names = ", ".join(traveller.first_name for traveller in segment.booking.passengers)
        return {"flight": segment.flight.name, "day": day_of(segment.flight, matter.now), "travellers": names} | _passes(matter)


def _demand_possible(matter: Matter) -> None:
    """What the airline refuses, with the words of our clocks: who is checked in already sees the boarding passes again."""
    segment = flight_of(matter)
    try:
        check_in.demand_possible(matter.session, segment, matter.now)
    except AlreadyCheckedIn as done:
        raise AlreadyCheckedIn(**_passes(matter)) from done
    except CheckInNotOpen as early:
        opens = moment_words(early.opens_at, segment.flight.leaves_from, matter.now)
        raise CheckInNotOpen(early.rule, early.opens_at, flight=segment.flight.name, opens=opens) from early


def _passes(matter: Matter) -> dict[str, str]:
    """The boarding passes, one a line, with gate and time; no line until everybody is checked in."""
    segment = flight_of(matter)
    lines = [_line(card) for card in check_in.cards(matter.session, segment)]
    boards = time_words(segment.flight.boards_at, segment.flight.leaves_from)
    return {"passes": "\n".join(lines), "gate": segment.flight.gate, "boards": boards}


def _line(card: Card) -> str:
    """One boarding pass: "007 · Inès Martin · 12A"."""
    return " · ".join(part for part in (card.number, card.traveller, card.seat) if part)
