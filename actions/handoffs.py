"""Back from an adviser: who helped, how it ended, and what was promised, as it is on record."""

from datetime import datetime

from actions.care_action import CareAction
from actions.conversation import Dialogue
from actions.reply import Reply
from actions.wording import moment_words
from airline.airports import HOME
from customer_care import commitments, conversations, database, handoffs
from customer_care.commitments import Commitment, CommitmentStatus


class ResumeAfterHandoff(CareAction):
    action_name = "action_resume_after_handoff"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        dialogue.memory.forget_escalation()
        dialogue.memory.forget_change()
        dialogue.memory.waiting_requests, dialogue.memory.request_taken_up = [], None
        dialogue.memory.misses = 0
        with database.reading() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            handoff = handoffs.latest_closed(session, talk)
            promised = commitments.of_handoff(session, handoff.id) if handoff else []
        if handoff is None:
            reply.say("utter_back_unknown")
            return
        adviser = handoff.adviser_name or reply.words_of("utter_speaker_adviser")
        reply.say(f"utter_back_{handoff.outcome or 'without_outcome'}", adviser=adviser)
        for commitment in promised:
            self._tell_promise(reply, commitment, adviser, now)
        reply.say("utter_back_ask_effort")

    def _tell_promise(self, reply: Reply, commitment: Commitment, adviser: str, now: datetime) -> None:
        if commitment.status == CommitmentStatus.OPEN:
            due = moment_words(commitment.due_at, HOME, now)
            reply.say("utter_back_commitment", adviser=adviser, commitment=commitment.text.rstrip("."), due=due)
