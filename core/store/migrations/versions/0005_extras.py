"""Special treatment, and what worked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for both."""
    op.create_table(
        "extras",
        *_first(),
        _text("customer_id"),
        _text("note"),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        _text("staff"),
        sa.Column("reaction", sa.BigInteger(), nullable=True),
        *_behind(),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_extras_customer_id", "extras", ["customer_id"])
    op.create_table(
        "know_how",
        *_first(),
        *(_text(name) for name in KNOW_HOW_TEXTS),
        *_behind(),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_know_how_customer_id", "know_how", ["customer_id"])


KNOW_HOW_TEXTS = ("customer_kind", "stage", "note", "result", "staff", "customer_id")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _first() -> tuple[sa.Column[int], sa.Column[object]]:
    return (
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("date", sa.Date(), nullable=True),
    )


def _behind() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("import_key", sa.Text(), nullable=False, index=True),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=True, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("underneath", sa.JSON(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
    )
