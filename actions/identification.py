"""Whose booking it is: reference and surname out of a message, checked together against the airline's records."""

from datetime import datetime

from actions import reading
from actions.conversation import Dialogue, Slot
from actions.reply import Reply
from actions.wording import deadline_words
from airline import bookings
from airline.bookings import BookingNotFound, TooManyAttempts
from customer_care import conversations, database

TRIES_BEFORE_A_PERSON = 3
METHOD = "reference and surname"


def holds_identity(dialogue: Dialogue) -> bool:
    """The message may name a booking: another reference than the one known, or the surname that was asked for."""
    if _new_reference(dialogue):
        return True
    return dialogue.asked == Slot.SURNAME and bool(_names(dialogue))


def identify(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """Takes reference and surname out of the message into the memory. False after saying why the two do not fit together.

    The words beside a reference are tried as a surname, too; that they are none is no mistake of the customer's.
    """
    memory, new_reference = dialogue.memory, _new_reference(dialogue)
    if new_reference:
        memory.forget_booking()
        memory.booking_reference = new_reference
    names = _names(dialogue)
    tried = names + [beside for beside in _beside_reference(dialogue) if beside not in names]
    if memory.booking_reference is None or memory.verified or not tried:
        return True
    try:
        memory.surname = _matching_surname(dialogue.public_id, memory.booking_reference, tried, now)
    except BookingNotFound:
        if not _meant_as_name(dialogue, names, new_reference):
            return True
        _tell_not_found(dialogue, reply)
    except TooManyAttempts as refused:
        _tell_too_many(dialogue, reply, refused, now)
    else:
        memory.misses = 0
    return memory.verified


def _new_reference(dialogue: Dialogue) -> str | None:
    reference = next(iter(dialogue.details.references), None)
    return None if dialogue.memory.verified and reference == dialogue.memory.booking_reference else reference


def _names(dialogue: Dialogue) -> list[list[str]]:
    """The names of a message, each in words: after "my name is" and the like, else what is left when all else is taken out.

    Where a surname was asked for, what is said around it tells whether that is one: "how heavy may it be?" names nobody.
    """
    details = dialogue.details
    said = [name.split() for name in details.names]
    cities = [place.city for place in (*details.places, *details.places_beside)]
    left_over = reading.answered_name if dialogue.asked == Slot.SURNAME else reading.name_in
    left = left_over(dialogue.text, [*cities, *details.references])
    return said or ([left] if left else [])


def _beside_reference(dialogue: Dialogue) -> list[list[str]]:
    """The words after a reference, up to the next clause, or before it: "ref X7K2PL, Martin" at the end of a long story."""
    reference = next(iter(dialogue.details.references), None)
    if reference is None:
        return []
    after, before = reading.words_beside(reference, dialogue.text), reading.words_before(reference, dialogue.text)
    return [beside for beside in (after, before) if beside]


def _meant_as_name(dialogue: Dialogue, names: list[list[str]], new_reference: str | None) -> bool:
    """Whether these words were given as a name; what is only left over, as in "my flight is cancelled, X7K2PL", was not.

    Nor are those beside another reference than the one whose surname was asked for: "wait, wrong one, it is 7PT3QA".
    """
    asked = dialogue.asked == Slot.BOOKING_REFERENCE or (dialogue.asked == Slot.SURNAME and not new_reference)
    return bool(names) and (asked or bool(dialogue.details.names) or names[0] in _named_with_reference(dialogue))


def _named_with_reference(dialogue: Dialogue) -> list[list[str]]:
    """What is surely meant as a name: right after a reference, or all that stands before it."""
    reference = next(iter(dialogue.details.references), None)
    if reference is None:
        return []
    before = dialogue.text.casefold().partition(reference.casefold())[0]
    alone = reading.words_before(reference, dialogue.text) if reading.is_bare_name(before) else []
    return [named for named in (reading.words_beside(reference, dialogue.text), alone) if named]


def _matching_surname(who: str, reference: str, names: list[list[str]], now: datetime) -> str:
    """The surname as booked. A wrong one counts as one attempt, in a transaction of its own: it must not be rolled back."""
    possible = [surname for name in names for surname in reading.surnames_of(name)]
    try:
        with database.unit_of_work() as session:
            bookings.admit(session, who, now)
            surname = bookings.find_traveller(session, reference, *possible).surname
            talk = conversations.by_public_id(session, who)
            conversations.record_verification(session, talk, f"Booking {reference} ({surname})", METHOD, now)
    except BookingNotFound:
        with database.unit_of_work() as session:
            bookings.note_wrong_attempt(session, who, now)
        raise
    return surname


def _tell_not_found(dialogue: Dialogue, reply: Reply) -> None:
    dialogue.memory.forget_booking()
    dialogue.memory.misses += 1
    enough = dialogue.memory.misses >= TRIES_BEFORE_A_PERSON and dialogue.may_offer_person
    reply.say("utter_booking_offer_person" if enough else "utter_booking_not_found")


def _tell_too_many(dialogue: Dialogue, reply: Reply, refused: TooManyAttempts, now: datetime) -> None:
    dialogue.memory.forget_booking()
    count = str(bookings.WRONG_ATTEMPTS_ALLOWED)
    reply.say("utter_booking_too_many_attempts", count=count, until=deadline_words(refused.until, now))
    reply.end_task()
    reply.then_listen()
