"""Why: the very words of the rule behind a price or a refusal, or why a question is asked."""

from actions.conversation import Dialogue, Slot
from actions.reply import Reply
from airline import changes, rulebook
from airline.money import money_words
from customer_care import conversations, database


def explain(dialogue: Dialogue, reply: Reply) -> None:
    """Explains the price that was quoted, else the open question, else the last refusal."""
    quote_is_open = dialogue.memory.quote is not None and dialogue.asked in {None, Slot.CHANGE_CONFIRMED}
    if quote_is_open and _explain_quote(dialogue, reply):
        return
    if dialogue.asked:
        reply.say(f"utter_why_{dialogue.asked}")
    elif dialogue.memory.rule:
        rule = rulebook.rule(dialogue.memory.rule)
        reply.say("utter_why_refused", rule_id=rule.id, rule=rule.words, source=rule.source)
    else:
        reply.say("utter_why_nothing")


def _explain_quote(dialogue: Dialogue, reply: Reply) -> bool:
    with database.reading() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        quote = changes.quote_of(session, talk.id, dialogue.memory.quote or 0)
    if quote is None:
        return False
    reply.say(
        "utter_why_quote",
        rule_id=quote.rule_id,
        rule=quote.rule_words,
        fee=money_words(quote.fee_minor, quote.currency),
        difference=money_words(quote.difference_minor, quote.currency),
        total=money_words(quote.total_minor, quote.currency),
    )
    return True
