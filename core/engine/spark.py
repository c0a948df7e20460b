"""Spark, its own (``spark:local[2]``), a cluster (``spark://…``) or by Connect (``sc://…``)."""

from __future__ import annotations

import shutil
import socket
import tempfile
import warnings
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from core.engine.address import Address
from core.engine.dialect import SPARK, Dialect
from core.engine.elsewhere import Elsewhere, driver

_DRIVER = "pyspark[connect]"
#: Where Spark Connect listens unless the address says otherwise; how many seconds to wait for it.
_PORT = 15002
_PATIENCE = 10
#: What a Spark of one's own is told; another one has been told by whoever runs it.
_OWN = {
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
}
#: A number that does not fit is an error, and a moment belongs to the day that it is in the shop.
_ALWAYS = {"spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "Asia/Tokyo"}


class SparkEngine(Elsewhere):
    """Counts on Spark; see :class:`core.engine.elsewhere.Elsewhere`.

    A Spark on this computer reads the layer's files itself; to another one they are sent.
    """

    dialect: ClassVar[Dialect] = SPARK
    _session: Any

    def _connect(self, address: Address) -> None:
        self._made: list[str] = []
        self._folder = Path(tempfile.mkdtemp(prefix="daifukucho-spark-"))
        self._let_go = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        master = address.rest or "local[2]"
        self._near = address.scheme == "spark" and master.startswith("local")
        self._alone = address.scheme == "sc"  # a session by Connect is nobody else's
        with _quiet():
            builder = driver("pyspark.sql", _DRIVER).SparkSession.builder
            if address.scheme == "sc":
                _knock(address)
                self._session = builder.remote(f"sc:{address.rest}").create()
            else:
                for name, value in ((_OWN if self._near else {}) | address.options).items():
                    builder = builder.config(name, value)
                builder = builder.master(master if self._near else f"spark:{master}")
                # Engines of one program share the Spark, and each has its own tables in it.
                self._session = builder.getOrCreate().newSession()
            for name, value in _ALWAYS.items():
                self._session.conf.set(name, value)

    def _disconnect(self) -> None:
        for name in self._made:
            self._session.sql(f"UNCACHE TABLE IF EXISTS {name}")
            self._session.catalog.dropTempView(name)
        self._let_go()
        if self._alone:
            self._session.stop()

    def _errors(self) -> tuple[type[Exception], ...]:
        from_python = driver("pyspark.errors", _DRIVER).PySparkException
        from_java = driver("py4j.protocol", _DRIVER).Py4JError
        return (from_python, from_java, OSError)

    def _is_overflow(self, error: Exception) -> bool:
        return "OVERFLOW" in str(error)

    def _source(self, lines: str) -> str:
        # Files may stand anywhere that this Spark reads: a disk of its own, or a store of objects.
        is_files = "/" in lines
        return f"parquet.{self.dialect.column(lines)}" if is_files else super()._source(lines)

    def _rows(self, text: str) -> pa.Table:
        with _quiet():
            return self._session.sql(text).toArrow()

    def _make(self, name: str, text: str) -> None:
        self._made.append(name)
        self._session.sql(f"CACHE TABLE {name} AS {text}")

    def _send(self, name: str, file: Path) -> None:
        if not self._near:
            self._send_frame(name, pq.read_table(file))
            return
        kept = shutil.move(file, self._folder / file.name)  # read again by every kernel
        self._made.append(name)
        self._session.read.parquet(str(kept)).createOrReplaceTempView(name)

    def _send_frame(self, name: str, table: pa.Table) -> None:
        self._made.append(name)
        with _quiet():
            self._session.createDataFrame(table).createOrReplaceTempView(name)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warning about releases of pandas, which is not used here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _knock(address: Address) -> None:
    """Look whether anybody is there: the driver itself would try again for minutes."""
    place = urlsplit(f"sc:{address.rest}")
    with socket.create_connection((place.hostname or "", place.port or _PORT), _PATIENCE):
        pass
