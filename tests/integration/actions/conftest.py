"""The sample airline, filled once, for conversations with the actions."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from airline import sample_data
from customer_care import clock, database, settings
from customer_care.conversations import Conversation
from tests.conftest import put_fresh
from tests.integration.actions.asking import WHO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def filled_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the sample airline as it is at NOW, to be copied."""
    file = tmp_path_factory.mktemp("filled") / "reassure.db"
    shutil.copy(migrated_sqlite, file)
    engine = database.connect(f"sqlite:///{file}")
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW)
        about = {"channel": "web", "language": "en", "started_at": NOW, "seen_at": NOW, "last_seq": 0}
        session.add(Conversation(public_id=WHO, **about))
    engine.dispose()
    return file


@pytest.fixture
def company(filled_sqlite: Path, sqlite_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database with the sample airline, at NOW, and a conversation that has just begun."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    settings.current.cache_clear()
    engine = database.connect(put_fresh(filled_sqlite, sqlite_file))
    yield engine
    engine.dispose()
    settings.current.cache_clear()
