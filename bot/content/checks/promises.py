"""Promises. Whatever is promised must be on record with a time, made together with the deed."""

import re
from collections.abc import Iterator

from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check

PROMISE = re.compile(
    r"\bwe(?:'ll| will)\b|\byou(?:'ll| will) (?:receive|get|hear|be (?:paid|refunded|contacted|called|told|informed))\b"
    r"|\b(?:get|come) back to you\b|\bcall you back\b|\bin touch\b"
    r"|\bwill (?:contact|call|ring|e-?mail|write to|inform|notify|refund|pay) you\b"
    r"|\bwill be (?:paid|refunded|sent|answered|called|delivered|in touch)\b",
    re.IGNORECASE,
)

# Said of a time that is filled in: "a person answers by {answer_by}". A question promises nothing yet.
DUE = re.compile(
    r"\b(?:answers?|answered|paid|sent|delivered|brought|told|tells?|calls?|rings?|writes?|hear|news|searched|confirm(?:s|ed)?)\b"
    r"[^.?!]*\bby \{\w+\}"
    r"|\bhear from us\b|\bgoes? back (?:the way|to your|for)\b",
    re.IGNORECASE,
)
# These ask before anything is promised, or tell of promises that are on record.
TELLS_OF_PROMISES = re.compile(r"utter_(?:confirm|promise|back|mail|remedy|why|title|wish|line|held)_")
NOBODY = re.compile(r"\b(?:nobody|no one|nothing)\b", re.IGNORECASE)


@check("promise-without-commitment", Level.ERROR)
def promises_without_commitment(content: Content) -> Iterator[Problem]:
    """A response that promises ("we will", "you will receive", "get back to you") and does not name the commitment behind it.

    It names it as `metadata: {commitment: REFUND_PAID}`; the kinds are in customer_care/commitments.py.
    """
    for wording in content.wordings:
        promise = None if commitment_of(wording) else promise_in(wording)
        if promise:
            fix = "Say what is so already; or let an action make the commitment, and write metadata: {commitment: KIND} here."
            yield Problem(wording.at, f'"{promise.group()}" in {wording.response} promises something that is not on record.', fix)


@check("unknown-commitment", Level.ERROR)
def unknown_commitments(content: Content) -> Iterator[Problem]:
    """A response that names a kind of commitment which does not exist or which the program never makes."""
    known, made = content.code.commitment_kinds, content.code.commitments_made
    for wording in content.wordings:
        kind = commitment_of(wording)
        if kind and kind not in known:
            yield Problem(wording.at, f"{kind} is no kind of commitment.", f"Choose one of {', '.join(sorted(known)) or 'none'}.")
        elif kind and kind not in made:
            yield Problem(
                wording.at, f"Nothing makes a commitment of the kind {kind}.", "Let the deed make it, or promise nothing."
            )


@check("promise-said-by-a-rule", Level.ERROR)
def promises_said_by_rules(content: Content) -> Iterator[Problem]:
    """A rule that says a response with a promise or a receipt by itself: those come from the action that did the deed."""
    promising = {wording.response for wording in content.wordings if commitment_of(wording) or has_receipt(wording)}
    for walk in content.walks:
        for step in walk.all_steps():
            if walk.is_rule and step.kind == "action" and step.name in promising:
                fix = "Let the rule lead to the action that does the deed; the action says the response."
                yield Problem(step.at, f"{step.name} tells of a deed, and this rule says it without one.", fix)


def promise_in(wording: Wording) -> re.Match[str] | None:
    """The first words that promise something; "Nobody will ring you" does not."""
    for sentence in re.split(r"(?<=[.!?;])\s+", wording.text):
        due = None if TELLS_OF_PROMISES.match(wording.response) or sentence.endswith("?") else DUE.search(sentence)
        promise = PROMISE.search(sentence) or due
        if promise and not NOBODY.search(sentence):
            return promise
    return None


def commitment_of(wording: Wording) -> str:
    return wording.entry["metadata"]["commitment"].text()


def has_receipt(wording: Wording) -> bool:
    return bool(wording.entry["custom"]["receipt"].map())
