"""Putting back what was done, when that was a mistake: just now, or earlier, by the number of its receipt or on the booking."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from actions.conversation import Dialogue, Slot
from actions.questions import Question
from actions.routine import Level, Matter, Write
from airline import undoing
from airline.money import money_words
from airline.quotes import Quote
from airline.undoing import Done, NothingToUndo
from customer_care import conversations, database, receipts, wording

UNDO, EARLIER, REMOVE = "undo_change", "undo_earlier", "remove_extra"
# "R-20418" as people write it; without the letter only behind the word.
RECEIPT_NUMBER = re.compile(
    r"\bR(?:C|EC)?\s?[-–#.]?\s?(\d{4,9})\b|\breceipt\W+(?:(?:number|no|nr)\W+)?(\d{4,9})\b", re.IGNORECASE
)
BARE_NUMBER = re.compile(r"(?<![\w.,-])(\d{5,9})(?![\w,-])")
# What people call that which was done, by the kind of its quote.
CALLED = {
    "add_bag": r"bags?|baggage|luggage|suitcases?",
    "order_meal": r"meals?|lunch|dinner|breakfast|food|menu",
    "choose_seat": r"seats?|seating",
    "bring_pet": r"pets?|dogs?|cats?|animals?",
    "bring_sports_equipment": r"sports?|(?:surf|snow|skate|kite)?boards?|skis?|bikes?|bicycles?|golf|equipment|clubs",
    "request_assistance": r"wheel\s?chairs?|assistance|assistant|help",
    "notify_me": r"messages?|alerts?|notifications?|news|e-?mails?|texts?|updates?",
    "book_unaccompanied_minor": r"minors?|unaccompanied",
    "add_child": r"infants?|bab(?:y|ies)|child(?:ren)?|lap",
    "change_date": r"dates?|days?",
}
# "Take it off again": what was done last.
WHAT_WAS_DONE = re.compile(
    r"\b(?:it|this|that|those|them)\b(?=\W*(?:$|(?:off|out|again|back|now|please|pls|from|away|after|any)\b))"
    r"|\bwhat (?:i|you) (?:just )?did\b",
    re.IGNORECASE,
)
PUT_BACK = re.compile(
    r"\b(?:put|give|change|switch|move|take|set|get|have|want|swap)\b[^.?!;]{1,40}\bback\b|\b(?:undo|revert|reverse|restore)\b"
    r"|\b(?:old|previous|first|original|former)\s+\w+\s+(?:back|again)\b",
    re.IGNORECASE,
)


def puts_back(dialogue: Dialogue, now: datetime) -> bool:
    """To be taken off, or put back, is what was done in this conversation: that is undone here, and not a person's matter."""
    named = kinds_named(dialogue.text)
    taken_off = dialogue.intent == REMOVE and (named or WHAT_WAS_DONE.search(dialogue.text))
    if not taken_off and not (named and dialogue.intent in named and PUT_BACK.search(dialogue.text)):
        return False
    with database.reading() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        return undoing.can_be_put_back(session, talk.id, now, named)


def kinds_named(text: str) -> Collection[str]:
    """What the words are about: "cancel the meal again"."""
    return [kind for kind, words in CALLED.items() if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)]


def receipt_number_in(text: str, *, asked: bool = False) -> str | None:
    """ "R-20418"; a number alone when it was asked for."""
    found = RECEIPT_NUMBER.search(text) or (BARE_NUMBER.search(text) if asked else None)
    return receipts.number_of(next(filter(None, found.groups()))) if found else None


def is_from_earlier(dialogue: Dialogue, now: datetime) -> bool:
    """It was not done in this conversation: the receipt that is named, or, where nothing was done here, whatever it is."""
    taken_up = dialogue.memory.request_taken_up
    number = receipt_number_in(taken_up.text if taken_up else dialogue.text)
    with database.reading() as session:
        here = undoing.done_in(session, conversations.by_public_id(session, dialogue.public_id).id, now)
    return all(done.receipt.number != number for done in here) if number else not undoing.standing(here)


class UndoChange(Write):
    """Only what was done in this conversation, where the customer has shown who they are."""

    intent = "undo_change"
    goal = "Put back what was just done"

    def quote(self, matter: Matter) -> Quote:
        number = receipt_number_in(matter.text) or ""
        named = kinds_named(matter.text)
        of_these = named if undoing.can_be_put_back(matter.session, matter.talk.id, matter.now, named) else ()
        return undoing.quote_undo(matter.session, matter.talk.id, matter.now, of_these, number)

    def wording(self, matter: Matter, quote: Quote) -> str:
        """It may be that a refund is not paid then."""
        return f"{self.intent}_not_refund" if quote.facts.get("not_paid_minor") else self.intent

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return {"done": quote.facts["done"], "refund": money_words(quote.facts.get("not_paid_minor") or 0, quote.currency)}


class WhichReceipt(Question):
    """What shall be put back, by the number of its receipt; assumed where only one thing can be."""

    slot = Slot.RECEIPT

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        return receipt_number_in(matter.text, asked=asked) or self._named(matter)

    def assume(self, matter: Matter) -> str | None:
        possible = self._possible(matter)
        return possible[0].receipt.number if len(possible) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        receipts_there = [done.receipt for done in self._possible(matter)]
        return [(f"{receipt.what} ({receipt.number})", receipt.number) for receipt in receipts_there]

    def _named(self, matter: Matter) -> str | None:
        """ "The bag that I added yesterday"."""
        kinds = kinds_named(matter.text) if matter.booking else ()
        of_these = [done for done in self._possible(matter) if done.quote and done.quote.kind in kinds] if kinds else []
        return of_these[0].receipt.number if len(of_these) == 1 else None

    def _possible(self, matter: Matter) -> list[Done]:
        there = undoing.done_on(matter.session, matter.own_booking, matter.now)
        return [done for done in undoing.standing(there) if done.until]


class UndoEarlier(UndoChange):
    """What was done in another conversation, for whoever shows with a code that the booking is theirs.

    No example teaches its intent: putting back begins it where there is nothing, or another receipt, in this conversation.
    """

    intent = "undo_earlier"
    goal = "Put back what was done earlier"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichReceipt(),)

    def demand_possible(self, matter: Matter) -> None:
        self._chosen(matter)

    def quote(self, matter: Matter) -> Quote:
        done = self._chosen(matter)
        if done is None:
            raise NothingToUndo
        return undoing.quote_undo_of(matter.session, done, matter.talk.id, matter.now)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        done = receipts.with_number(matter.session, quote.facts["receipt"])
        return super().values(matter, quote) | {"at": wording.moment(done.at) if done else "", "number": quote.facts["receipt"]}

    def _chosen(self, matter: Matter) -> Done | None:
        """None while several are possible and none is chosen. Raises what says why it is not possible."""
        if matter.has(Slot.RECEIPT):
            return undoing.with_number(matter.session, matter.own_booking, matter.answer(Slot.RECEIPT), matter.now)
        undoing.demand_any(matter.session, matter.own_booking, matter.now)
        return None
