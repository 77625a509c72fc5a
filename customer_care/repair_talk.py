"""What is said to a customer about a repair, and what they answer by button: the offer is all right, all is well, or it is not.

These buttons are answered here and not by the assistant, so that they work while it is down.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import context, handoffs, journal, repairs, unasked, wording
from customer_care.conversations import Conversation
from customer_care.database import reading, unit_of_work
from customer_care.journal import Speaker
from customer_care.repairs import Mistake, Repair, RepairStatus
from customer_care.unasked import Manners

PERSON = "/ask_for_person"  # the assistant's own: it is heard there too
ACCEPTED = "/repair_accepted"
WELL = "/repair_well"
NOT_WELL = "/repair_not_well"


def answers_to_an_offer() -> list[dict[str, str]]:
    return [_button("utter_button_person", PERSON), _button("utter_button_repair_accepted", ACCEPTED)]


def answers_to_a_recheck() -> list[dict[str, str]]:
    return [_button("utter_button_repair_well", WELL), _button("utter_button_repair_not_well", NOT_WELL)]


def answered(session: Session, conversation: Conversation, payload: str, now: datetime) -> bool:
    """Takes a pressed button of a repair and answers it. False for every other button."""
    take = ANSWERS.get(payload)
    if take is None:
        return False
    response = take(session, conversation, now)
    journal.append(session, conversation, Speaker.ASSISTANT, wording.say(response).text, now)
    return True


def _accepted(session: Session, conversation: Conversation, now: datetime) -> str:
    for repair in _at(session, conversation, RepairStatus.OFFERED):
        repairs.decide(session, repair, wording.say("utter_button_repair_accepted").text, "customer", now)
    return "utter_repair_accepted"


def _well(session: Session, conversation: Conversation, now: datetime) -> str:
    for repair in _asked(session, conversation):
        repairs.recheck(session, repair, wording.say("utter_button_repair_well").text, "customer", now)
    return "utter_repair_well"


def _not_well(session: Session, conversation: Conversation, now: datetime) -> str:
    for repair in _asked(session, conversation):
        repairs.offer(session, repair, wording.say("utter_repair_not_well").text, "assistant", now)
    handoffs.offer(session, conversation, [context.ASKED], now)
    return "utter_repair_not_well"


ANSWERS = {ACCEPTED: _accepted, WELL: _well, NOT_WELL: _not_well}


def own_up(now: datetime, manners: Manners) -> None:
    """Tells customers of money errors that our own records show: what went wrong, that we are sorry, and what we do."""
    if manners.quiet.hold(now):
        return
    with reading() as session:
        found = [repair.id for repair in repairs.untold(session, Mistake.MONEY_ERROR)]
    for repair_id in found:
        with unit_of_work() as session:
            _own_up(session, session.get_one(Repair, repair_id), now, manners)


def _own_up(session: Session, repair: Repair, now: datetime, manners: Manners) -> None:
    conversation = session.get_one(Conversation, repair.conversation_id)
    said = wording.say("utter_repair_money_error", what=repair.what).text
    about, buttons = f"repair-{repair.id}", answers_to_an_offer()
    if repair.status == RepairStatus.OPEN and unasked.tell(
        session, conversation, said, now, manners, about=about, buttons=buttons
    ):
        repairs.told_in_one(session, repair, said, said, now)


def ask_whether_well(now: datetime, manners: Manners) -> None:
    """Asks, some days after the decision, the customers of what was repaired, once each."""
    if manners.quiet.hold(now):
        return
    with reading() as session:
        due = [repair.id for repair in repairs.to_recheck(session, now)]
    for repair_id in due:
        with unit_of_work() as session:
            _ask(session, session.get_one(Repair, repair_id), now, manners)


def _ask(session: Session, repair: Repair, now: datetime, manners: Manners) -> None:
    conversation = session.get_one(Conversation, repair.conversation_id)
    question = wording.say("utter_repair_recheck", what=repair.what).text
    about, buttons = f"repair-{repair.id}", answers_to_a_recheck()
    if unasked.tell(session, conversation, question, now, manners, about=about, buttons=buttons):
        repair.recheck_asked_at = now


def _at(session: Session, conversation: Conversation, status: RepairStatus) -> list[Repair]:
    mine = (Repair.conversation_id == conversation.id, Repair.status == status)
    return list(session.scalars(select(Repair).where(*mine).order_by(Repair.id)))


def _asked(session: Session, conversation: Conversation) -> list[Repair]:
    decided = _at(session, conversation, RepairStatus.DECIDED)
    return [repair for repair in decided if repair.recheck_asked_at]


def _button(title: str, payload: str) -> dict[str, str]:
    return {"title": wording.say(title).text, "payload": payload}
