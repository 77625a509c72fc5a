"""What an action needs of Rasa's tracker, typed. The only place that knows slot names and the shape of tracker events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any

from rasa_sdk import Tracker

from actions import details
from actions.details import NOTHING_NAMED, Details

FALLBACK = "nlu_fallback"
CHANGE = ("flight_to_change", "wish", "new_date", "quote")
# What the escalation policy says (bot/frustration/policy.py).
OFFER, CARRY_ON = "utter_offer_person", "utter_carry_on"
ABOUT_A_PERSON = {OFFER, "utter_hand_over", CARRY_ON}


class Slot(StrEnum):
    """What a task asks for. Those that are no field of `Memory` are kept in `Memory.answers`."""

    FLIGHT_NUMBER = "flight_number"
    BOOKING_REFERENCE = "booking_reference"
    SURNAME = "surname"
    FLIGHT_TO_CHANGE = "flight_to_change"
    NEW_DATE = "new_date"
    CHANGE_CONFIRMED = "change_confirmed"
    CODE = "code"
    CONFIRMED = "confirmed"
    # what routines ask (actions/questions.py), in the order of domain.yml
    FLIGHT = "flight"
    TRAVELLER = "traveller"
    BAGS = "bags"
    TO_AIRPORT = "to_airport"
    FROM_AIRPORT = "from_airport"
    TRAVEL_DAY = "travel_day"
    NEW_ROUTE = "new_route"
    NEW_FLIGHT = "new_flight"
    OTHER_FLIGHT = "other_flight"
    TROUBLED_FLIGHT = "troubled_flight"
    EXPENSE = "expense"
    EXPENSE_AMOUNT = "expense_amount"
    DAMAGE = "damage"
    BAG_DESCRIPTION = "bag_description"
    LOST_ITEM = "lost_item"
    LOST_WHERE = "lost_where"
    COMPLAINT = "complaint"
    NOTIFY_BY = "notify_by"
    RECEIPT = "receipt"
    VOUCHER = "voucher"
    PAYMENT_PROBLEM = "payment_problem"
    WHAT_HAPPENED = "what_happened"
    TRAVELLERS = "travellers"
    SEAT = "seat"
    MEAL = "meal"
    HELP = "help"
    EQUIPMENT = "equipment"
    ANIMAL = "animal"
    KILOS = "kilos"
    CHILD_NAME = "child_name"
    BORN_ON = "born_on"
    BROUGHT_BY = "brought_by"
    FETCHED_BY = "fetched_by"
    NEW_NAME = "new_name"
    NEW_CONTACT = "new_contact"


class Task(StrEnum):
    """The tasks that are written out by themselves; every routine has one more, named after its intent (actions/routine.py)."""

    FLIGHT_STATUS = "flight_status_form"
    BOOKING = "booking_form"
    CHANGE_DATE = "change_date_form"


@dataclass(frozen=True)
class Said:
    """One message of the assistant: the name of its response, where it has one, and its text."""

    response: str | None
    text: str


@dataclass(frozen=True)
class Request:
    """One thing that the customer wants, and the words that belong to it; a message may hold several (bot/requests).

    `spans` are where its words stand in the message, none once it waits for its turn. `answers` are those that were given before
    it was interrupted. Slots keep a request as a plain dict.
    """

    intent: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    answers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def out_of(cls, kept: Mapping[str, Any]) -> "Request":
        spans = tuple((span[0], span[1]) for span in kept.get("spans", ()))
        return cls(kept["intent"], kept["text"], tuple(kept.get("entities", ())), spans, dict(kept.get("answers") or {}))

    def kept(self) -> dict[str, Any]:
        given = {"answers": self.answers} if self.answers else {}
        return {"intent": self.intent, "text": self.text, "entities": list(self.entities), **given}


@dataclass(frozen=True)
class Asked:
    """A frequent question in a message that says more besides: "faq/liquids", and where its words stand."""

    question: str
    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def out_of(cls, kept: Mapping[str, Any]) -> "Asked":
        return cls(kept["question"], tuple((span[0], span[1]) for span in kept.get("spans", ())))


@dataclass
class Memory:
    """What the assistant remembers between messages; each field is the slot of that name. Actions change it, Rasa keeps it.

    `surname` is only kept once it was shown to belong to the booking, `code` is "checked" once the right one was given,
    never the code itself; `code_sent_to` is the masked address that has it. `answers` are those of the routine under way, by
    slot; replace them, do not change them. `quote` and `flight_to_change` are ids of the airline's records. `wish` are the
    words that named a day before the booking was known. `looked_at` is the day whose flights were shown last, `doubted` one
    that was questioned. `rule` is the id of the rule that said no last. `misses` counts answers in a row that fitted no
    question. `route` is "PTP-ORY" while one of several flights is to be chosen, either end empty where it was not said.
    `waiting_requests` come later, `request_taken_up` is what begins next, `begun_with` are the words that began a routine,
    until the booking that they are about is known.
    """

    flight_number: str | None = None
    flight_date: date | None = None
    route: str | None = None
    booking_reference: str | None = None
    surname: str | None = None
    flight_to_change: int | None = None
    wish: str | None = None
    new_date: date | None = None
    quote: int | None = None
    change_confirmed: bool | None = None
    code: str | None = None
    code_sent_to: str | None = None
    confirmed: bool | None = None
    answers: dict[str, str] = field(default_factory=dict)
    looked_at: date | None = None
    doubted: date | None = None
    rule: str | None = None
    misses: int = 0
    waiting_requests: list[Request] = field(default_factory=list)
    request_taken_up: Request | None = None
    begun_with: Request | None = None
    escalation: object = None
    escalation_reason: str | None = None
    escalation_reasons: list[str] | None = None

    @property
    def verified(self) -> bool:
        return self.booking_reference is not None and self.surname is not None

    def forget_booking(self) -> None:
        wish = self.wish
        self.booking_reference = self.surname = self.code = self.code_sent_to = None
        self.forget_change()
        self.forget_answers()
        self.wish = wish  # the day that was named stays wanted, whichever booking it turns out to be

    def forget_answers(self) -> None:
        self.answers = {}
        self.forget_quote()

    def forget_quote(self) -> None:
        self.quote = self.confirmed = None

    def forget_change(self) -> None:
        self.flight_to_change = self.rule = None
        self.forget_date()

    def change_begun(self) -> dict[str, str]:
        """What is known of a change of date, to be kept while another request is served."""
        known = {name: _kept(getattr(self, name)) for name in CHANGE}
        return {name: str(value) for name, value in known.items() if value is not None}

    def take_up_change(self, kept: Mapping[str, str]) -> None:
        self.flight_to_change, self.quote = _id(kept.get("flight_to_change")), _id(kept.get("quote"))
        self.new_date, self.wish = _day(kept.get("new_date")), kept.get("wish")

    def forget_date(self) -> None:
        self.wish = self.new_date = self.quote = self.change_confirmed = None

    def forget_escalation(self) -> None:
        self.escalation = self.escalation_reason = self.escalation_reasons = None

    def slots(self) -> dict[str, Any]:
        """Every slot with its value as Rasa keeps it: a day as ISO 8601, an id as text."""
        names = [field.name for field in fields(self) if field.name != "answers"]
        as_kept = {name: _kept(getattr(self, name)) for name in names}
        return (
            as_kept
            | {slot: self.answers.get(slot) for slot in ANSWERS}
            | {
                "misses": self.misses,
                "waiting_requests": [request.kept() for request in self.waiting_requests] or None,
                "request_taken_up": self.request_taken_up.kept() if self.request_taken_up else None,
                "begun_with": self.begun_with.kept() if self.begun_with else None,
            }
        )


# Whom something is for, in the customer's word, until it is known which traveller that is. Nothing asks for it.
FOR_WHOM = "for_whom"
# The slots that a routine asks for, and what is kept with their answers.
ANSWERS = frozenset(Slot) - {field.name for field in fields(Memory)} | {FOR_WHOM}


@dataclass(frozen=True)
class Dialogue:
    """The conversation so far, as an action sees it.

    `text` is what the customer typed last, empty for a pressed button. `asked` is the slot that the running task asks for.
    `unheard` says that no action has looked at the customer's message yet. `said_before` is what answered the customer's message
    before this one, `said_now` what has been said since. `details` is what the message names. `requests` are the things that it
    asks for, where the intent alone does not say all, and `questions` the frequent questions among them. `question` is the
    likeliest frequent question, "faq/liquids". `band` is how surely the intent was understood: "sure", "fairly_sure" or
    "unsure". `asks_amount`: it asks for whom or what the price is that was just told. `month_first`: the customer writes 12/31
    for the last day of a year. `passed_over` is what was said before an offer of a person that has just been declined: the offer
    came instead of an answer.
    """

    public_id: str
    text: str
    intent: str
    guesses: tuple[str, ...]
    task: str | None
    asked: Slot | None
    unheard: bool
    said_before: tuple[Said, ...]
    said_now: tuple[Said, ...]
    memory: Memory
    details: Details = NOTHING_NAMED
    requests: tuple[Request, ...] = ()
    questions: tuple[Asked, ...] = ()
    entities: tuple[dict[str, Any], ...] = ()
    question: str | None = None
    language: str = "en"
    band: str = "sure"
    asks_amount: bool = False
    month_first: bool = False
    passed_over: Request | None = None

    @property
    def pressed(self) -> bool:
        """A button was pressed: nothing was typed."""
        return not self.text

    @property
    def may_offer_person(self) -> bool:
        """False while an offer is open or has just been declined: nobody is asked twice."""
        just_said = any(said.response in ABOUT_A_PERSON for said in (*self.said_before, *self.said_now))
        return not just_said and self.memory.escalation != "offered"

    def about(self, request: Request) -> "Dialogue":
        """The same dialogue, as if the message held nothing but this request."""
        found = details.read(request.entities)
        return replace(self, text=request.text, details=found, entities=request.entities, requests=(), questions=())

    def as_request(self, intent: str) -> Request:
        """The message as the beginning of this request."""
        return Request(intent, self.text, self.entities)

    def without(self, others: Sequence[Request | Asked]) -> "Dialogue":
        """The same dialogue without the words of these requests and questions."""
        text = self.text
        for start, end in sorted((span for request in others for span in request.spans), reverse=True):
            text = f"{text[:start]} {text[end:]}"
        return replace(self, text=text.strip(" ,.;&\n"), requests=(), questions=())


def read(tracker: Tracker) -> Dialogue:
    """The dialogue out of a tracker."""
    latest, slots = tracker.latest_message, tracker.slots
    text = (latest.get("text") or "").rstrip()
    before, now = _said(tracker.events)
    return Dialogue(
        public_id=tracker.sender_id,
        text="" if text.lstrip().startswith("/") else text,
        intent=(latest.get("intent") or {}).get("name") or "",
        guesses=tuple(guess["name"] for guess in latest.get("intent_ranking") or () if guess["name"] != FALLBACK),
        task=tracker.active_loop_name,
        asked=Slot(slots["requested_slot"]) if slots.get("requested_slot") in set(Slot) else None,
        unheard=_unheard(tracker.events, tracker.active_loop_name),
        said_before=tuple(before),
        said_now=tuple(now),
        memory=_memory(slots),
        details=details.read(latest.get("entities") or ()),
        requests=tuple(Request.out_of(request) for request in latest.get("requests") or ()),
        questions=tuple(Asked.out_of(asked) for asked in latest.get("questions") or ()),
        entities=tuple(latest.get("entities") or ()),
        question=latest.get("question"),
        language=latest.get("language") or "en",
        band=(latest.get("understanding") or {}).get("band") or "sure",
        asks_amount=bool(latest.get("asks_amount")),
        month_first=(latest.get("metadata") or {}).get("locale") == "en-US",
        passed_over=_passed_over(tracker.events),
    )


def _memory(slots: Mapping[str, Any]) -> Memory:
    return Memory(
        flight_number=slots.get("flight_number"),
        flight_date=_day(slots.get("flight_date")),
        route=slots.get("route"),
        booking_reference=slots.get("booking_reference"),
        surname=slots.get("surname"),
        flight_to_change=_id(slots.get("flight_to_change")),
        wish=slots.get("wish"),
        new_date=_day(slots.get("new_date")),
        quote=_id(slots.get("quote")),
        change_confirmed=slots.get("change_confirmed"),
        code=slots.get("code"),
        code_sent_to=slots.get("code_sent_to"),
        confirmed=slots.get("confirmed"),
        answers={slot: slots[slot] for slot in ANSWERS if slots.get(slot) is not None},
        looked_at=_day(slots.get("looked_at")),
        doubted=_day(slots.get("doubted")),
        rule=slots.get("rule"),
        misses=int(slots.get("misses") or 0),
        waiting_requests=[Request.out_of(request) for request in slots.get("waiting_requests") or ()],
        request_taken_up=Request.out_of(slots["request_taken_up"]) if slots.get("request_taken_up") else None,
        begun_with=Request.out_of(slots["begun_with"]) if slots.get("begun_with") else None,
        escalation=slots.get("escalation"),
        escalation_reason=slots.get("escalation_reason"),
        escalation_reasons=slots.get("escalation_reasons"),
    )


def _said(events: Sequence[Mapping[str, Any]]) -> tuple[list[Said], list[Said]]:
    """What the assistant said in answer to the customer's message before the last, and since the last."""
    turns: list[list[Said]] = [[]]
    for event in reversed(events):
        if event["event"] == "user":
            turns.append([])
        elif event["event"] == "bot" and event.get("text"):
            turns[-1].insert(0, Said((event.get("metadata") or {}).get("utter_action"), event["text"]))
        if len(turns) == 3:
            break
    now, before = [*turns, []][:2]
    return before, now


def _has_acted(event: Mapping[str, Any]) -> bool:
    return bool(event["event"] == "action" and event["name"] != "action_listen")


def _passed_over(events: Sequence[Mapping[str, Any]]) -> Request | None:
    """What the customer said, when the last things to happen were: that, an offer, a no to it, and "we carry on"."""
    steps = (each for each in reversed(events) if each["event"] == "user" or _has_acted(each))
    done = list(islice(steps, 4))
    if [each.get("name") for each in done] != [CARRY_ON, None, OFFER, None]:
        return None
    said = done[-1].get("parse_data") or done[-1]
    text = (said.get("text") or "").strip()
    intent = (said.get("intent") or {}).get("name") or ""
    return None if not text or text.startswith("/") else Request(intent, text, tuple(said.get("entities") or ()))


def _unheard(events: Sequence[Mapping[str, Any]], form: str | None) -> bool:
    """Nothing but the running form itself has acted since the customer's last message."""
    for event in reversed(events):
        if event["event"] == "user":
            break
        if event["event"] == "action" and event["name"] not in {form, "action_listen"}:
            return False
    return True


def _kept(value: object) -> object:
    return str(value) if isinstance(value, date | int) and not isinstance(value, bool) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _id(text: str | None) -> int | None:
    return int(text) if text else None
