"""Who took over from an adviser who was lost, and whether those have been told."""

import sqlalchemy as sa
from alembic import op

revision = "care_0007"
down_revision = "care_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call_guests") as guests:
        guests.add_column(sa.Column("replaced_id", sa.Integer(), nullable=True))
        guests.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        guests.create_foreign_key(op.f("fk_call_guests_replaced_id_advisers"), "advisers", ["replaced_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("call_guests") as guests:
        guests.drop_constraint(op.f("fk_call_guests_replaced_id_advisers"), type_="foreignkey")
        guests.drop_column("told_at")
        guests.drop_column("replaced_id")
