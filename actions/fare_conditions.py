"""The conditions of the customer's fare: changing it, giving it up, and what that comes to now."""

from actions.reply import Reply
from actions.routine import Level, Lookup, Matter
from airline import fare_conditions
from airline.money import money_words
from customer_care import conditions


class AskFareConditions(Lookup):
    intent = "ask_fare_conditions"
    goal = "Know the conditions of the fare"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        booking = matter.own_booking
        found = fare_conditions.of_booking(matter.session, booking, matter.now)
        for rule in (found.change_rule, found.refund_rule):
            conditions.note_shown(matter.session, matter.talk, rule.id, matter.now)
        matter.memory.rule = found.change_rule.id
        reply.say(
            "utter_fare_conditions" if found.refund_minor is not None else "utter_fare_conditions_no_refund",
            reference=booking.reference,
            fare=found.fare_class.capitalize(),
            change_rule=found.change_rule.words,
            refund_rule=found.refund_rule.words,
            refund=money_words(found.refund_minor or 0, found.currency),
        )
