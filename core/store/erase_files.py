"""The files' half of an erasure: lines, layers and originals without the person.

New files of lines are written beside the old ones, under names of their own, and count from the
moment in which the transaction is durable. Layers keep their names, so they are made ready in
``erasing/`` and moved over the old ones afterwards; what is to be dropped is noted there.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from core.store import files, imports, kept_bytes, parquet, traces
from core.store.erase_rows import Changes
from core.store.faults import said
from core.store.frames import EXTRA
from core.store.imports import Batch
from core.store.journal import Write
from core.store.places import Place, flush, remove_folder, write_text
from core.store.schema import BATCH, UPLOAD
from core.store.tombstones import slip
from core.tables import ORIGIN

#: Names of files that are to be dropped once the erasure is durable, one a line.
DROP = "drop"
#: How often the same file may be packed into another, as an attachment in a workbook.
_DEPTH = 3
#: A member of an archive that is larger than this holds no names but a picture.
_LARGEST = 512 * 1024 * 1024


def erase_files(write: Write, place: Place, changes: Changes, words: Collection[str]) -> None:
    """Write the files anew without the person, and note which old ones are to be dropped.

    Args:
        write: the action; the imports' rows are brought to the new files.
        place: the business.
        changes: what goes.
        words: what the person is called, letter by letter, for originals that were not read.
    """
    dropped: list[Path] = []
    named: set[int] = set()
    for batch in imports.batches(write.connection):
        lines, layers = _lines(write, place, batch, changes), _layers(place, batch, changes)
        dropped += [*lines, *(path for path, made in layers if made is None)]
        for path, made in layers:
            if made is not None:
                files.keep_as(write.connection, place, path, made)
        if lines or layers:
            named.add(batch.id)
    dropped += _originals(write.connection, place, named, words)
    files.forget(write.connection, place, dropped)
    names = [path.relative_to(place.folder).as_posix() for path in dropped]
    write_text(place.erasing / DROP, "".join(f"{name}\n" for name in names))


def _lines(write: Write, place: Place, batch: Batch, changes: Changes) -> list[Path]:
    """Files of lines that are no longer the import's."""
    names: list[str] = []
    old: list[Path] = []
    for name in batch.purchases_files:
        path = place.purchases / name
        before = parquet.read(path)
        after = lines_without(before, changes)
        if after is before:
            names.append(name)
            continue
        old.append(path)
        if after.num_rows:
            names.append(f"{name.split('.')[0]}.{write.id}.parquet")
            parquet.write(place.purchases / names[-1], after)
            files.keep(write.connection, place, [place.purchases / names[-1]])
    if old:
        values = _said_of([parquet.read(place.purchases / name) for name in names], batch)
        update = sa.update(BATCH).where(BATCH.c.id == batch.id)
        write.connection.execute(update.values(purchases_file="\n".join(names), **values))
    return old


def lines_without(table: pa.Table, changes: Changes) -> pa.Table:
    """Lines without the person, or with theirs under a number that says nothing.

    The same table where nothing changes.
    """
    table = parquet.without(table, "customer_id", changes.ids - changes.kept)
    table = _texts(table, "purchases", changes)
    theirs = parquet.among(table, "customer_id", changes.kept)
    for column in parquet.text_columns(table):
        if column.startswith(EXTRA):
            table = parquet.filled(table, column, theirs, "")
    table = parquet.mapped(table, "order_id", partial(slip, changes.keyed), theirs)
    table = parquet.filled(table, ORIGIN[2], theirs, 0)
    return parquet.mapped(table, "customer_id", changes.buyer)


def _said_of(tables: list[pa.Table], batch: Batch) -> dict[str, Any]:
    """What an import's own row says of its lines."""
    days = [day for table in tables for day in pc.unique(table.column("date")).to_pylist()]
    amounts = any(table.column("amount").null_count < table.num_rows for table in tables)
    return {
        "lines": sum(table.num_rows for table in tables),
        "min_day": min(days).date() if days else None,
        "max_day": max(days).date() if days else None,
        "has_amounts": amounts,
        "currency": batch.currency if amounts else "",
    }


def _layers(place: Place, batch: Batch, changes: Changes) -> list[tuple[Path, Path | None]]:
    """(layer of an import that changes, the new one made ready or none where nothing is left)."""
    found: list[tuple[Path, Path | None]] = []
    for path in sorted((place.layers / str(batch.id)).glob("*.parquet")):
        before = parquet.read(path)
        after = layer_without(before, path.stem, changes)
        if after is before:
            continue
        made = place.erasing / path.relative_to(place.folder) if after.num_rows else None
        if made is not None:
            parquet.write(made, after)
        found.append((path, made))
    return found


def layer_without(table: pa.Table, name: str, changes: Changes) -> pa.Table:
    """What an import said about a table, without the person; the same where nothing changes."""
    if "customer_id" in table.column_names:
        table = parquet.without(table, "customer_id", changes.ids)
    if name == "referrals":
        introduced = parquet.among(table, "referred_id", changes.ids)
        table = parquet.filled(table, "referred_name", introduced, "")
    for column in traces.id_columns(name):
        table = parquet.mapped(table, column, partial(changes.number, column))
    table = _texts(table, name, changes)
    keys = changes.keys.get(name, {})
    return parquet.mapped(table, "import_key", lambda key: keys.get(key, key))


def _texts(table: pa.Table, name: str, changes: Changes) -> pa.Table:
    wanted = {*traces.free_texts(name), *ORIGIN}
    for column in parquet.text_columns(table) if changes.texts else ():
        if column in wanted or column.startswith(EXTRA):
            table = parquet.mapped(table, column, changes.text)
    return table


# Originals


def _originals(
    connection: sa.Connection, place: Place, named: set[int], words: Collection[str]
) -> list[Path]:
    """Originals that name the person; their imports say from now on that they are gone."""
    gone = originals_naming(connection, place, named, words)
    held = connection.execute(sa.select(UPLOAD.c.batch_id, UPLOAD.c.sha256)).all()
    for batch in imports.batches(connection):
        number = len({row.sha256 for row in held if row.batch_id == batch.id} & gone)
        if number:
            counts = batch.counts | {"originals_removed": number}
            update = sa.update(BATCH).where(BATCH.c.id == batch.id).values(counts=counts)
            connection.execute(update)
    return [place.uploads / name for name in sorted(gone)]


def originals_naming(
    connection: sa.Connection, place: Place, named: set[int], words: Collection[str]
) -> set[str]:
    """The SHA-256 of kept originals that name a person.

    Those of imports that named the person; of the others those in which a word of them stands,
    for a part of a file may not have been read.
    """
    marks = _written(words)
    there = {path.name for path in place.uploads.glob("*")}
    if files.on_server(connection):
        there = {path.name for path in files.known(connection, place)}
    found = set()
    for row in connection.execute(sa.select(UPLOAD.c.batch_id, UPLOAD.c.sha256)):
        if row.sha256 in there and row.sha256 not in found:
            path = place.uploads / row.sha256
            if row.batch_id in named or _named_in(_read(connection, place, path), marks):
                found.add(row.sha256)
    return found


def _read(connection: sa.Connection, place: Place, path: Path) -> bytes:
    return kept_bytes.read(files.fetch(connection, place, path))


def naming_batches(connection: sa.Connection, place: Place, changes: Changes) -> set[int]:
    """The imports that named the person; nothing is written."""
    found = set()
    for batch in imports.batches(connection):
        bought = (place.purchases / name for name in batch.purchases_files)
        tables = ((lines_without(t, changes), t) for t in map(parquet.read, bought))
        paths = sorted((place.layers / str(batch.id)).glob("*.parquet"))
        layers = ((layer_without(t, p.stem, changes), t) for p in paths for t in [parquet.read(p)])
        if any(after is not before for pairs in (tables, layers) for after, before in pairs):
            found.add(batch.id)
    return found


def _written(words: Iterable[str]) -> list[bytes]:
    """Words as they may stand in a file."""
    found = set()
    for word in words:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp"):
            with contextlib.suppress(UnicodeEncodeError):
                found.add(word.encode(encoding))
    return sorted(found, key=len)


def _named_in(content: bytes, marks: list[bytes], depth: int = 0) -> bool:
    if any(mark in content for mark in marks):
        return True
    return depth < _DEPTH and any(
        _named_in(member, marks, depth + 1) for member in _members(content)
    )


def _members(content: bytes) -> Iterator[bytes]:
    """The parts of a packed file; of one that cannot be unpacked none."""
    if not content.startswith(b"PK"):
        return
    broken = (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error)
    with contextlib.suppress(*broken), zipfile.ZipFile(BytesIO(content)) as packed:
        for member in packed.infolist():
            if member.file_size <= _LARGEST:
                yield packed.read(member)


# Once the transaction is durable


def move_in(place: Place) -> None:
    """Put the layers that were made ready in their places; any number of times, by anybody."""
    ready = place.erasing / "layers"
    with said():
        for path in sorted(ready.rglob("*.parquet")):
            target = place.layers / path.relative_to(ready)
            with contextlib.suppress(FileNotFoundError):  # another window was quicker
                path.replace(target)
            flush(target.parent)


def drop_old(place: Place) -> None:
    """Remove the files of before, and everything that was made of them."""
    with said():
        listed = place.erasing / DROP
        names = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
        for name in names:
            (place.folder / name).unlink(missing_ok=True)
        remove_folder(place.cache)
