"""The sample company's first schema: flights and their fares, bookings, and quotes for a change."""

import sqlalchemy as sa
from alembic import op

revision = "airline_0001"
down_revision = None
branch_labels = ("airline",)
depends_on = None

TABLES = ["flights", "fares", "bookings", "passengers", "segments", "wrong_attempts", "change_quotes"]


def upgrade() -> None:
    _flights()
    _bookings()
    _quotes()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _flights() -> None:
    op.create_table(
        "flights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(3), nullable=False),
        sa.Column("destination", sa.String(3), nullable=False),
        sa.Column("scheduled_departure", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_arrival", sa.DateTime(timezone=True), nullable=False),
        sa.Column("estimated_departure", sa.DateTime(timezone=True), nullable=False),
        sa.Column("estimated_arrival", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gate", sa.String(4), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flights")),
        sa.UniqueConstraint("number", "day", name=op.f("uq_flights_number_day")),
    )
    op.create_index(op.f("ix_flights_day"), "flights", ["day"])
    op.create_table(
        "fares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("fare_class", sa.String(10), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("seats_left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fares")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_fares_flight_id_flights")),
        sa.UniqueConstraint("flight_id", "fare_class", name=op.f("uq_fares_flight_id_fare_class")),
    )


def _bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(6), nullable=False),
        sa.Column("fare_class", sa.String(10), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("reference", name=op.f("uq_bookings_reference")),
    )
    op.create_table(
        "passengers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("surname", sa.String(60), nullable=False),
        sa.Column("surname_key", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passengers")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_passengers_booking_id_bookings")),
    )
    op.create_index(op.f("ix_passengers_booking_id"), "passengers", ["booking_id"])
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_segments_booking_id_bookings")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_segments_flight_id_flights")),
        sa.UniqueConstraint("booking_id", "position", name=op.f("uq_segments_booking_id_position")),
    )
    op.create_index(op.f("ix_segments_flight_id"), "segments", ["flight_id"])
    op.create_table(
        "wrong_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_attempts")),
    )
    op.create_index("ix_wrong_attempts_who_at", "wrong_attempts", ["who", "at"])


def _quotes() -> None:
    op.create_table(
        "change_quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("from_flight_id", sa.Integer(), nullable=False),
        sa.Column("to_flight_id", sa.Integer(), nullable=False),
        sa.Column("travellers", sa.Integer(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("difference_minor", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("rule_id", sa.String(60), nullable=False),
        sa.Column("rule_words", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_quotes")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_change_quotes_segment_id_segments")),
        sa.ForeignKeyConstraint(["from_flight_id"], ["flights.id"], name=op.f("fk_change_quotes_from_flight_id_flights")),
        sa.ForeignKeyConstraint(["to_flight_id"], ["flights.id"], name=op.f("fk_change_quotes_to_flight_id_flights")),
    )
    op.create_index(op.f("ix_change_quotes_conversation_id"), "change_quotes", ["conversation_id"])
