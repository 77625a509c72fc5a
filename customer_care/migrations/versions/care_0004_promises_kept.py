"""Commitments of a kind, warned about and apologised for; repairs, mails, unasked messages, and whose turn it is to work."""

import sqlalchemy as sa
from alembic import op

revision = "care_0004"
down_revision = "care_0003"
branch_labels = None
depends_on = None

TABLES = ["leases", "mails", "commitment_moves", "repairs", "repair_steps", "unasked_messages", "mail_consents"]


def upgrade() -> None:
    _commitments()
    _repairs()
    _messages()
    op.create_table(
        "leases",
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("commitments") as commitments:
        commitments.drop_index(op.f("ix_commitments_status"))
        commitments.drop_index(op.f("ix_commitments_subject"))
        commitments.drop_constraint(op.f("fk_commitments_follows_id_commitments"), type_="foreignkey")
        for column in ("follows_id", "kind", "subject", "warned_at", "apologised_at", "remedy", "done_at"):
            commitments.drop_column(column)


def _commitments() -> None:
    """The promises that were made before this have come from a call back or an adviser; the first kind is told by its maker."""
    with op.batch_alter_table("commitments") as commitments:
        commitments.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        commitments.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="BY_ADVISER"))
        commitments.add_column(sa.Column("subject", sa.String(length=100), nullable=False, server_default=""))
        for moment in ("warned_at", "apologised_at", "done_at"):
            commitments.add_column(sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
        commitments.add_column(sa.Column("remedy", sa.String(length=300), nullable=True))
        commitments.create_foreign_key(op.f("fk_commitments_follows_id_commitments"), "commitments", ["follows_id"], ["id"])
        commitments.create_index(op.f("ix_commitments_status"), ["status"])
        commitments.create_index(op.f("ix_commitments_subject"), ["subject"])
    op.execute("UPDATE commitments SET kind = 'CALL_BACK' WHERE made_by = 'assistant'")
    op.create_table(
        "commitment_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_commitment_moves_commitment_id_commitments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_moves")),
    )
    op.create_index(op.f("ix_commitment_moves_commitment_id"), "commitment_moves", ["commitment_id"])


def _repairs() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("mistake", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recheck_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recheck_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_repairs_conversation_id_conversations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repairs")),
        sa.UniqueConstraint("conversation_id", "mistake", "subject", name=op.f("uq_repairs_conversation_id_mistake_subject")),
    )
    op.create_index(op.f("ix_repairs_conversation_id"), "repairs", ["conversation_id"])
    op.create_index(op.f("ix_repairs_status"), "repairs", ["status"])
    op.create_table(
        "repair_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("repair_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(20), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["repair_id"], ["repairs.id"], name=op.f("fk_repair_steps_repair_id_repairs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_steps")),
    )
    op.create_index(op.f("ix_repair_steps_repair_id"), "repair_steps", ["repair_id"])


def _messages() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_table(
        "unasked_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_unasked_messages_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unasked_messages")),
    )
    op.create_index(op.f("ix_unasked_messages_conversation_id"), "unasked_messages", ["conversation_id"])
    op.create_table(
        "mail_consents",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_mail_consents_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_mail_consents")),
    )
