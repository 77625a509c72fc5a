"""A child who travels alone: looked after by us from the person who brings it to the person who fetches it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.ancillaries import Ancillary
from customer_care.database import Base


class Role(StrEnum):
    BRINGS = "brings"
    FETCHES = "fetches"


class Companion(Base):
    """Who brings a child to its flight or fetches it, as the airport calls them and checks their identity card."""

    __tablename__ = "companions"
    __table_args__ = (UniqueConstraint("ancillary_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ancillary_id: Mapped[int] = mapped_column(ForeignKey("ancillaries.id"))
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30))
    ancillary: Mapped[Ancillary] = relationship()
