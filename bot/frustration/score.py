"""From readings to a decision: nothing, offer a person, or get one.

The risk (bot/frustration/risk.py) says how likely it is that a person is due. Two thresholds, one for the offer and one for the
handover, and what was said about a person before, turn it into a decision. All numbers are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.frustration.signals import Listener, Reading, Signal, Turn

if TYPE_CHECKING:
    from bot.frustration.detector import Detector

OFFER = 0.28
LIKELIER_THAN_NOT = 0.5  # risk from which a person is offered even if it went wrong only once
HAND_OVER = 0.85
CALM_AGAIN = 0.12  # below this, the same offer may come again at once: the trouble before it is over
QUIET_AFTER_OFFER = 3  # customer turns in which the same offer is not made again
QUIET_AFTER_DECLINED = 4  # customer turns after "not now" in which only what was said outright counts
KEPT_WHEN_DECLINED = 0.3  # of the risk; "not now" is an answer, not a failure
WORTH_A_REASON = 0.1  # score from which reasons are given at all
SAID_OUTRIGHT = 0.97  # the score of a message that asks for a person, or speaks of danger or the law; no later one's
WORTH_SAYING = 0.35  # log-odds from which a signal is named as a reason
SAID_WITH_AN_OFFER = 3
UNSPOKEN = frozenset({Signal.SHOUTED, Signal.CALMED, Signal.ASKED_FOR_PERSON})
TWICE = 2
UPSET_BEFORE = 0.5  # so many messages with upset words, faded, from which who wants a person does not want it calmly


@dataclass(frozen=True)
class Assessment:
    """How one customer turn stands. `score` is a probability, 0 to 1; `contributions` are log-odds by reason code."""

    score: float = 0.0
    level: str = "none"
    reasons: list[str] = field(default_factory=list)
    asks_for_human: bool = False
    declines_human: bool = False
    angry: bool = False  # in the words of this very message
    contributions: dict[str, float] = field(default_factory=dict)


@dataclass
class Judge:
    """Follows one conversation: hears its turns, remembers its own offers and the answers to them."""

    detector: Detector
    listener: Listener = field(init=False)
    score: float = 0.0
    heard_before: bool = False
    offered_before: bool = False
    no_offer_for: int = 0
    only_on_request_for: int = 0

    def __post_init__(self) -> None:
        self.listener = Listener(self.detector.words)

    def hear(self, turn: Turn) -> Assessment | None:
        """An assessment for each of the customer's turns."""
        reading = self.listener.hear(turn)
        if reading:
            return self.assess(reading)
        if turn.back:
            self.score, self.heard_before, self.offered_before = 0.0, False, False
        if turn.offered:
            self.note_offer()
        return None

    def note_offer(self) -> None:
        self.no_offer_for, self.offered_before = QUIET_AFTER_OFFER + 1, True

    def assess(self, reading: Reading) -> Assessment:
        self.only_on_request_for = max(0, self.only_on_request_for - 1)
        self.score, self.heard_before = self.risk_now(reading), True
        if self.score < CALM_AGAIN:
            self.no_offer_for = 0
        self.no_offer_for = max(0, self.no_offer_for - 1)
        if reading.declined_person:
            self.only_on_request_for = QUIET_AFTER_DECLINED + 1
            self.score *= KEPT_WHEN_DECLINED
        return self.decide(reading)

    def risk_now(self, reading: Reading) -> float:
        """More trouble never lowers the risk, and a content word never raises it, whatever else the words may look like. With a
        first message there is nothing yet to be raised.
        """
        risk = self.detector.risk.of(reading.features)
        if reading.content:
            return min(risk, self.score) if self.heard_before else risk
        return max(risk, self.score) if reading.troubled and not self.only_on_request_for else risk

    def decide(self, reading: Reading) -> Assessment:
        contributions = called_by_name(self.detector.risk.contributions(reading.features), reading)
        level = "handover" if reading.at_once else self.level_of(reading)
        troubles = weightiest(contributions, reading) if level != "none" or self.score >= WORTH_A_REASON else []
        outright = (*reading.at_once, *(reading.perhaps if level != "none" else ()))
        reasons = [signal.value for signal in (*outright, *troubles)]
        if level != "none":
            self.note_offer()
        return Assessment(
            score=round(max(self.score, SAID_OUTRIGHT if reading.at_once else 0.0), 4),
            level=level,
            reasons=reasons or ([Signal.NO_PROGRESS.value] if level != "none" else []),
            asks_for_human=reading.asks_for_human,
            declines_human=reading.declined_person,
            angry=reading.angry,
            contributions={signal.value: round(share, 3) for signal, share in contributions.items() if share},
        )

    def level_of(self, reading: Reading) -> str:
        """A person is offered on something new, never long after it, and not against a "not now".

        What goes wrong may do so once, unless the words are angry or a person is more likely due than not. Nobody is handed over
        for their mood alone who was not asked first.
        """
        if self.only_on_request_for or reading.content:
            return "none"
        perhaps = bool(reading.perhaps)
        troubled = reading.times_troubled >= TWICE or self.score >= LIKELIER_THAN_NOT
        new = bool(reading.named) and (reading.angry or troubled or perhaps)
        if new and self.score >= HAND_OVER and self.offered_before and reading.named - {Signal.NO_PROGRESS}:
            return "handover"
        return "offer" if (perhaps or (new and self.score >= OFFER)) and not self.no_offer_for else "none"


def called_by_name(contributions: dict[Signal, float], reading: Reading) -> dict[Signal, float]:
    """A question that was said again was asked again; answers that did not fit twice mean that the customer is stuck at it."""
    names = {
        Signal.BOT_REPEATED: Signal.ASKED_AGAIN if reading.asked_again else Signal.BOT_REPEATED,
        Signal.MISUNDERSTOOD: Signal.STUCK if reading.times_missed >= TWICE else Signal.MISUNDERSTOOD,
    }
    return {names.get(signal, signal): share for signal, share in contributions.items()}


def weightiest(contributions: dict[Signal, float], reading: Reading) -> list[Signal]:
    """The reasons to say, the weightiest first. "Misunderstood twice" is only said when it is true."""
    untrue = {*UNSPOKEN, *reading.at_once, *reading.perhaps}
    if (reading.at_once or reading.perhaps) and not is_upset_besides(reading.features):
        untrue.add(Signal.UPSET)
    if reading.times_misunderstood < TWICE:
        untrue.add(Signal.MISUNDERSTOOD)
    worth = [(share, signal) for signal, share in contributions.items() if share >= WORTH_SAYING and signal not in untrue]
    return [signal for _, signal in sorted(worth, key=lambda pair: -pair[0])][:SAID_WITH_AN_OFFER]


def is_upset_besides(features: dict[str, float]) -> bool:
    """Who wants a person, or threatens, is often upset, so such words alone sound like it. Of the calm it must not be said."""
    before = features["upset_so_far"] - features["upset_now"]
    return bool(features["clearly_upset_now"] or features["insulted_now"] or before >= UPSET_BEFORE)


def assess(turns: Sequence[Turn], detector: Detector) -> list[Assessment]:
    """One assessment for each customer turn, each from what came before it only."""
    judge = Judge(detector)
    return [assessment for assessment in map(judge.hear, turns) if assessment]
