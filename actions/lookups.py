"""A question in the middle of a task: answered at once where nothing has to be asked first, and the task goes on."""

from datetime import datetime

from actions.conversation import Dialogue
from actions.matters import knows, open_matter
from actions.reply import Reply
from actions.routine import Lookup, Matter, NotThat, Routine
from actions.routines import ROUTINES

LOOKUPS = {routine.intent: routine for routine in ROUTINES if isinstance(routine, Lookup)}


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
