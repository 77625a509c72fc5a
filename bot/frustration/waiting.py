"""What a message means while the customer waits for a person, which the gateway says with it: "adviser" in the queue, "call_back"
when one is noted.

Who is in the queue is not offered a person and is not sent to one again; who wants to leave it, leaves it. Nothing is decided for
a pressed button: it answers what was asked beside it.
"""

from __future__ import annotations

import re

from rasa.shared.core.events import UserUttered

from bot.frustration.component import FRUSTRATION
from bot.frustration.offers import SURELY

WAITS_FOR = "waits_for"
IN_QUEUE = "adviser"
LEAVE, STAYS, ALREADY = "action_leave_queue", "utter_carry_on_in_queue", "utter_already_in_queue"
ACTIONS = {
    "stop_waiting": LEAVE,
    "cancel_call_back": "action_cancel_call_back",
    "move_call_back": "action_move_call_back",
}
LEAVES_THE_QUEUE = re.compile(
    r"\b(?:wait|waiting|queue|line|human|person|people|advis[eo]rs?|agents?|colleagues?|some(?:body|one)|any(?:body|one)|connect)\b",
    re.IGNORECASE,
)


def waits_for(message: UserUttered) -> str | None:
    return (message.metadata or {}).get(WAITS_FOR)


def waits_in_queue(message: UserUttered) -> bool:
    return waits_for(message) == IN_QUEUE


def about_waiting(message: UserUttered, *, wishes_for_a_person: bool) -> str | None:
    """The action for who speaks of the queue or of a call back, in a task as well. None for anything else.

    "Call me back at nine" is a wish for a person as well: it may move a call that is noted, and cancels none.
    """
    intent, surely = message.intent_name or "", message.intent.get("confidence", 1.0) >= SURELY
    wishes_one = wishes_for_a_person and not (intent == "move_call_back" and waits_for(message) == "call_back")
    return ACTIONS.get(intent) if surely and not wishes_one else None


def declined_in_queue(message: UserUttered) -> str | None:
    """ "I need no person any more" leaves the queue; a mere "not now" may be about anything. None for who is in no queue."""
    if not waits_in_queue(message):
        return None
    text = message.text or ""
    declines = bool((message.parse_data.get(FRUSTRATION) or {}).get("declines_human")) and not text.startswith("/")
    return LEAVE if declines and LEAVES_THE_QUEUE.search(text) else STAYS
