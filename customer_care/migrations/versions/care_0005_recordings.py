"""Recordings of calls: the record, the customer's answer with the words they saw, and the log of moves."""

import sqlalchemy as sa
from alembic import op

revision = "care_0005"
down_revision = "care_0004"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('ON', 'PAUSED', 'PROPOSED')")


def upgrade() -> None:
    _recordings()
    op.create_table(
        "recording_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_recording_consents_recording_id_recordings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_consents")),
    )
    op.create_index(op.f("ix_recording_consents_recording_id"), "recording_consents", ["recording_id"])
    op.create_table(
        "recording_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(20), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_recording_moves_recording_id_recordings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_moves")),
    )
    op.create_index(op.f("ix_recording_moves_recording_id"), "recording_moves", ["recording_id"])


def downgrade() -> None:
    for table in ("recording_moves", "recording_consents", "recordings"):
        op.drop_table(table)


def _recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("adviser_name", sa.String(length=60), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.String(20), nullable=True),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_recordings_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_recordings_handoff_id_handoffs")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_recordings_call_id_calls")),
        sa.ForeignKeyConstraint(["proposed_by"], ["advisers.id"], name=op.f("fk_recordings_proposed_by_advisers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recordings_public_id")),
    )
    for column in ("conversation_id", "handoff_id", "status", "keep_until"):
        op.create_index(op.f(f"ix_recordings_{column}"), "recordings", [column])
    op.create_index("ux_recordings_one_open", "recordings", ["call_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
