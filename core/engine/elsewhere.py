"""What engines have in common that do not run in this process: they are sent the layer.

The imports are made into the layer by DuckDB, as always, and the three tables and the calendar are
sent to the engine; of a table that it holds already it makes the layer itself, by the same text.
All of it is temporary there: nothing is left in anybody's database.
"""

from __future__ import annotations

import importlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import ClassVar, TypeVar

import pandas as pd
import pyarrow as pa

from core.book import Book
from core.engine import held, layer, narrow
from core.engine.address import Address, Held
from core.engine.calendar import calendar
from core.engine.dialect import Dialect
from core.engine.duck import EVER, TOO_LARGE, DuckDBEngine
from core.engine.kernel import filled
from core.engine.protocol import Limits
from core.errors import EngineError
from core.locale.words import _

#: The largest sum that 64 bits hold.
LARGEST = 2**63 - 1
REFUSED = _(
    "The counting engine does not answer as expected. Check that it runs, that its address is "
    "right and that it may be read. Leave the address empty to count on this computer."
)
_T = TypeVar("_T")


class Elsewhere(ABC):
    """An engine that is reached by a driver.

    Args:
        book: whose purchases to count.
        address: where it is.
        cache: folder of the layer, as for :class:`core.engine.duck.DuckDBEngine`.

    Raises:
        EngineError: its driver is missing, it does not answer, or it refuses.
    """

    dialect: ClassVar[Dialect]

    def __init__(self, book: Book, address: Address, *, cache: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._open = False
        self._guard(lambda: self._connect(address))
        self._open = True
        try:
            if address.held is None:
                self._send_layer(book, cache)
            else:
                self._guard(partial(self._make_layer, address.held, book))
            self._guard(self._send_calendar)
        except BaseException:
            self.close()
            raise

    def run(self, kernel: str, **ints: int) -> pd.DataFrame:
        """The rows of one kernel; see :class:`core.engine.protocol.Engine`."""
        text = filled(kernel, ints)
        return self._guard(lambda: framed(self._rows(text)))

    def row_count(self) -> int:
        """How many lines of purchases there are."""
        return int(self.run("kept_columns", asof=EVER)["lines"].sum())

    def limits(self) -> Limits:
        """The engine has its own."""
        return Limits(memory_mb=0)

    def close(self) -> None:
        """Let go of the engine; what was sent to it goes with the connection."""
        if self._open:
            self._open = False
            with suppress(*self._errors()):
                self._disconnect()

    # ---- what each engine does in its own way

    @abstractmethod
    def _connect(self, address: Address) -> None:
        """Open a connection; a driver that is not installed is said by :func:`missing`."""

    @abstractmethod
    def _disconnect(self) -> None:
        """Close it."""

    @abstractmethod
    def _errors(self) -> tuple[type[Exception], ...]:
        """What its driver raises."""

    @abstractmethod
    def _rows(self, text: str) -> pa.Table:
        """What a query answers, in its order."""

    @abstractmethod
    def _make(self, name: str, text: str) -> None:
        """Keep what a query answers as a temporary table."""

    @abstractmethod
    def _send(self, name: str, file: Path) -> None:
        """Make a temporary table of a Parquet file of this computer."""

    @abstractmethod
    def _send_frame(self, name: str, table: pa.Table) -> None:
        """Make a temporary table of a small one of this computer."""

    def _source(self, lines: str) -> str:
        """A table that it holds, as it stands behind FROM."""
        return self.dialect.name(lines)

    # ---- what all do alike

    def _send_layer(self, book: Book, cache: Path | None) -> None:
        with closing(DuckDBEngine(book, cache=cache)) as counted:
            _check_sums(counted.sums())
            for name, file in counted.written().items():
                self._guard(partial(self._send, name, file))

    def _make_layer(self, wanted: Held, book: Book) -> None:
        source = self._source(wanted.lines)
        if self._number(held.rounded_sql(wanted, source, self.dialect, book.scale)):
            raise EngineError(held.ROUNDED)
        self._make("lines", held.lines_sql(wanted, source, self.dialect, book.scale))
        texts = layer.tables(self.dialect)
        self._make("customer", texts["customer"])
        if not book.scope:
            self._make("facts", texts["facts"])
            self._make("purchase_day", texts["purchase_day"])
        else:
            self._narrow(texts, book)
        sums = self._rows(held.sums_sql(self.dialect)).to_pylist()[0]
        _check_sums([int(total or 0) for total in sums.values()])

    def _narrow(self, texts: dict[str, str], book: Book) -> None:
        self._make("whole_facts", texts["facts"])

        def buyers() -> list[str]:
            text = "SELECT c.customer_id AS customer_id FROM customer c ORDER BY c.cno"
            return list(self._rows(text)["customer_id"].to_pylist())

        for name, values in narrow.asked(book, buyers).items():
            self._send_frame(f"scope_{name}", pa.table({"name": pa.array(values, pa.string())}))
        self._make("facts", f"SELECT * FROM whole_facts f WHERE {narrow.condition(book.scope)}")
        days = texts["purchase_day"]
        if not book.scope.of_lines:  # whole customers: their days stay as they are
            self._make("whole_purchase_day", days.replace("FROM facts f", "FROM whole_facts f"))
            days = f"SELECT * FROM whole_purchase_day f WHERE {narrow.condition(book.scope)}"
        self._make("purchase_day", days)

    def _send_calendar(self) -> None:
        ends = "SELECT COUNT(*) AS days, MIN(p.day) AS first_day, MAX(p.day) AS last_day"
        found = self._rows(f"{ends} FROM purchase_day p").to_pylist()[0]
        first, last = (found["first_day"], found["last_day"]) if found["days"] else (0, -1)
        frame = calendar(int(first), int(last))
        self._send_frame("calendar", pa.Table.from_pandas(frame, preserve_index=False))

    def _number(self, text: str) -> int:
        return int(self._rows(text).column(0)[0].as_py())

    def _guard(self, work: Callable[[], _T]) -> _T:
        """Run ``work`` alone and say in the owner's words what the driver says in its own."""
        with self._lock:
            try:
                return work()
            except EngineError:
                raise
            except (OverflowError, pa.ArrowInvalid) as error:
                raise EngineError(TOO_LARGE) from error
            except self._errors() as error:
                raise EngineError(TOO_LARGE if self._is_overflow(error) else REFUSED) from error

    def _is_overflow(self, error: Exception) -> bool:
        """Whether the engine says that a number does not fit."""
        return False


def driver(module: str, package: str) -> ModuleType:
    """A driver that is needed for this engine alone.

    Raises:
        EngineError: it is not installed; the sentence says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise EngineError(
            _(
                "The driver of this counting engine is not installed. Install it with: {command}",
                command=f"pip install '{package}'",
            )
        ) from error


def framed(table: pa.Table) -> pd.DataFrame:
    """An answer as every engine gives it: ``int64`` and ``str`` columns.

    Raises:
        pa.ArrowInvalid: a number beyond 64 bits.
    """
    columns = [
        column if pa.types.is_string(column.type) else column.cast(pa.int64())
        for column in (_plain(column) for column in table.columns)
    ]
    frame: pd.DataFrame = pa.table(columns, names=table.column_names).to_pandas()
    return frame


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    large = pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type)
    return column.cast(pa.string()) if large else column


def _check_sums(sums: Sequence[int]) -> None:
    """Refuse what might not fit: not every engine says that a sum went beyond 64 bits."""
    if max(sums, default=0) > LARGEST:
        raise EngineError(TOO_LARGE)
