"""Bringing a state table to what the folded imports say, and writing down what changed."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.store.frames import (
    EXTRA,
    Row,
    among,
    database_records,
    extras,
    read_rows,
    records,
    to_database,
    with_extra,
)
from core.store.journal import Entry, Write
from core.store.schema import TABLE_OF
from core.tables import DTYPES, TABLES, Table

#: Up to so many keys are looked up one by one; above it the whole table is read.
_FEW = 500
#: So many new rows are laid out cell by cell at once: of a million that would take gigabytes.
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did to a table."""

    new: int
    updated: int
    unchanged: int
    gone: int


def current_rows(connection: sa.Connection, name: str, keys: pd.Index[str]) -> pd.DataFrame:
    """The rows that the ledger has for some keys (one each), hidden ones too."""
    column = TABLE_OF[name].c.import_key
    few = column.in_(list(keys)) if len(keys) <= _FEW else None
    frame = read_rows(connection, name, few)
    frame = frame[among(frame["import_key"], keys)]
    # A customer removed and written anew has two rows: the one that can be seen counts.
    frame = frame.sort_values("deleted", kind="stable")
    return frame[~frame["import_key"].duplicated()].sort_index()


def said_by_imports(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are without the corrections by hand, named by ``import_key``."""
    base = with_extra(rows)
    for row_id, text in base.loc[base["underneath"] != "{}", "underneath"].items():
        for column, value in json.loads(text).items():
            if column not in base:
                base[column] = ""
            base.loc[row_id, column] = _cell(TABLES[name], column, value)
    return base.set_index("import_key")


def apply(
    write: Write, name: str, rows: pd.DataFrame, folded: pd.DataFrame, batch_id: int
) -> Counts:
    """Make rows what ``folded`` says; those that it does not name go.

    Args:
        write: the action this belongs to; every changed row is written into its journal.
        name: the table.
        rows: all rows that may change, see :func:`current_rows`.
        folded: see :func:`core.store.layers.fold`.
        batch_id: the import that speaks; new rows remember it.
    """
    plan = _plan(name, rows, folded)
    _insert(write, name, plan.fresh, batch_id)
    _update(write, name, plan)
    _show(write, name, plan.back, absent=False)
    _show(write, name, plan.gone, absent=True)
    _claim(write, name, plan.kept, batch_id)
    counts = plan.counts()
    summary = {"new": counts.new, "gone": counts.gone}
    write.note(Entry("import", name, None, "", {}, summary))
    return counts


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done so that rows say what the fold says."""

    fresh: pd.DataFrame
    kept: pd.DataFrame
    gone: pd.DataFrame
    back: pd.DataFrame
    befores: dict[int, Row]
    afters: dict[int, Row]

    def counts(self) -> Counts:
        updated = len(set(self.afters) - set(self.back.index))
        same = len(self.kept) - len(self.back) - updated
        return Counts(len(self.fresh) + len(self.back), updated, same, len(self.gone))


def would_do(name: str, rows: pd.DataFrame, folded: pd.DataFrame) -> Counts:
    """What :func:`apply` would do, without doing it."""
    return _plan(name, rows, folded).counts()


def _plan(name: str, rows: pd.DataFrame, folded: pd.DataFrame) -> _Plan:
    said = among(rows["import_key"], folded.index)
    kept = rows[said]
    befores, afters = _changes(name, kept, folded.reindex(kept["import_key"]))
    return _Plan(
        fresh=folded[~among(folded.index, rows["import_key"])],
        kept=kept,
        gone=rows[~said & ~rows["absent"].astype(bool).to_numpy()],
        back=kept[kept["absent"].astype(bool)],
        befores=befores,
        afters=afters,
    )


def _insert(write: Write, name: str, fresh: pd.DataFrame, batch_id: int) -> None:
    if fresh.empty:
        return
    table = TABLES[name]
    behind = {
        "batch_id": batch_id,
        "underneath": {},
        "absent": False,
        "deleted": False,
        "created": write.at,
        "updated": write.at,
    }
    for start in range(0, len(fresh), _AT_ONCE):
        part = fresh.iloc[start : start + _AT_ONCE]
        plain = zip(part.index, database_records(table, part), extras(part), strict=True)
        rows = [{**row, **behind, "import_key": key, "extra": extra} for key, row, extra in plain]
        write.connection.execute(sa.insert(TABLE_OF[name]), rows)


def _update(write: Write, name: str, plan: _Plan) -> None:
    """Write changed cells."""
    kept, befores, afters = plan.kept, plan.befores, plan.afters
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    entries = []
    for row_id, after in afters.items():
        covered = json.loads(str(kept.at[row_id, "underneath"]))
        under = {c: after[c] for c in after if c in covered}
        seen = {c: after[c] for c in after if c not in covered}
        if "extra" in after:
            now = json.loads(str(kept.at[row_id, "extra"]))
            seen["extra"], free = _free_over(after["extra"], now, covered)
            under |= free
        values = {**seen, "underneath": {**covered, **under}, "updated": write.at}
        row = {f"new_{c}": v for c, v in to_database(TABLES[name], values).items()}
        groups[tuple(values)].append(row | {"row": row_id})
        customer = str(kept.at[row_id, "customer_id"]) if "customer_id" in kept else ""
        entries.append(Entry("import", name, row_id, customer, befores[row_id], after))
    table = TABLE_OF[name]
    for columns, group in groups.items():
        query = sa.update(table).where(table.c.id == sa.bindparam("row"))
        bound = {c: sa.bindparam(f"new_{c}", type_=table.c[c].type) for c in columns}
        write.connection.execute(query.values(**bound), group)
    write.note_all(entries)


def _free_over(said: Row, now: Row, covered: Row) -> tuple[Row, Row]:
    """Free columns of an import below the corrections by hand.

    Args:
        said: what the imports say, by header.
        now: what stands in the row.
        covered: what lies underneath a correction by hand.

    Returns:
        What is to stand in the row, and what is to lie underneath.
    """
    by_hand = {c.removeprefix(EXTRA): c for c in covered if c.startswith(EXTRA)}
    free = {column: said.get(header, "") for header, column in by_hand.items()}
    shown = {header: text for header, text in said.items() if header not in by_hand}
    return shown | {header: now[header] for header in by_hand if header in now}, free


def _changes(
    name: str, kept: pd.DataFrame, folded: pd.DataFrame
) -> tuple[dict[int, Row], dict[int, Row]]:
    """What the imports said and now say, cell by cell, where it is not the same."""
    table = TABLES[name]
    base = said_by_imports(name, kept)
    befores: dict[int, Row] = defaultdict(dict)
    afters: dict[int, Row] = defaultdict(dict)
    for column in table.names:
        old, new = base[column].to_numpy(), folded[column].to_numpy()
        differs = ~((old == new) | (pd.isna(old) & pd.isna(new)))
        spots = pd.Series(differs).fillna(True).to_numpy().nonzero()[0]
        if not len(spots):
            continue
        before = records_of(table, column, base.iloc[spots])
        after = records_of(table, column, folded.iloc[spots])
        for row_id, was, now in zip(kept.index[spots], before, after, strict=True):
            befores[int(row_id)][column], afters[int(row_id)][column] = was, now
    for row_id, was, now in zip(kept.index, extras(base), extras(folded), strict=True):
        if was != now:
            befores[int(row_id)]["extra"], afters[int(row_id)]["extra"] = was, now
    return befores, afters


def records_of(table: Table, column: str, frame: pd.DataFrame) -> list[Any]:
    """One column of a kept frame as plain values."""
    only = Table(table.name, table.label, (table.column(column),))
    return [row[column] for row in records(only, frame)]


def _show(write: Write, name: str, rows: pd.DataFrame, *, absent: bool) -> None:
    """Put rows out of sight, or back into it."""
    table = TABLE_OF[name]
    ids = [{"row": int(row_id)} for row_id in rows.index]
    if ids:
        query = sa.update(table).where(table.c.id == sa.bindparam("row"))
        write.connection.execute(query.values(absent=absent, updated=write.at), ids)


def _claim(write: Write, name: str, kept: pd.DataFrame, batch_id: int) -> None:
    """Remember of rows written by hand that an import knows them too."""
    table = TABLE_OF[name]
    ids = [{"row": int(row_id)} for row_id in kept.index[kept["batch_id"].isna()]]
    if ids:
        query = sa.update(table).where(table.c.id == sa.bindparam("row"))
        write.connection.execute(query.values(batch_id=batch_id), ids)


def _cell(table: Table, column: str, value: Any) -> Any:  # noqa: ANN401 - any cell
    if column.startswith(EXTRA):
        return value
    if value is None:
        return pd.NA if DTYPES[table.column(column).kind] == "Int64" else None
    return pd.Timestamp(value) if table.column(column).kind == "date" else value
