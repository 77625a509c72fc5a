"""Everything that a customer can ask an airline for has its table: from tickets and money to bags, claims, seats and miles."""

import sqlalchemy as sa
from alembic import op

revision = "airline_0002"
down_revision = "airline_0001"
branch_labels = None
depends_on = "care_0001"  # some records belong to a conversation

TABLES = [
    "tickets",
    "disruptions",
    "quotes",
    "vouchers",
    "voucher_entries",
    "payments",
    "refunds",
    "refund_parts",
    "invoices",
    "rebookings",
    "claims",
    "bag_reports",
    "lost_items",
    "cases",
    "loyalty_accounts",
    "loyalty_entries",
    "change_notices",
    "ancillaries",
    "companions",
    "seats",
    "boarding_passes",
    "name_corrections",
    "travel_documents",
]


def upgrade() -> None:
    _customers()
    _bookings()
    _tickets()
    _disruptions()
    _quotes()
    _vouchers()
    _payments()
    _refunds()
    _invoices()
    _rebookings()
    _claims()
    _bags()
    _lost_items()
    _cases()
    _loyalty()
    _notices()
    _ancillaries()
    _seats()
    _check_in()
    _names()
    _documents()
    op.drop_table("change_quotes")


def downgrade() -> None:
    _old_quotes()
    for table in reversed(TABLES):
        op.drop_table(table)
    _bookings_as_before()
    op.drop_table("customers")


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("surname", sa.String(60), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_email"), "customers", ["email"])


def _bookings() -> None:
    # Said in SQL, because SQLite takes a foreign key with the column only, and a copied table would let go of its travellers.
    op.execute(
        "ALTER TABLE bookings ADD COLUMN customer_id INTEGER "
        "CONSTRAINT fk_bookings_customer_id_customers REFERENCES customers (id)"
    )
    op.add_column("bookings", sa.Column("kind", sa.String(20), nullable=False, server_default="individual"))
    op.add_column("bookings", sa.Column("status", sa.String(20), nullable=False, server_default="confirmed"))
    op.add_column("bookings", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("contact_email", sa.String(254), nullable=False, server_default=""))
    op.add_column("bookings", sa.Column("contact_phone", sa.String(20), nullable=False, server_default=""))
    op.add_column("passengers", sa.Column("kind", sa.String(20), nullable=False, server_default="adult"))
    op.add_column("passengers", sa.Column("born_on", sa.Date(), nullable=True))
    op.add_column("segments", sa.Column("status", sa.String(20), nullable=False, server_default="booked"))
    op.add_column("segments", sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_bookings_customer_id"), "bookings", ["customer_id"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(13), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("fare_minor", sa.Integer(), nullable=False),
        sa.Column("taxes_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_tickets_passenger_id_passengers")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_tickets_segment_id_segments")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index(op.f("ix_tickets_passenger_id"), "tickets", ["passenger_id"])
    op.create_index(op.f("ix_tickets_segment_id"), "tickets", ["segment_id"])


def _disruptions() -> None:
    op.create_table(
        "disruptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("extraordinary", sa.Boolean(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruptions")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_disruptions_flight_id_flights")),
        sa.UniqueConstraint("flight_id", name=op.f("uq_disruptions_flight_id")),
    )


def _quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("rule_id", sa.String(60), nullable=False),
        sa.Column("rule_words", sa.String(800), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_quotes_booking_id_bookings")),
    )
    op.create_index(op.f("ix_quotes_booking_id"), "quotes", ["booking_id"])
    op.create_index(op.f("ix_quotes_conversation_id"), "quotes", ["conversation_id"])


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("balance_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("issued_for", sa.Integer(), nullable=True),
        sa.Column("set_aside_for", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_vouchers_customer_id_customers")),
        sa.ForeignKeyConstraint(["issued_for"], ["bookings.id"], name=op.f("fk_vouchers_issued_for_bookings")),
        sa.ForeignKeyConstraint(["set_aside_for"], ["bookings.id"], name=op.f("fk_vouchers_set_aside_for_bookings")),
        sa.UniqueConstraint("code", name=op.f("uq_vouchers_code")),
    )
    op.create_index(op.f("ix_vouchers_customer_id"), "vouchers", ["customer_id"])
    op.create_index(op.f("ix_vouchers_set_aside_for"), "vouchers", ["set_aside_for"])
    op.create_table(
        "voucher_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_entries")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_voucher_entries_voucher_id_vouchers")),
        sa.UniqueConstraint("key", name=op.f("uq_voucher_entries_key")),
    )
    op.create_index(op.f("ix_voucher_entries_voucher_id"), "voucher_entries", ["voucher_id"])


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("provider_reference", sa.String(60), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_payments_booking_id_bookings")),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_payments_quote_id_quotes")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_payments_voucher_id_vouchers")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
    )
    op.create_index(op.f("ix_payments_booking_id"), "payments", ["booking_id"])
    op.create_index(op.f("ix_payments_quote_id"), "payments", ["quote_id"])
    op.create_index(op.f("ix_payments_status"), "payments", ["status"])


def _refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_refunds_booking_id_bookings")),
        sa.UniqueConstraint("key", name=op.f("uq_refunds_key")),
    )
    op.create_index(op.f("ix_refunds_booking_id"), "refunds", ["booking_id"])
    op.create_index(op.f("ix_refunds_conversation_id"), "refunds", ["conversation_id"])
    op.create_index(op.f("ix_refunds_status"), "refunds", ["status"])
    op.create_table(
        "refund_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("provider_reference", sa.String(60), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_parts")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_refund_parts_payment_id_payments")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_refund_parts_refund_id_refunds")),
        sa.UniqueConstraint("refund_id", "payment_id", name=op.f("uq_refund_parts_refund_id_payment_id")),
    )
    op.create_index(op.f("ix_refund_parts_payment_id"), "refund_parts", ["payment_id"])


def _invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("made_out_to", sa.String(200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_invoices_booking_id_bookings")),
    )
    op.create_index(op.f("ix_invoices_booking_id"), "invoices", ["booking_id"])


def _rebookings() -> None:
    op.create_table(
        "rebookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("from_flight_id", sa.Integer(), nullable=False),
        sa.Column("to_flight_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebookings")),
        sa.ForeignKeyConstraint(["from_flight_id"], ["flights.id"], name=op.f("fk_rebookings_from_flight_id_flights")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_rebookings_segment_id_segments")),
        sa.ForeignKeyConstraint(["to_flight_id"], ["flights.id"], name=op.f("fk_rebookings_to_flight_id_flights")),
    )
    op.create_index(op.f("ix_rebookings_segment_id"), "rebookings", ["segment_id"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=True),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("rule_id", sa.String(60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pay_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_claims_booking_id_bookings")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_claims_conversation_id_conversations")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_claims_flight_id_flights")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_claims_passenger_id_passengers")),
    )
    op.create_index(op.f("ix_claims_booking_id"), "claims", ["booking_id"])
    op.create_index(op.f("ix_claims_conversation_id"), "claims", ["conversation_id"])
    op.create_index(op.f("ix_claims_flight_id"), "claims", ["flight_id"])


def _bags() -> None:
    op.create_table(
        "bag_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(3), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("where", sa.String(100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bag_reports")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_bag_reports_booking_id_bookings")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_bag_reports_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_bag_reports_passenger_id_passengers")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_bag_reports_segment_id_segments")),
    )
    op.create_index(op.f("ix_bag_reports_booking_id"), "bag_reports", ["booking_id"])
    op.create_index(op.f("ix_bag_reports_conversation_id"), "bag_reports", ["conversation_id"])


def _lost_items() -> None:
    op.create_table(
        "lost_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("where", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_items")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_lost_items_booking_id_bookings")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_lost_items_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_lost_items_flight_id_flights")),
    )
    op.create_index(op.f("ix_lost_items_booking_id"), "lost_items", ["booking_id"])
    op.create_index(op.f("ix_lost_items_conversation_id"), "lost_items", ["conversation_id"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(1000), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(1000), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_cases_booking_id_bookings")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_cases_conversation_id_conversations")),
    )
    op.create_index(op.f("ix_cases_booking_id"), "cases", ["booking_id"])
    op.create_index(op.f("ix_cases_conversation_id"), "cases", ["conversation_id"])


def _loyalty() -> None:
    op.create_table(
        "loyalty_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_accounts")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_loyalty_accounts_customer_id_customers")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_loyalty_accounts_customer_id")),
        sa.UniqueConstraint("number", name=op.f("uq_loyalty_accounts_number")),
    )
    op.create_table(
        "loyalty_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("miles", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_entries")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["loyalty_accounts.id"], name=op.f("fk_loyalty_entries_account_id_loyalty_accounts")
        ),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_loyalty_entries_flight_id_flights")),
        sa.UniqueConstraint("account_id", "flight_id", name=op.f("uq_loyalty_entries_account_id_flight_id")),
    )
    op.create_index(op.f("ix_loyalty_entries_account_id"), "loyalty_entries", ["account_id"])


def _notices() -> None:
    op.create_table(
        "change_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_departure", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_cancelled", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notices")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_change_notices_booking_id_bookings")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_change_notices_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_change_notices_flight_id_flights")),
        sa.UniqueConstraint("conversation_id", "flight_id", name=op.f("uq_change_notices_conversation_id_flight_id")),
    )
    op.create_index(op.f("ix_change_notices_ended_at"), "change_notices", ["ended_at"])
    op.create_index(op.f("ix_change_notices_flight_id"), "change_notices", ["flight_id"])


def _ancillaries() -> None:
    op.create_table(
        "ancillaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ancillaries")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_ancillaries_booking_id_bookings")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_ancillaries_passenger_id_passengers")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_ancillaries_segment_id_segments")),
    )
    op.create_index(op.f("ix_ancillaries_booking_id"), "ancillaries", ["booking_id"])
    op.create_index(op.f("ix_ancillaries_passenger_id"), "ancillaries", ["passenger_id"])
    op.create_index(op.f("ix_ancillaries_segment_id"), "ancillaries", ["segment_id"])
    op.create_table(
        "companions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ancillary_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companions")),
        sa.ForeignKeyConstraint(["ancillary_id"], ["ancillaries.id"], name=op.f("fk_companions_ancillary_id_ancillaries")),
        sa.UniqueConstraint("ancillary_id", "role", name=op.f("uq_companions_ancillary_id_role")),
    )


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(4), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=True),
        sa.Column("paid_minor", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_seats_flight_id_flights")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_seats_passenger_id_passengers")),
        sa.UniqueConstraint("flight_id", "label", name=op.f("uq_seats_flight_id_label")),
        sa.UniqueConstraint("flight_id", "passenger_id", name=op.f("uq_seats_flight_id_passenger_id")),
    )
    op.create_index(op.f("ix_seats_passenger_id"), "seats", ["passenger_id"])


def _check_in() -> None:
    op.create_table(
        "boarding_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boarding_passes")),
        sa.ForeignKeyConstraint(["flight_id"], ["flights.id"], name=op.f("fk_boarding_passes_flight_id_flights")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_boarding_passes_passenger_id_passengers")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_boarding_passes_segment_id_segments")),
        sa.UniqueConstraint("flight_id", "passenger_id", name=op.f("uq_boarding_passes_flight_id_passenger_id")),
        sa.UniqueConstraint("flight_id", "sequence", name=op.f("uq_boarding_passes_flight_id_sequence")),
    )
    op.create_index(op.f("ix_boarding_passes_passenger_id"), "boarding_passes", ["passenger_id"])
    op.create_index(op.f("ix_boarding_passes_segment_id"), "boarding_passes", ["segment_id"])


def _names() -> None:
    op.create_table(
        "name_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("first_name_before", sa.String(60), nullable=False),
        sa.Column("surname_before", sa.String(60), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_corrections")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_name_corrections_passenger_id_passengers")),
        sa.UniqueConstraint("passenger_id", name=op.f("uq_name_corrections_passenger_id")),
    )


def _documents() -> None:
    op.create_table(
        "travel_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passenger_id", sa.Integer(), nullable=False),
        sa.Column("number_end", sa.String(2), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_documents")),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_travel_documents_passenger_id_passengers")),
        sa.UniqueConstraint("passenger_id", name=op.f("uq_travel_documents_passenger_id")),
    )


def _bookings_as_before() -> None:
    op.drop_index(op.f("ix_bookings_customer_id"), "bookings")
    op.drop_column("bookings", "customer_id")
    op.drop_column("bookings", "kind")
    op.drop_column("bookings", "status")
    op.drop_column("bookings", "cancelled_at")
    op.drop_column("bookings", "contact_email")
    op.drop_column("bookings", "contact_phone")
    op.drop_column("passengers", "kind")
    op.drop_column("passengers", "born_on")
    op.drop_column("segments", "status")
    op.drop_column("segments", "checked_in_at")


def _old_quotes() -> None:
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
