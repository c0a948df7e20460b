"""DuckDB in this process over the imported Parquet files: the engine that ships."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from core.book import Book
from core.engine import held, layer, stretches
from core.engine.address import Held
from core.engine.calendar import calendar
from core.engine.dialect import DUCKDB
from core.engine.kernel import filled
from core.engine.narrow import narrow
from core.engine.protocol import TEXTS, Limits
from core.errors import EngineError
from core.locale.words import _
from core.store import vault

#: 100 million lines were counted within this (with spill to disk), and a small PC has it.
MEMORY_MB = 2000
#: Customers up to whom an answer is handed over as it is.
FEW = 100_000
#: A day after every day.
EVER = 9_999_999
TOO_LARGE = _("The amounts are too large to be added up exactly. Check the amount column.")
_T = TypeVar("_T")


class DuckDBEngine:
    """Counts over a layer made once per set of imports; see :mod:`core.engine.layer`.

    One engine may be used from several threads: every run has its own cursor.

    Args:
        book: whose purchases to count.
        cache: folder in which the layer is kept; without it the layer lives in memory.
        memory_mb: what DuckDB may use before it writes to disk.
        table: Parquet files of others to count instead of the imports.

    Raises:
        EngineError: an imported file is missing or damaged, or memory does not suffice.
    """

    def __init__(
        self,
        book: Book,
        *,
        cache: Path | None = None,
        memory_mb: int = MEMORY_MB,
        table: Held | None = None,
    ) -> None:
        self._limits = Limits(memory_mb)
        self._lock = threading.Lock()
        self._columns: dict[str, str] = {}
        self._few = True
        self._part = bool(book.scope)
        #: The folder of the layer, where it is kept on the disk.
        self.layer: Path | None = None
        self._scratch = Path(tempfile.mkdtemp(prefix="daifukucho-"))
        self._connection = duckdb.connect(
            ":memory:",
            # Nothing is fetched from anywhere: extensions that did not ship stay unknown.
            config={"autoinstall_known_extensions": False, "autoload_known_extensions": False},
        )
        # An engine that nobody closed goes with the last one that counted with it.
        self._let_go = weakref.finalize(self, _let_go, self._connection, self._scratch)
        try:
            self._guard(lambda: self._open(book, cache, table))
        except BaseException:
            self.close()
            raise

    def run(self, kernel: str, **ints: int) -> pd.DataFrame:
        """The rows of one kernel; see :class:`core.engine.protocol.Engine`."""
        text = filled(kernel, ints)
        summed = self._by_stretches(ints) if kernel == "customers" else None
        return self._guard(lambda: self._frame(kernel, text)) if summed is None else summed

    def row_count(self) -> int:
        """How many lines of purchases there are."""
        return int(self.run("kept_columns", asof=EVER)["lines"].sum())

    def limits(self) -> Limits:
        """What DuckDB is held to."""
        return self._limits

    def close(self) -> None:
        """Close the database and drop what it wrote to disk."""
        self._let_go()

    def written(self) -> dict[str, Path]:
        """The layer as Parquet files, for an engine elsewhere; they go with this engine.

        Raises:
            EngineError: a data folder is locked, and they would lie bare on the disk.
        """
        if vault.any_open():
            raise EngineError(
                _(
                    "While the data folder is locked, purchases are counted on this computer "
                    "only. Leave the address of the counting engine empty."
                )
            )
        files = {name: self._scratch / f"{name}.parquet" for name in layer.TABLES}

        def write() -> None:
            for name, file in files.items():
                text = f"COPY {name} TO {layer.quoted(file)} (FORMAT parquet)"
                self._connection.execute(text)

        self._guard(write)
        return files

    def sums(self) -> list[int]:
        """How much all amounts, costs and discounts are together, each without its sign."""
        text = held.sums_sql(DUCKDB)
        found = self._guard(lambda: self._connection.execute(text).fetchall()[0])
        return [int(total or 0) for total in found]

    def _by_stretches(self, ints: dict[str, int]) -> pd.DataFrame | None:
        """The kernel ``customers`` where the whole layer lies on the disk.

        None where it does not, where its sums may need more than 64 bits, and where it cannot be
        read: then the database counts, or says what is wrong.
        """
        if self.layer is None or self._part:
            return None
        with contextlib.suppress(OSError, pa.ArrowException):
            if stretches.summable(self.layer):
                return stretches.customers(self.layer, ints)
        return None

    def _frame(self, kernel: str, text: str) -> pd.DataFrame:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            if kernel not in self._columns:  # whatever numbers it is given, their types stay
                self._columns[kernel] = _exactly(cursor, text)
            return _handed_over(cursor, f"SELECT {self._columns[kernel]} FROM ({text})", self._few)
        finally:
            cursor.close()

    def _open(self, book: Book, cache: Path | None, table: Held | None) -> None:
        files = held.files(table) if table else list(book.purchases)
        locked = cache is not None and vault.covering(cache) is not None
        folders = {*(file.parent for file in files), *([cache] if cache else [])}
        self._lock_down(folders, spill=not locked)
        lines = layer.lines_sql(self._connection, files)
        if table:
            self._refuse_rounding(table, files, book.scale)
            lines = held.lines_sql(
                table, layer.read_sql(self._connection, files), DUCKDB, book.scale
            )
        self._connection.execute(f"CREATE {'TABLE' if locked else 'VIEW'} lines AS {lines}")
        # The imports are always read alike; of a table of others it matters how.
        mark = layer.digest(files, lines if table else "") if cache else ""
        if locked or cache is None or not self._kept(cache, mark):
            for name, text in layer.TABLES.items():
                self._connection.execute(f"CREATE TABLE {name} AS {text}")
        if book.scope:
            narrow(self._connection, book)
        self._send_calendar()

    def _refuse_rounding(self, table: Held, files: list[Path], scale: int) -> None:
        rows = layer.read_sql(self._connection, files)
        text = held.rounded_sql(table, rows, DUCKDB, scale)
        if self._connection.execute(text).fetchall()[0][0]:
            raise EngineError(held.ROUNDED)

    def _kept(self, cache: Path, mark: str) -> bool:
        """Whether the layer lies on disk now.

        A disk that is full or may not be written to is no reason to show nothing: then the layer
        lives in memory. Damaged purchases are met there again.
        """
        try:
            cache.mkdir(parents=True, exist_ok=True)
            self._keep(layer.folder(cache, mark))
            self.layer = layer.folder(cache, mark)
            layer.prune(cache)
        except (duckdb.IOException, OSError):
            for name in layer.TABLES:
                self._connection.execute(f"DROP VIEW IF EXISTS {name}")
            return False
        return True

    def _lock_down(self, folders: set[Path], *, spill: bool) -> None:
        """Hold DuckDB to its folders and memory; of a locked ledger nothing goes onto the disk."""
        allowed = [folder.resolve().as_posix() for folder in (*folders, self._scratch)]
        for setting, value in {
            "memory_limit": f"{self._limits.memory_mb}MB",
            "temp_directory": str(self._scratch),
            **({} if spill else {"max_temp_directory_size": "0KB"}),
            "allowed_directories": allowed,
            "enable_external_access": False,
            "lock_configuration": True,
        }.items():
            self._connection.execute(f"SET {setting} = ?", [value])

    def _keep(self, kept: Path) -> None:
        """Make the layer on disk where it is not there yet, and read it from there."""
        if not layer.complete(kept):
            made = layer.workplace(kept)
            try:
                self._make(made)
                layer.publish(made, kept)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        for name in layer.TABLES:
            file = layer.quoted(kept / f"{name}.parquet")
            self._connection.execute(
                f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({file})"
            )

    def _make(self, made: Path) -> None:
        for name, text in layer.TABLES.items():
            file = layer.quoted(made / f"{name}.parquet")
            self._connection.execute(f"COPY ({text}) TO {file} (FORMAT parquet)")
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({file})")

    def _send_calendar(self) -> None:
        first, last, customers = self._connection.execute(
            "SELECT coalesce(min(day), 0), coalesce(max(day), -1),"
            " (SELECT count(*) FROM customer) FROM purchase_day"
        ).fetchall()[0]
        self._few = customers <= FEW
        self._connection.register("calendar_frame", calendar(first, last))
        self._connection.execute("CREATE TABLE calendar AS SELECT * FROM calendar_frame")
        self._connection.unregister("calendar_frame")

    def _guard(self, work: Callable[[], _T]) -> _T:
        """Run ``work`` and say in the owner's words what DuckDB says in its own."""
        try:
            return work()
        except duckdb.OutOfMemoryException as error:
            raise EngineError(
                _(
                    "Counting the purchases needs more than the {mb} MB of memory allowed. "
                    "Close other programs and try again.",
                    mb=self._limits.memory_mb,
                )
            ) from error
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise EngineError(TOO_LARGE) from error
        except (duckdb.IOException, duckdb.InvalidInputException, OSError) as error:
            raise EngineError(
                _(
                    "The purchases kept from an earlier import are missing or damaged. "
                    "Undo that import and read the file in again."
                )
            ) from error


def _handed_over(cursor: duckdb.DuckDBPyConnection, query: str, few: bool) -> pd.DataFrame:
    """The rows of a query as pandas has them."""
    if few:
        frame: pd.DataFrame = cursor.execute(query).df()
        if len(frame):  # where there are no rows it does not know which columns are text
            return frame
    # A relation is planned twice, and as Arrow it is handed over by all cores.
    frame = cursor.sql(query).to_arrow_table().to_pandas(types_mapper=TEXTS.get)
    return frame


def _exactly(cursor: duckdb.DuckDBPyConnection, text: str) -> str:
    """The columns of a kernel as they are to be fetched, by what DuckDB says of them.

    It sums into 128 bits, which pandas would round to floats, and takes 0 for 32.
    """
    described = cursor.execute(f"DESCRIBE {text}").fetchall()
    return ", ".join(
        f"CAST({name} AS BIGINT) AS {name}" if kind in {"HUGEINT", "INTEGER"} else name
        for name, kind, *_rest in described
    )


def _let_go(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    connection.close()
    shutil.rmtree(scratch, ignore_errors=True)
