"""Why not: the airline's refusal in its own sentence, with the rule behind it, and what the adviser reads about it."""

from datetime import datetime

from actions.conversation import Dialogue
from actions.matters import open_matter
from actions.reply import Reply
from actions.routine import Routine
from airline.refusals import Refusal
from customer_care import conditions, worklog
from customer_care.errors import ReassureError
from customer_care.worklog import Result


def tell_refusal(routine: Routine, dialogue: Dialogue, reply: Reply, refused: ReassureError, now: datetime) -> None:
    """Says `utter_refused_<code>`. Raises what has no such sentence: then something is broken, and the customer hears that."""
    response = f"utter_refused_{refused.code}"
    if not reply.has(response):
        raise refused
    values = {"reference": dialogue.memory.booking_reference or ""} | dict(refused.values)
    if isinstance(refused, Refusal):
        dialogue.memory.rule = refused.rule.id
        _note(routine, dialogue, refused, now)
        values |= {"rule": refused.rule.words}
    reply.say(response, **values)


def _note(routine: Routine, dialogue: Dialogue, refused: Refusal, now: datetime) -> None:
    """The adviser who may make an exception reads which rule said no, and whether the customer could have known it."""
    with open_matter(dialogue, now) as matter:
        known = conditions.was_shown(matter.session, matter.talk, refused.rule.id)
        surprise = "" if known else ", which the customer had not been shown before"
        what = f"{routine.goal}: rule {refused.rule.id} says no{surprise}"
        worklog.note(matter.session, matter.talk, what, Result.FAILED, now, reference=dialogue.memory.booking_reference)
        conditions.note_shown(matter.session, matter.talk, refused.rule.id, now)
