"""The one-time code: sent to the address on the booking's file, asked for before something of weight is shown or changed."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from actions.conversation import Dialogue, Memory, Slot
from actions.matters import open_matter
from actions.reply import Reply
from actions.wording import deadline_words
from airline import identity
from airline.bookings import Booking
from airline.identity import CodeExpired, IdentityNotShown, NoAddress, TooManyCodes, WrongCode

CHECKED = "checked"
SIX_DIGITS = re.compile(r"(?<!\w)\d(?:[\s.-]?\d){5}(?!\w)")
SEND_AGAIN = re.compile(
    r"\b(?:send|resend|another|new|again|didn'?t (?:get|come|arrive)|not (?:got|here|arrived)|nothing (?:came|arrived))\b",
    re.IGNORECASE,
)


def holds_code(dialogue: Dialogue) -> bool:
    """The code that was asked for, or the wish for another one."""
    return dialogue.asked == Slot.CODE and bool(SIX_DIGITS.search(dialogue.text) or SEND_AGAIN.search(dialogue.text))


def take_code(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Checks the code in the message. After one that does not fit, the question is asked again."""
    found = SIX_DIGITS.search(dialogue.text)
    if found is None:
        dialogue.memory.code_sent_to = None  # asking again sends another one
        return
    try:
        with open_matter(dialogue, now) as matter:
            identity.check(matter.session, matter.own_booking, matter.talk.id, re.sub(r"\D", "", found[0]), now)
    except WrongCode:
        dialogue.memory.misses += 1
        reply.say("utter_code_wrong")
    except CodeExpired:
        dialogue.memory.code_sent_to = None
        reply.say("utter_code_expired")
    except TooManyCodes as refused:
        _give_up(dialogue, reply, refused, now)
    else:
        dialogue.memory.code = CHECKED
        dialogue.memory.misses = 0


def demand_identity(session: Session, memory: Memory, talk_id: int, booking: Booking, level: int) -> None:
    """Before a deed: what the conversation remembers is not enough. Raises IdentityNotShown, after which a code is asked for."""
    try:
        identity.demand_level(session, talk_id, booking, level)
    except IdentityNotShown:
        memory.code = memory.code_sent_to = None
        raise


def ask_for_code(dialogue: Dialogue, reply: Reply, now: datetime, step: tuple[int, int] | None) -> None:
    """Sends a code unless one is on its way, and asks for it."""
    memory = dialogue.memory
    try:
        if memory.code_sent_to is None:
            with open_matter(dialogue, now) as matter:
                memory.code_sent_to = identity.send(matter.session, matter.own_booking, matter.talk.id, now)
    except (TooManyCodes, NoAddress) as refused:
        _give_up(dialogue, reply, refused, now)
    else:
        reply.ask("utter_ask_code", step=step, address=memory.code_sent_to)


def _give_up(dialogue: Dialogue, reply: Reply, refused: TooManyCodes | NoAddress, now: datetime) -> None:
    """A person can find out in another way who asks."""
    if isinstance(refused, TooManyCodes):
        reply.say("utter_too_many_codes", until=deadline_words(refused.until, now))
    else:
        reply.say("utter_no_address_on_file")
    dialogue.memory.forget_answers()
    reply.end_task()
    reply.then_listen()
