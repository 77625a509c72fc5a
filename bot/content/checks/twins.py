"""The same or nearly the same example twice: the assistant would learn two things about one sentence."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from bot.content.content import Content, Example
from bot.content.findings import Level, Problem, check
from bot.content.meanings import meanings

# Measured with bot/embedder.py: of 25 pairs that say the same with a word changed, added or left out, 23 are at least so close
# (the others: 0.79 and 0.83); of 11.3 million pairs of the product's own examples in different intents, 34 were.
NEARLY_THE_SAME = 0.88
AT_ONCE = 500
ANY_INTENT = "all"
# "I want a voucher" and "I don't want a voucher" are 0.9 of 1 alike. What turns one into the other is a single word.
TURNS_ROUND = re.compile(r"\b(?:no|not|never|nobody|nothing|dont|stop|off|without)\b|n['’]t\b", re.IGNORECASE)


@check("example-in-two-intents", Level.ERROR)
def example_in_two_intents(content: Content) -> Iterator[Problem]:
    """The same example under two intents; capitals and punctuation make no difference."""
    for same in by_spelling(content).values():
        for example in same[1:]:
            if example.intent != same[0].intent:
                sentence = f'"{example.said}" stands under {example.intent} here and under {same[0].intent} in {where(same[0])}.'
                yield Problem(example.at, sentence, "Keep it under the intent that is meant, and delete the other line.")


@check("example-twice", Level.WARNING)
def example_twice(content: Content) -> Iterator[Problem]:
    """The same example twice under one intent: it teaches nothing new."""
    for same in by_spelling(content).values():
        for example in same[1:]:
            if example.intent == same[0].intent:
                sentence = f'"{example.said}" stands under {example.intent} already, in {where(same[0])}.'
                yield Problem(example.at, sentence, "Delete it, or say it in other words.")


@check("nearly-the-same-example", Level.WARNING)
def nearly_the_same_example(content: Content) -> Iterator[Problem]:
    """Two examples of different intents that mean nearly the same (cosine of their embeddings from 0.88) and are no opposites."""
    examples = [same[0] for same in by_spelling(content).values()]
    for first, second, cosine in close_pairs(content, examples):
        if are_opposites(first, second, content):
            continue
        sentence = (
            f'"{second.said}" ({second.intent}) is nearly "{first.said}" ({first.intent}, {where(first)}): {cosine:.2f} of 1.'
        )
        yield Problem(second.at, sentence, "If both mean the same, keep one; otherwise say in each what makes the difference.")


def close_pairs(content: Content, examples: Sequence[Example]) -> Iterator[tuple[Example, Example, float]]:
    if len(examples) < 2:
        return
    vectors = meanings([example.said for example in examples], content.state)
    intents = np.array([example.intent for example in examples])
    for start in range(0, len(examples), AT_ONCE):
        cosines = vectors[start : start + AT_ONCE] @ vectors.T
        for row, other in np.argwhere(cosines >= NEARLY_THE_SAME):
            at = start + row
            if other < at and intents[other] != intents[at]:
                yield examples[other], examples[at], float(cosines[row, other])


def are_opposites(first: Example, second: Example, content: Content) -> bool:
    """One intent says that it is the opposite of the other, and one of the two examples has the word that turns it round."""
    said = {(intent, entry.text()) for intent, entry in content.opposites}
    pairs = ((first.intent, second.intent), (second.intent, first.intent))
    meant = any(pair in said or (pair[0], ANY_INTENT) in said for pair in pairs)
    return meant and bool(TURNS_ROUND.search(first.said)) != bool(TURNS_ROUND.search(second.said))


def by_spelling(content: Content) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in content.examples:
        spelled = " ".join(re.findall(r"[\w']+", example.said.casefold().replace("’", "'"))) or example.said
        if spelled:
            found[spelled].append(example)
    return found


def where(example: Example) -> str:
    return f"{example.at.path}:{example.at.line}"
