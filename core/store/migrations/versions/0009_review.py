"""The question that a weekly decision answers, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room; a decision that is there is the week's sentence, and nothing is known of it."""
    with op.batch_alter_table("decisions") as decisions:
        for name in ("question", "outcome"):
            decisions.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        decisions.add_column(sa.Column("checked_date", sa.Date(), nullable=True))
