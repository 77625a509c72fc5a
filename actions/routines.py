"""Every routine: what the assistant can do besides a flight's status, showing a booking and moving a flight to another day."""

from actions.bag_reports import ReportDelayedBag, TraceBag
from actions.claims import ClaimDamagedBag, ClaimDelayCompensation, ClaimExpenses
from actions.complaints import AskCaseStatus, MakeComplaint
from actions.disruptions import AskDisruptionOptions, RebookDisruption
from actions.extra_bags import AddBag
from actions.faq import Faq
from actions.lost_items import ReportLostItem
from actions.loyalty import AskLoyaltyBalance, ClaimMissingMiles
from actions.notices import NotifyMe
from actions.routine import Routine
from actions.undoing import UndoChange

ROUTINES: tuple[Routine, ...] = (
    Faq(),
    UndoChange(),
    AddBag(),
    AskDisruptionOptions(),
    RebookDisruption(),
    ClaimDelayCompensation(),
    ClaimExpenses(),
    ClaimDamagedBag(),
    ReportDelayedBag(),
    TraceBag(),
    ReportLostItem(),
    MakeComplaint(),
    AskCaseStatus(),
    AskLoyaltyBalance(),
    ClaimMissingMiles(),
    NotifyMe(),
)
