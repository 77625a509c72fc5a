"""The trained assistant, for the tests that ask it something."""

import pytest

from tests.bot.asking import Ask, ask, run


@pytest.fixture(scope="session")
def ask_assistant() -> Ask:
    """Asks the model of the present content; it is trained first if that has not been done."""
    run("train")
    return ask
