"""What it means that two engines give the same, and engines that only tests have."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from core.engine import layer, open_engine
from core.engine.calendar import calendar
from core.engine.elsewhere import framed
from core.engine.kernel import filled, kernel_text
from core.scope import Scope
from tests.core.ledgers import book_of
from tests.engines import slow_kernels
from tests.engines.ledgers import KERNELS, asked, frame_of

EVERYTHING = Scope()
DAY = dt.date(2025, 11, 15)


def rows_of(frame: pd.DataFrame) -> list[tuple]:
    """The rows in an order of their own; there are whole numbers and text, and nothing else."""
    kinds = set(map(str, frame.dtypes)) if len(frame) else set()
    assert kinds <= {"int64", "str", "object"}, kinds
    return sorted(tuple(map(plain, row)) for row in frame.itertuples(index=False))


def plain(cell):
    assert isinstance(cell, int | np.integer | str), repr(cell)
    return cell if isinstance(cell, str) else int(cell)


def order_of(kernel: str) -> list[str]:
    """The columns by which a kernel says that it orders its rows."""
    last = re.findall(r"^ORDER BY (.+)$", kernel_text(kernel), re.MULTILINE)
    return [key.split(".")[1] for key in last[-1].split(", ")] if last else []


def check_order(kernel: str, frame: pd.DataFrame) -> None:
    """Rows of a kernel with an order come in it, text by its code points."""
    keys = order_of(kernel)
    found = list(frame[keys].itertuples(index=False, name=None)) if keys else []
    assert found == sorted(found), kernel


def check(engine, lines, day: dt.date = DAY, kernels=KERNELS) -> None:
    """Every kernel gives what the slow oracle gives."""
    shop = slow_kernels.Shop(lines)
    for kernel in kernels:
        one, other = asked(kernel, day), asked(kernel, day, by_year=1, cno=3)
        for ints in [one] if one == other else [one, other]:
            found = engine.run(kernel, **ints)
            check_order(kernel, found)
            assert rows_of(found) == sorted(getattr(slow_kernels, kernel)(shop, **ints)), kernel


@contextmanager
def counting(lines, url: str = "", *, imports: int = 1, scope=EVERYTHING, made=None):
    """An engine over lines; ``made`` makes it of a Book instead of an address."""
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(
            frame_of(lines), tmp_path=Path(folder), has_amounts=True, imports=imports
        ).within(scope)
        engine = made(book) if made else open_engine(book, url=url)
        with closing(engine):
            yield engine


class Tables:
    """The tables of the layer and the calendar, as frames, for an engine that tests alone have."""

    def __init__(self, book) -> None:
        with tempfile.TemporaryDirectory() as folder:
            cache = Path(folder) / "cache"
            with closing(open_engine(book, cache=cache)):
                (kept,) = cache.iterdir()
                self.frames = {n: pd.read_parquet(kept / f"{n}.parquet") for n in layer.TABLES}
        days = self.frames["purchase_day"]["day"]
        ends = (days.min(), days.max()) if len(days) else (0, -1)
        self.frames["calendar"] = calendar(*map(int, ends))


class SQLite:
    """SQLite, of which no address speaks: it is far too slow to count with."""

    def __init__(self, book) -> None:
        self.connection = sqlite3.connect(":memory:")
        for name, frame in Tables(book).frames.items():
            frame.to_sql(name, self.connection, index=False)

    def run(self, kernel, **ints):
        cursor = self.connection.execute(filled(kernel, ints))
        names = [column[0] for column in cursor.description]
        return pd.DataFrame(cursor.fetchall(), columns=names)

    def close(self):
        self.connection.close()


class DataFusion:
    """DataFusion, a further engine of different make that reads the same text."""

    def __init__(self, book) -> None:
        import datafusion  # noqa: PLC0415 - stands in an environment of its own
        import pyarrow as pa  # noqa: PLC0415

        self.context = datafusion.SessionContext()
        for name, frame in Tables(book).frames.items():
            table = pa.Table.from_pandas(frame, preserve_index=False)
            batches = table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
            self.context.register_record_batches(name, [batches])

    def run(self, kernel, **ints):
        return framed(self.context.sql(filled(kernel, ints)).to_arrow_table())

    def close(self):
        self.context = None
