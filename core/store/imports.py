"""Imports: a file's tables come in as a whole or not at all, and go out again the same way."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import files, kept, kept_bytes, layers, lines, people, shapes, snapshots
from core.store.folding import over_ledger, refold
from core.store.frames import EXTRA, kept_frame
from core.store.journal import Write, new_id
from core.store.layers import Layer
from core.store.lines import Effect, Lines
from core.store.overlaps import CHOICES
from core.store.places import Place, flush
from core.store.recognise import recognised
from core.store.schema import BATCH, BUSINESS, MONEY_SCALE, STATE, UPLOAD
from core.store.snapshots import ListRow
from core.store.sweeping import clear
from core.store.upsert import Counts, apply
from core.tables import TABLES


@dataclass(frozen=True, slots=True)
class Batch:
    """One import.

    Attributes:
        id: its number, ascending in time.
        files: the names of its files.
        mapping: {field: header} of each sheet, as it was accepted.
        counts: what came of it: ``lines`` and ``lines_known`` (said by an earlier import too),
            ``lines_replaced`` (of earlier imports, no longer said), ``<table>_new``,
            ``<table>_updated``, ``<table>_unchanged``, ``erased_rows`` (left aside: of somebody
            who was erased), ``originals_removed`` (files that are no longer kept, for they named
            such a person), and what the reader counted.
        preset: the known export it was read as, or empty.
        source: whose customer numbers these are, empty for the ledger's own.
        sources: every named source of it: an upload may hold files of several shops.
        same_days: what it does to earlier lines of its days, see :mod:`core.store.overlaps`.
        purchases_files: where its lines lie.
        first_day, last_day: days of its purchases, none where it has none.
        currency, scale: of its amounts; ``has_amounts``: whether any line carries one.
        active: not undone.
        created: when, in Japan's time.
    """

    id: int
    files: tuple[str, ...]
    mapping: dict[str, Any]
    counts: dict[str, Any]
    preset: str
    first_day: dt.date | None
    last_day: dt.date | None
    currency: str
    scale: int
    has_amounts: bool
    active: bool
    created: dt.datetime
    lines: int = 0
    source: str = ""
    sources: tuple[str, ...] = ()
    same_days: str = ""
    purchases_files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """What is to be imported.

    Attributes:
        tables: checked frames by table name, without purchases.
        purchases: checked lines.
        currency, scale: of all amounts in them.
        files: (name, content) of every file.
        mapping, counts, preset: what the reader knows, kept as evidence.
        source: whose customer numbers these are; ``sources``: every named source of them.
        same_days: a choice of :mod:`core.store.overlaps`, empty for the first of them.
        shapes: how tables of a shape were matched, to be remembered.
        keep_originals: whether the files themselves are kept; not where they name somebody who
            was erased.
        exact: it is a whole ledger of ours, whose currency is told also without amounts.
        pairs: the owner's word about two customers: (one, other, decision).
        changes: settings.
        lists: call lists of past weeks.
        beside: {table: {free column: the field beside which it stands}}, see
            :class:`core.store.layers.Layer`.
    """

    tables: Mapping[str, pd.DataFrame]
    purchases: pd.DataFrame
    currency: str
    scale: int
    files: Sequence[tuple[str, bytes]]
    mapping: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    source: str = ""
    sources: Sequence[str] = ()
    same_days: str = ""
    shapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    keep_originals: bool = True
    exact: bool = False
    pairs: Sequence[tuple[str, str, str]] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    lists: Sequence[ListRow] = ()
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def commit(write: Write, place: Place, incoming: Incoming) -> int:
    """Take everything in, inside a transaction that writes; returns the import's number.

    Files are written first and whole; they count from the moment in which the transaction is
    durable. What a crash leaves behind is removed by
    :func:`core.store.sweeping.sweep`.

    Raises:
        StoreError: the amounts are in another currency or too fine to be kept.
        KeyError: no such choice about the same days.
    """
    check(write.connection, incoming)
    batch_id = _insert(write, incoming)
    clear(place, batch_id)
    _keep_uploads(write, place, batch_id, incoming)
    names = [name for name, _content in incoming.files]
    write.begin("import", {"files": names, "batch": batch_id}, batch_id)
    counts = dict(incoming.counts) | _commit_lines(write, place, batch_id, incoming)
    counts |= {} if incoming.keep_originals else {"originals_removed": len(incoming.files)}
    for name, layer in layers_of(write.connection, incoming):
        layers.write_layer(place, batch_id, name, layer)
        rows, folded = over_ledger(write.connection, place, name, layer)
        done = apply(write, name, rows, folded, batch_id)
        counts |= counts_of(name, done)
    shapes.remember(write, incoming.shapes, incoming.source)
    people.bring(write, incoming.pairs)
    kept.bring_settings(write, incoming.changes)
    snapshots.bring(write.connection, batch_id, incoming.lists, write.at)
    update = sa.update(BATCH).where(BATCH.c.id == batch_id).values(counts=counts)
    write.connection.execute(update)
    files.keep_import(write.connection, place, batch_id)
    return batch_id


def layers_of(connection: sa.Connection, incoming: Incoming) -> Iterator[tuple[str, Layer]]:
    """What is to be imported into each state table, in kept form, known rows under their keys."""
    for name in STATE:
        frame = incoming.tables.get(name)
        if frame is not None and not frame.empty:
            kept = kept_frame(TABLES[name], frame, scale=incoming.scale)
            beside = {f"{EXTRA}{c}": f for c, f in incoming.beside.get(name, {}).items()}
            yield name, Layer(recognised(connection, name, kept), beside)


def counts_of(name: str, done: Counts) -> dict[str, int]:
    """What an import does to a table, under the names of :attr:`Batch.counts`."""
    return {
        f"{name}_new": done.new,
        f"{name}_updated": done.updated,
        f"{name}_unchanged": done.unchanged,
    }


def set_active(write: Write, place: Place, batch_id: int, *, active: bool) -> None:
    """Undo an import, or do it again; the other imports and everything by hand stand as before."""
    query = sa.update(BATCH).where(BATCH.c.id == batch_id).values(active=active)
    write.connection.execute(query)
    for name in layers.tables(place, batch_id):
        refold(write, place, name, layers.keys(place, batch_id, name), batch_id)


def batches(connection: sa.Connection) -> list[Batch]:
    """All imports, oldest first, undone ones too."""
    return [_batch(row) for row in connection.execute(sa.select(BATCH).order_by(BATCH.c.id))]


def get(connection: sa.Connection, batch_id: int) -> Batch:
    """One import.

    Raises:
        StoreError: there is none of that number.
    """
    row = connection.execute(sa.select(BATCH).where(BATCH.c.id == batch_id)).first()
    if row is None:
        raise StoreError(_("There is no such import."))
    return _batch(row)


def holding(connection: sa.Connection, sha256: str) -> Batch | None:
    """The active import that this very file came with."""
    query = (
        sa.select(BATCH)
        .join(UPLOAD, UPLOAD.c.batch_id == BATCH.c.id)
        .where(UPLOAD.c.sha256 == sha256, BATCH.c.active)
        .order_by(BATCH.c.id.desc())
    )
    row = connection.execute(query).first()
    return _batch(row) if row else None


def lines_of(place: Place, batch: Batch) -> list[Lines]:
    """The purchases of an import, one for each of its files that holds any."""
    if batch.first_day is None or batch.last_day is None:
        return []
    mark = f"{batch.id}@{batch.created.isoformat()}"
    whole = batch.first_day.isoformat(), batch.last_day.isoformat()
    paths = [place.purchases / name for name in batch.purchases_files]
    return [
        Lines(
            f"{mark}/{path.name}", path, batch.scale,
            *(whole if len(paths) == 1 else lines.days_in(path)),
            batch.same_days, batch.source,
        )
        for path in paths
    ]  # fmt: skip


def check(connection: sa.Connection, incoming: Incoming) -> None:
    """Refuse what cannot be imported.

    Raises:
        StoreError: the amounts are in another currency or too fine to be kept.
        KeyError: no such choice about the same days.
    """
    if incoming.same_days and incoming.same_days not in CHOICES:
        raise KeyError(incoming.same_days)
    if incoming.scale > MONEY_SCALE:
        raise StoreError(_("Amounts with more than {n} decimals cannot be kept.", n=MONEY_SCALE))
    held = connection.execute(sa.select(BATCH.c.currency).where(BATCH.c.active)).scalars()
    for currency in set(held) - {incoming.currency, ""}:
        if incoming.currency:
            raise StoreError(
                _(
                    "This file is in {currency}, but the ledger is kept in {ledger}. "
                    "Please make a business of its own for it.",
                    currency=incoming.currency,
                    ledger=currency,
                )
            )


def _insert(write: Write, incoming: Incoming) -> int:
    bought = incoming.purchases
    days = bought["date"] if len(bought) else pd.Series(dtype="datetime64[us]")
    amounts = bool(len(bought)) and bool(bought["amount"].notna().any())
    values = {
        "files": [name for name, _content in incoming.files],
        "mapping": dict(incoming.mapping),
        "counts": {},
        "preset": incoming.preset,
        "purchases_file": "",
        "lines": len(bought),
        "min_day": days.min().date() if len(days) else None,
        "max_day": days.max().date() if len(days) else None,
        "currency": incoming.currency if amounts else "",
        "scale": incoming.scale,
        "has_amounts": amounts,
        "active": True,
        "created": write.at,
        "source": _joined(incoming),
        "same_days": incoming.same_days or CHOICES[0],
    }
    done = write.connection.execute(sa.insert(BATCH).values(**values))
    if amounts or incoming.exact:
        write.connection.execute(sa.update(BUSINESS).values(currency=incoming.currency))
    return new_id(done)


def _keep_uploads(write: Write, place: Place, batch_id: int, incoming: Incoming) -> None:
    for name, content in incoming.files:
        sha256 = hashlib.sha256(content).hexdigest()
        if incoming.keep_originals:
            _keep_original(place.uploads / sha256, content)
        values = {"batch_id": batch_id, "name": name, "sha256": sha256, "size": len(content)}
        write.connection.execute(sa.insert(UPLOAD).values(**values))


def _keep_original(target: Path, content: bytes) -> None:
    if target.exists():
        flush(target.parent)  # who wrote it may have died before
    else:
        kept_bytes.write(target, content)


def _commit_lines(write: Write, place: Place, batch_id: int, incoming: Incoming) -> dict[str, int]:
    if incoming.purchases.empty:
        return {}
    earlier = active_lines(write.connection, place)
    paths = write_lines(place, str(batch_id), incoming)
    update = sa.update(BATCH).where(BATCH.c.id == batch_id)
    names = "\n".join(path.name for path in paths)
    write.connection.execute(update.values(purchases_file=names))
    said = lines_of(place, get(write.connection, batch_id))
    return counts_of_lines(incoming, lines.effect(place, earlier, said, scale=MONEY_SCALE))


def write_lines(place: Place, name: str, incoming: Incoming) -> list[Path]:
    """Keep the lines to come, those of each file in one of their own.

    A file of an upload is to an earlier one of it what an import is to an earlier import: months
    that stand in both of two files chosen together count once too.
    """
    paths = []
    for number, (_file, frame) in enumerate(parts_of(incoming), start=1):
        part = name if number == 1 else f"{name}-{number}"
        path = place.purchases / f"{part}.parquet"
        lines.write_lines(path, frame, source=incoming.source, sources=incoming.sources)
        paths.append(path)
    return paths


def parts_of(incoming: Incoming) -> list[tuple[str, pd.DataFrame]]:
    """(file, its lines) of each file that holds any, in their order."""
    bought = incoming.purchases
    if "source_file" not in bought:
        return [("", bought)]
    groups = bought.groupby(bought["source_file"].to_numpy(), sort=False)
    return [(str(file), part) for file, part in groups]


def counts_of_lines(incoming: Incoming, effect: Effect) -> dict[str, int]:
    """What an import does to the lines of purchases, under the names of :attr:`Batch.counts`."""
    return {
        "lines": len(incoming.purchases),
        "lines_known": effect.known,
        "lines_replaced": effect.replaced,
    }


def active_lines(connection: sa.Connection, place: Place) -> list[Lines]:
    """The purchases of all imports that count, oldest first."""
    said = [b for b in batches(connection) if b.active]
    return [found for b in said for found in lines_of(place, b)]


def _joined(incoming: Incoming) -> str:
    """The import's own source first, then the further ones, one a line."""
    further = [name for name in incoming.sources if name and name != incoming.source]
    return "\n".join([incoming.source, *further])


def _batch(row: sa.Row[Any]) -> Batch:
    source, *further = row.source.split("\n")
    return Batch(
        id=row.id,
        files=tuple(row.files),
        mapping=row.mapping,
        counts=row.counts,
        preset=row.preset,
        first_day=row.min_day,
        last_day=row.max_day,
        currency=row.currency,
        scale=row.scale,
        has_amounts=row.has_amounts,
        active=row.active,
        created=dt.datetime.fromisoformat(row.created),
        lines=row.lines,
        source=source,
        sources=tuple(name for name in (source, *further) if name),
        same_days=row.same_days,
        purchases_files=tuple(name for name in row.purchases_file.split("\n") if name),
    )
