"""Saying it again, when the customer asks for that."""

from actions.conversation import Dialogue
from actions.reply import Reply

REPEATED = "utter_repeat"


def say_again(dialogue: Dialogue, reply: Reply) -> None:
    """What answered the customer's previous message; in a task without its question, which is asked again anyway."""
    said = [said for said in dialogue.said_before if said.response != REPEATED]
    if dialogue.task:
        said = [line for line in said if not (line.response or "").startswith("utter_ask_")]
    if said:
        reply.say(REPEATED, said=" ".join(line.text for line in said))
    elif not dialogue.task:
        reply.say("utter_repeat_nothing")
