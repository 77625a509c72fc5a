"""What was done in this conversation and what it cost, out of its receipts; also that it was nothing."""

from collections.abc import Sequence

from actions.reply import Reply
from actions.routine import Lookup, Matter
from actions.undoing import UNDO
from airline import payments, undoing
from airline.money import money_words
from airline.payments import Payment, PaymentStatus
from airline.undoing import Done
from customer_care import wording

AT_ONCE = 5  # each receipt is in the conversation above, too


class AskWhatWasDone(Lookup):
    intent = "ask_what_was_done"
    goal = "Hear what was done and charged here"

    def tell(self, matter: Matter, reply: Reply) -> None:
        here = undoing.done_in(matter.session, matter.talk.id, matter.now)
        unsettled = "\n".join(_unsettled(reply, payment) for payment in payments.unsettled_in(matter.session, matter.talk.id))
        if not here:
            reply.say("utter_nothing_done_but_unsettled" if unsettled else "utter_nothing_done_here", unsettled=unsettled)
            return
        lines = "\n".join(_line(reply, done) for done in here[:AT_ONCE])
        in_all = "\n".join(filter(None, [*_sums(reply, here), unsettled]))
        buttons = [(reply.words_of("utter_title_undo_change"), f"/{UNDO}")] if any(done.until for done in here) else []
        response = "utter_done_here_more" if len(here) > AT_ONCE else "utter_done_here"
        reply.ask(response, buttons=buttons, done=lines, count=str(len(here)), sum=in_all)


def _line(reply: Reply, done: Done) -> str:
    """What, its receipt, when, what it cost, and whether it can be put back."""
    receipt, amount_minor = done.receipt, done.receipt.amount_minor
    costs = "free" if not amount_minor else "paid" if amount_minor > 0 else "kept" if done.put_back else "back"
    cost = reply.words_of(f"utter_done_here_{costs}", amount=money_words(abs(amount_minor), receipt.currency))
    at = wording.moment(receipt.at)
    line = reply.words_of("utter_done_here_line", what=receipt.what, receipt=receipt.number, at=at, cost=cost)
    if done.put_back:
        return f"{line} {reply.words_of('utter_done_here_put_back')}"
    until = reply.words_of("utter_done_here_until", until=wording.moment(done.until)) if done.until else ""
    return f"{line} {until}".strip()


def _sums(reply: Reply, here: Sequence[Done]) -> list[str]:
    """A sentence for each currency. A refund that was put back is not paid, so it counts no more."""
    sums = []
    for currency in dict.fromkeys(done.receipt.currency for done in here if done.receipt.amount_minor):
        counted = [done.receipt.amount_minor for done in here if done.receipt.currency == currency and not _is_off(done)]
        paid, back = sum(minor for minor in counted if minor > 0), -sum(minor for minor in counted if minor < 0)
        amounts = {"paid": money_words(paid, currency), "back": money_words(back, currency)}
        if paid or back:
            which = "both" if paid and back else "back" if back else "paid"
            sums.append(reply.words_of(f"utter_done_here_sum_{which}", **amounts))
    return sums or [reply.words_of("utter_done_here_sum_free")]


def _is_off(done: Done) -> bool:
    return done.put_back and done.receipt.amount_minor < 0


def _unsettled(reply: Reply, payment: Payment) -> str:
    state = "returning" if payment.status == PaymentStatus.RETURNING else "in_doubt"
    return reply.words_of(f"utter_payment_{state}", amount=money_words(payment.amount_minor, payment.currency))
