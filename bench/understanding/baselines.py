"""What others would take off the shelf, judged by the same measures: VADER, a keyword list, and rules that read nothing."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from statistics import mean

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.understanding.outcomes import NOTHING
from bench.understanding.scoring import Judgement

Messages = Sequence[str]
Method = Callable[[Messages], Judgement]

KEYWORDS = re.compile(
    r"\b(?:human|real person|(?:an?|your|live) agent|representative|manager|supervisor|complain|frustrat|angry|annoy|ridiculous"
    r"|useless|terrible|awful|worst|unacceptable|stupid|rubbish|pathetic|a joke|not working|doesn.?t work|already told"
    r"|already said|again and again|waste of|i hate|damn|what the hell|fuck|shit)",
    re.IGNORECASE,
)
VADER_GRID = [step / 20 for step in range(-19, 0)]


def never(messages: Messages) -> Judgement:
    return rule(len(messages), at=None)


def at_turn(number: int) -> Method:
    """Offers a person at that message of every customer, and never before or after."""
    return lambda messages: rule(len(messages), at=number)


def rule(length: int, at: int | None) -> Judgement:
    offers = [number == at for number in range(1, length + 1)]
    return judgement([float(at is not None and number >= at) for number in range(1, length + 1)], offers)


def keywords(messages: Messages) -> Judgement:
    found = [KEYWORDS.search(message) is not None for message in messages]
    return judgement(worst_so_far([float(one) for one in found]), found)


def vader(threshold: float) -> Method:
    """Offers a person when VADER's compound score (-1 to 1; Hutto and Gilbert 2014) is at or below the threshold."""

    def judge(messages: Messages) -> Judgement:
        anger = [-compound(message) for message in messages]
        return judgement(worst_so_far([(1 + one) / 2 for one in anger]), [one >= -threshold for one in anger])

    return judge


def learned_vader(conversations: Sequence[tuple[Messages, Sequence[bool]]]) -> tuple[Method, float]:
    """VADER at its best threshold on these conversations, which are not the measured ones.

    Beside the messages stands for each whether a person is due by then. The best threshold has the most true positives less false
    ones (Youden 1950); judged by whole conversations the best VADER would be one that never says a word.
    """
    best = max(VADER_GRID, key=lambda threshold: youden(vader(threshold), conversations))
    return vader(best), best


def youden(method: Method, conversations: Sequence[tuple[Messages, Sequence[bool]]]) -> float:
    """True less false positive rate by message, where an offer once made counts from then on."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for said, due in conversations:
        offered = accumulate((decision != NOTHING for decision in method(said).decisions), max)
        for so_far, is_due in zip(offered, due, strict=True):
            found[is_due].append(so_far)
    return mean(found[True]) - mean(found[False])


def judgement(scores: Sequence[float], offers: Sequence[bool]) -> Judgement:
    return Judgement(scores, ["offer" if offer else NOTHING for offer in offers], [False] * len(offers))


def worst_so_far(scores: Sequence[float]) -> list[float]:
    """The single message says little of the conversation; this is the kinder way to read a method without a memory."""
    return list(accumulate(scores, max))


@cache
def compound(message: str) -> float:
    return float(analyser().polarity_scores(message)["compound"])


@cache
def analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
