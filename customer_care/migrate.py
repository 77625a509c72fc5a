"""Brings the database's schema up to date, and refuses to work on one that is not.

    python -m customer_care.migrate

Migrations live beside the records that they make: `customer_care/migrations/versions`, and the sample company's in its own
folder; `alembic.ini` lists both.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from customer_care import database
from customer_care.errors import ReassureError

ALEMBIC_INI = Path(__file__).parents[1] / "alembic.ini"


class SchemaMismatch(ReassureError):
    """The database's schema is not the one that this version works with."""

    code = "schema_mismatch"


def upgrade(engine: Engine) -> None:
    """Runs every migration that this database has not had yet."""
    config = Config(ALEMBIC_INI)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")


def demand_current(engine: Engine) -> None:
    """Raises SchemaMismatch, saying what to do, when migrations are missing or the database is newer than the code."""
    wanted = set(ScriptDirectory.from_config(Config(ALEMBIC_INI)).get_heads())
    with engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    if found != wanted:
        have, need = sorted(found) or ["none"], sorted(wanted)
        raise SchemaMismatch(
            f"The database has schema {', '.join(have)}; this version needs {', '.join(need)}. "
            "Run: python -m customer_care.migrate"
        )


def main() -> str | None:
    engine = database.connect()
    try:
        upgrade(engine)
    except OperationalError as down:
        return f"The database at {engine.url.render_as_string()} does not answer: {down.orig}"
    return None


if __name__ == "__main__":
    sys.exit(main())
