"""From signals to a decision: nothing, offer a person, or get one.

Each signal adds points. Points fade with every turn, and fade fast when something was done or the customer is content. Their
sum is the score, so each signal's share of it is known, and the largest shares are the reasons. All numbers are here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.frustration.signals import Reading, Signal, Similarity, Turn, read, shared_words

POINTS = {
    Signal.ASKED_FOR_PERSON: 1.00,  # enough alone, at once
    Signal.INSULTED: 0.60,
    Signal.UPSET: 0.50,
    Signal.FAILED: 0.35,
    Signal.CORRECTED: 0.32,
    Signal.MISUNDERSTOOD: 0.30,
    Signal.REPEATED: 0.30,
    Signal.STUCK: 0.28,
    Signal.NO_PROGRESS: 0.10,
    Signal.SHOUTED: 0.10,
}
OFFER = 0.5
HAND_OVER = 1.0
KEPT_EACH_TURN = 0.85
KEPT_WHEN_DONE = 0.5
KEPT_WHEN_CONTENT = 0.4
KEPT_WHEN_DECLINED = 0.2
QUIET_AFTER_OFFER = 3  # customer turns in which the same offer is not made again
QUIET_AFTER_DECLINED = 4  # customer turns after "not now" in which only an explicit wish counts
WORTH_SAYING = 0.15  # points from which a signal is named as a reason
UNSPOKEN = frozenset({Signal.NO_PROGRESS, Signal.SHOUTED})
# These are about what went before. They weigh, but another try that may succeed is not cut off by an offer.
NO_OCCASION = UNSPOKEN | {Signal.STUCK}


@dataclass(frozen=True)
class Assessment:
    """How one customer turn stands. `score` is 0 to 1; `contributions` add up to it (before it is cut off at 1)."""

    score: float = 0.0
    level: str = "none"
    reasons: list[str] = field(default_factory=list)
    asks_for_human: bool = False
    declines_human: bool = False
    contributions: dict[str, float] = field(default_factory=dict)


@dataclass
class Patience:
    """What is carried from turn to turn: the points of each signal, and how long to stay quiet about a person."""

    points: dict[Signal, float] = field(default_factory=dict)
    times_misunderstood: int = 0
    no_offer_for: int = 0
    only_on_request_for: int = 0

    def fade(self, kept: float) -> None:
        self.points = {signal: points * kept for signal, points in self.points.items() if points * kept > 0.01}

    def hear_reply(self, turn: Turn) -> None:
        if turn.back:
            self.points, self.times_misunderstood = {}, 0
        if turn.done:
            self.fade(KEPT_WHEN_DONE)
            self.times_misunderstood = 0
        if turn.offered:
            self.no_offer_for = QUIET_AFTER_OFFER + 1

    def hear_customer(self, reading: Reading) -> None:
        self.no_offer_for = max(0, self.no_offer_for - 1)
        self.only_on_request_for = max(0, self.only_on_request_for - 1)
        self.fade(KEPT_WHEN_CONTENT if reading.content else KEPT_EACH_TURN)
        self.points.pop(Signal.ASKED_FOR_PERSON, None)  # a wish is answered at once, and does not weigh on later turns
        for signal, strength in reading.strengths.items():
            self.points[signal] = self.points.get(signal, 0.0) + POINTS[signal] * strength
        self.times_misunderstood += Signal.MISUNDERSTOOD in reading.strengths
        if reading.declined_person:
            self.fade(KEPT_WHEN_DECLINED)
            self.only_on_request_for = QUIET_AFTER_DECLINED + 1

    @property
    def score(self) -> float:
        return sum(self.points.values())

    def reasons(self) -> list[str]:
        """The codes to say, the weightiest first. "Misunderstood twice" is only said when it is true."""
        spoken = [
            (points, signal)
            for signal, points in self.points.items()
            if points >= WORTH_SAYING
            and signal not in UNSPOKEN
            and (signal is not Signal.MISUNDERSTOOD or self.times_misunderstood > 1)
        ]
        return [signal.value for _, signal in sorted(spoken, key=lambda pair: -pair[0])]


def assess(turns: Sequence[Turn], similarity: Similarity = shared_words) -> list[Assessment]:
    """One assessment for each customer turn, each from what came before it only."""
    patience, assessments = Patience(), []
    for index, turn in enumerate(turns):
        if turn.who == "customer":
            reading = read(turns[: index + 1], similarity)
            patience.hear_customer(reading)
            assessments.append(decide(patience, reading))
        else:
            patience.hear_reply(turn)
    return assessments


def decide(patience: Patience, reading: Reading) -> Assessment:
    reasons = patience.reasons()
    assessment = Assessment(
        score=round(min(1.0, patience.score), 3),
        reasons=reasons,
        asks_for_human=reading.asks_for_person,
        declines_human=reading.declined_person,
        contributions={signal.value: round(points, 3) for signal, points in patience.points.items()},
    )
    if reading.asks_for_person:
        others = [reason for reason in reasons if reason != Signal.ASKED_FOR_PERSON.value]
        return replace(assessment, level="handover", reasons=[Signal.ASKED_FOR_PERSON.value, *others])
    return replace(assessment, level=level_without_request(patience, reading) if reasons else "none")


def level_without_request(patience: Patience, reading: Reading) -> str:
    """A person is offered on a new signal, never long after it, and not against a "not now"."""
    if patience.only_on_request_for or reading.content or not reading.strengths.keys() - NO_OCCASION:
        return "none"
    if patience.score >= HAND_OVER:
        return "handover"
    return "offer" if patience.score >= OFFER and not patience.no_offer_for else "none"
