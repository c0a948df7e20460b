"""Lines of purchases: one immutable Parquet file for each import, and which of them count.

Exports are mostly cumulative: last month's lines stand in this month's file again, some of them
corrected. A line is known again by customer, day, slip, product, amount and quantity; said by two
imports it counts once, in the words of the later one. And where at least half of an earlier
import's lines of the same days stand in a later import, that one is its newer version: for its
days only its own lines count, so a corrected line replaces the wrong one.

Files are never rewritten. What is left of an earlier file lies in the cache under a name made of
everything it depends on, and is made again when it is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from core.store.frames import EXTRA
from core.store.places import Place, whole_file, write_text
from core.tables import ORIGIN, TABLES

#: From this share of known lines on, a later import is a newer version of an earlier one.
NEWER_VERSION = 0.5
_KEY = ("customer_id", "date", "order_id", "product", "amount", "quantity")
_MONEY = [c.name for c in TABLES["purchases"].columns if c.kind == "money"]
#: Changes when the rules above do, so that no stale cache is read.
_FORM = "1"


@dataclass(frozen=True, slots=True)
class Lines:
    """The purchases of one import.

    Attributes:
        mark: which import, never given twice.
        path: its file; ``scale``: decimals of its amounts.
        first, last: its days, as ISO text.
    """

    mark: str
    path: Path
    scale: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a later import does to an earlier one.

    Attributes:
        left: the file of the lines that still count; none when no line is left.
        known: lines that the later one says again; ``replaced``: that it no longer says.
    """

    left: Path | None
    known: int
    replaced: int


def write_lines(place: Place, batch_id: int, frame: pd.DataFrame) -> Path:
    """Keep the lines of an import: template's columns, origin, free columns as ``extra.…``."""
    table = TABLES["purchases"]
    shaped = table.shape(frame).reset_index(drop=True)
    for name, empty in zip(ORIGIN, ("", "", 0), strict=True):
        if name not in shaped:
            shaped[name] = pd.Series(empty, index=shaped.index)
    free = [n for n in shaped.columns if n not in {*table.names, *ORIGIN}]
    shaped[free] = shaped[free].astype("str").fillna("")
    shaped = shaped.rename(columns={n: f"{EXTRA}{n}" for n in free})
    path = place.purchases / f"{batch_id}.parquet"
    with whole_file(path) as temporary:
        shaped.to_parquet(temporary, index=False)
    return path


def counting(place: Place, imports: Sequence[Lines], scale: int) -> tuple[Path, ...]:
    """The files whose lines count, oldest import first, amounts in ``scale`` decimals."""
    paths = []
    for number, lines in enumerate(imports):
        left = _left_beside(place, lines, imports[number + 1 :])
        if left:
            paths.append(_scaled(place, lines, left, scale - lines.scale))
    return tuple(paths)


def effects_of_last(place: Place, imports: Sequence[Lines]) -> dict[str, int]:
    """What the last import does to the earlier ones: lines known again, lines replaced."""
    *earlier, last = imports
    known = replaced = 0
    for number, lines in enumerate(earlier):
        left = _left_beside(place, lines, earlier[number + 1 :])
        if left:
            effect = overlap(place, lines, left, last)
            known, replaced = known + effect.known, replaced + effect.replaced
    return {"lines_known": known, "lines_replaced": replaced}


def _left_beside(place: Place, lines: Lines, laters: Sequence[Lines]) -> Path | None:
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
        return Overlap(left, 0, 0)
    mark = _mark(_FORM, lines.mark, left.stem, later.mark, str(lines.scale), str(later.scale))
    note = place.cache / "lines" / f"{mark}.json"
    target = place.cache / "lines" / f"{mark}.parquet"
    if not note.exists():
        write_text(note, json.dumps(_compare(lines, left, later, target)))
    said = json.loads(note.read_text(encoding="utf-8"))
    if said["rest"] and not target.exists():
        if not said["known"] and not said["replaced"]:
            return Overlap(left, 0, 0)
        _compare(lines, left, later, target)
    return Overlap(target if said["rest"] else None, said["known"], said["replaced"])


def latest_day(paths: Sequence[Path], until: str) -> str:
    """The last day of any line that is not after ``until``; empty when there is none."""
    if not paths:
        return ""
    with _counting() as engine:
        query = "SELECT max(date) FROM read_parquet($paths, union_by_name=true) WHERE date <= $day"
        names = [str(path) for path in paths]
        row = engine.execute(query, {"paths": names, "day": until}).fetchone()
    return row[0].date().isoformat() if row and row[0] else ""


def _compare(lines: Lines, left: Path, later: Lines, target: Path) -> dict[str, int]:
    """Count known and replaced lines, and write the rest where it is not all or nothing."""
    factor, factor_later = _factors(lines.scale, later.scale)
    with _counting() as engine:
        engine.execute(_NUMBERED.format(name="mine", factor=factor), {"path": str(left)})
        engine.execute(_NUMBERED.format(name="theirs", factor=factor_later), _path(later.path))
        engine.execute(_MARKED, {"first": later.first, "last": later.last})
        total, within, known = engine.execute(_COUNTS).fetchone() or (0, 0, 0)
        newer = known > 0 and known >= NEWER_VERSION * within
        dropped = "within" if newer else "known"
        rest = total - (within if newer else known)
        if rest and known:
            with whole_file(target) as temporary:
                columns = f"* EXCLUDE ({', '.join(_HELPERS)})"
                query = f"SELECT {columns} FROM marked WHERE NOT {dropped} ORDER BY place_"
                engine.execute(f"COPY ({query}) TO '{_quoted(temporary)}' (FORMAT parquet)")
    return {"rest": rest, "known": known, "replaced": within - known if newer else 0}


_HELPERS = ("amount_", "turn_", "place_", "within", "known")
_NUMBERED = """
CREATE TEMP TABLE {name} AS
SELECT *, row_number() OVER (
    PARTITION BY customer_id, date, order_id, product, amount_, quantity ORDER BY place_
) AS turn_
FROM (
    SELECT *, amount * {factor} AS amount_, file_row_number AS place_
    FROM (SELECT * FROM read_parquet($path, file_row_number=true))
)
"""
_SAME = " AND ".join(
    f"theirs.{c} IS NOT DISTINCT FROM mine.{c}"
    for c in (*("amount_" if k == "amount" else k for k in _KEY), "turn_")
)
_MARKED = f"""
CREATE TEMP TABLE marked AS
SELECT mine.* EXCLUDE (file_row_number), mine.date BETWEEN $first AND $last AS within,
    EXISTS (SELECT 1 FROM theirs WHERE {_SAME}) AS known
FROM mine
"""
_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE within), count(*) FILTER (WHERE known) FROM marked
"""


def _factors(scale: int, later: int) -> tuple[int, int]:
    """What to multiply amounts with so that both are in the finer of two scales."""
    finer = max(scale, later)
    return 10 ** (finer - scale), 10 ** (finer - later)


def _scaled(place: Place, lines: Lines, path: Path, decimals: int) -> Path:
    """The same lines with amounts in more decimals."""
    if decimals == 0:
        return path
    mark = _mark(_FORM, lines.mark, path.stem, f"scale{decimals}")
    target = place.cache / "lines" / f"{mark}.parquet"
    if not target.exists():
        money = ", ".join(f"{name} * {10**decimals} AS {name}" for name in _MONEY)
        with _counting() as engine, whole_file(target) as temporary:
            query = f"SELECT * REPLACE ({money}) FROM read_parquet('{_quoted(path)}')"
            engine.execute(f"COPY ({query}) TO '{_quoted(temporary)}' (FORMAT parquet)")
    return target


def _mark(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def _path(path: Path) -> dict[str, str]:
    return {"path": str(path)}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextlib.contextmanager
def _counting() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that never looks for extensions on the network."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(config=settings) as engine:
        yield engine
