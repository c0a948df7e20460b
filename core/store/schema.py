"""The tables of the ledger, made from :mod:`core.tables` so that a column is named once.

Every table of the template but purchases becomes a state table of the same name. Money in state
tables is kept in :data:`MONEY_SCALE` decimals whatever the ledger's currency, so that nothing
need be rewritten when an import brings the first amounts with decimals.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.tables import TABLES, Column, Table

#: Decimals in which money stands in state tables, in the journal and nowhere else.
MONEY_SCALE = 4
#: The newest revision below migrations/versions.
HEAD = "0010"
#: State tables: all but purchases, which are Parquet files.
STATE = tuple(name for name in TABLES if name != "purchases")

METADATA = sa.MetaData()


def _kept(column: Column) -> sa.Column[Any]:
    """A column of the template as a column of the ledger; text is never missing."""
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "date": sa.Date(),
        "money": sa.BigInteger(),
        "integer": sa.BigInteger(),
        "number": sa.Float(),
    }
    if column.kind in kinds:
        return sa.Column(column.name, kinds[column.kind], nullable=True)
    return sa.Column(column.name, sa.Text(), nullable=False)


def _state_table(table: Table) -> sa.Table:
    """A state table.

    Beside the template's columns: ``import_key`` recognises the row when a file brings it again;
    ``batch_id`` the import that first brought it (none: written by hand); ``extra`` the owner's
    free columns; ``underneath`` what the imports say where a correction by hand covers it;
    ``absent`` no active import holds the row; ``deleted`` removed by hand.
    """
    return sa.Table(
        table.name,
        METADATA,
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        *(_kept(column) for column in table.columns),
        sa.Column("import_key", sa.Text(), nullable=False, index=True),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=True, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("underneath", sa.JSON(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        *((sa.Index(f"ix_{table.name}_customer_id", "customer_id"),) if _named(table) else ()),
        sqlite_autoincrement=True,
    )


def _named(table: Table) -> bool:
    return "customer_id" in table.names


BUSINESS = sa.Table(
    "business",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("trade_code", sa.Text(), nullable=False),
    sa.Column("sample", sa.Text(), nullable=False),
    sa.Column("today", sa.Date(), nullable=True),
    sa.Column("currency", sa.Text(), nullable=False),
    sa.Column("scale", sa.Integer(), nullable=False),
    sa.Column("created", sa.Text(), nullable=False),
)

SETTING = sa.Table(
    "setting",
    METADATA,
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("value", sa.JSON(), nullable=False),
)

BATCH = sa.Table(
    "batch",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("files", sa.JSON(), nullable=False),
    sa.Column("mapping", sa.JSON(), nullable=False),
    sa.Column("counts", sa.JSON(), nullable=False),
    sa.Column("preset", sa.Text(), nullable=False),
    sa.Column("purchases_file", sa.Text(), nullable=False),
    sa.Column("lines", sa.Integer(), nullable=False),
    sa.Column("min_day", sa.Date(), nullable=True),
    sa.Column("max_day", sa.Date(), nullable=True),
    sa.Column("currency", sa.Text(), nullable=False),
    sa.Column("scale", sa.Integer(), nullable=False),
    sa.Column("has_amounts", sa.Boolean(), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.Column("created", sa.Text(), nullable=False),
    # Whose customer numbers these are; empty for the ledger's own.
    sa.Column("source", sa.Text(), nullable=False, server_default=""),
    # What becomes of earlier lines of the same days: ``replace``, ``add``, empty where by key.
    sa.Column("same_days", sa.Text(), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: How a file of a shape was matched the last time.
SHAPE = sa.Table(
    "shape",
    METADATA,
    sa.Column("shape", sa.Text(), primary_key=True),
    sa.Column("choices", sa.JSON(), nullable=False),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("used", sa.Text(), nullable=False),
)

#: What the owner decided about two customers: ``same`` or ``apart``.
SAME_PERSON = sa.Table(
    "same_person",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("one", sa.Text(), nullable=False, index=True),
    sa.Column("other", sa.Text(), nullable=False, index=True),
    sa.Column("decision", sa.Text(), nullable=False),
    sa.Column("created", sa.Text(), nullable=False),
    sa.UniqueConstraint("one", "other", name="uq_same_person_pair"),
    sqlite_autoincrement=True,
)

UPLOAD = sa.Table(
    "upload",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=False, index=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("sha256", sa.Text(), nullable=False, index=True),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sqlite_autoincrement=True,
)

#: On a server, the files that other computers need too; empty where they lie beside the ledger.
#: A row is never changed: a file that is written anew gets a new one.
FILE = sa.Table(
    "file",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("path", sa.Text(), nullable=False, unique=True),
    sa.Column("sha256", sa.Text(), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sa.Column("content", sa.LargeBinary(), nullable=False),
    sqlite_autoincrement=True,
)

#: One thing somebody did; its rows stand in the journal. Never changed but for ``undone_by``.
ACTION = sa.Table(
    "action",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text(), nullable=False),
    sa.Column("who", sa.Text(), nullable=False),
    sa.Column("verb", sa.Text(), nullable=False),
    sa.Column("facts", sa.JSON(), nullable=False),
    sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=True),
    sa.Column("undone_by", sa.Integer(), sa.ForeignKey("action.id"), nullable=True),
    # A hash over this action, the ids it touched (themselves hashed) and the one before it.
    sa.Column("chain", sa.Text(), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id"), nullable=False, index=True),
    sa.Column("verb", sa.Text(), nullable=False),
    sa.Column("table_name", sa.Text(), nullable=False),
    sa.Column("row_id", sa.Integer(), nullable=True),
    sa.Column("customer_id", sa.Text(), nullable=False, index=True),
    sa.Column("before", sa.JSON(), nullable=False),
    sa.Column("after", sa.JSON(), nullable=False),
    sa.Index("ix_journal_row", "table_name", "row_id"),
    sqlite_autoincrement=True,
)

#: Who asked to be erased, as a keyed hash: what they are called stands nowhere any more.
ERASED = sa.Table(
    "erased",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("mark", sa.Text(), nullable=False, unique=True),
    sa.Column("at", sa.Text(), nullable=False),
    sqlite_autoincrement=True,
)

CALL_WEEK = sa.Table(
    "call_week",
    METADATA,
    sa.Column("week", sa.Date(), primary_key=True),
    sa.Column("rows", sa.JSON(), nullable=False),
    sa.Column("kept", sa.Text(), nullable=False),
)

SNAPSHOT = sa.Table(
    "snapshot",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
    sa.Column("week", sa.Date(), nullable=False, index=True),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("digest", sa.Text(), nullable=False),
    sa.Column("rows", sa.JSON(), nullable=False),
    sa.Column("created", sa.Text(), nullable=False),
    sqlite_autoincrement=True,
)

TABLE_OF = {name: _state_table(TABLES[name]) for name in STATE}
