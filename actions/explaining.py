"""Why: the very words of the rule behind a price or a refusal, or why a question is asked."""

from actions.conversation import Dialogue, Slot
from actions.reply import Reply
from airline import changes, quotes, rulebook
from airline.money import money_words
from customer_care import conversations, database


def explain(dialogue: Dialogue, reply: Reply) -> None:
    """Explains the price that was quoted, else the open question, else the last refusal."""
    quote_is_open = dialogue.memory.quote is not None and dialogue.asked in {None, Slot.CHANGE_CONFIRMED}
    if quote_is_open and _explain_quote(dialogue, reply):
        return
    if dialogue.asked == Slot.CONFIRMED and _explain_rule_of_quote(dialogue, reply):
        return
    if dialogue.asked:
        of_the_task = f"utter_why_{(dialogue.task or '').removesuffix('_form')}_{dialogue.asked}"
        reply.say(reply.first_of(of_the_task, f"utter_why_{dialogue.asked}", "utter_why_question"))
    elif dialogue.memory.rule:
        _say_rule(reply, dialogue.memory.rule)
    else:
        reply.say("utter_why_nothing")


def _explain_rule_of_quote(dialogue: Dialogue, reply: Reply) -> bool:
    with database.reading() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        quote = quotes.of_conversation(session, talk.id, dialogue.memory.quote or 0)
    if quote is None:
        return False
    _say_rule(reply, quote.rule_id)
    return True


def _say_rule(reply: Reply, rule_id: str) -> None:
    rule = rulebook.rule(rule_id)
    reply.say("utter_why_refused", rule_id=rule.id, rule=rule.words, source=rule.source)


def _explain_quote(dialogue: Dialogue, reply: Reply) -> bool:
    with database.reading() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        quote = quotes.of_conversation(session, talk.id, dialogue.memory.quote or 0)
        if quote is None:
            return False
        change = changes.change_of(session, quote)
    reply.say(
        "utter_why_quote",
        rule_id=quote.rule_id,
        rule=quote.rule_words,
        fee=money_words(change.fee_minor, quote.currency),
        difference=money_words(change.difference_minor, quote.currency),
        total=money_words(quote.total_minor, quote.currency),
    )
    return True
