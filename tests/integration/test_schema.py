"""The migrations make exactly the tables that the code works with, on both databases; another schema is refused."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

import airline
import customer_care
from customer_care import database, migrate
from customer_care.database import Base


def read_all_records_of(package: ModuleType) -> None:
    """A table is known once the file of its record was read; so no file can be forgotten here."""
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)


def test_migrations_and_records_agree(connected: Engine) -> None:
    for package in (customer_care, airline):
        read_all_records_of(package)
    with connected.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_bookings_of_an_older_schema_are_kept(tmp_path: Path) -> None:
    """SQLite would drop what hangs on a table that is copied to be changed."""
    engine = database.make_engine(f"sqlite:///{tmp_path / 'older.db'}")
    config = Config(migrate.ALEMBIC_INI)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "airline_0001")
        connection.execute(text("INSERT INTO bookings VALUES (1, 'X7K2PL', 'flex', 'EUR', '2026-11-01 12:00:00')"))
        connection.execute(text("INSERT INTO passengers VALUES (1, 1, 'Inès', 'Martin', 'martin')"))
    migrate.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT reference, status, passengers.kind FROM bookings JOIN passengers")).all()
    engine.dispose()
    assert [tuple(row) for row in kept] == [("X7K2PL", "confirmed", "adult")]


def test_a_migrated_database_is_accepted(connected: Engine) -> None:
    migrate.demand_current(connected)


def test_an_empty_database_is_refused_with_what_to_do() -> None:
    with pytest.raises(migrate.SchemaMismatch, match=r"Run: python -m customer_care\.migrate"):
        migrate.demand_current(create_engine("sqlite://"))


def test_a_database_from_a_newer_version_is_refused(connected: Engine) -> None:
    with connected.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'care_9999' WHERE version_num LIKE 'care%'"))
    with pytest.raises(migrate.SchemaMismatch, match="care_9999"):
        migrate.demand_current(connected)
