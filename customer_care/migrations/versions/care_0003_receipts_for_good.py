"""A receipt is never changed nor deleted, and says what it was done with; which conditions were shown is kept.

A customer's deletion takes the conversation away from a receipt, which is the one change that stays possible.
"""

import sqlalchemy as sa
from alembic import op

revision = "care_0003"
down_revision = "care_0002"
branch_labels = None
depends_on = None

KEPT = "key, parameters_digest, what, subject, amount_minor, currency, at, next_step, due_at, undo_until"
REFUSED = "a receipt is never changed nor deleted"


def upgrade() -> None:
    op.add_column("receipts", sa.Column("parameters_digest", sa.String(64), nullable=True))
    op.create_table(
        "conditions_shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conditions_shown_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditions_shown")),
        sa.UniqueConstraint("conversation_id", "rule_id", name=op.f("uq_conditions_shown_conversation_id_rule_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER receipts_stay BEFORE UPDATE OF {KEPT} ON receipts BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        op.execute(f"CREATE TRIGGER receipts_remain BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute(
        f"CREATE FUNCTION refuse_for_receipts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER receipts_stay BEFORE UPDATE OF {KEPT} ON receipts FOR EACH ROW EXECUTE FUNCTION refuse_for_receipts()"
    )
    op.execute("CREATE TRIGGER receipts_remain BEFORE DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION refuse_for_receipts()")


def downgrade() -> None:
    on_table = "" if op.get_bind().dialect.name == "sqlite" else " ON receipts"
    for trigger in ("receipts_stay", "receipts_remain"):
        op.execute(f"DROP TRIGGER {trigger}{on_table}")
    if on_table:
        op.execute("DROP FUNCTION refuse_for_receipts()")
    op.drop_table("conditions_shown")
    op.drop_column("receipts", "parameters_digest")
