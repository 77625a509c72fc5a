"""The phrases that must never be missed, and the lists of words that they name: data/frustration/phrases.yml."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pcre2

from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry
from bot.frustration.phrases import definitions, tidy, with_lists_called

# A list that is named, or is meant to be: not the braces of a{2,3}, \{ and \p{L}.
BRACES = re.compile(r"(?<!\\)(?<!\\[a-zA-Z])\{(?!\d*,?\d*\})(?P<name>[^{}]*)(?P<end>\}?)")
ESCAPED = re.compile(r"\\[pP]\{\w+\}|\\.")
TOO_OFTEN = re.compile(r"\w*([a-z])\1\1(?![?*{])\w*")
ANY_WORD = "x"  # stands for a list that does not exist, or that is told to be unreadable by itself
SHOWN = 60  # letters; phrases are long


@check("unreadable-phrase", Level.ERROR)
def unreadable_phrases(content: Content) -> Iterator[Problem]:
    """A phrase or a list of words that is no expression, as where a bracket is not closed: then none of its family is heard."""
    sound = sound_lists(content)
    for name, words in content.lists_of_words.items():
        yield from told(words, f"The list {name}", unreadable(words, sound))
    for phrase in all_phrases(content):
        yield from told(phrase, f"The phrase {shown(phrase)}", unreadable(phrase, sound))


@check("unknown-list", Level.ERROR)
def unknown_lists(content: Content) -> Iterator[Problem]:
    """A {list} in a phrase that is not under `words`, or whose brace is not closed."""
    for entry in all_texts(content):
        for found in BRACES.finditer(entry.text()):
            if not found["end"]:
                yield Problem(entry.at, f"The brace in {found[0]} is not closed.", "Write } behind the name of the list.")
            elif found["name"] not in content.lists_of_words:
                fix = f"Correct the name, or add {found['name']} under words."
                yield Problem(entry.at, f"{found[0]} is no list under words.", fix)


@check("phrase-never-found", Level.ERROR)
def phrases_never_found(content: Content) -> Iterator[Problem]:
    """A phrase with a capital letter, a curly apostrophe or the like, or a letter three times in a row: messages have none."""
    for entry in all_texts(content):
        never = never_in_a_message(entry.text())
        if never:
            fix = f'Write "{tidy(never)}": messages are brought into small letters, none three times in a row, and plain marks.'
            yield Problem(entry.at, f'"{never}" is in no message when phrases are looked for.', fix)


@check("phrase-in-every-message", Level.ERROR)
def phrases_in_every_message(content: Content) -> Iterator[Problem]:
    """A phrase that is empty, or of which every part may be left out: it would be found in whatever is said."""
    sound = sound_lists(content)
    for phrase in all_phrases(content):
        if isinstance(phrase.value, str) and fits_nothing(phrase.value, sound):
            yield Problem(phrase.at, f"The phrase {shown(phrase)} is found in every message.", "Add a word that must be there.")


def told(entry: Entry, what: str, reason: str) -> Iterator[Problem]:
    if reason:
        fix = "Close every bracket; put a phrase with a colon or a # between quotes, and \\ before a mark that stands for itself."
        yield Problem(entry.at, f"{what} cannot be read: {reason}.", fix)


def unreadable(entry: Entry, lists: Mapping[str, str]) -> str:
    """Why this phrase, or list of words, cannot be read; "" when it can."""
    return reason_against(entry.text(), lists) if isinstance(entry.value, str) else "it is no text"


def reason_against(words: str, lists: Mapping[str, str]) -> str:
    try:
        compiled(words, lists)
    except pcre2.PatternError as refused:
        return str(refused).partition("; ")[2]
    return ""


def fits_nothing(words: str, lists: Mapping[str, str]) -> bool:
    try:
        return compiled(words, lists).fullmatch("") is not None
    except pcre2.LibraryError:
        return False


def sound_lists(content: Content) -> dict[str, str]:
    """In place of a list that cannot be read stands a word, so that its mistake is not told of every phrase that names it."""
    lists = {name: words.text() for name, words in content.lists_of_words.items()}
    return {name: ANY_WORD if reason_against(words, {}) else words for name, words in lists.items()}


def compiled(words: str, lists: Mapping[str, str]) -> pcre2.Pattern:
    """One phrase by itself, since in its family two mistakes may make up for each other. Raises pcre2.PatternError."""
    called = with_lists_called(words)
    known = defaultdict(lambda: ANY_WORD, lists)
    return pcre2.compile(definitions(called, known) + called, jit=False)  # machine code takes longer to make


def never_in_a_message(phrase: str) -> str:
    """A letter, a mark or a word that no message holds once it is tidied; "" when there is none."""
    written = ESCAPED.sub(" ", BRACES.sub(" ", phrase))
    strange = (mark for mark in written if not mark.isspace() and tidy(mark) != mark)
    often = TOO_OFTEN.search(written)
    return next(strange, "") or (often[0] if often else "")


def all_texts(content: Content) -> Iterator[Entry]:
    """Every phrase and every list of words."""
    yield from (entry for entry in (*content.lists_of_words.values(), *all_phrases(content)) if isinstance(entry.value, str))


def all_phrases(content: Content) -> Iterator[Entry]:
    for family in content.phrases.values():
        yield from family.list()


def shown(phrase: Entry) -> str:
    text = phrase.text()
    return f'"{text}"' if len(text) <= SHOWN else f'"{text[:SHOWN]}…"'
