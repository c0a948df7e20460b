"""Who is in charge, the next date, where data come from; life events; the chain; the erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the ledger of records needs."""
    with op.batch_alter_table("customers") as customers:
        customers.add_column(_text("staff"))
        customers.add_column(sa.Column("next_date", sa.Date(), nullable=True))
        customers.add_column(_text("data_source"))
    with op.batch_alter_table("action") as action:
        action.add_column(_text("chain"))
    op.create_table(
        "erased",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("mark", sa.Text(), nullable=False, unique=True),
        sa.Column("at", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("date", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in EVENT_TEXTS),
        sa.Column("import_key", sa.Text(), nullable=False, index=True),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=True, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("underneath", sa.JSON(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_customer_id", "events", ["customer_id"])


EVENT_TEXTS = ("customer_id", "kind", "person", "note")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")
