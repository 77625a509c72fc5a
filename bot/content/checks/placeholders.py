"""{placeholders}: words that an action fills in. One that nobody fills is shown to the customer with its braces."""

import re
from collections.abc import Iterator, Sequence

from bot.content.code import ANY_RESPONSE, Saying
from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@check("unknown-placeholder", Level.ERROR)
def unknown_placeholders(content: Content) -> Iterator[Problem]:
    """A {placeholder} that is no slot and that nobody passes: no action that says the response, or nobody at all."""
    for wording, word, name in placeholders(content):
        sayings = sayings_of(wording, content)
        sentence = f"{{{name}}} in {wording.response} is filled by nobody"
        if not sayings and wording.response in content.named_by_rules:
            fix = "Let an action say it and pass the value, or leave the word out."
            yield Problem(word.at, f"{sentence}: a rule says it.", fix)
        elif sayings and not any(saying.open or name in saying.given for saying in sayings):
            yield Problem(word.at, f"{sentence}.", what_is_passed(sayings))
        elif name not in content.code.words | content.code.texts:
            yield Problem(word.at, f"{sentence}: the program has no such name.", "Look at its spelling.")


@check("uncertain-placeholder", Level.WARNING)
def uncertain_placeholders(content: Content) -> Iterator[Problem]:
    """A {placeholder} in a response that is put together while the program runs, under a name that is passed nowhere."""
    for wording, word, name in placeholders(content):
        sayings = sayings_of(wording, content)
        can_be_read = not any(saying.open for saying in sayings) if sayings else wording.response in content.named_by_rules
        if not can_be_read and name in content.code.texts - content.code.words:
            yield Problem(word.at, f"No action seems to pass {{{name}}} of {wording.response}.", "Look at its spelling.")


def what_is_passed(sayings: Sequence[Saying]) -> str:
    places = ", ".join(sorted({f"{saying.path}:{saying.line}" for saying in sayings}))
    given = ", ".join(sorted({f"{{{each}}}" for saying in sayings for each in saying.given})) or "nothing"
    return f"What {places} passes: {given}."


@check("odd-placeholder", Level.ERROR)
def odd_placeholders(content: Content) -> Iterator[Problem]:
    """Braces that are not around one word, or that are not closed: the customer would read them."""
    for wording in content.wordings:
        for word in wording.words():
            text = PLACEHOLDER.sub("", word.text())
            odd = [name for name in PLACEHOLDER.findall(word.text()) if not re.fullmatch(r"\w+", name)]
            if odd or "{" in text or "}" in text:
                yield Problem(
                    word.at, f"The braces in {wording.response} hold no single word.", "Write {word}, and close each brace."
                )


def placeholders(content: Content) -> Iterator[tuple[Wording, Entry, str]]:
    """Each placeholder that is no slot: slots are filled by Rasa."""
    for wording in content.wordings:
        for word in wording.words():
            for name in PLACEHOLDER.findall(word.text()):
                if re.fullmatch(r"\w+", name) and name not in content.slots:
                    yield wording, word, name


def sayings_of(wording: Wording, content: Content) -> list[Saying]:
    """The places that say it: by its own name, else by the name of a refusal or a request, else by one that is put together."""
    name = wording.response.removesuffix("_again")
    exact = [saying for saying in content.code.sayings if saying.response in {name, wording.response}]
    by_name = [saying for saying in content.code.sayings_by_name if is_of_family(saying.response, name)]
    return exact or by_name or [saying for saying in content.code.sayings if is_of_family(saying.response, name)]


def is_of_family(pattern: str, name: str) -> bool:
    return pattern != ANY_RESPONSE and bool(re.fullmatch(pattern, name))
