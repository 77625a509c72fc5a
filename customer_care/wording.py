"""The sentences that the server says, out of `domain.yml`: the one file in which content designers write.

The assistant's own answers are filled in by Rasa. What must be said without Rasa (the welcome, the steps of a handoff, every
refusal) is read from the same responses here, so that it can be said while Rasa is down.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import yaml

from customer_care import settings

# From which score a turn seemed no longer to go well, then hard, then very hard. It is the probability that a person is due, and
# the assistant offers one from about the second of these (OFFER in bot/frustration/score.py).
FELT_FROM = (0.1, 0.28, 0.6)
IN_ANOTHER_LANGUAGE = re.compile(r"utter_speaks_([a-z]{2,3})(?:_|$)")


@dataclass(frozen=True)
class Said:
    """A sentence and its quick answers, each with `title` and `payload` as in domain.yml."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()


def say(response: str, **values: object) -> Said:
    """The response of this name, its {placeholders} filled. Raises KeyError for a name that domain.yml does not have."""
    variation = _responses()[response][0]
    return Said(variation["text"].format(**values).strip(), tuple(variation.get("buttons", ())))


def names() -> Collection[str]:
    """The name of every response in domain.yml."""
    return _responses().keys()


def refusal(code: str, **values: object) -> str:
    """The sentence for a named error; the general one where there is none of its own."""
    name = f"utter_refused_{code}"
    return say(name if name in _responses() else "utter_refused_otherwise", **values).text


def reason(code: str) -> str:
    """Why a person was offered, in words that customer and adviser may both read."""
    return say(f"utter_reason_{code}").text


def reason_and_answer(code: str, contested: Collection[str]) -> str:
    """The reason, and that the customer said it was none, if they did."""
    return say("utter_contested_reason", reason=reason(code)).text if code in contested else reason(code)


def language(response: str) -> str | None:
    """The language (ISO 639-1) of a response that is in another one than the rest, such as utter_speaks_fr; None for the rest."""
    in_another = IN_ANOTHER_LANGUAGE.match(response)
    return in_another.group(1) if in_another else None


def moment(at: datetime) -> str:
    """A time of ours, wherever it is told: "Friday 4 December 12:00, Guadeloupe time"."""
    local = at.astimezone(settings.current().quiet_hours.zone)
    return f"{local:%A} {local.day} {local:%B} {clock(at)}"


def clock(at: datetime) -> str:
    """The time alone, by the company's own clocks: "12:00, Guadeloupe time"."""
    zone = settings.current().quiet_hours.zone
    return f"{at.astimezone(zone):%H:%M}, {zone.key.rpartition('/')[2].replace('_', ' ')} time"


def length(seconds: int) -> str:
    """How long something lasted, as a clock shows it: "4:07 min"."""
    return f"{seconds // 60}:{seconds % 60:02} min"


def felt(score: float) -> str:
    """How a turn with this score (0 to 1) seemed to go."""
    return say(f"utter_felt_{bisect_right(FELT_FROM, score)}").text


def wait(low_seconds: int | None, high_seconds: int | None) -> str:
    """A wait in words: a range in minutes, or that we do not know yet."""
    known, minutes = _range(low_seconds, high_seconds)
    return say(f"utter_wait_{known}", **minutes).text


def spoken_wait(low_seconds: int | None, high_seconds: int | None) -> str:
    """The same to be spoken: in whole sentences, without abbreviations."""
    known, minutes = _range(low_seconds, high_seconds)
    return say(f"utter_spoken_wait_{known}", **minutes).text


def _range(low_seconds: int | None, high_seconds: int | None) -> tuple[str, dict[str, int]]:
    """What is known of a wait (unknown, one minute, some, or a range of them), and the minutes."""
    if low_seconds is None or high_seconds is None:
        return "unknown", {}
    low, high = max(1, low_seconds // 60), max(1, -(-high_seconds // 60))
    if low < high:
        return "range", {"low": low, "high": high}
    return "one" if high == 1 else "some", {"minutes": high}


@cache
def _responses() -> dict[str, list[dict[str, Any]]]:
    with settings.current().domain_file.open(encoding="utf-8") as file:
        responses: dict[str, list[dict[str, Any]]] = yaml.safe_load(file)["responses"]
    return responses
