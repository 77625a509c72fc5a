"""Putting back what was just done, when that was a mistake."""

import re
from collections.abc import Collection
from datetime import datetime

from actions.conversation import Dialogue
from actions.routine import Matter, Write
from airline import undoing
from airline.money import money_words
from airline.quotes import Quote
from customer_care import conversations, database

UNDO, REMOVE = "undo_change", "remove_extra"
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


class UndoChange(Write):
    """Only what was done in this conversation, where the customer has shown who they are."""

    intent = "undo_change"
    goal = "Put back what was just done"

    def quote(self, matter: Matter) -> Quote:
        named = kinds_named(matter.text)
        of_these = named if undoing.can_be_put_back(matter.session, matter.talk.id, matter.now, named) else ()
        return undoing.quote_undo(matter.session, matter.talk.id, matter.now, of_these)

    def wording(self, matter: Matter, quote: Quote) -> str:
        """It may be that a refund is not paid then."""
        return f"{self.intent}_not_refund" if quote.facts.get("not_paid_minor") else self.intent

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return {"done": quote.facts["done"], "refund": money_words(quote.facts.get("not_paid_minor") or 0, quote.currency)}
