"""Putting back what was just done, when that was a mistake."""

from actions.routine import Matter, Write
from airline import undoing
from airline.quotes import Quote


class UndoChange(Write):
    """Only what was done in this conversation, where the customer has shown who they are."""

    intent = "undo_change"
    goal = "Put back what was just done"

    def quote(self, matter: Matter) -> Quote:
        return undoing.quote_undo(matter.session, matter.talk.id, matter.now)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return {"done": quote.facts["done"]}
