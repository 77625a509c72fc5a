"""Every check, in the order in which they are run and listed."""

from bot.content.checks import (  # noqa: F401, I001  each of these files adds its checks; the order is a reader's
    files,
    examples,
    twins,
    names,
    walks,
    unsaid,
    buttons,
    texts,
    placeholders,
    wording,
    persons,
    promises,
    requests,
    questions,
    rules,
    phrases,
    families,
    conversations,
)
