"""A customer: who books with us, and the address that we have on file."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from customer_care.database import Base


class Customer(Base):
    """`email` and `phone` (with its country's code, "+590690123456") are where codes and news go; `language` is ISO 639-1."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(60))
    surname: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254), index=True)
    phone: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2), default="en")
