"""Every message on the two WebSockets, each a frozen dataclass.

The widget speaks `FromCustomer` and hears `ToCustomer`; the desk speaks `FromDesk` and hears `ToDesk`. One JSON object a frame,
told apart by its `type`. `python -m webrtc_gateway.messages_schema` writes their JSON Schema, from which `npm run messages`
generates `web/src/shared/messages.gen.ts`; a test fails when that file is stale.

State is sent whole (`HandoffState`, `DeskState`), so a client that missed a message is right again after the next one. Turns are
sent once, in order, by sequence number; a client says which it has (`Hello.after`) and gets exactly the rest.

Times are ISO 8601 in UTC. Money is integer minor units with an ISO 4217 currency.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter


def _without_nul(words: str) -> str:
    """PostgreSQL keeps no NUL in a text, and nobody means one."""
    kept = words.replace("\0", "")
    if words and not kept:
        raise ValueError("nothing but NUL")
    return kept


def _given(reasons: object) -> object:
    """The assistant fills in up to two reasons; a place that it left empty names none."""
    return [reason for reason in reasons if reason] if isinstance(reasons, list) else reasons


WITHOUT_NUL = AfterValidator(_without_nul)
Reasons = Annotated[list[str], BeforeValidator(_given)]
Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]
ClientId = Annotated[str, Field(min_length=1, max_length=64), WITHOUT_NUL]
TurnText = Annotated[str, Field(min_length=1, max_length=4000), WITHOUT_NUL]
Sdp = Annotated[str, Field(max_length=65536)]
Key = Annotated[str, Field(max_length=64)]

Way = Literal["voice", "text", "callback"]
HandoffStatus = Literal[
    "OFFERED_TO_CUSTOMER",
    "QUEUED",
    "RINGING",
    "ACCEPTED",
    "LIVE",
    "WRAP_UP",
    "CLOSED",
    "WITHDRAWN",
    "CALLBACK",
    "EXPIRED",
]
CallStatus = Literal["CONNECTING", "LIVE", "HELD", "ENDED"]
LegStatus = Literal["JOINING", "UP", "SILENT", "GONE"]
PresenceStatus = Literal["Available", "Busy", "Away"]
Speaker = Literal["customer", "assistant", "adviser", "system"]
Outcome = Literal["solution", "compensation", "reasoned_no", "follow_up"]
LineGrade = Literal["good", "fair", "poor"]
RepairStepName = Literal["explain", "apologise", "offer", "decide", "recheck"]
Part = Literal["customer", "adviser", "second", "supervisor"]
Doing = Literal["talking", "waiting", "on_hold", "interrupted", "listening", "advising"]
HowToSupervise = Literal["listen", "whisper", "join"]
LegFailure = Literal[
    "microphone_refused",
    "microphone_absent",
    "microphone_in_use",
    "microphone_lost",
    "no_network_path",
    "no_audio",
    "autoplay_blocked",
]


# ── what a turn carries ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class WorkCard:
    """What the assistant did for this answer, so that the customer can check it."""

    done: str
    reference: str | None = None
    next: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class ReceiptCard:
    """Proof of a completed action. `why` is the rule in plain words, shown on request."""

    number: str
    done: str
    amount: str | None = None
    next: str | None = None
    by: str | None = None
    undo: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class QuoteCard:
    """What a change would cost, the rule that decides, and until when the quote holds."""

    title: str
    lines: list[str]
    total: str
    rule: str
    valid_until: str


@dataclass(frozen=True)
class Step:
    """Where a task of several steps stands: `number` of `of`."""

    number: int
    of: int


@dataclass(frozen=True)
class PersonOffer:
    """The assistant offers a person (`offer`) or is getting one (`handover`), and says why, by reason codes."""

    level: Literal["offer", "handover"]
    reasons: Reasons


@dataclass(frozen=True)
class ContestedReasons:
    """The assistant was told that these codes were not the reason for its offer. Kept with the turn, not shown."""

    reasons: Reasons


@dataclass(frozen=True)
class NoticingSwitched:
    """The assistant was told to notice, or not to notice, when things go badly. Kept with the turn, not shown."""

    on: bool


@dataclass(frozen=True)
class Button:
    """A quick answer. Its payload stays on the server; the widget answers with `Press`."""

    title: str


@dataclass(frozen=True)
class Turn:
    """`lang` (ISO 639-1) is given where the assistant's words are in another language than usual.

    `told_by_state` marks a line that the state of the handoff tells as well, so that a screen reader need not read out both.
    """

    seq: int
    speaker: Speaker
    name: str
    text: str
    at: str
    client_id: str | None = None
    buttons: list[Button] = field(default_factory=list)
    work: WorkCard | None = None
    receipt: ReceiptCard | None = None
    quote: QuoteCard | None = None
    step: Step | None = None
    offer: PersonOffer | None = None
    lang: str | None = None
    told_by_state: bool = False


# ── what a handoff looks like ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PackageItem:
    """One thing that the adviser may see. `key` is goal, identity, done, failed, commitments, repairs, feelings or transcript."""

    key: str
    lines: list[str]
    shared: bool = True


@dataclass(frozen=True)
class Package:
    """The context package as drafted (customer) or as consented (desk: only the shared items). `digest` is its SHA-256."""

    digest: str
    items: list[PackageItem]


@dataclass(frozen=True)
class Wait:
    """An honest wait in seconds, from our own history; both None while we do not know yet."""

    low_seconds: int | None
    high_seconds: int | None
    ahead: int
    advisers_available: int


@dataclass(frozen=True)
class PartyInCall:
    """Somebody else in the call, and what they do there: nobody listens unseen."""

    part: Part
    name: str
    leg: LegStatus | None
    muted: bool
    doing: Doing


@dataclass(frozen=True)
class Call:
    """`since` is when the call became live. `other_leg` is the other party's leg; `…_muted` what each party told us.

    A line is weak when it has been poor for some seconds (webrtc_gateway/quality.py).
    """

    id: str
    status: CallStatus
    my_leg: LegStatus | None
    other_leg: LegStatus | None
    since: str | None
    my_muted: bool = False
    other_muted: bool = False
    my_line_weak: bool = False
    other_line_weak: bool = False
    ended_because: str | None = None
    others: list[PartyInCall] = field(default_factory=list)
    together: bool = False
    supervising: HowToSupervise | None = None


@dataclass(frozen=True)
class Recording:
    """A recording of this call that is proposed or under way. `question` is what the customer is asked, word for word."""

    id: str
    state: Literal["proposed", "on", "paused"]
    question: str


@dataclass(frozen=True)
class CustomerHandoff:
    """A handoff as its customer sees it. `reasons` are codes with `reason_text` said; `ending` says why it ended.

    `voice_failed` says that it goes on in writing because its call did not work.
    """

    id: str
    status: HandoffStatus
    reasons: list[str]
    reason_text: str
    package: Package | None
    consented: bool
    way: Way | None
    wait: Wait
    adviser: str | None
    call: Call | None
    recording: Recording | None
    ending: str | None
    ask_effort: bool
    voice_failed: bool


# ── customer → gateway ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Hello:
    """First frame of a socket: the last sequence number that this tab has (0 for none); `window` from a window of its own."""

    type: Literal["hello"]
    after: Seq
    window: bool = False


@dataclass(frozen=True)
class Say:
    """`id` is the client's own, unique in the conversation: sending it again is harmless."""

    type: Literal["say"]
    id: ClientId
    text: TurnText


@dataclass(frozen=True)
class Press:
    """Button number `button` (from 0) of turn `turn`."""

    type: Literal["press"]
    id: ClientId
    turn: Seq
    button: Annotated[int, Field(ge=0, le=20)]


@dataclass(frozen=True)
class AskForPerson:
    """The "Talk to a human" button. Answered by a `HandoffState` with the package to look at."""

    type: Literal["ask_for_person"]


@dataclass(frozen=True)
class Consent:
    """The keys of the items that may be passed on, out of the package whose digest was shown.

    `goal` replaces its words; an empty one passes none on.
    """

    type: Literal["consent"]
    package: Key
    shared: Annotated[list[Key], Field(max_length=20)]
    goal: Annotated[str, Field(max_length=300), WITHOUT_NUL] | None = None


@dataclass(frozen=True)
class Meet:
    """How to meet. `phone` and `when` only for a call back; `because` when it takes the place of a call whose voice fails."""

    type: Literal["meet"]
    way: Way
    phone: Annotated[str, Field(max_length=40), WITHOUT_NUL] | None = None
    when: Annotated[str, Field(max_length=80), WITHOUT_NUL] | None = None
    because: LegFailure | None = None


@dataclass(frozen=True)
class StepBack:
    """ "Not now" before the queue, "stop waiting" in it."""

    type: Literal["step_back"]


@dataclass(frozen=True)
class SwitchNoticing:
    """The switch "Notice when things go badly". Answered by `NoticingState`."""

    type: Literal["switch_noticing"]
    on: bool


@dataclass(frozen=True)
class NewsByMail:
    """The customer wants news of what we promised at this address when the page is closed, or, with none, no more of them."""

    type: Literal["news_by_mail"]
    address: Annotated[str, Field(max_length=254), WITHOUT_NUL] | None


@dataclass(frozen=True)
class BringBack:
    """The customer wants the conversation in this page again, and its window closed."""

    type: Literal["bring_back"]


@dataclass(frozen=True)
class RateEffort:
    """1 (very hard) to 5 (very easy), or None for "I'd rather not say"."""

    type: Literal["rate_effort"]
    score: Annotated[int, Field(ge=1, le=5)] | None


@dataclass(frozen=True)
class AnswerRecording:
    """Whether the customer agrees to this recording."""

    type: Literal["answer_recording"]
    recording: Key
    agreed: bool


# ── both sides of a call ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LegOffer:
    """The browser's SDP offer, for a first join and for each rejoin. Answered by `LegAnswer` or `Refused`."""

    type: Literal["leg_offer"]
    sdp: Sdp


@dataclass(frozen=True)
class LegCandidate:
    """A trickled ICE candidate line; None says that there are no more."""

    type: Literal["leg_candidate"]
    candidate: Annotated[str, Field(max_length=1024)] | None


@dataclass(frozen=True)
class LegFailed:
    """The browser could not take part by voice; the typed reason says why."""

    type: Literal["leg_failed"]
    reason: LegFailure


@dataclass(frozen=True)
class Mute:
    type: Literal["mute"]
    muted: bool


@dataclass(frozen=True)
class HangUp:
    type: Literal["hang_up"]


@dataclass(frozen=True)
class StopRecording:
    """Either of the two, at any moment."""

    type: Literal["stop_recording"]


# ── desk → gateway ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SetPresence:
    type: Literal["set_presence"]
    presence: PresenceStatus


@dataclass(frozen=True)
class Accept:
    type: Literal["accept"]
    handoff: Key


@dataclass(frozen=True)
class Decline:
    type: Literal["decline"]
    handoff: Key


@dataclass(frozen=True)
class Hold:
    type: Literal["hold"]


@dataclass(frozen=True)
class Resume:
    type: Literal["resume"]


@dataclass(frozen=True)
class Transfer:
    """Back to the queue for another adviser; the customer keeps their place at the front."""

    type: Literal["transfer"]


@dataclass(frozen=True)
class ProposeRecording:
    """Asks the customer whether the call may be recorded."""

    type: Literal["propose_recording"]


@dataclass(frozen=True)
class PauseRecording:
    """Keeps something out of the recording, such as a card's number, or goes on with it."""

    type: Literal["pause_recording"]
    paused: bool


@dataclass(frozen=True)
class AskColleague:
    """Asks a colleague into the call, to be consulted; a warm transfer begins like this. It rings at their desk."""

    type: Literal["ask_colleague"]
    colleague: Annotated[int, Field(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class AnswerColleague:
    """The answer of whoever was asked (`Consultation.id`)."""

    type: Literal["answer_colleague"]
    consultation: Key
    comes: bool


@dataclass(frozen=True)
class DismissColleague:
    """The adviser goes on without the colleague, who was only asked or is in the call."""

    type: Literal["dismiss_colleague"]


@dataclass(frozen=True)
class BringTogether:
    """Customer, adviser and colleague hear each other."""

    type: Literal["bring_together"]


@dataclass(frozen=True)
class HandOver:
    """The warm transfer: the colleague has the handoff from now on, and the adviser is out of the call."""

    type: Literal["hand_over"]


@dataclass(frozen=True)
class Supervise:
    """A lead comes into the call of a handoff to listen, or does something else there. Everybody in the call sees it."""

    type: Literal["supervise"]
    handoff: Key
    how: HowToSupervise


@dataclass(frozen=True)
class LeaveCall:
    """A colleague or lead leaves somebody else's call, which goes on."""

    type: Literal["leave_call"]


@dataclass(frozen=True)
class MakeRepairStep:
    """The next step of a repair, in words: the first three are said to the customer, the others are what the customer said."""

    type: Literal["repair_step"]
    repair: Annotated[int, Field(ge=1, le=2**31 - 1)]
    step: RepairStepName
    words: Annotated[str, Field(min_length=1, max_length=2000), WITHOUT_NUL]


@dataclass(frozen=True)
class CommitmentMade:
    """Something the company said it would do, by when (ISO 8601 with offset)."""

    text: Annotated[str, Field(min_length=1, max_length=300), WITHOUT_NUL]
    due_at: Annotated[str, Field(max_length=40)]


@dataclass(frozen=True)
class NotReached:
    """A call back that nobody answered: by when it is tried again (ISO 8601 with offset), None at the last try."""

    type: Literal["not_reached"]
    again_at: Annotated[str, Field(max_length=40)] | None


@dataclass(frozen=True)
class Finish:
    """Wrap-up: how it ended, a note for colleagues, and what was promised."""

    type: Literal["finish"]
    outcome: Outcome
    note: Annotated[str, Field(max_length=2000), WITHOUT_NUL]
    commitments: Annotated[list[CommitmentMade], Field(max_length=10)]


# ── gateway → customer ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Welcome:
    """Answers `Hello`: whose assistant this is, the newest sequence number (the turns follow), and the wait for a person."""

    company: str
    last_seq: int
    wait: Wait
    type: Literal["welcome"] = "welcome"


@dataclass(frozen=True)
class Turns:
    """Turns in order, each exactly once for this socket."""

    turns: list[Turn]
    type: Literal["turns"] = "turns"


@dataclass(frozen=True)
class Received:
    """Your message is in the journal under `seq`; it will not be lost."""

    id: str
    seq: int
    type: Literal["received"] = "received"


@dataclass(frozen=True)
class Done:
    """A request without an id of its own was carried out: `about` is its type. What is not done by then is asked again."""

    about: str
    type: Literal["done"] = "done"


@dataclass(frozen=True)
class AssistantBusy:
    busy: bool
    type: Literal["assistant_busy"] = "assistant_busy"


@dataclass(frozen=True)
class HandoffState:
    """The whole state of the conversation's newest handoff; None when there is none to show."""

    handoff: CustomerHandoff | None
    type: Literal["handoff"] = "handoff"


@dataclass(frozen=True)
class NoticingState:
    """Whether frustration is noticed in this conversation: `off` by the customer, `never` by the company's own decision."""

    noticing: Literal["on", "off", "never"]
    type: Literal["noticing"] = "noticing"


@dataclass(frozen=True)
class Promised:
    """One thing that we said we would do. A `late` one was not done in time, and may be done by now: then `done_at` says when.

    `due` says by when in the words in which it is told everywhere. `remedy` is what we do about a late one.
    """

    id: int
    text: str
    due_at: str
    due: str
    state: Literal["open", "kept", "late"]
    done_at: str | None
    remedy: str | None


@dataclass(frozen=True)
class PromisesState:
    """Everything that was promised in this conversation. `news_to` is where news of it go when the page is closed, masked."""

    promises: list[Promised]
    news_to: str | None
    type: Literal["promises"] = "promises"


@dataclass(frozen=True)
class Relays:
    """The media relays (TURN) for this browser's next legs, sent when a call is near and again before the password runs out.

    Never sent where there are none.
    """

    urls: list[str]
    username: str
    credential: str
    type: Literal["relays"] = "relays"


@dataclass(frozen=True)
class PlaceState:
    """Whether the conversation has a window of its own, beside the company's pages."""

    window: bool
    type: Literal["place"] = "place"


@dataclass(frozen=True)
class CallTaken:
    """Another tab or window of this customer has joined the call: this one lets go of it."""

    type: Literal["call_taken"] = "call_taken"


@dataclass(frozen=True)
class BroughtBack:
    """To the conversation's own window: the customer has it in the page again, so that it closes."""

    type: Literal["brought_back"] = "brought_back"


@dataclass(frozen=True)
class LegAnswer:
    sdp: str
    type: Literal["leg_answer"] = "leg_answer"


@dataclass(frozen=True)
class Refused:
    """A named error and the sentence for the person. `about` is the client id or the message type that it answers."""

    error: str
    text: str
    about: str | None = None
    type: Literal["refused"] = "refused"


# ── gateway → desk ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class CallBack:
    """When a call back is due, in the words that the customer reads. `tries` reached nobody so far, `most_tries` end it."""

    due: str
    late: bool
    tries: int
    most_tries: int


@dataclass(frozen=True)
class QueueEntry:
    """`call_back` is there where nobody waits in front of the page."""

    handoff: str
    since: str
    way: Way
    reason_text: str
    status: HandoffStatus
    mine: bool
    call_back: CallBack | None


@dataclass(frozen=True)
class Ringing:
    """An offer to this adviser; it goes back to the queue when the lease expires."""

    handoff: str
    way: Way
    reason_text: str
    since: str
    expires_at: str


@dataclass(frozen=True)
class Feeling:
    """How one turn of the customer seemed to go: the score (0 to 1), the same in words, and why. Never what was written."""

    seq: int
    at: str
    score: float
    in_words: str
    reasons: list[str]


@dataclass(frozen=True)
class OpenRepair:
    """A mistake of ours that is not closed; `next` is the step that it waits for, not before `opens_at`."""

    id: int
    what: str
    next: RepairStepName
    opens_at: str | None


@dataclass(frozen=True)
class Colleague:
    """Somebody who could be asked now."""

    id: int
    name: str


@dataclass(frozen=True)
class Consultation:
    """A colleague (`by`) asks this adviser into a call; it is over when it expires."""

    id: str
    by: str
    reason_text: str
    expires_at: str


@dataclass(frozen=True)
class OngoingCall:
    """A call that a lead may listen to. `since` is when it was answered."""

    handoff: str
    adviser: str
    since: str


@dataclass(frozen=True)
class LiveHandoff:
    """The handoff that this adviser has, or in whose call they are a guest (`my_part`).

    `package` holds only what the customer agreed to pass on, and so do `repairs`. `may_record`: the adviser may propose to
    record the call now. `asked` is the name of a colleague at whom it rings.
    """

    id: str
    status: HandoffStatus
    way: Way
    reason_text: str
    package: Package
    feelings: list[Feeling]
    repairs: list[OpenRepair]
    call: Call | None
    recording: Recording | None
    may_record: bool
    callback_phone: str | None
    call_back: CallBack | None
    customer_here: bool
    my_part: Literal["adviser", "second", "supervisor"] = "adviser"
    asked: str | None = None


@dataclass(frozen=True)
class LineQuality:
    """One party's line in the last minute: an estimate a second of what people would say of it, 1 to 4.5, the newest last.

    None where there was nothing to tell it by. Of the newest second: losses in percent of what the party says (`lost_up`) and of
    what it hears (`lost_down`), and milliseconds.
    """

    party: Literal["customer", "adviser"]
    opinions: list[float | None]
    grade: LineGrade | None
    lost_up: float | None
    lost_down: float | None
    jitter_ms: int
    round_trip_ms: int | None


@dataclass(frozen=True)
class CallQuality:
    """Each second of a live call: how good the line of each party is."""

    call: str
    lines: list[LineQuality]
    type: Literal["call_quality"] = "call_quality"


@dataclass(frozen=True)
class DeskState:
    """`taken_over_by` has this adviser's last call, because their connection was lost; told until they set their presence."""

    adviser: str
    role: Literal["adviser", "lead"]
    presence: PresenceStatus
    queue: list[QueueEntry]
    ringing: Ringing | None
    handoff: LiveHandoff | None
    consultation: Consultation | None
    colleagues: list[Colleague]
    calls: list[OngoingCall]
    taken_over_by: str | None
    type: Literal["desk"] = "desk"


FromCustomer = Annotated[
    Hello
    | Say
    | Press
    | AskForPerson
    | Consent
    | Meet
    | StepBack
    | SwitchNoticing
    | NewsByMail
    | BringBack
    | RateEffort
    | LegOffer
    | LegCandidate
    | LegFailed
    | Mute
    | AnswerRecording
    | StopRecording
    | HangUp,
    Field(discriminator="type"),
]
FromDesk = Annotated[
    Hello
    | SetPresence
    | Accept
    | Decline
    | Say
    | LegOffer
    | LegCandidate
    | LegFailed
    | Mute
    | Hold
    | Resume
    | Transfer
    | ProposeRecording
    | PauseRecording
    | StopRecording
    | AskColleague
    | AnswerColleague
    | DismissColleague
    | BringTogether
    | HandOver
    | Supervise
    | LeaveCall
    | MakeRepairStep
    | HangUp
    | NotReached
    | Finish,
    Field(discriminator="type"),
]
ToCustomer = Annotated[
    Welcome
    | Turns
    | Received
    | Done
    | AssistantBusy
    | HandoffState
    | NoticingState
    | PromisesState
    | PlaceState
    | CallTaken
    | BroughtBack
    | Relays
    | LegAnswer
    | Refused,
    Field(discriminator="type"),
]
ToDesk = Annotated[DeskState | CallQuality | Turns | Received | Done | Relays | LegAnswer | Refused, Field(discriminator="type")]

from_customer: TypeAdapter[FromCustomer] = TypeAdapter(FromCustomer)
from_desk: TypeAdapter[FromDesk] = TypeAdapter(FromDesk)
to_customer: TypeAdapter[ToCustomer] = TypeAdapter(ToCustomer)
to_desk: TypeAdapter[ToDesk] = TypeAdapter(ToDesk)
