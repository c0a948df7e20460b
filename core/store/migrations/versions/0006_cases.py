"""Complaints as work of the company, and causes put right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXTS = (
    "channel", "area", "process", "feelings", "our_reply", "spreads", "closed_by", "second_name",
)  # fmt: skip
DAYS = ("closed_by_date", "second_date", "told_date")


def upgrade() -> None:
    """Make room for both; of the complaints that are there, nothing of it is known."""
    with op.batch_alter_table("complaints") as complaints:
        for name in TEXTS:
            text = sa.Column(name, sa.Text(), nullable=False, server_default="")
            complaints.add_column(text)
        for name in DAYS:
            complaints.add_column(sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "fixes",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("date", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in FIX_TEXTS),
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


FIX_TEXTS = ("cause", "process", "change", "staff")
