"""A customer who writes another language: answered in it, with what can be done in English and a person to talk to.

Which language it is, the bot has found (bot/languages). It is noted on the conversation, so that whoever takes over knows it.
"""

from datetime import datetime

from actions.care_action import CareAction
from actions.conversation import Dialogue
from actions.reply import Reply
from customer_care import conversations, database

SPEAKS_OTHER_LANGUAGE = "speak_other_language"
SPEAKS = "utter_speaks_"
NAMES = {"fr": "French", "es": "Spanish", "de": "German", "pt": "Portuguese", "nl": "Dutch", "ht": "Creole"}


class SpeakOtherLanguage(CareAction):
    action_name = "action_speak_other_language"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        answer_in_other_language(dialogue, reply)


def answer_in_other_language(dialogue: Dialogue, reply: Reply) -> None:
    """Says `utter_speaks_<code>`; a language without one is answered in English."""
    response = f"{SPEAKS}{dialogue.language}"
    if not reply.has(response):
        reply.say("utter_out_of_scope")
        return
    _note_language(dialogue)
    reply.say(response)


def _note_language(dialogue: Dialogue) -> None:
    """The adviser reads it in the goal, and the conversation has it for whoever chooses the adviser."""
    wish = f"would rather speak {NAMES.get(dialogue.language, dialogue.language)}"
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        talk.language = dialogue.language
        if wish not in (talk.goal or ""):
            conversations.note_goal(session, talk, f"{talk.goal}; {wish}" if talk.goal else wish.capitalize())
