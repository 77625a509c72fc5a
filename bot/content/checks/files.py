"""Whether the files can be read at all."""

import re
from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import READING, Level, Problem, check
from bot.content.marked import Place


@check(READING, Level.ERROR)
def unreadable_files(content: Content) -> Iterator[Problem]:
    """A file that is not readable YAML, holds a name twice, cuts a text off, unfolds to endless entries, or hides a program."""
    for source in content.sources:
        yield from (Problem(trouble.at, trouble.sentence, trouble.fix) for trouble in source.troubles)


@check("unreadable-program", Level.WARNING)
def unreadable_programs(content: Content) -> Iterator[Problem]:
    """A file of the program that cannot be read: what it says and which values it passes is then not known here."""
    for path, line in content.code.unreadable:
        yield Problem(
            Place(path, line), "This file cannot be read here, so its responses and values are unknown.", "Mend its syntax."
        )


@check("refused-by-rasa", Level.ERROR, last=True)
def refused_by_rasa(content: Content) -> Iterator[Problem]:
    """What Rasa itself refuses in domain.yml, in examples, rules or stories; asked only when nothing else is wrong."""
    from bot.content.rasa_reading import complaint_about, complaints_about_form  # noqa: PLC0415  (it takes a second)

    complaint = complaint_about(content.folder / content.domain.at.path)
    if complaint:
        yield Problem(content.domain.at, f"Rasa refuses this file: {complaint}.", "Correct what it names.")
    training = [source for source in content.sources if {"nlu", "rules", "stories"} & source.root.map().keys()]
    refused = complaints_about_form([content.folder / source.path for source in training])
    for source in training:
        complaint = refused.get(content.folder / source.path, "")
        if complaint:
            named = re.search(r":(\d+):", complaint)
            at = Place(source.path, int(named[1])) if named else source.root.at
            yield Problem(at, f"Rasa refuses this file: {complaint}.", "Correct what it names.")
