"""Many rows at once, with the ids that the database gave them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from customer_care.database import Base

Row = Mapping[str, Any]


def add(session: Session, record: type[Base], rows: Iterable[Row]) -> None:
    listed = list(rows)
    if listed:
        session.execute(_insert(record), listed)


def add_for_ids(session: Session, record: Any, rows: Iterable[Row]) -> list[int]:
    """Adds the rows; the ids are in the order of the rows."""
    listed = list(rows)
    if not listed:
        return []
    return list(session.scalars(_insert(record).returning(record.id, sort_by_parameter_order=True), listed))


def _insert(record: type[Base]) -> Insert:
    """Without nulls written out, each change between a row that has a value and one that has none would begin a new statement."""
    return insert(record).execution_options(render_nulls=True)
