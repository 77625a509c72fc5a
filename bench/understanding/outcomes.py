"""When a person was brought, against when one was due: the first alarm, and Golden Transfer within Tolerance."""

import math
from collections.abc import Sequence
from enum import StrEnum

Window = tuple[int, int] | None  # the customer's messages, counted from 1, at which a person is due; None: never
NOTHING = "none"


class Outcome(StrEnum):
    """How the first alarm of a conversation with a window stands to it."""

    INSIDE = "inside"
    EARLY = "early"
    LATE = "late"
    MISSED = "missed"


def alarms(decisions: Sequence[str]) -> list[int]:
    """The customer's messages, counted from 1, at which a person was offered or got."""
    return [number for number, decision in enumerate(decisions, start=1) if decision != NOTHING]


def first_alarm(decisions: Sequence[str]) -> int | None:
    return next(iter(alarms(decisions)), None)


def outcome(decisions: Sequence[str], window: tuple[int, int]) -> Outcome:
    earliest, latest = window
    first = first_alarm(decisions)
    if first is None:
        return Outcome.MISSED
    if first < earliest:
        return Outcome.EARLY
    return Outcome.INSIDE if first <= latest else Outcome.LATE


def golden_transfer(at: Sequence[int], window: Window, tolerance: int) -> float:
    """GT-T of one conversation (Liu et al., AAAI 2021, "Time to Transfer"; their λ = 0), 0 to 1.

    Each alarm earns exp(-d²/2T²) for its distance d to the nearest turn that is due, and the conversation gets their mean.
    Silence earns 1 where nothing is due, and 0 where something is; so does an alarm the other way round. Because every message
    of the window counts as golden, many alarms in it are as good as one, and a silent method lives on the calm conversations:
    read the first alarms beside it.
    """
    if window is None or not at:
        return float(window is None and not at)
    return sum(earned(distance(alarm, window), tolerance) for alarm in at) / len(at)


def distance(alarm: int, window: tuple[int, int]) -> int:
    earliest, latest = window
    return max(earliest - alarm, alarm - latest, 0)


def earned(turns_off: int, tolerance: int) -> float:
    return math.exp(-(turns_off**2) / (2 * tolerance**2))
