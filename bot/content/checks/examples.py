"""What the assistant learns from: the examples under `nlu` in data/."""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from bot.content.content import ANNOTATION, Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Place

FEWEST = 20
FEWEST_OF_A_QUESTION = 10
MOST_TIMES_THE_MEDIAN = 6
# Not learned from examples: another part of the assistant notices it, or the gateway tells it.
NOT_LEARNED = re.compile(r"EXTERNAL_\w+|speak_other_language|nlu_fallback|session_start|restart|back")


@check("missing-dash", Level.ERROR)
def missing_dash(content: Content) -> Iterator[Problem]:
    """A line under `examples` without "- " in front: Rasa leaves it out without a word."""
    for example in content.examples:
        in_a_block = not example.said and example.line
        if in_a_block and not example.line.startswith("-"):
            yield Problem(
                example.at, f'"{example.line}" has no "- " in front, so it is never learned.', f'Write "- {example.line}".'
            )


@check("examples-not-a-block", Level.ERROR)
def examples_not_a_block(content: Content) -> Iterator[Problem]:
    """`examples:` without the | behind it: all its lines would be one example."""
    for intent, block in content.example_blocks:
        if block.text() and block.style != "|":
            yield Problem(block.at, f"The examples of {intent} are one long sentence, not a list.", 'Begin with "examples: |".')


@check("unclosed-annotation", Level.ERROR)
def unclosed_annotations(content: Content) -> Iterator[Problem]:
    """An annotation that is not closed, such as `[ZE 412](flight_number`: it is learned as if customers wrote the brackets."""
    for example in content.examples:
        left = ANNOTATION.sub("", example.line)
        if re.search(r"[\[\]]|\{\"|\w\)\(|^\s*-?\s*\(", left):
            fix = "Write [words](entity), or leave the brackets out: flight numbers, places and names are found without them."
            yield Problem(example.at, f'The annotation in "{example.said or example.line}" is not closed.', fix)


@check("too-few-examples", Level.ERROR)
def too_few_examples(content: Content) -> Iterator[Problem]:
    """An intent with fewer than 20 examples, or a frequent question (`faq/…`) with fewer than 10: it would be guessed."""
    counts = Counter(example.intent for example in content.examples if example.said)
    for intent, at in learned(content).items():
        fewest = FEWEST_OF_A_QUESTION if "/" in intent else FEWEST
        if counts[intent] < fewest:
            fix = f"Write {fewest - counts[intent]} more in data/nlu, in other words and not from a pattern."
            yield Problem(at, f"{intent} has {counts[intent]} examples, fewer than {fewest}.", fix)


@check("unbalanced-examples", Level.WARNING)
def unbalanced_examples(content: Content) -> Iterator[Problem]:
    """An intent with more than six times as many examples as the one in the middle draws messages away from the others."""
    counts = Counter(example.intent for example in content.examples if example.said and "/" not in example.intent)
    if not counts:
        return
    middle = median(counts.values())
    for intent, count in counts.items():
        if count > MOST_TIMES_THE_MEDIAN * middle:
            fix = "Keep those that differ most, or divide the intent in two."
            sentence = f"{intent} has {count} examples, more than {MOST_TIMES_THE_MEDIAN} times the usual {middle:g}."
            yield Problem(learned(content)[intent], sentence, fix)


def learned(content: Content) -> dict[str, Place]:
    """The intents that are learned, each with its place; of a group such as `faq`, its questions instead."""
    places = {intent: block.at for intent, block in reversed(content.example_blocks)}
    groups = {intent.split("/")[0] for intent in places if "/" in intent}
    listed = {intent: places.get(intent, at) for intent, at in content.intents.items()}
    known = {**listed, **{intent: at for intent, at in places.items() if "/" in intent}}
    return {intent: at for intent, at in known.items() if intent not in groups and not NOT_LEARNED.fullmatch(intent)}
