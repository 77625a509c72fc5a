"""The trained assistant, for the tests that ask it something."""

from collections.abc import Iterator

import pytest

from tests.bot.asking import Ask, ask, run
from tests.bot.judging import Judge, judging


@pytest.fixture(scope="session")
def ask_assistant() -> Ask:
    """Asks the model of the present content; it is trained first if that has not been done."""
    run("train")
    return ask


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """The frustration detector of the present content; it learns first if that has not been done."""
    with judging() as asked:
        yield asked
