"""Every routine: what the assistant can do besides a flight's status, showing a booking and moving a flight to another day."""

from actions.extra_bags import AddBag
from actions.faq import Faq
from actions.routine import Routine
from actions.undoing import UndoChange

ROUTINES: tuple[Routine, ...] = (
    Faq(),
    UndoChange(),
    AddBag(),
)
