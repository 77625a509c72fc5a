"""A receipt, told: with its card, when the deed is done and when a second "yes" asks for it again."""

from datetime import datetime

from actions.conversation import Dialogue
from actions.reply import Reply
from actions.wording import day_of, deadline_words, moment_words, time_words
from airline import quotes
from airline.changes import Change
from airline.money import money_words
from customer_care import conversations, database, receipts
from customer_care.receipts import Receipt


def tell_change_done(reply: Reply, change: Change, rule: str, receipt: Receipt, now: datetime) -> None:
    flight = change.to_flight
    values = words_of_change(reply, change, now) | {
        "receipt": receipt.number,
        "total": money_words(receipt.amount_minor, receipt.currency),
        "next_step": receipt.next_step or "",
        "due": moment_words(receipt.due_at or flight.boards_at, flight.leaves_from, now),
        "rule": rule,
    }
    if receipt.undo_until:
        reply.say("utter_change_done_with_undo", undo_until=deadline_words(receipt.undo_until, now), **values)
    else:
        reply.say("utter_change_done", **values)


def words_of_change(reply: Reply, change: Change, now: datetime) -> dict[str, str]:
    """{move}: which flight becomes which; {given_up}: the seat that is lost; the others are of the new flight."""
    old, new = change.from_flight, change.to_flight
    values = {
        "flight": new.name,
        "new_day": day_of(new, now),
        "departs": time_words(new.estimated_departure, new.leaves_from),
    }
    booked = {
        "booked": old.name,
        "old_day": day_of(old, now),
        "old_departs": time_words(old.estimated_departure, old.leaves_from),
    }
    to_what = "flight" if change.to_another else "day"
    return values | {
        "move": reply.words_of(f"utter_move_to_{to_what}", **values, **booked),
        "given_up": reply.words_of(f"utter_given_up_for_{to_what}", **values, **booked),
    }


def tell_done(reply: Reply, response: str, receipt: Receipt, rule: str, values: dict[str, str], now: datetime) -> None:
    """Says that it is done, with the receipt as it was written; `response` may use {receipt} and what else `values` holds."""
    card = {
        "number": receipt.number,
        "done": receipt.what,
        "amount": money_words(receipt.amount_minor, receipt.currency) if receipt.amount_minor else None,
        "next": receipt.next_step,
        "by": deadline_words(receipt.due_at, now) if receipt.due_at else None,
        "undo": reply.words_of("utter_undo_until", until=deadline_words(receipt.undo_until, now)) if receipt.undo_until else None,
        "why": rule,
    }
    known = {name: value for name, value in card.items() if value}
    reply.show(response, {"receipt": known}, **values | {"receipt": receipt.number})


def tell_already_done(reply: Reply, receipt: Receipt) -> None:
    total = money_words(receipt.amount_minor, receipt.currency)
    reply.say("utter_change_done_already", done=receipt.what, receipt=receipt.number, total=total)


def receipt_of_quote(dialogue: Dialogue) -> Receipt | None:
    """The receipt for the price that was quoted last in this conversation, if it was accepted."""
    if dialogue.memory.quote is None:
        return None
    with database.reading() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        quote = quotes.of_conversation(session, talk.id, dialogue.memory.quote)
        return receipts.with_key(session, quote.key) if quote else None
