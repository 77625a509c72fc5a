"""Mails that somebody waits for go out first."""

import sqlalchemy as sa
from alembic import op

revision = "care_0008"
down_revision = "care_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mails", sa.Column("awaited", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.drop_column("awaited")
