"""The shape of a dialogue without its words: who said which intent, in which order. BETOLD's format.

Features are counts, shares and places, so they can be read: "the assistant asked the same again three times", "the last thing
said was an offered date".
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

CALLER, ASSISTANT = "caller", "assistant"
SPEAKERS = {"nlu": CALLER, "nlg": ASSISTANT}
LAST = 4  # so many last utterances are features of their own
RECENT = 3  # of each side
TOO_RARE = 8  # dialogues in which a feature must be, so that no tree learns single dialogues by heart

# What the product counts in its own conversations, in the intents of BETOLD.
NOT_UNDERSTOOD = {"did_not_understand", "inconclusive", "noise", "other"}
REFUSED = {"negate", "rephrase"}
FAILED = {
    "failed_schedule_warning",
    "no_dates_available",
    "no_dates_available_try_new_transportation_type",
    "fail_retrieve_user_info",
    "transportation_type_unavailable",
    "time_asked_unavailable_propose_new",
    "date_schedule_no_longer_exists",
    "asked_date_too_far",
}
WANTS_A_PERSON = {"transfer_agent"}
DONE = {"confirm_date_scheduled", "confirm_changed_schedule", "confirm_canceled_appointment"}


class Utterance(NamedTuple):
    who: str
    intent: str
    entities: tuple[str, ...]

    @property
    def said(self) -> str:
        return f"{self.who}: {self.intent}"


Shape = Sequence[Utterance]
Features = dict[str, float]


def shape_of(record: dict[str, Any]) -> list[Utterance]:
    return [
        Utterance(SPEAKERS[one["caller_name"]], one["intent"], tuple(entity["entity"] for entity in one["entities"]))
        for one in record["utterances_annotations"]
    ]


def everything(shape: Shape) -> Features:
    """What is known of the whole dialogue, its end included."""
    sides = {who: [one.intent for one in shape if one.who == who] for who in (CALLER, ASSISTANT)}
    return {
        **counts(shape),
        **places(shape),
        **ending(shape),
        **{name: value for who, intents in sides.items() for name, value in repetitions(who, intents).items()},
        **product_counts(shape),
    }


def counts(shape: Shape) -> Features:
    said = Counter(f"times {one.said}" for one in shape)
    named = Counter(f"{one.who} names {entity}" for one in shape for entity in one.entities)
    return {"utterances": float(len(shape)), **said, **named}


def places(shape: Shape) -> Features:
    """How far each intent's last time is from the end, and where it is in the dialogue."""
    last = {one.said: place for place, one in enumerate(shape)}
    since = {f"since {said}": float(len(shape) - place) for said, place in last.items()}
    return since | {f"place of {said}": (place + 1) / len(shape) for said, place in last.items()}


def ending(shape: Shape) -> Features:
    tail = {f"{back} from the end {one.said}": 1.0 for back, one in enumerate(reversed(shape[-LAST:]), start=1)}
    pair = {f"ends with {' > '.join(one.said for one in shape[-length:])}": 1.0 for length in (2, 3)}
    named = {f"last names {entity}": 1.0 for one in shape[-1:] for entity in one.entities}
    return tail | pair | named | {"the last speaker's run": float(last_run(shape))}


def last_run(shape: Shape) -> int:
    """Utterances at the end by the same side; negative for the caller's."""
    others = [place for place, one in enumerate(shape) if one.who != shape[-1].who]
    length = len(shape) - 1 - max(others, default=-1)
    return length if shape[-1].who == ASSISTANT else -length


def repetitions(who: str, intents: Sequence[str]) -> Features:
    times = Counter(intents)
    recent = Counter(f"{who} lately {intent}" for intent in intents[-RECENT:])
    return {
        f"{who} utterances": float(len(intents)),
        f"{who} most of one": float(max(times.values(), default=0)),
        f"{who} repeated": float(len(intents) - len(times)),
        f"{who} repeated at once": float(sum(one == other for one, other in pairwise(intents))),
        **{f"last of {who} {intent}": 1.0 for intent in intents[-1:]},
        **recent,
        **{f"{who} again {intent}": float(number - 1) for intent, number in times.items() if number > 1},
    }


def product_counts(shape: Shape) -> Features:
    """Only what the product's own additive model counts, as far as intents show it. More of each is worse, but for `done`."""
    asked = [one.intent for one in shape if one.who == ASSISTANT]
    return {
        "not understood": number_of(shape, NOT_UNDERSTOOD),
        "refused or corrected": number_of(shape, REFUSED),
        "failed": number_of(shape, FAILED),
        "asks for a person": number_of(shape, WANTS_A_PERSON),
        "assistant repeats itself": float(len(asked) - len(set(asked))),
        "turns since progress": float(turns_since_progress(shape)),
        "done": number_of(shape, DONE),
    }


def number_of(shape: Shape, intents: set[str]) -> float:
    return float(sum(one.intent in intents for one in shape))


def turns_since_progress(shape: Shape) -> int:
    """Utterances at the end in which the assistant said nothing that it had not said before, and nothing was done."""
    said: set[str] = set()
    progressed = -1
    for place, one in enumerate(shape):
        if one.who == ASSISTANT and (one.intent not in said or one.intent in DONE):
            progressed = place
        said.add(one.intent)
    return len(shape) - 1 - progressed
