"""Second advisers and supervisors in a call."""

import sqlalchemy as sa
from alembic import op

revision = "care_0006"
down_revision = "care_0005"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('ASKED', 'IN')")


def upgrade() -> None:
    op.create_table(
        "call_guests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_call_guests_handoff_id_handoffs")),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], name=op.f("fk_call_guests_adviser_id_advisers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_guests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_guests_public_id")),
    )
    op.create_index(op.f("ix_call_guests_handoff_id"), "call_guests", ["handoff_id"])
    for name, columns in (("adviser", ["adviser_id"]), ("part", ["handoff_id", "part"])):
        op.create_index(
            f"ux_call_guests_one_per_{name}", "call_guests", columns, unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("call_guests")
