"""What the tests share: a migrated database of each kind, and the settings they run with."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from customer_care import database, migrate
from tests import postgres

KINDS = ["sqlite", "postgresql"] if postgres.programs() else ["sqlite"]


# Fastest first. The browser tests come last also because their driver keeps an event loop in this thread until the end.
LAST = ["integration", "calls", "bot", "browser"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folders = Path(__file__).parent
    items.sort(key=lambda item: place(item.path.relative_to(folders).parts[0]))


def place(folder: str) -> int:
    return LAST.index(folder) if folder in LAST else -1


def pytest_report_header() -> str:
    missing = "" if postgres.programs() else " (PostgreSQL is not installed here: apt-get install postgresql)"
    return f"databases: {', '.join(KINDS)}{missing}"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "reassure.db"
    engine = database.make_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[Engine]:
    """A PostgreSQL server whose database `migrated` has the newest schema, to be used as a template."""
    with postgres.server() as url:
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("CREATE DATABASE migrated"))
        engine = create_engine(server.url.set(database="migrated"))
        migrate.upgrade(engine)
        engine.dispose()
        yield server
        server.dispose()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        copy = tmp_path / "reassure.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), copy)
        yield f"sqlite:///{copy}"
        return
    server: Engine = request.getfixturevalue("migrated_postgresql")
    name = f"test_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE migrated"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    # Some 300 files each: hundreds of databases would take minutes to remove at the end.
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def connected(database_url: str) -> Iterator[Engine]:
    """All work of the test goes to this database."""
    engine = database.connect(database_url)
    yield engine
    engine.dispose()
