"""What was promised in this conversation: what is open, what was kept, and what is late."""

from actions.reply import Reply
from actions.routine import Lookup, Matter
from customer_care import commitments, wording
from customer_care.commitments import Commitment, CommitmentStatus

AT_ONCE = 4  # the widget's list has them all
LINE = {CommitmentStatus.OPEN: "open", CommitmentStatus.KEPT: "kept", CommitmentStatus.BROKEN: "late"}


class AskPromises(Lookup):
    intent = "ask_promises"
    goal = "Hear what was promised"

    def tell(self, matter: Matter, reply: Reply) -> None:
        made = commitments.of_conversation(matter.session, matter.talk.id)
        if not made:
            reply.say("utter_promises_none")
            return
        lines = [_line(reply, commitment) for commitment in made[:AT_ONCE]]
        response = "utter_promises_more" if len(made) > AT_ONCE else "utter_promises"
        reply.say(response, promises="\n".join(lines), count=str(len(made)))


def _line(reply: Reply, commitment: Commitment) -> str:
    state = "late_done" if commitment.status == CommitmentStatus.BROKEN and commitment.done_at else LINE[commitment.status]
    by = wording.moment(commitment.due_at)
    return reply.words_of(f"utter_promise_line_{state}", promise=commitment.text.rstrip("."), by=by)
