"""A question in the middle of a task, or beside another wish: answered at once where nothing has to be asked first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.conversation import Dialogue, Request
from actions.matters import knows, open_matter
from actions.reply import AGAIN, Reply
from actions.routine import Lookup, Matter, NotThat, Routine
from actions.routines import ROUTINES
from customer_care.errors import ReassureError

LOOKUPS = {routine.intent: routine for routine in ROUTINES if isinstance(routine, Lookup)}
FREQUENT = "faq"


def told_at_once(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """Tells what the message asks for, if its words and what is known answer every question of that lookup."""
    lookup = LOOKUPS.get(dialogue.intent)
    if lookup is None or not knows(dialogue.memory, lookup.level):
        return False
    of_the_task = dialogue.memory.answers
    with open_matter(dialogue, now) as matter:
        matter.memory.answers = {}
        all_known = _answered(lookup, matter)
        if all_known:
            lookup.demand_possible(matter)
            lookup.tell(matter, reply)
        matter.memory.answers = of_the_task
    return all_known


def told_questions(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """Answers the frequent questions of a message that says more besides. False when there are none, or they were answered."""
    said = {(said.response or "").removesuffix(AGAIN) for said in dialogue.said_now}
    left = tuple(asked for asked in dialogue.questions if f"utter_{asked.question}" not in said)
    if left:
        with open_matter(replace(dialogue, questions=left), now) as matter:
            LOOKUPS[FREQUENT].tell(matter, reply)
    return bool(left)


def not_told_at_once(dialogue: Dialogue, requests: Sequence[Request], reply: Reply, now: datetime) -> list[Request]:
    """Tells what these requests of the message want to know, where nothing has to be asked for it. Returns the others."""
    return [request for request in requests if not _told(dialogue, request, reply, now)]


def _told(dialogue: Dialogue, request: Request, reply: Reply, now: datetime) -> bool:
    lookup = LOOKUPS.get(request.intent)
    if lookup is None or lookup.asks_something:
        return False
    try:
        with open_matter(dialogue.about(request), now) as matter:
            lookup.tell(matter, reply)
    except ReassureError:  # it waits, and is refused with its reason when its turn comes
        return False
    return True


def _answered(routine: Routine, matter: Matter) -> bool:
    for question in routine.questions:
        try:
            answer = question.read(matter, asked=False) or question.assume(matter)
        except NotThat:
            return False
        if answer is None:
            return False
        matter.memory.answers = matter.memory.answers | {question.slot: answer}
    return True
