"""Whether a complaint was judged to be harassment of our people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it; of the complaints that are there nobody has judged that."""
    with op.batch_alter_table("complaints") as complaints:
        complaints.add_column(
            sa.Column("harassment", sa.Text(), nullable=False, server_default="")
        )
