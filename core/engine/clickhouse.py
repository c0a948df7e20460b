"""ClickHouse by its driver clickhouse-connect; ``chdb:`` is the same engine in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from core.engine.address import Address
from core.engine.dialect import CLICKHOUSE, Dialect
from core.engine.elsewhere import Elsewhere, driver

_DRIVER = ("clickhouse_connect", "clickhouse-connect")
#: A moment belongs to the day that it is in the shop; what may be missing stays so in a cast.
_SETTINGS = {"session_timezone": "Asia/Tokyo", "cast_keep_nullable": 1}


class ClickHouseEngine(Elsewhere):
    """Counts on a ClickHouse server; see :class:`core.engine.elsewhere.Elsewhere`."""

    dialect: ClassVar[Dialect] = CLICKHOUSE
    _client: Any

    def _connect(self, address: Address) -> None:
        connect = driver(*_DRIVER)
        if address.scheme == "chdb":
            driver("chdb", "chdb")
            settings = _SETTINGS | address.options
            self._client = connect.get_client(dsn="chdb://", settings=settings)
        else:
            scheme = "https" if address.scheme == "clickhouses" else "http"
            self._client = connect.get_client(dsn=address.url(scheme), settings=_SETTINGS)
        self._made: list[str] = []

    def _disconnect(self) -> None:
        for name in self._made:
            self._client.command(f"DROP TABLE IF EXISTS {name}")
        self._client.close()

    def _errors(self) -> tuple[type[Exception], ...]:
        return (driver("clickhouse_connect.driver.exceptions", _DRIVER[1]).Error,)

    def _rows(self, text: str) -> pa.Table:
        return self._client.query_arrow(text, use_strings=True)

    def _make(self, name: str, text: str) -> None:
        self._made.append(name)
        self._client.command(
            f"CREATE TEMPORARY TABLE {name} ENGINE = MergeTree ORDER BY tuple() AS {text}"
        )

    def _send(self, name: str, file: Path) -> None:
        with pq.ParquetFile(file) as parts:
            self._create(name, parts.schema_arrow)
            for batch in parts.iter_batches(1_000_000):
                self._client.insert_arrow(name, pa.Table.from_batches([batch]))

    def _send_frame(self, name: str, table: pa.Table) -> None:
        self._create(name, table.schema)
        if len(table):
            self._client.insert_arrow(name, table)

    def _create(self, name: str, schema: pa.Schema) -> None:
        self._made.append(name)
        columns = ", ".join(
            f"{field.name} {'Int64' if pa.types.is_integer(field.type) else 'String'}"
            for field in schema
        )
        self._client.command(
            f"CREATE TEMPORARY TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple()"
        )
