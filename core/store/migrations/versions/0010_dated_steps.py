"""Steps of plans on a date of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the date."""
    with op.batch_alter_table("plan_steps") as steps:
        steps.add_column(sa.Column("on_date", sa.Date(), nullable=True))
