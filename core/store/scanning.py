"""Parquet files in a DuckDB: read from the disk, or from memory where they are locked.

DuckDB cannot write a locked file without its network extension, so locked ones pass through Arrow.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from core.store import kept_bytes, vault
from core.store.places import whole_file


def rows_of(
    engine: duckdb.DuckDBPyConnection, paths: Sequence[Path], *, numbered: bool = False
) -> str:
    """What stands behind FROM to read files, columns by their names.

    Args:
        engine: where it is asked; locked files are brought into it.
        paths: one file at least.
        numbered: with the number of each row in its file, as ``file_row_number``.
    """
    if not any(kept_bytes.is_locked(path) for path in paths):
        return _from_disk(paths, numbered=numbered)
    parts = [
        _from_memory(engine, path, numbered=numbered)
        if kept_bytes.is_locked(path)
        else _from_disk([path], numbered=numbered)
        for path in paths
    ]
    return f"({' UNION ALL BY NAME '.join(f'SELECT * FROM {part}' for part in parts)})"


def keep(engine: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    """Keep the rows of a query as a file, whole or not at all."""
    if vault.covering(target) is None:
        with whole_file(target) as temporary:
            engine.execute(f"COPY ({query}) TO '{_quoted(temporary)}' (FORMAT parquet)")
        return
    made = io.BytesIO()
    pq.write_table(engine.sql(query).to_arrow_table(), made)
    kept_bytes.write(target, made.getvalue())


def _from_disk(paths: Sequence[Path], *, numbered: bool) -> str:
    files = ", ".join(f"'{_quoted(path)}'" for path in paths)
    more = ", file_row_number=true" if numbered else ""
    return f"read_parquet([{files}], union_by_name=true{more})"


def _from_memory(engine: duckdb.DuckDBPyConnection, path: Path, *, numbered: bool) -> str:
    table = pq.read_table(kept_bytes.source(path))
    if numbered:
        numbers = pa.array(range(table.num_rows), pa.int64())
        table = table.append_column("file_row_number", numbers)
    name = f"locked_{uuid.uuid4().hex}"
    engine.register(name, table)
    return name


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")
