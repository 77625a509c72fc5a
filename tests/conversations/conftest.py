"""One running product for all conversations: the trained assistant, the real actions, a real database and its mails."""

from collections.abc import Iterator

import pytest

from customer_care import database
from tests.bot.asking import run
from tests.conversations.company import Airline
from tests.product import running


@pytest.fixture(scope="session")
def airline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    run("train")
    with running(tmp_path_factory.mktemp("conversations")) as product:
        engine = database.connect(f"sqlite:///{product.state_dir / 'reassure.db'}")
        yield Airline(product, engine)
        engine.dispose()
