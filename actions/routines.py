"""Every routine: what the assistant can do besides a flight's status, showing a booking and moving a flight to another day."""

from actions.allowances import AskAllowance, AskMyAllowance
from actions.assistance import RequestAssistance
from actions.bag_reports import ReportDelayedBag, TraceBag
from actions.cancellations import CancelBooking, CancelCoolingOff, RequestRefund
from actions.check_in import CheckIn
from actions.children import AddChild
from actions.claims import ClaimDamagedBag, ClaimDelayCompensation, ClaimExpenses
from actions.complaints import AskCaseStatus, MakeComplaint
from actions.contact_details import UpdateContact
from actions.deadlines import AskDeadlines
from actions.disruptions import AskDisruptionOptions, RebookDisruption
from actions.done_here import AskWhatWasDone
from actions.extra_bags import AddBag
from actions.faq import Faq
from actions.fare_conditions import AskFareConditions
from actions.invoices import RequestInvoice, ResendConfirmation
from actions.lost_items import ReportLostItem
from actions.loyalty import AskLoyaltyBalance, ClaimMissingMiles
from actions.meals import OrderMeal
from actions.minors import BookUnaccompaniedMinor
from actions.names import CorrectName
from actions.notices import NotifyMe
from actions.payment_problems import ReportPaymentProblem
from actions.pets import BringPet
from actions.promises import AskPromises
from actions.refunds import AskRefundEligibility, AskRefundStatus, RefundUnusedTax
from actions.removals import RemoveExtra
from actions.rerouting import ChangeRoute
from actions.routine import Routine
from actions.searching import AskDestinations, SearchFlights
from actions.seats import ChooseSeat
from actions.sports import BringSportsEquipment
from actions.travel_documents import GivePassportData
from actions.undoing import UndoChange, UndoEarlier
from actions.vouchers import AskVoucherBalance, ConvertVoucher, UseVoucher

ROUTINES: tuple[Routine, ...] = (
    Faq(),
    UndoChange(),
    UndoEarlier(),
    SearchFlights(),
    AskDestinations(),
    AskDeadlines(),
    AskAllowance(),
    AskMyAllowance(),
    AskFareConditions(),
    ChangeRoute(),
    CancelBooking(),
    CancelCoolingOff(),
    AskRefundEligibility(),
    RequestRefund(),
    AskRefundStatus(),
    RefundUnusedTax(),
    AskVoucherBalance(),
    UseVoucher(),
    ConvertVoucher(),
    ReportPaymentProblem(),
    ResendConfirmation(),
    RequestInvoice(),
    AddBag(),
    ChooseSeat(),
    OrderMeal(),
    RequestAssistance(),
    BringPet(),
    BringSportsEquipment(),
    AddChild(),
    BookUnaccompaniedMinor(),
    CheckIn(),
    GivePassportData(),
    CorrectName(),
    UpdateContact(),
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
    RemoveExtra(),
    AskPromises(),
    AskWhatWasDone(),
)
