"""Back from an adviser: who helped, how it ended, and what was promised, as it is on record."""

from collections.abc import Sequence
from datetime import datetime

from actions.care_action import CareAction
from actions.conversation import Dialogue
from actions.reply import Reply
from customer_care import commitments, conversations, database, handoffs, wording
from customer_care.commitments import Commitment, CommitmentStatus
from customer_care.handoffs import Handoff, Outcome

# Outcomes of which something is still to come, and what is not written down cannot be counted on.
STILL_TO_COME = (Outcome.COMPENSATION, Outcome.FOLLOW_UP)


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
        reply.say(f"utter_back_{_ending(handoff, promised)}", adviser=adviser)
        for commitment in promised:
            self._tell_promise(reply, commitment, adviser)
        reply.say("utter_back_ask_effort")

    def _tell_promise(self, reply: Reply, commitment: Commitment, adviser: str) -> None:
        if commitment.status == CommitmentStatus.OPEN:
            due = wording.moment(commitment.due_at)
            reply.say("utter_back_commitment", adviser=adviser, commitment=commitment.text.rstrip("."), due=due)


def _ending(handoff: Handoff, promised: Sequence[Commitment]) -> str:
    if handoff.outcome is None:
        return "without_outcome"
    open_ones = [promise for promise in promised if promise.status == CommitmentStatus.OPEN]
    return f"{handoff.outcome}_unwritten" if handoff.outcome in STILL_TO_COME and not open_ones else handoff.outcome
