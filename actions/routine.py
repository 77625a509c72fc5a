"""A routine: how one kind of request is served. What it asks, what it checks, what it says or does.

A `Lookup` tells something; a `Write` quotes, asks for an explicit yes, and does it. Everything around that is the same for all of
them and lives in `actions/serving.py`: who the customer must show to be, one question a turn, correcting, going back, stopping,
refusals with their rule, the receipt. `actions/routines.py` lists them all.

By its intent `add_bag` a routine has the form `add_bag_form` (domain.yml says what it asks, in order), the actions
`action_begin_add_bag`, `validate_add_bag_form` and `action_do_add_bag`, and the responses `utter_confirm_add_bag` and
`utter_done_add_bag`. Which follows which, `bot/routines.py` knows.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy.orm import Session

from actions.conversation import Dialogue, Memory, Slot
from actions.reply import Reply
from airline.bookings import Booking
from airline.quotes import Quote
from customer_care.conversations import Conversation
from customer_care.errors import ReassureError

if TYPE_CHECKING:
    from actions.questions import Question


class Level(IntEnum):
    """How surely we must know who asks: nobody in particular; reference and surname; and a one-time code as well."""

    NOBODY = 0
    BOOKING = 1
    CODE = 2


@dataclass
class Matter:
    """One request of one customer, at this message, inside one transaction. `booking` is the one they have shown to be theirs."""

    session: Session
    dialogue: Dialogue
    talk: Conversation
    now: datetime
    booking: Booking | None = None

    @property
    def memory(self) -> Memory:
        return self.dialogue.memory

    @property
    def text(self) -> str:
        return self.dialogue.text

    @property
    def own_booking(self) -> Booking:
        """The customer's booking, for routines that ask for one."""
        if self.booking is None:
            raise LookupError("this routine's level asks for no booking")
        return self.booking

    def answer(self, slot: Slot) -> str:
        """What the customer answered to this question. Raises KeyError when it is still open."""
        return self.memory.answers[slot]

    def has(self, slot: Slot) -> bool:
        return slot in self.memory.answers


class NotThat(ReassureError):
    """The message answers a question with something that cannot be; `response` says what, and the question is asked again.

    `forgets` is an answer that it takes back.
    """

    code = "not_that"

    def __init__(self, response: str, forgets: Slot | None = None, **values: str) -> None:
        super().__init__(response)
        self.response = response
        self.forgets = forgets
        self.values = values


class Routine(ABC):
    """`goal` is what an adviser reads about it. `questions` are asked in the order of the form in domain.yml.

    `covers` are wishes that a part of the same message only seems to hold: "my flight was late, who pays the hotel" asks for no
    flight's status.
    """

    intent: ClassVar[str]
    goal: ClassVar[str]
    level: ClassVar[Level] = Level.NOBODY
    questions: ClassVar[Sequence["Question"]] = ()
    covers: ClassVar[frozenset[str]] = frozenset()

    @property
    def form(self) -> str:
        return f"{self.intent}_form"

    @property
    def asks_something(self) -> bool:
        return self.level > Level.NOBODY or bool(self.questions)

    @property
    def beginning(self) -> str:
        """The action with which it begins; one that asks nothing is done at once."""
        return f"action_{'begin' if self.asks_something else 'do'}_{self.intent}"

    def demand_sensible(self, matter: Matter) -> None:  # noqa: B027  most routines have nothing to demand
        """Raises what makes it impossible whoever asks, so that nobody shows whose booking it is for a no.

        Called with each message, the first one too, whether or not it answers something.
        """

    def demand_possible(self, matter: Matter) -> None:  # noqa: B027  most routines have nothing to demand
        """Raises what makes it impossible whatever else is answered, so that nobody answers five questions for a no.

        Called as soon as the booking is known, and after each answer.
        """

    def tell_beside(self, matter: Matter, reply: Reply) -> bool:
        """Answers what is asked about this very request ("how heavy may it be?"). False when the message asks nothing of it."""
        return False


class Lookup(Routine):
    @abstractmethod
    def tell(self, matter: Matter, reply: Reply) -> None:
        """Says what was asked for."""


class Write(Routine):
    """`another_answer_may_do`: after which error of `quote` which question is asked again; after the others the task ends."""

    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {}

    @property
    def asks_something(self) -> bool:
        """At least for the yes."""
        return True

    @abstractmethod
    def quote(self, matter: Matter) -> Quote:
        """What is going to be done and what it costs, by the airline's rules. Changes nothing."""

    def wording(self, matter: Matter, quote: Quote) -> str:
        """The name in `utter_confirm_…` and `utter_done_…`: what ends in different ways is asked and told in different words."""
        return self.intent

    def remember(self, memory: Memory, quote: Quote) -> None:
        """What the conversation knows differently once it is done. Called before `values` of what was done."""

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        """Words for `utter_confirm_…` and `utter_done_…` besides {total}, {rule}, {receipt}, {reference} and {valid_until}."""
        return {}
