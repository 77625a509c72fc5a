"""How good a party's line is: the E-model of ITU-T G.107, simplified, from what its leg has counted, second by second.

A rating R goes from 0 to 93.2. What G.107 knows besides delay and loss (noise, echo, loudness) is at its default, because a
gateway that does not decode cannot measure it. Each party's line is rated by itself, so that it is known whose is weak.

What is assumed, and is not ITU-T's:
- Opus has no values in G.113's table for this scale. G.711 with loss concealment stands in (Ie 0, Bpl 25.1). With its own
  concealment and error correction Opus is hardly worse, so the estimate is on the careful side.
- Losses are taken as random (BurstR 1): the browser's reports count them and do not say which packets they were.
- A browser's jitter buffer holds about twice the mean jitter.
"""

import math
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from webrtc_gateway.leg import LegStats

RATING_AT_BEST = 93.2  # Ro − Is with all defaults of G.107 (table 3)
IMPAIRMENT = 0.0  # Ie, G.113 appendix I: G.711 with packet loss concealment
LOSS_ROBUSTNESS = 25.1  # Bpl, of the same
DELAY_FROM = 0.1  # seconds; mT of G.107 §7.4, below which delay does no harm
CODEC_DELAY = 0.0265  # seconds: Opus with frames of 20 ms (RFC 6716 §2)
BUFFERED_JITTER = 2.0

GOOD_FROM = 80.0  # G.109: from here on people are satisfied
POOR_BELOW = 60.0  # below, nearly all are dissatisfied

WINDOW = 3  # seconds that loss is taken over
ENOUGH = 15  # packets in them: a silent browser sends so few that one of them lost would say too much
REPORT_HOLDS = 10  # seconds; Chromium reports every 2.5 to 7.5 s
HISTORY = 60  # seconds

WEAK_AFTER = 3  # seconds of a poor line
WELL_FROM = 70.0  # and so good for
WELL_AFTER = 6  # seconds


class Grade(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def rating(loss: float, delay: float) -> float:
    """R of G.107 (equation 7-1) for a share of lost packets (0 to 1) and a delay from mouth to ear in seconds; 0 at the least."""
    return max(0.0, RATING_AT_BEST - delay_impairment(delay) - loss_impairment(loss))


def loss_impairment(loss: float) -> float:
    """Ie,eff of G.107 (equation 7-29) with random loss."""
    percent = 100 * max(0.0, min(1.0, loss))
    return IMPAIRMENT + (95 - IMPAIRMENT) * percent / (percent + LOSS_ROBUSTNESS)


def delay_impairment(delay: float) -> float:
    """Idd of G.107 (equations 7-27, 7-28), for people who talk as people on the telephone do (sT 1)."""
    if delay <= DELAY_FROM:
        return 0.0
    x = math.log2(delay / DELAY_FROM)
    return 25 * (math.pow(1 + x**6, 1 / 6) - 3 * math.pow(1 + (x / 3) ** 6, 1 / 6) + 2)


def opinion(rated: float) -> float:
    """The mean opinion score, 1 to 4.5, that belongs to a rating (G.107 annex B)."""
    rated = max(0.0, min(100.0, rated))
    # Near zero the polynomial dips below its own floor.
    return max(1.0, 1 + 0.035 * rated + rated * (rated - 60) * (100 - rated) * 7e-6)


def grade(rated: float) -> Grade:
    if rated >= GOOD_FROM:
        return Grade.GOOD
    return Grade.POOR if rated < POOR_BELOW else Grade.FAIR


@dataclass(frozen=True)
class Reading:
    """A line in one second. `loss_up` is of what the party says, `loss_down` of what it hears: shares, None where unknown.

    `jitter` and `round_trip` are in seconds. `rating` and `opinion` are of the worse direction, None while nothing tells them.
    """

    loss_up: float | None
    loss_down: float | None
    jitter: float
    round_trip: float | None
    rating: float | None
    opinion: float | None


class Line:
    """One party's line: `take` is told once a second what its leg has counted so far."""

    def __init__(self) -> None:
        self.history: deque[Reading] = deque(maxlen=HISTORY)
        self.weak = False
        self._heard: deque[tuple[int, int]] = deque(maxlen=WINDOW)  # lost, expected, a second
        self._before: LegStats | None = None
        self._told: LegStats | None = None  # when the browser reported last
        self._told_ago = 0
        self._loss_down: float | None = None
        self._changing_for = 0  # seconds

    @property
    def newest(self) -> Reading | None:
        return self.history[-1] if self.history else None

    def take(self, stats: LegStats) -> None:
        """A second has passed."""
        if self._before is not None:
            self._hear(self._before, stats)
            self._hear_report(stats)
            self.history.append(self._read(stats))
            self._judge()
        self._before = stats

    def _hear(self, before: LegStats, stats: LegStats) -> None:
        lost = stats.lost - before.lost
        self._heard.append((lost, stats.packets_in - before.packets_in + lost))

    def _hear_report(self, stats: LegStats) -> None:
        """What the browser missed since its last report, without what we never had to send: another party's losses."""
        told, self._told_ago = self._told, self._told_ago + 1
        if stats.highest_there is None or (told and told.highest_there == stats.highest_there):
            if self._told_ago > REPORT_HOLDS:
                self._loss_down = None
            return
        if told:
            skipped = stats.skipped_there - told.skipped_there
            sent = stats.highest_there - (told.highest_there or 0) - skipped
            lost = (stats.lost_there or 0) - (told.lost_there or 0) - skipped
            self._loss_down = _share(lost, sent)
        self._told, self._told_ago = stats, 0

    def _read(self, stats: LegStats) -> Reading:
        loss_up = _share(sum(lost for lost, _ in self._heard), sum(expected for _, expected in self._heard))
        jitter_there = stats.jitter_there or 0.0
        up, down = _rated(loss_up, stats.jitter, stats), _rated(self._loss_down, jitter_there, stats)
        rated = min((rated for rated in (up, down) if rated is not None), default=None)
        said = None if rated is None else round(opinion(rated), 1)
        return Reading(loss_up, self._loss_down, max(stats.jitter, jitter_there), stats.round_trip, rated, said)

    def _judge(self) -> None:
        """Weak, or well again, only when it lasts: nobody wants to read of every dip."""
        rated = self.history[-1].rating
        if rated is None:
            return
        changing = rated >= WELL_FROM if self.weak else rated < POOR_BELOW
        self._changing_for = self._changing_for + 1 if changing else 0
        if self._changing_for >= (WELL_AFTER if self.weak else WEAK_AFTER):
            self.weak, self._changing_for = not self.weak, 0


def _share(lost: int, expected: int) -> float | None:
    return max(0.0, min(1.0, lost / expected)) if expected >= ENOUGH else None


def _rated(loss: float | None, jitter: float, stats: LegStats) -> float | None:
    if loss is None:
        return None
    return rating(loss, (stats.round_trip or 0.0) / 2 + BUFFERED_JITTER * jitter + CODEC_DELAY)
