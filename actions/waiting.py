"""Waiting for a person, and the call backs that were noted: what customers say about them, as it stands on record."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from actions.care_action import CareAction
from actions.conversation import Dialogue
from actions.reply import Reply
from customer_care import commitments, conversations, database, handoffs, queue, wording
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff, Status, WrongMove

WANTS_NONE = re.compile(
    r"\b(?:cancel\w*|cancl\w*|no|not|nobody|none|never|stop|drop|forget|scrap|delete|remove|withdraw|skip|leave|off|dont|needn)\b|n['’]t\b",
    re.IGNORECASE,
)
IN_QUEUE = {Status.QUEUED, Status.RINGING}


class NotSolved(CareAction):
    """Sorry, and what can be done: a person, unless one is on the way already."""

    action_name = "action_not_solved"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            waiting = handoffs.under_way(session, talk)
            noted = handoffs.call_backs(session, talk)
            values = _values(session, noted[0], now) if noted else {}
            ahead = queue.wait_for(session, waiting, now).ahead if waiting else 0
        if waiting and waiting.status in IN_QUEUE:
            place = "next" if not ahead else "second" if ahead == 1 else "later"
            reply.say("utter_not_solved_in_queue", place=reply.words_of(f"utter_place_{place}", ahead=str(ahead)))
        elif noted:
            reply.say("utter_not_solved_call_back", **values)
        else:
            reply.say("utter_not_solved")


class LeaveQueue(CareAction):
    """The button "Stop waiting" is the deed itself: what may have been asked for since then is not taken back."""

    action_name = "action_leave_queue"
    deed = "Leaving the queue for a person"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if dialogue.pressed:
            reply.say("utter_left_queue")
            dialogue.memory.escalation = "declined"
            return
        with database.unit_of_work() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            waiting = handoffs.under_way(session, talk)
            if waiting:
                was = waiting.status
                reply.say(_left(session, talk, waiting, now))
                if was in handoffs.WAITING:
                    dialogue.memory.escalation = "declined"
            elif noted := handoffs.call_backs(session, talk):
                reply.say("utter_not_waiting_but_call_back", **_values(session, noted[0], now))
            else:
                reply.say("utter_not_waiting")


class CancelCallBack(CareAction):
    """The call back is withdrawn, as by the button "Cancel this call"; the line that says so is the record's own.

    Only when the words say so: otherwise it is asked.
    """

    action_name = "action_cancel_call_back"
    deed = "Cancelling a call back"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.unit_of_work() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            noted = handoffs.call_backs(session, talk)
            if noted and not (dialogue.pressed or WANTS_NONE.search(dialogue.text)):
                reply.say("utter_move_call_back", **_values(session, noted[0], now))
                return
            for call_back in noted:
                handoffs.withdraw(session, talk, call_back, now)
            reply.say("utter_call_back_cancelled" if noted else _without_call_back(session, talk, "utter_no_call_back_to_cancel"))


class MoveCallBack(CareAction):
    action_name = "action_move_call_back"
    deed = "Looking up a call back"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            noted = handoffs.call_backs(session, talk)
            if noted:
                reply.say("utter_move_call_back", **_values(session, noted[0], now))
            else:
                reply.say(_without_call_back(session, talk, "utter_no_call_back"))


def _left(session: Session, talk: Conversation, waiting: Handoff, now: datetime) -> str:
    """Withdraws the handoff; says the response that is true then."""
    was = waiting.status
    if was not in handoffs.WAITING:
        return "utter_taken_meanwhile"
    try:
        handoffs.withdraw(session, talk, waiting, now)
    except WrongMove:
        return "utter_taken_meanwhile"
    return "utter_left_package" if was == Status.OFFERED_TO_CUSTOMER else "utter_left_queue"


def _without_call_back(session: Session, talk: Conversation, otherwise: str) -> str:
    waiting = handoffs.under_way(session, talk)
    return "utter_no_call_back_but_queue" if waiting and waiting.status in IN_QUEUE else otherwise


def _values(session: Session, call_back: Handoff, now: datetime) -> dict[str, str]:
    """To which number, and by when."""
    promised = commitments.unfinished_of_handoff(session, call_back.id)
    due = promised[0].due_at if promised else now
    return {"phone": call_back.phone or "", "when": wording.moment(due)}
