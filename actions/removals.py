"""Taking off what was ordered once: a bag, a meal, help. Only a person does that, unless it was ordered in this conversation."""

from actions.reply import Reply
from actions.routine import Lookup, Matter
from customer_care.errors import ReassureError


class NotTakenOffHere(ReassureError):
    """An extra goes from a booking only by a person's hand; nothing was changed."""

    code = "not_taken_off_here"


class RemoveExtra(Lookup):
    intent = "remove_extra"
    goal = "Take off or stop something that was ordered"

    def tell(self, matter: Matter, reply: Reply) -> None:
        raise NotTakenOffHere
