"""What a response says at all: words, and not what YAML makes of words without quotes."""

from collections.abc import Iterator

from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry

QUOTES = "Write it between double quotes."


@check("response-without-text", Level.ERROR)
def responses_without_text(content: Content) -> Iterator[Problem]:
    """A response without wordings, or a wording with nothing to say: no text, or an empty one."""
    for name, response in content.responses.items():
        if not response.list():
            yield Problem(response.at, f"{name} has no wordings.", 'Write under it: - text: "…".')
    for wording in content.wordings:
        text = wording.entry["text"]
        if text.value is None or not (text.list() or text.map() or text.text().strip()):
            yield Problem(wording.at, f"{wording.response} says nothing here.", 'Write text: "…", or delete this wording.')


@check("not-a-text", Level.ERROR)
def not_a_text(content: Content) -> Iterator[Problem]:
    """A text or the title of a button without quotes that YAML takes for something else: yes, no, on, off, a number, {braces}."""
    for wording in content.wordings:
        for entry in spoken(wording):
            if not isinstance(entry.value, (str, type(None))):
                yield Problem(entry.at, f"{what_it_is(entry)} in {wording.response} is no text.", QUOTES)


def spoken(wording: Wording) -> Iterator[Entry]:
    yield wording.entry["text"]
    yield from (button["title"] for button in wording.entry["buttons"].list())


def what_it_is(entry: Entry) -> str:
    """How YAML reads it, in the words of whoever wrote it."""
    if isinstance(entry.value, bool):
        return "yes, on or true" if entry.value else "no, off or false"
    if entry.map():
        return f"{{{', '.join(entry.map())}}}"
    return f"[{', '.join(each.text() for each in entry.list())}]" if isinstance(entry.value, list) else entry.text()
