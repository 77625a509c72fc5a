"""Whether the files can be read at all."""

from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import READING, Level, Problem, check
from bot.content.marked import Place


@check(READING, Level.ERROR)
def unreadable_files(content: Content) -> Iterator[Problem]:
    """A file that is not readable YAML, holds a name twice, unfolds to endless entries, or hides a program in a tag."""
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
    """What Rasa itself says about domain.yml when it would not start with it; asked only when nothing else is wrong."""
    from bot.content.rasa_reading import complaint_about  # noqa: PLC0415  (it takes a second)

    complaint = complaint_about(content.folder / content.domain.at.path)
    if complaint:
        yield Problem(content.domain.at, f"Rasa refuses this file: {complaint}.", "Correct what it names.")
