"""Where an import came from, the shapes of files already matched, who is the same person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Name sources, remember shapes, keep decisions about pairs of customers."""
    with op.batch_alter_table("batch") as batch:
        batch.add_column(sa.Column("source", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("same_days", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "shape",
        sa.Column("shape", sa.Text(), primary_key=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("used", sa.Text(), nullable=False),
    )
    op.create_table(
        "same_person",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("one", sa.Text(), nullable=False, index=True),
        sa.Column("other", sa.Text(), nullable=False, index=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.UniqueConstraint("one", "other", name="uq_same_person_pair"),
        sqlite_autoincrement=True,
    )
