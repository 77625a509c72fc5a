"""The customer may switch the noticing of frustration off, and may say that a reason was none."""

import sqlalchemy as sa
from alembic import op

revision = "care_0002"
down_revision = "care_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("may_notice", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "contested_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_contested_reasons_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contested_reasons")),
        sa.UniqueConstraint("conversation_id", "code", name=op.f("uq_contested_reasons_conversation_id_code")),
    )


def downgrade() -> None:
    op.drop_table("contested_reasons")
    op.drop_column("conversations", "may_notice")
