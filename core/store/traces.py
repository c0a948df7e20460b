"""Where a person stands in a ledger: their numbers, their own rows, texts about others.

Read only. What is found here is what :mod:`core.store.erase` takes away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import sqlalchemy as sa

from core.store import imports, parquet
from core.store.frames import EXTRA
from core.store.places import Place
from core.store.schema import (
    BATCH,
    CALL_WEEK,
    JOURNAL,
    SAME_PERSON,
    SETTING,
    SHAPE,
    SNAPSHOT,
    STATE,
    TABLE_OF,
)
from core.tables import ORIGIN, TABLES

#: A customer's own description: what stands there is theirs, also where it is the same.
OWN = frozenset({
    "customer_id", "name", "kana", "call_name", "contact_person", "department", "phone",
    "phone_other", "email", "line", "address", "postal_code",
})  # fmt: skip
#: Columns that hold names of our own staff and shops.
_OURS = frozenset({"staff", "store", "by_whom"})
#: Lists of things that are no customers.
_NO_CUSTOMERS = frozenset({"staff", "stores"})
_CUSTOMER = TABLES["customers"].names
#: What is kept of a week: lists of customers, and customers by their number.
LISTS = (CALL_WEEK.c.rows, SNAPSHOT.c.rows)


@dataclass(frozen=True, slots=True)
class Trace:
    """A text about somebody else, or about nobody.

    Attributes:
        text: as it stands.
        where: ``table.column`` where an import may bring it again, else empty.
        customer_id: whom it is about, empty where it is not known.
        now: it stands in a row that can be seen; else in the past of one, or in a file.
    """

    text: str
    where: str = ""
    customer_id: str = ""
    now: bool = False


def id_columns(name: str) -> list[str]:
    """The columns of a table that hold a customer's or a household's number."""
    return [c.name for c in TABLES[name].columns if c.kind == "id" and c.name != "order_id"]


def free_texts(name: str) -> list[str]:
    """The columns of a table in which anything may be written."""
    mine = OWN if name == "customers" else frozenset()
    texts = [c.name for c in TABLES[name].columns if c.kind == "text"]
    return [] if name in _NO_CUSTOMERS else [c for c in texts if c not in mine | _OURS]


# Numbers


def known_ids(connection: sa.Connection, place: Place) -> set[str]:
    """Every customer number that stands anywhere in a ledger."""
    found: set[str] = set()
    for name in STATE:
        for column in id_columns(name):
            found |= set(
                connection.execute(sa.select(TABLE_OF[name].c[column]).distinct()).scalars()
            )
    found |= set(connection.execute(sa.select(JOURNAL.c.customer_id).distinct()).scalars())
    for side in (SAME_PERSON.c.one, SAME_PERSON.c.other):
        found |= set(connection.execute(sa.select(side)).scalars())
    for _name, path in files(connection, place):
        table = parquet.read(path)
        for column in set(table.column_names) & _ids_anywhere():
            found |= {str(v) for v in pc.unique(table.column(column)).to_pylist() if v}
    return found - {""}


def _ids_anywhere() -> set[str]:
    return {column for name in TABLES for column in id_columns(name)}


def files(connection: sa.Connection, place: Place) -> Iterator[tuple[str, Path]]:
    """(table, file) of everything that the imports said, undone ones too."""
    for batch in imports.batches(connection):
        for name in batch.purchases_files:
            yield "purchases", place.purchases / name
        for path in sorted((place.layers / str(batch.id)).glob("*.parquet")):
            yield path.stem, path


# What is theirs


def descriptions(connection: sa.Connection, place: Place, ids: frozenset[str]) -> pd.DataFrame:
    """Everything that was ever said of who they are: rows of the customer ledger, all text."""
    found = [dict(row) for row in _customer_rows(connection, ids)]
    for entry in connection.execute(_entries(JOURNAL.c.customer_id.in_(ids))).mappings():
        for said in (entry["before"], entry["after"]):
            if entry["table_name"] == "customers" and isinstance(said, Mapping):
                found.append({**said, "customer_id": entry["customer_id"]})
    for name, path in files(connection, place):
        if name == "customers":
            table = parquet.read(path)
            own = table.filter(parquet.among(table, "customer_id", ids))
            found += own.select([c for c in _CUSTOMER if c in own.column_names]).to_pylist()
    rows = [{c: row.get(c) for c in _CUSTOMER} for row in found]
    frame = pd.DataFrame(rows, columns=_CUSTOMER).astype("object")
    texts = frame.where(frame.notna(), "").astype("str")
    return texts.drop_duplicates(ignore_index=True)


def _customer_rows(connection: sa.Connection, ids: frozenset[str]) -> Iterator[dict[str, Any]]:
    kept = TABLE_OF["customers"]
    query = sa.select(kept).where(kept.c.customer_id.in_(ids))
    for row in connection.execute(query).mappings():
        yield dict(row)
        yield {**row, **row["underneath"]}


def _entries(where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(JOURNAL).where(where).order_by(JOURNAL.c.id)


def counted(connection: sa.Connection, ids: frozenset[str]) -> dict[str, int]:
    """{table: rows about them}, hidden ones too, without tables that have none."""
    found = Counter[str]()
    for name in STATE:
        table = TABLE_OF[name]
        if "customer_id" in table.c:
            query = sa.select(sa.func.count()).where(table.c.customer_id.in_(ids))
            found[name] = int(connection.execute(query).scalar_one())
    return {name: number for name, number in found.items() if number}


# Texts about others


def texts_of_others(
    connection: sa.Connection, place: Place, ids: frozenset[str]
) -> Iterator[Trace]:
    """Every text in which a person may be named without the row being theirs."""
    for name in STATE:
        yield from _in_rows(connection, name, ids)
    yield from _in_journal(connection, ids)
    yield from _in_lists(connection, ids)
    for name, path in files(connection, place):
        yield from _in_file(name, path, ids)


def _in_rows(connection: sa.Connection, name: str, ids: frozenset[str]) -> Iterator[Trace]:
    table, columns = TABLE_OF[name], free_texts(name)
    named = "customer_id" in table.c
    about = table.c.customer_id if named else sa.literal("").label("customer_id")
    others = about.not_in(ids) if named else sa.true()
    wanted = (table.c[c] for c in (*columns, "extra", "underneath", "absent", "deleted"))
    for row in connection.execute(sa.select(about, *wanted).where(others)).mappings():
        said: dict[str, Any] = {c: row[c] for c in columns}
        now = not row["absent"] and not row["deleted"]
        customer = str(row["customer_id"])
        for column, text in _of_row(said | {"extra": row["extra"]}):
            yield Trace(text, f"{name}.{column}", customer, now)
        for column, text in _of_row(_free(name, row["underneath"])):
            yield Trace(text, f"{name}.{column}", customer)


def _of_row(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(column, text) of a row; free columns under ``extra.<header>``."""
    for column, value in said.items():
        if column == "extra" and isinstance(value, Mapping):
            yield from ((f"{EXTRA}{header}", str(text)) for header, text in value.items() if text)
        elif isinstance(value, str) and value:
            yield column, value


def _free(name: str, said: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    wanted = {*free_texts(name), "extra"} if name in TABLES else set()
    return {c: v for c, v in said.items() if c in wanted} if isinstance(said, Mapping) else {}


def _in_journal(connection: sa.Connection, ids: frozenset[str]) -> Iterator[Trace]:
    others = JOURNAL.c.customer_id.not_in(ids) & (JOURNAL.c.table_name != SAME_PERSON.name)
    for row in connection.execute(_entries(others)):
        for said in (row.before, row.after):
            if row.table_name in TABLES:
                texts: Iterable[str] = (text for _c, text in _of_row(_free(row.table_name, said)))
            else:
                texts = in_json(said)
            yield from (Trace(text, customer_id=row.customer_id) for text in texts)


def _in_lists(connection: sa.Connection, ids: frozenset[str]) -> Iterator[Trace]:
    """Kept lists, settings, how files were matched, names of files."""
    kept = (*LISTS, SETTING.c.value, BATCH.c.files, BATCH.c.mapping, SHAPE.c.choices)
    for column in kept:
        for value in connection.execute(sa.select(column)).scalars():
            others = without(value, ids) if column in LISTS else value
            yield from (Trace(text) for text in in_json(others))


def _in_file(name: str, path: Path, ids: frozenset[str]) -> Iterator[Trace]:
    table = parquet.read(path)
    if "customer_id" in table.column_names:
        table = table.filter(pc.invert(parquet.among(table, "customer_id", ids)))
    wanted = {*free_texts(name), *ORIGIN}
    columns = [c for c in parquet.text_columns(table) if c in wanted or c.startswith(EXTRA)]
    for column, texts in parquet.texts(table.select(columns)):
        yield from (Trace(text, f"{name}.{column}") for text in texts)


def in_json(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """The texts of plain JSON but those that describe a customer, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from in_json(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            if key not in OWN:
                yield from in_json(item)


def without(value: Any, ids: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON
    """What is kept of a week without these customers, in lists and by their number."""
    if isinstance(value, list):
        return [without(item, ids) for item in value if not _about(item, ids)]
    if isinstance(value, Mapping):
        return {key: without(item, ids) for key, item in value.items() if key not in ids}
    return value


def _about(value: Any, ids: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON
    number = value.get("customer_id") if isinstance(value, Mapping) else value
    return isinstance(number, str) and number in ids
