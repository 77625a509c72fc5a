"""Money back: what would be paid, what has become of a refund, and the taxes of flights that were not flown."""

from actions.cancellations import flights_words
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, Write
from actions.wording import deadline_words
from airline import cancellations, refunds, unused_taxes
from airline.cancellations import NothingToGiveUp
from airline.money import money_words
from airline.quotes import Quote
from airline.refunds import Refund, RefundStatus
from airline.rulebook import Rule
from customer_care import conditions

TOLD = 3  # the newest refunds of a booking
RESPONSES = {
    RefundStatus.REQUESTED: "utter_refund_under_way",
    RefundStatus.IN_DOUBT: "utter_refund_in_doubt",
    RefundStatus.PAID: "utter_refund_paid",
    RefundStatus.FAILED: "utter_refund_failed",
    RefundStatus.WITHDRAWN: "utter_refund_withdrawn",
}


class AskRefundEligibility(Lookup):
    intent = "ask_refund_eligibility"
    goal = "Know what would be paid back"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        try:
            found = cancellations.assess(matter.session, matter.own_booking, matter.now)
        except NothingToGiveUp as nothing:
            self._tell_of_taxes(matter, reply, nothing)
            return
        _note_shown(matter, found.rule)
        reply.say(
            f"utter_refund_eligible_{found.reason}",
            reference=matter.own_booking.reference,
            flights=flights_words(found.segments, matter),
            total=money_words(found.refund_minor, matter.own_booking.currency),
            rule=found.rule.words,
        )

    def _tell_of_taxes(self, matter: Matter, reply: Reply, nothing: NothingToGiveUp) -> None:
        """No flight is ahead: what was paid back before, or the taxes of a flight that was not taken. Raises `nothing`."""
        known = refunds.of_booking(matter.session, matter.own_booking)
        taxes_minor = unused_taxes.owed_minor(matter.session, matter.own_booking, matter.now)
        if taxes_minor:
            rule = unused_taxes.rule()
            _note_shown(matter, rule)
            total = money_words(taxes_minor, matter.own_booking.currency)
            reply.say("utter_refund_eligible_unused_tax", reference=matter.own_booking.reference, total=total, rule=rule.words)
        elif known:
            tell_refunds(matter, reply)
        else:
            raise nothing


class AskRefundStatus(Lookup):
    intent = "ask_refund_status"
    goal = "Know what became of a refund"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        tell_refunds(matter, reply)


class RefundUnusedTax(Write):
    intent = "refund_unused_tax"
    goal = "Get unused airport taxes back"
    level = Level.CODE

    def demand_possible(self, matter: Matter) -> None:
        unused_taxes.demand_some(matter.session, matter.own_booking, matter.now)

    def quote(self, matter: Matter) -> Quote:
        return unused_taxes.quote_unused_taxes(matter.session, matter.own_booking, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        count = len(quote.facts["tickets"])
        return {"tickets": "1 ticket" if count == 1 else f"{count} tickets"}


def tell_refunds(matter: Matter, reply: Reply) -> None:
    """Where the newest refunds of the booking stand."""
    known = refunds.of_booking(matter.session, matter.own_booking)
    if not known:
        reply.say("utter_refund_none", reference=matter.own_booking.reference)
    for refund in known[:TOLD]:
        reply.say(RESPONSES[refund.status], **_words(refund, matter))


def _words(refund: Refund, matter: Matter) -> dict[str, str]:
    return {
        "reference": refund.booking.reference,
        "amount": money_words(refund.amount_minor, refund.currency),
        "asked": deadline_words(refund.requested_at, matter.now),
        "due": deadline_words(refund.due_at, matter.now),
        "paid": deadline_words(refund.paid_at or refund.due_at, matter.now),
    }


def _note_shown(matter: Matter, rule: Rule) -> None:
    matter.memory.rule = rule.id
    conditions.note_shown(matter.session, matter.talk, rule.id, matter.now)
