"""How responses are worded: short, one question at a time, without blame, and without what must never be asked for in a chat."""

import re
from collections.abc import Iterator

from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry

MOST_WORDS = 60
NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety|a few|several)"
UNIT = r"(?:seconds?|minutes?|min|hours?|h|days?|weeks?|months?)"
SPAN = rf"{NUMBER}(?:\s*(?:-|–|to|or)\s*{NUMBER})?[\s-]*(?:working|business|calendar)?\s*{UNIT}"
TIME_PROMISE = re.compile(
    rf"\b(?:within|in|inside|under|less than|up to|at most|no later than|takes?|after)\s+(?:the next |about |around )?{SPAN}\b"
    rf"|\b{NUMBER}\s+(?:working|business)\s+days\b"
    r"|\bby (?:tomorrow|tonight|the end of (?:the|this) (?:day|week))\b",
    re.IGNORECASE,
)
GAVE = r"(?:entered|typed|gave|given|wrote|made|chose|provided)"
WRONG = r"(?:wrong|incorrect|bad|invalid|mistake|error)"
BLAME = re.compile(
    rf"\byou (?:have )?{GAVE} (?:me )?(?:an? |the )?{WRONG}"
    r"|\byou (?:failed|forgot|should have|neglected|misunderstood|must have|did(?: not|n't) (?:follow|read|enter|give|provide))\b"
    r"|\b(?:invalid|illegal|incorrect)\b|\byour (?:own )?(?:mistake|error|fault)\b|\bas i (?:already )?(?:said|told you)\b",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"\b(?:(?:credit |debit |bank |payment )?cards?(?:'s)? (?:number|details|data)|card no\b|cvv|cvc|security code of your card"
    r"|pin\b|passwords?\b|passport (?:number|no\b|details|data)|number of your (?:passport|card)|iban\b|account number)",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:give|send|tell|type|enter|write|need|provide|share|what(?:'s| is| are)|which is|please|let me (?:have|know))\b|\?",
    re.IGNORECASE,
)
TOLD_BACK = re.compile(r"utter_(?:understood|title|wish)_")  # what the customer wants, in other words
NEVER = re.compile(r"\b(?:never|not|cannot|can't|don't|no|without|instead of)\b", re.IGNORECASE)


@check("too-long", Level.ERROR)
def too_long(content: Content) -> Iterator[Problem]:
    """A response of more than 60 words: nobody reads it to the end."""
    for wording in content.wordings:
        count = len(wording.text.split())
        if count > MOST_WORDS:
            yield Problem(
                wording.at,
                f"{wording.response} has {count} words, more than {MOST_WORDS}.",
                "Say the one thing that matters now.",
            )


@check("two-questions", Level.ERROR)
def two_questions(content: Content) -> Iterator[Problem]:
    """A response with two questions: the answer could be to either."""
    for wording in content.wordings:
        if len(re.findall(r"[?？]+", wording.text)) > 1:
            yield Problem(wording.at, f"{wording.response} asks two questions.", "Ask the one that must be answered first.")


@check("blame", Level.ERROR)
def blame(content: Content) -> Iterator[Problem]:
    """Words that blame the customer, such as "you entered a wrong number", "you failed", "invalid"."""
    for wording, word, found in found_in_words(content, BLAME):
        fix = 'Say what the assistant sees and what to do next: "I find no booking with that reference."'
        yield Problem(word.at, f'"{found}" in {wording.response} blames the customer.', fix)


@check("literal-time-promise", Level.ERROR)
def literal_time_promises(content: Content) -> Iterator[Problem]:
    """A time that is written out, such as "within 24 hours", instead of a value that an action works out and keeps on record."""
    for wording, word, found in found_in_words(content, TIME_PROMISE):
        fix = "Put a {placeholder} there which an action fills from the rule or from the commitment."
        yield Problem(word.at, f'"{found}" in {wording.response} promises a time that nobody keeps.', fix)


@check("asks-for-a-secret", Level.ERROR)
def asks_for_secrets(content: Content) -> Iterator[Problem]:
    """A request for the number of a card or passport, a PIN or a password: those never belong in a chat."""
    for wording in content.wordings:
        for word in () if TOLD_BACK.match(wording.response) else wording.words():
            for sentence in re.split(r"(?<=[.!?])\s+", word.text()):
                secret = SECRET.search(sentence)
                if secret and ASKS.search(sentence) and not NEVER.search(sentence):
                    fix = "Ask for something else, or lead to the page that takes it safely."
                    yield Problem(word.at, f'{wording.response} asks for "{secret.group()}" in the chat.', fix)


@check("same-words-again", Level.ERROR)
def same_words_again(content: Content) -> Iterator[Problem]:
    """A response `…_again` with the words of its namesake: it is there so that nobody reads the same sentence twice in a row."""
    for wording in content.wordings:
        first = content.responses.get(wording.response[: -len("_again")]) if wording.response.endswith("_again") else None
        if first and wording.text in {each["text"].text() for each in first.list()}:
            yield Problem(wording.at, f"{wording.response} says the same as its namesake.", "Say it in other words.")


def found_in_words(content: Content, pattern: re.Pattern[str]) -> Iterator[tuple[Wording, Entry, str]]:
    for wording in content.wordings:
        for word in wording.words():
            for found in pattern.finditer(word.text()):
                yield wording, word, found.group()
