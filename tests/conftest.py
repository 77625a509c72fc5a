"""What the tests share: a migrated database of each kind, and the settings they run with.

Each test has a fresh database, and they all have the same address: SQLAlchemy keeps with an engine what it has compiled, which
costs more than most tests do.
"""

import functools
import shutil
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


@pytest.fixture(scope="session", autouse=True)
def one_engine_an_address() -> Iterator[None]:
    """Connecting to an address again gives the engine of the last time, whose connections were closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "make_engine", functools.cache(database.make_engine))
        yield


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test's own SQLite file is."""
    return tmp_path_factory.mktemp("sqlite") / "reassure.db"


def put_fresh(original: Path, file: Path) -> str:
    """`file` is a copy of `original` now, whatever it was; its URL."""
    for left_behind in file.parent.glob(f"{file.name}-*"):
        left_behind.unlink()
    # Whoever still holds the old file open keeps that one.
    copy = shutil.copy(original, file.with_suffix(".fresh"))
    Path(copy).replace(file)
    return f"sqlite:///{file}"


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
def database_url(request: pytest.FixtureRequest, sqlite_file: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield put_fresh(request.getfixturevalue("migrated_sqlite"), sqlite_file)
        return
    server: Engine = request.getfixturevalue("migrated_postgresql")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE tested TEMPLATE migrated"))
    yield server.url.set(database="tested").render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE tested WITH (FORCE)"))


@pytest.fixture
def connected(database_url: str) -> Iterator[Engine]:
    """All work of the test goes to this database."""
    engine = database.connect(database_url)
    yield engine
    engine.dispose()
