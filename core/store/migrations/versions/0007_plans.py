"""Steps of plans, and the plan that a planned follow-up is part of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for both."""
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("plan", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "plan_steps",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        *(_text(name) for name in ("plan", "template", "aim", "starts_with", "attached_to")),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=True),
        *(_text(name) for name in ("unit", "staff", "channel", "action", "script", "partner")),
        _text("settled_by"),
        sa.Column("lead_days", sa.BigInteger(), nullable=True),
        _text("in_use"),
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


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
