"""Spark, its own (``spark:local[2]``), a cluster (``spark://…``) or by Connect (``sc://…``)."""

from __future__ import annotations

import shutil
import tempfile
import warnings
import weakref
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from core.engine.address import Address
from core.engine.dialect import SPARK, Dialect
from core.engine.elsewhere import Elsewhere, driver

_DRIVER = "pyspark[connect]"
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
        builder = driver("pyspark.sql", _DRIVER).SparkSession.builder
        self._made: list[str] = []
        self._folder = Path(tempfile.mkdtemp(prefix="daifukucho-spark-"))
        self._let_go = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._near = address.scheme == "spark" and address.rest.startswith("local")
        if address.scheme == "sc":
            self._session = builder.remote(address.url()).create()
        else:
            master = address.url() if address.rest.startswith("//") else address.rest
            for name, value in (_OWN if self._near else {}).items() | address.options.items():
                builder = builder.config(name, value)
            # Engines of one program share the Spark, and each has its own tables in it.
            self._session = builder.master(master or "local[2]").getOrCreate().newSession()
        for name, value in _ALWAYS.items():
            self._session.conf.set(name, value)

    def _disconnect(self) -> None:
        for name in self._made:
            self._session.sql(f"UNCACHE TABLE IF EXISTS {name}")
            self._session.catalog.dropTempView(name)
        self._let_go()

    def _errors(self) -> tuple[type[Exception], ...]:
        from_python = driver("pyspark.errors", _DRIVER).PySparkException
        from_java = driver("py4j.protocol", _DRIVER).Py4JError
        return (from_python, from_java, ConnectionError)

    def _is_overflow(self, error: Exception) -> bool:
        return "OVERFLOW" in str(error)

    def _source(self, lines: str) -> str:
        # Files may stand anywhere that this Spark reads: a disk of its own, or a store of objects.
        is_files = "/" in lines
        return f"parquet.{self.dialect.column(lines)}" if is_files else super()._source(lines)

    def _rows(self, text: str) -> pa.Table:
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # pandas is not used here
            frame = self._session.createDataFrame(table)
        frame.createOrReplaceTempView(name)
