"""Frequent questions: the answer that is written in domain.yml, with the rule or the source that stands behind it."""

from actions.reply import Reply
from actions.routine import Lookup, Matter
from airline import rulebook
from customer_care import conditions


class Faq(Lookup):
    intent = "faq"
    goal = "An answer to a frequent question"

    def tell(self, matter: Matter, reply: Reply) -> None:
        """Each question of the message is answered: none of them has to ask anything first."""
        dialogue = matter.dialogue
        for question in [asked.question for asked in dialogue.questions] or [dialogue.question or ""]:
            self._answer(f"utter_{question}", matter, reply)

    def _answer(self, answer: str, matter: Matter, reply: Reply) -> None:
        if not reply.has(answer):
            reply.say("utter_unsure")
            return
        source = reply.card_of(answer)["source"]
        known_by = {"done": reply.words_of("utter_work_answered", source=source["words"])}
        if source["rule"]:
            rule = rulebook.rule(source["rule"])
            matter.memory.rule = rule.id
            conditions.note_shown(matter.session, matter.talk, rule.id, matter.now)
            reply.show(answer, {"work": known_by | {"reference": rule.id}}, rule=rule.words)
        else:
            reply.show(answer, {"work": known_by})
