"""Frequent questions: the answer that is written in domain.yml, with the rule or the source that stands behind it."""

from typing import Any

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
        """`make content` demands a source and a rule that exists; where they are missing all the same, it is said without."""
        source = _source_of(reply.card_of(answer)) if reply.has(answer) else {}
        rule = rulebook.all_rules().get(str(source.get("rule")))
        if not reply.has(answer) or (rule is None and reply.needs(answer, "rule")):
            reply.say("utter_unsure_offer_person")
            return
        known_by = {"done": reply.words_of("utter_work_answered", source=source["words"])} if source.get("words") else {}
        if rule:
            matter.memory.rule = rule.id
            conditions.note_shown(matter.session, matter.talk, rule.id, matter.now)
            reply.show(answer, {"work": known_by | {"reference": rule.id}}, rule=rule.words)
        elif known_by:
            reply.show(answer, {"work": known_by})
        else:
            reply.say(answer)


def _source_of(card: Any) -> dict[str, Any]:
    """What `custom: source:` says; nothing where it is not there, or something else than names and values."""
    source = card.get("source") if isinstance(card, dict) else None
    return source if isinstance(source, dict) else {}
