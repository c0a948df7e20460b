"""The first form of the ledger. Frozen: what changes later comes as a revision of its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: The template's columns of every state table, ``name:kind``.
STATE = {
    "customers": (
        "customer_id:text kind:text name:text kana:text call_name:text "
        "contact_person:text department:text industry:text employees:int "
        "founded_month:text fiscal_month:int postal_code:text address:text phone:text "
        "phone_other:text email:text line:text household_id:text trigger:text "
        "referrer_id:text reason_kind:text purchase_reason:text expectation:text "
        "chosen_for:text true_purpose:text last_contact_date:date contact_count:int "
        "contact_preference:text best_time:text contact_permission:text birthday:text "
        "anniversary:text anniversary_note:text hobby:text likes:text dislikes:text "
        "family:text caution:text total_need:int competitor:text policy_override:text "
        "stage_override:text override_reason:text first_visit_date:date status:text "
        "memo:text"
    ),
    "activities": (
        "date:date customer_id:text channel:text direction:text kind:text note:text "
        "next_question:text outcome:text product:text staff:text minutes:int tempo:text "
        "reaction:int"
    ),
    "promises": (
        "made_date:date customer_id:text content:text due_date:date by_whom:text "
        "done_date:date staff:text"
    ),
    "complaints": (
        "received_date:date customer_id:text cause:text severity:int content:text "
        "first_response_date:date resolved_date:date prevention:text confirmed_date:date "
        "due_date:date promised_contact_date:date staff:text"
    ),
    "due_dates": (
        "customer_id:text kind:text item:text start_date:date end_date:date partner:text "
        "status:text"
    ),
    "not_now": (
        "heard_date:date customer_id:text prospect_name:text product:text reason:text "
        "next_time:date certainty:text basis:text named_by:text"
    ),
    "deals": (
        "start_date:date customer_id:text product:text amount:int step:text "
        "lost_reason:text lost_to:text end_date:date staff:text"
    ),
    "doubts": (
        "date:date customer_id:text prospect_name:text product:text kind:text words:text "
        "proof_wanted:text answered:text result:text"
    ),
    "costs": "month:text way:text amount:int kind:text",
    "referrals": (
        "date:date customer_id:text kind:text referred_id:text referred_name:text "
        "thanked_date:date note:text"
    ),
    "satisfaction": (
        "date:date customer_id:text score:int scale:text channel:text only_us:text note:text"
    ),
    "plans": "date:date customer_id:text action:text staff:text done_date:date",
    "overrides": (
        "date:date customer_id:text field:text value:text reason:text by_whom:text "
        "expires_date:date"
    ),
    "decisions": "week:date decision:text staff:text",
    "staff": "staff:text kana:text left_date:date minutes_per_week:int",
    "stores": "store:text address:text phone:text",
}


def upgrade() -> None:
    """Make every table."""
    _business()
    _imports()
    _journal()
    _weeks()
    for name, columns in STATE.items():
        _state(name, [word.split(":") for word in columns.split()])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True)


def _link(name: str, target: str, *, nullable: bool) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _business() -> None:
    op.create_table(
        "business",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("name"),
        _text("trade_code"),
        _text("sample"),
        sa.Column("today", sa.Date(), nullable=True),
        _text("currency"),
        sa.Column("scale", sa.Integer(), nullable=False),
        _text("created"),
    )
    op.create_table("setting", sa.Column("key", sa.Text(), primary_key=True), _json("value"))


def _imports() -> None:
    op.create_table(
        "batch",
        _id(),
        _json("files"),
        _json("mapping"),
        _json("counts"),
        _text("preset"),
        _text("purchases_file"),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("min_day", sa.Date(), nullable=True),
        sa.Column("max_day", sa.Date(), nullable=True),
        _text("currency"),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("has_amounts", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        _text("created"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "upload",
        _id(),
        _link("batch_id", "batch.id", nullable=False),
        _text("name"),
        _text("sha256"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_upload_batch_id", "upload", ["batch_id"])
    op.create_index("ix_upload_sha256", "upload", ["sha256"])


def _journal() -> None:
    op.create_table(
        "action",
        _id(),
        _text("at"),
        _text("who"),
        _text("verb"),
        _json("facts"),
        _link("batch_id", "batch.id", nullable=True),
        _link("undone_by", "action.id", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal",
        _id(),
        _link("action_id", "action.id", nullable=False),
        _text("verb"),
        _text("table_name"),
        sa.Column("row_id", sa.Integer(), nullable=True),
        _text("customer_id"),
        _json("before"),
        _json("after"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_action_id", "journal", ["action_id"])
    op.create_index("ix_journal_customer_id", "journal", ["customer_id"])
    op.create_index("ix_journal_row", "journal", ["table_name", "row_id"])


def _weeks() -> None:
    op.create_table(
        "call_week",
        sa.Column("week", sa.Date(), primary_key=True),
        _json("rows"),
        _text("kept"),
    )
    op.create_table(
        "snapshot",
        _id(),
        sa.Column("week", sa.Date(), nullable=False),
        _text("kind"),
        _text("digest"),
        _json("rows"),
        _text("created"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_snapshot_week", "snapshot", ["week"])


def _state(name: str, columns: list[list[str]]) -> None:
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "date": sa.Date(),
        "int": sa.BigInteger(),
        "real": sa.Float(),
    }
    op.create_table(
        name,
        _id(),
        *(
            _text(column) if kind == "text" else sa.Column(column, kinds[kind])
            for column, kind in columns
        ),
        _text("import_key"),
        _link("batch_id", "batch.id", nullable=True),
        _json("extra"),
        _json("underneath"),
        _flag("absent"),
        _flag("deleted"),
        _text("created"),
        _text("updated"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_import_key", name, ["import_key"])
    op.create_index(f"ix_{name}_batch_id", name, ["batch_id"])
    if ["customer_id", "text"] in columns:
        op.create_index(f"ix_{name}_customer_id", name, ["customer_id"])
