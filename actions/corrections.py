"""A correction that is not about the request under way, but about one that waits: "no wait, the 14th", said about a bag."""

from dataclasses import replace
from datetime import datetime

from actions.conversation import Dialogue, Request
from actions.dates import Day, day_in
from actions.matters import look_into_matter
from actions.other_flight import wanted_in
from actions.reply import Reply
from actions.requests import in_order
from actions.routine import Matter, NotThat, Routine
from actions.routines import ROUTINES
from airline.airports import HOME

CHANGE_DATE = "change_flight_date"


def note_for_waiting(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """Keeps it with the one request that it fits; of several it says that it may be about any. False when it fits none."""
    memory = dialogue.memory
    fitting = [request for request in memory.waiting_requests if _fits(request, dialogue, now)]
    if not fitting:
        return False
    if len(fitting) > 1:
        reply.say("utter_correction_of_which", wishes=in_order(reply, fitting))
        return True
    corrected = _with(fitting[0], dialogue)
    memory.waiting_requests = [corrected if request is fitting[0] else request for request in memory.waiting_requests]
    reply.say("utter_correction_noted", wish=in_order(reply, fitting), said=dialogue.text)
    return True


def _fits(request: Request, dialogue: Dialogue, now: datetime) -> bool:
    if request.intent == CHANGE_DATE:
        meant = day_in(dialogue.text, now.astimezone(HOME.zone).date(), month_first=dialogue.month_first)
        return isinstance(meant, Day) or bool(wanted_in(dialogue.text))
    routine = next((routine for routine in ROUTINES if routine.intent == request.intent), None)
    if routine is None:
        return False
    with look_into_matter(dialogue, now) as matter:
        return _answers(routine, matter)


def _answers(routine: Routine, matter: Matter) -> bool:
    try:
        return any(question.read(matter, asked=False) is not None for question in routine.questions)
    except NotThat:
        return True


def _with(request: Request, dialogue: Dialogue) -> Request:
    """Of several days the corrected one is wished (`wished.py`), of other answers the first one counts."""
    said = [request.text, dialogue.text] if request.intent == CHANGE_DATE else [dialogue.text, request.text]
    return replace(request, text=", ".join(filter(None, said)), entities=(*dialogue.entities, *request.entities))
