"""What a customer named that no task asks for: amounts, numbers to ring, addresses. It is noted, and nobody asks again."""

from datetime import datetime

from actions.conversation import Dialogue
from customer_care import conversations, database, worklog
from customer_care.worklog import Result


def note_named(dialogue: Dialogue, now: datetime) -> None:
    """One line for each new thing, once a conversation, by the first action that hears the message."""
    details = dialogue.details
    named = [
        *(f"Amount named: {amount}" for amount in details.amounts),
        *(f"Telephone: {phone}" for phone in details.phones),
        *(f"E-mail: {email}" for email in details.emails),
    ]
    if not named or not dialogue.unheard:
        return
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        known = {line.what for line in worklog.of_conversation(session, talk)}
        for line in named:
            if line not in known:
                worklog.note(session, talk, line, Result.DONE, now)
