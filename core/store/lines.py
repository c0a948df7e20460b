"""Lines of purchases: one immutable Parquet file for each import, and which of them count.

Exports are mostly cumulative: January to June, then January to July, some lines corrected. What a
later import does to an earlier one of the same source is decided pair by pair (docs/decisions,
007); imports of different sources are always added up. Files are never rewritten. What is left of
an earlier file lies in the cache under a name made of everything it depends on, and is made again
when it is missing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.store import kept_bytes, overlaps, scanning
from core.store.frames import EXTRA
from core.store.places import Place, write_text
from core.tables import ORIGIN, TABLES

#: Column of a line's source, behind the others; empty for the ledger's own.
SOURCE = "source"
_MONEY = [c.name for c in TABLES["purchases"].columns if c.kind == "money"]
#: Changes when the rules of :mod:`core.store.overlaps` do, so that no stale cache is read.
_FORM = "3"
#: Of a file under the ids of joined customers so many versions stay in the cache.
_VERSIONS = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The purchases of one import.

    Attributes:
        mark: which import, never given twice.
        path: its file; ``scale``: decimals of its amounts.
        first, last: its days, as ISO text.
        same_days: what it does to earlier lines of its days, see :mod:`core.store.overlaps`.
        source: of lines whose file does not say it.
        notes: where comparisons with it are noted, none for the business's cache.
    """

    mark: str
    path: Path
    scale: int
    first: str
    last: str
    same_days: str = ""
    source: str = ""
    notes: Path | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a later import does to an earlier one.

    Attributes:
        left: the file of the lines that still count; none when no line is left.
        known: lines that the later one says again; ``replaced``: that it no longer says.
        amount: sum of the replaced lines, in the finer scale of the two imports.
        period: the days that both speak of and that no slip number tells apart.
    """

    left: Path | None
    known: int = 0
    replaced: int = 0
    amount: int = 0
    period: overlaps.Period | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an import does to all earlier ones: lines known again, replaced, and their sum."""

    known: int = 0
    replaced: int = 0
    amount: int = 0

    def and_more(self, one: Overlap, up: int) -> Effect:
        """This and what is done to one more; its sum is brought to our decimals by ``up``."""
        amount = self.amount + one.amount * up
        return Effect(self.known + one.known, self.replaced + one.replaced, amount)


def write_lines(
    path: Path, frame: pd.DataFrame, *, source: str = "", sources: Sequence[str] = ()
) -> Path:
    """Keep the lines of an import: template's columns, origin, free columns as ``extra.…``.

    Args:
        path: where to.
        frame: checked lines.
        source: whose lines these are.
        sources: further named sources, told from the customer's number (``本店:001``).
    """
    table = TABLES["purchases"]
    shaped = table.shape(frame).reset_index(drop=True)
    for name, empty in zip(ORIGIN, ("", "", 0), strict=True):
        if name not in shaped:
            shaped[name] = pd.Series(empty, index=shaped.index)
    free = [n for n in shaped.columns if n not in {*table.names, *ORIGIN}]
    shaped[free] = shaped[free].astype("str").fillna("")
    shaped = shaped.rename(columns={n: f"{EXTRA}{n}" for n in free})
    whose = pd.Series(source, index=shaped.index, dtype="str")
    for name in sources:
        whose = whose.mask(shaped["customer_id"].str.startswith(f"{name}:"), name)
    shaped[SOURCE] = whose
    kept_bytes.write_with(path, partial(shaped.to_parquet, index=False))
    return path


#: What a file was when it was looked through: its size and when it was written. An import after a
#: restored backup may have the number, and so the path, of one that is gone.
Stamp = tuple[int, int]


def _stamp(path: Path) -> Stamp:
    try:
        said = path.stat()
    except OSError:
        return 0, 0  # whoever opens it says what is wrong
    return said.st_size, said.st_mtime_ns


def days_in(path: Path) -> tuple[str, str]:
    """The first and the last day of a file of lines, as ISO text."""
    return _days_in(path, _stamp(path))


@lru_cache(maxsize=4096)
def _days_in(path: Path, stamp: Stamp) -> tuple[str, str]:
    days = pq.read_table(kept_bytes.source(path), columns=["date"]).column("date")
    ends = pc.min_max(days)
    return ends["min"].as_py().date().isoformat(), ends["max"].as_py().date().isoformat()


def first_after(paths: Sequence[Path], day: dt.date) -> set[str]:
    """Customers whose first line is later than a day."""
    if not paths:
        return set()
    with _counting() as engine:
        query = f"""SELECT customer_id FROM {scanning.rows_of(engine, paths)}
            GROUP BY customer_id HAVING min(date) > ?"""
        return {row[0] for row in engine.execute(query, [day]).fetchall()}


def counting(place: Place, imports: Sequence[Lines], scale: int) -> tuple[Path, ...]:
    """The files whose lines count, oldest import first, amounts in ``scale`` decimals."""
    paths = []
    for number, lines in enumerate(imports):
        left = left_beside(place, lines, imports[number + 1 :])
        if left:
            paths.append(_scaled(place, lines, left, scale - lines.scale))
    return tuple(paths)


def effect(
    place: Place,
    earlier: Sequence[Lines],
    coming: Sequence[Lines],
    *,
    scale: int,
) -> Effect:
    """What the files of an import do to earlier imports, and to each other in their order.

    Args:
        place: the business.
        earlier: all that count, oldest first.
        coming: the import's own.
        scale: decimals of the sum.
    """
    total = Effect()
    for number, later in enumerate(coming):
        before = [*earlier, *coming[:number]]
        for turn, lines in enumerate(before):
            left = left_beside(place, lines, before[turn + 1 :])
            if left:
                one = overlap(place, lines, left, later)
                up = 10 ** (scale - max(lines.scale, later.scale))
                total = total.and_more(one, up)
    return total


def left_beside(place: Place, lines: Lines, laters: Sequence[Lines]) -> Path | None:
    """The file of the lines that still count beside later imports; none when none is left."""
    left: Path | None = lines.path
    for later in laters:
        left = overlap(place, lines, left, later).left if left else None
    return left


def overlap(place: Place, lines: Lines, left: Path, later: Lines) -> Overlap:
    """What is left of an import's lines beside a later import.

    Args:
        place: the business.
        lines: the earlier import.
        left: the file of its lines that still count beside the imports in between.
        later: the later import.
    """
    if later.first > lines.last or later.last < lines.first:
        return Overlap(left)
    mark = _mark(_FORM, lines.mark, left.stem, later.mark, str(lines.scale), str(later.scale))
    folder = later.notes or place.cache / "lines"
    note, target = folder / f"{mark}.json", folder / f"{mark}.parquet"
    if not note.exists():
        write_text(note, json.dumps(_compare(lines, left, later, target)))
    noted = json.loads(note.read_text(encoding="utf-8"))
    said = overlaps.Tally(**noted["tally"])
    period = overlaps.Period(**noted["period"]) if noted["period"] else None
    if not said.dropped:
        return Overlap(left, period=period)
    if said.rest and not target.exists():
        _compare(lines, left, later, target)
    replaced = said.dropped - said.known
    return Overlap(target if said.rest else None, said.known, replaced, said.amount, period)


def latest_day(paths: Sequence[Path], until: str) -> str:
    """The last day of any line that is not after ``until``; empty when there is none."""
    return _latest_day(tuple(paths), tuple(map(_stamp, paths)), until) if paths else ""


@lru_cache(maxsize=64)
def _latest_day(paths: tuple[Path, ...], stamps: tuple[Stamp, ...], until: str) -> str:
    with _counting() as engine:
        query = f"SELECT max(date) FROM {scanning.rows_of(engine, paths)} WHERE date <= $day"
        row = engine.execute(query, {"day": until}).fetchone()
    return row[0].date().isoformat() if row and row[0] else ""


def _compare(lines: Lines, left: Path, later: Lines, target: Path) -> dict[str, Any]:
    """Count the lines that go, and write the rest where it is not all or nothing; what to note."""
    with _both(lines, left, later) as engine:
        overlaps.compare(engine)
        tally = overlaps.judge(engine, later.same_days)
        if tally.rest and tally.dropped:
            scanning.keep(engine, overlaps.REST, target)
        period = overlaps.period(engine)
    return {"tally": asdict(tally), "period": period and asdict(period)}


@contextlib.contextmanager
def _both(lines: Lines, left: Path, later: Lines) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that holds both imports as ``mine`` and ``theirs``, amounts in one scale."""
    finer = max(lines.scale, later.scale)
    with _counting() as engine:
        for name, said, path in (("mine", lines, left), ("theirs", later, later.path)):
            factor = 10 ** (finer - said.scale)
            overlaps.load(engine, name, path, factor=factor, source=said.source)
        yield engine


def _scaled(place: Place, lines: Lines, path: Path, decimals: int) -> Path:
    """The same lines with amounts in more decimals."""
    if decimals == 0:
        return path
    mark = _mark(_FORM, lines.mark, path.stem, f"scale{decimals}")
    target = place.cache / "lines" / f"{mark}.parquet"
    if not target.exists():
        money = ", ".join(f"{name} * {10**decimals} AS {name}" for name in _MONEY)
        with _counting() as engine:
            query = f"SELECT * REPLACE ({money}) FROM {scanning.rows_of(engine, [path])}"
            scanning.keep(engine, query, target)
    return target


def under_one_id(
    place: Place, paths: Sequence[Path], aliases: Mapping[str, str],
    known: dict[str, dict[str, str]],
) -> tuple[Path, ...]:  # fmt: skip
    """The same files, those with lines of a joined customer under the id that stands for it.

    Args:
        place: the business; its cache keeps the newest few of each file.
        paths: see :func:`counting`.
        aliases: {id: the id that stands for it}.
        known: {mark of a file: those of ``aliases`` with lines in it}; what is looked for is
            added, for files are never rewritten.
    """
    if not aliases:
        return tuple(paths)
    return tuple(_renamed(place, path, aliases, known) for path in paths)


def _renamed(
    place: Place, path: Path, aliases: Mapping[str, str], known: dict[str, dict[str, str]]
) -> Path:
    size, written = path.stat().st_size, path.stat().st_mtime_ns
    origin = _mark(path.stem, str(size), str(written))
    if origin not in known:
        with _beside_aliases(path, aliases) as (engine, file):
            rows = engine.execute(f"SELECT DISTINCT id FROM alias JOIN {file} ON customer_id = id")
            known[origin] = {id_: aliases[id_] for (id_,) in rows.fetchall()}
    found = known[origin]
    if not found:
        return path
    target = place.cache / "lines" / f"{origin}-{_mark(json.dumps(sorted(found.items())))}.parquet"
    if not target.exists():
        with _beside_aliases(path, found) as (engine, file):
            query = f"""SELECT lines.* EXCLUDE (file_row_number)
                REPLACE (coalesce(stands, customer_id) AS customer_id)
                FROM {file} AS lines LEFT JOIN alias ON customer_id = id
                ORDER BY file_row_number"""
            scanning.keep(engine, query, target)
        _forget_older(target, origin)
    return target


@contextlib.contextmanager
def _beside_aliases(
    path: Path, aliases: Mapping[str, str]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A DuckDB that holds the aliases as ``alias`` (id, stands), and a file's numbered rows."""
    alias = pd.DataFrame({"id": aliases.keys(), "stands": aliases.values()}, dtype="str")
    with _counting() as engine:
        engine.register("alias", alias)
        yield engine, scanning.rows_of(engine, [path], numbered=True)


def _forget_older(newest: Path, origin: str) -> None:
    """Keep of one file's versions those that an open page may still read."""
    kept = sorted(newest.parent.glob(f"{origin}-*.parquet"), key=lambda p: p.stat().st_mtime_ns)
    for old in kept[:-_VERSIONS]:
        with contextlib.suppress(OSError):  # Windows: another page reads it just now
            old.unlink(missing_ok=True)


def _mark(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


@contextlib.contextmanager
def _counting() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that never looks for extensions on the network."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(config=settings) as engine:
        yield engine
