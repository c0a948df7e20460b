"""Parquet files of a business, column by column: the texts in them, and the same rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.store import kept_bytes
from core.store.faults import said


def read(path: Path) -> pa.Table:
    """A file as it stands, with what pandas notes about it."""
    with said():
        return pq.read_table(kept_bytes.source(path))


def write(path: Path, table: pa.Table) -> None:
    """Write a file whole or not at all."""
    kept_bytes.write_with(path, partial(pq.write_table, table))


def texts(table: pa.Table) -> Iterator[tuple[str, list[str]]]:
    """(column, its different texts) of every text column."""
    for name in text_columns(table):
        found = pc.unique(table.column(name).cast(pa.large_string())).to_pylist()
        yield name, [text for text in found if text]


def text_columns(table: pa.Table) -> list[str]:
    """The names of all text columns."""
    kinds = (pa.types.is_string, pa.types.is_large_string)
    return [field.name for field in table.schema if any(kind(field.type) for kind in kinds)]


def among(table: pa.Table, column: str, wanted: frozenset[str]) -> pa.ChunkedArray:
    """For each row whether its text in a column is one of the wanted; none without the column."""
    values = table.column(column).cast(pa.large_string())
    return pc.is_in(values, value_set=pa.array(sorted(wanted), pa.large_string()))


def without(table: pa.Table, column: str, gone: frozenset[str]) -> pa.Table:
    """The table without the rows whose text in a column is gone; the same table where none is."""
    found = among(table, column, gone)
    return table.filter(pc.invert(found)) if pc.any(found).as_py() else table


def filled(table: pa.Table, column: str, rows: pa.ChunkedArray, value: str | int) -> pa.Table:
    """The table with a value in a column of some rows; the same table where there are none."""
    if not pc.any(rows).as_py():
        return table
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    new = pc.if_else(rows, pa.scalar(value, field.type), table.column(column))
    return table.set_column(at, field, new)


def mapped(
    table: pa.Table,
    column: str,
    said_as: Callable[[str], str],
    rows: pa.ChunkedArray | None = None,
) -> pa.Table:
    """The table with the texts of a column said otherwise; the same table where none is.

    Args:
        table: the table.
        column: which column.
        said_as: a text as it is said from now on.
        rows: only in these rows.
    """
    values = table.column(column).cast(pa.large_string())
    meant = values if rows is None else values.filter(rows)
    different = [text for text in pc.unique(meant).to_pylist() if text is not None]
    changed: Mapping[str, str] = {t: new for t in different if (new := said_as(t)) != t}
    if not changed:
        return table
    olds = pa.array(list(changed), pa.large_string())
    place = pc.index_in(values, value_set=olds)
    news = pa.array(list(changed.values()), pa.large_string()).take(place.combine_chunks())
    kept = pc.coalesce(pa.chunked_array([news]), values)
    kept = kept if rows is None else pc.if_else(rows, kept, values)
    at = table.schema.get_field_index(column)
    return table.set_column(at, table.schema.field(at), kept.cast(table.schema.field(at).type))
