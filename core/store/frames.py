"""Rows of the ledger in their three forms: as asked for, as kept, as a frame.

*Kept* means: text never missing, dates as ISO text in JSON and as dates in the database, money in
:data:`~core.store.schema.MONEY_SCALE` decimals. A frame in kept form has the table's columns, then
the owner's free columns as ``extra.<header>``, and is named by ``import_key``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import LANGUAGES, _, say
from core.store.schema import MONEY_SCALE, TABLE_OF
from core.tables import DTYPES, ORIGIN, TABLES, Column, Table

#: What makes two rows the same thing said twice: the rest of a row may be filled in later
#: (a promise is kept, a complaint resolved) without making it another row.
IDENTITY: dict[str, tuple[str, ...]] = {
    "customers": ("customer_id",),
    "activities": ("date", "customer_id", "note"),
    "promises": ("made_date", "customer_id", "content"),
    "complaints": ("received_date", "customer_id", "content"),
    "due_dates": ("customer_id", "kind", "item", "start_date"),
    "not_now": ("heard_date", "customer_id", "prospect_name", "product"),
    "deals": ("start_date", "customer_id", "product"),
    "doubts": ("date", "customer_id", "prospect_name", "words"),
    "costs": ("month", "way", "kind"),
    "referrals": ("date", "customer_id", "kind", "referred_id", "referred_name"),
    "satisfaction": ("date", "customer_id", "scale", "channel"),
    "events": ("date", "customer_id", "kind", "person"),
    "extras": ("date", "customer_id", "note"),
    "fixes": ("date", "cause", "process", "change"),
    "know_how": ("date", "customer_kind", "customer_id", "note"),
    "plans": ("date", "customer_id", "action"),
    "plan_steps": ("plan", "starts_with", "attached_to", "action"),
    "overrides": ("date", "customer_id", "field"),
    "decisions": ("week",),
    "staff": ("staff",),
    "stores": ("store",),
}
EXTRA = "extra."
#: Letters that the name of a free column may have.
LONGEST_HEADER = 60
#: So many rows are held cell by cell at once: a million of them would take gigabytes.
_AT_ONCE = 20_000
_BEHIND = {"id": "int64", "extra": "str", "underneath": "str", "import_key": "str"}
#: Columns of the ledger behind the template's own.
BEHIND = ("import_key", "batch_id", "extra", "underneath", "absent", "deleted")

Row = dict[str, Any]


def kept_row(
    table: Table, values: Mapping[str, Any], *, scale: int, known: Container[str] = ()
) -> Row:
    """Values as asked for (by a page) in kept form; money comes in ``scale`` decimals.

    A free column of the owner's is called ``extra.<its header>`` and holds text; those that are
    ``known`` are taken as they are called.

    Raises:
        KeyError: a column that the table does not have.
        StoreError: a value that the column cannot take, or a free column without a usable name.
    """
    kept: Row = {}
    for name, value in values.items():
        if name.startswith(EXTRA):
            kept[name if name in known else _free_name(name)] = (
                "" if value is None else str(value).strip()
            )
        else:
            kept[name] = _kept_value(table.column(name), value, scale)
    return kept


def _free_name(name: str) -> str:
    """The free column's name on one line, without blanks around it."""
    header = " ".join(name.removeprefix(EXTRA).split())
    if not header or len(header) > LONGEST_HEADER:
        raise StoreError(
            _("A column of your own needs a name of at most {n} letters.", n=LONGEST_HEADER)
        )
    return f"{EXTRA}{header}"


def refuse_known_header(table: Table, header: str) -> None:
    """Refuse a new free column that is called like a column of the ledger.

    Raises:
        StoreError: an export of it could not be told from that column.
    """
    for column in table.columns:
        if header in {say(column.label, language) for language in LANGUAGES}:
            raise StoreError(
                _("There is a column {column} already. Please write it there.", column=header)
            )


def _kept_value(column: Column, value: Any, scale: int) -> Any:  # noqa: ANN401 - any cell
    if value is None or pd.isna(value) or value == "":
        return "" if DTYPES[column.kind] == "str" else None
    try:
        if column.kind == "date":
            return _day(value).isoformat()
        if column.kind == "money":
            return int(value) * 10 ** (MONEY_SCALE - scale)
        if column.kind in ("integer", "number"):
            return int(value) if column.kind == "integer" else float(value)
    except (ValueError, TypeError) as error:
        raise unusable(column, value) from error
    text = str(value).replace("\0", "").strip()
    if column.own_words:
        return _own_word(column, text)
    if column.kind == "choice" and text not in {choice.code for choice in column.choices}:
        raise unusable(column, value)
    return text


def _own_word(column: Column, text: str) -> str:
    """A word of the owner's own, or the code of the choice that it is called by."""
    words = {say(c.label, language): c.code for c in column.choices for language in LANGUAGES}
    return words.get(unicodedata.normalize("NFKC", text), text)


def _day(value: Any) -> dt.date:  # noqa: ANN401 - any cell
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def unusable(column: Column, value: object) -> StoreError:
    """The refusal of a value that a column cannot take."""
    return StoreError(
        _("{value} cannot stand under {column}.", value=str(value), column=column.label)
    )


def check_row(table: Table, row: Row) -> None:
    """Refuse a row that a sheet could not bring either.

    Raises:
        StoreError: says which rule of the table is broken.
    """
    _good, problems = table.check(pd.DataFrame([row]))
    by_hand = {rule.code: rule.by_hand for rule in table.every_rule}
    for problem in problems:
        if not problem.kept:
            raise StoreError(by_hand[problem.code] or problem.words)


def blank_row(table: Table) -> Row:
    """A row in kept form with nothing in it."""
    return {c.name: "" if DTYPES[c.kind] == "str" else None for c in table.columns}


def to_database(table: Table, row: Mapping[str, Any]) -> Row:
    """A kept row as the database's driver takes it: ISO text of dates becomes dates."""
    dates = {c.name for c in table.columns if c.kind == "date"}
    return {n: dt.date.fromisoformat(v) if n in dates and v else v for n, v in row.items()}


def records(table: Table, frame: pd.DataFrame) -> list[Row]:
    """The template's columns of a kept frame as kept rows."""
    columns = [_plain(frame[column.name], column.kind) for column in table.columns]
    names = table.names
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(series: pd.Series[Any], kind: str) -> list[Any]:
    missing = series.isna()
    if missing.all():
        return [None] * len(series)
    if kind == "date":
        series = series.dt.strftime("%Y-%m-%d")
    plain = series.astype(object)
    return list(plain.where(~missing, None) if missing.any() else plain)


def database_records(table: Table, frame: pd.DataFrame) -> list[Row]:
    """The template's columns of a kept frame as the database's driver takes them."""
    rows = records(table, frame)
    for column in (c.name for c in table.columns if c.kind == "date"):
        for row, day in zip(rows, frame[column].notna(), strict=True):
            if day:
                row[column] = dt.date.fromisoformat(row[column])
    return rows


def among(keys: Iterable[str], wanted: Iterable[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the keys are wanted; plain hashing, much faster than ``isin`` on text."""
    known = set(wanted)
    return np.array([key in known for key in keys], dtype=bool)


def identity(table: str, row: Mapping[str, Any]) -> str:
    """The mark under which a row is known again; customers are known by their ID."""
    if table == "customers":
        return str(row["customer_id"])
    said = json.dumps([row[name] for name in IDENTITY[table]], ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _identities(table: Table, frame: pd.DataFrame) -> list[str]:
    """:func:`identity` of every row of a kept frame."""
    names = ("customer_id",) if table.name == "customers" else IDENTITY[table.name]
    columns = [_plain(frame[name], table.column(name).kind) for name in names]
    rows = (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
    return [identity(table.name, row) for row in rows]


def kept_frame(table: Table, frame: pd.DataFrame, *, scale: int) -> pd.DataFrame:
    """A checked frame of an import in kept form, its rows named by ``import_key``.

    The second row of the same identity in one file is the second such thing that happened; it
    is told apart by its number. Where the rows came from stands behind, as in :data:`ORIGIN`.
    """
    shaped = table.shape(frame).reset_index(drop=True)
    money = [c.name for c in table.columns if c.kind == "money"]
    shaped[money] = shaped[money] * 10 ** (MONEY_SCALE - scale)
    free = [n for n in shaped.columns if n not in {*table.names, *ORIGIN}]
    for name in free:
        shaped[name] = shaped[name].astype("str").fillna("")
    for name in (*free, *(c.name for c in table.columns if DTYPES[c.kind] == "str")):
        if shaped[name].str.contains("\0", regex=False).any():  # not every database takes it
            shaped[name] = shaped[name].str.replace("\0", "", regex=False)
    shaped = shaped.rename(columns={name: f"{EXTRA}{name}" for name in free})
    marks = pd.Series(_identities(table, shaped), dtype="str")
    keys = pd.Index(_numbered(table.name, marks), name="import_key")
    return shaped.set_index(keys)


def _numbered(table: str, marks: pd.Series[str]) -> pd.Series[str]:
    if table == "customers":
        return marks
    return marks + "#" + marks.groupby(marks).cumcount().astype("str")


def read_rows(
    connection: sa.Connection, name: str, where: sa.ColumnElement[bool] | None = None
) -> pd.DataFrame:
    """Rows of a state table in kept form, hidden ones too, named by ``id``.

    Behind the table's columns stand :data:`BEHIND`; ``extra`` and ``underneath`` as JSON text.
    """
    return read_columns(connection, name, ("id", *TABLES[name].names, *BEHIND), where).set_index(
        "id"
    )


def read_columns(
    connection: sa.Connection,
    name: str,
    names: Sequence[str],
    where: sa.ColumnElement[bool] | None,
) -> pd.DataFrame:
    """Columns of a state table in kept form, in the order of the rows' ids."""
    kept = TABLE_OF[name]
    query = sa.select(*(_raw(kept.c[n]) for n in names)).order_by(kept.c.id)
    if where is not None:
        query = query.where(where)
    kinds = {c.name: DTYPES[c.kind] for c in TABLES[name].columns} | _BEHIND
    parts = []
    for rows in connection.execute(query).partitions(_AT_ONCE):
        columns = zip(names, zip(*rows, strict=True), strict=True)
        parts.append({n: _series(values, kinds.get(n, "")) for n, values in columns})
    if not parts:
        return _empty(name, tuple(names)).copy()
    return pd.DataFrame({n: _joined([part.pop(n) for part in parts]) for n in names})


def _joined(parts: list[pd.Series[Any]]) -> pd.Series[Any]:
    """A column of which the parts were read one after another, as though it were read at once."""
    if len({part.dtype for part in parts}) == 1:
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return pd.Series([value for part in parts for value in part])


def filled_tables(connection: sa.Connection) -> set[str]:
    """Which state tables have rows, asked at once: most of them have none in most ledgers."""
    asked = (sa.exists().select_from(kept).label(name) for name, kept in TABLE_OF.items())
    row = connection.execute(sa.select(*asked)).one()
    return {name for name, has in row._mapping.items() if has}


def names_of(name: str) -> tuple[str, ...]:
    """The columns of a state table as it can be seen."""
    return ("id", *TABLES[name].names, "extra")


def no_rows(name: str) -> pd.DataFrame:
    """What :func:`read_columns` says of a table without rows."""
    return _empty(name, names_of(name)).copy()


@cache
def _empty(name: str, names: tuple[str, ...]) -> pd.DataFrame:
    kinds = {c.name: DTYPES[c.kind] for c in TABLES[name].columns} | _BEHIND
    return pd.DataFrame({n: _nothing(kinds.get(n, "")) for n in names})


@cache
def _nothing(dtype: str) -> pd.Series[Any]:
    """A column without rows; no frame that has it can change it."""
    return _series((), dtype)


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The column as the ledger has it: dates and JSON are not unpacked until they are wanted."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text()).label(column.name)
    if isinstance(column.type, sa.Date):
        return sa.type_coerce(column, sa.types.NullType()).label(column.name)
    return column


def _series(values: Sequence[Any], dtype: str) -> pd.Series[Any]:
    if dtype == "datetime64[us]":
        days: pd.Series[Any] = pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601")
        return days.astype("datetime64[us]")
    return pd.Series(values, dtype=dtype or None)


def with_extra(frame: pd.DataFrame) -> pd.DataFrame:
    """The JSON of free columns spread into columns of their own, unknown ones empty."""
    filled = frame.loc[frame["extra"] != "{}", "extra"]
    spread = pd.DataFrame([json.loads(text) for text in filled], index=filled.index)
    spread = spread.reindex(frame.index).fillna("").astype("str").add_prefix(EXTRA)
    return pd.concat([frame.drop(columns="extra"), spread], axis=1)


def extras(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The free columns of a frame, row by row, without the empty ones."""
    names = [name for name in frame.columns if name.startswith(EXTRA)]
    if not names:
        return [{} for _row in range(len(frame))]
    plain = [name.removeprefix(EXTRA) for name in names]
    rows: Iterable[tuple[str, ...]] = frame[names].itertuples(index=False, name=None)
    return [{n: v for n, v in zip(plain, row, strict=True) if v} for row in rows]
