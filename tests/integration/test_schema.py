"""The migrations make exactly the tables that the code works with, on both databases; another schema is refused."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

import airline
import customer_care
from customer_care import migrate
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
