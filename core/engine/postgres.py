"""PostgreSQL by its driver psycopg: rows come and go by COPY, tables live for the session."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from core.engine.address import Address
from core.engine.dialect import POSTGRES, Dialect
from core.engine.elsewhere import Elsewhere, driver

#: The numbers of PostgreSQL's types of whole numbers: smallint, integer, bigint, numeric.
_WHOLE = (20, 21, 23, 1700)


class PostgresEngine(Elsewhere):
    """Counts on a PostgreSQL server; see :class:`core.engine.elsewhere.Elsewhere`."""

    dialect: ClassVar[Dialect] = POSTGRES
    _connection: Any

    def _connect(self, address: Address) -> None:
        psycopg = driver("psycopg", "psycopg[binary]")
        self._connection = psycopg.connect(address.url("postgresql"), autocommit=True)
        # A moment belongs to the day that it is in the shop.
        self._connection.execute("SET TIME ZONE 'Asia/Tokyo'")

    def _disconnect(self) -> None:
        self._connection.close()

    def _errors(self) -> tuple[type[Exception], ...]:
        return (driver("psycopg", "psycopg[binary]").Error,)

    def _is_overflow(self, error: Exception) -> bool:
        return getattr(error, "sqlstate", "") == "22003"

    def _rows(self, text: str) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({text}) answer LIMIT 0")
            kinds = {
                column.name: pa.int64() if column.type_code in _WHOLE else pa.string()
                for column in cursor.description
            }
            with cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)") as copied:
                data = b"".join(copied)
        if not data:
            return pa.schema(kinds.items()).empty_table()
        return pc.read_csv(
            io.BytesIO(data),
            read_options=pc.ReadOptions(column_names=list(kinds)),
            parse_options=pc.ParseOptions(newlines_in_values=True),
            convert_options=pc.ConvertOptions(column_types=kinds, strings_can_be_null=False),
        )

    def _make(self, name: str, text: str) -> None:
        self._connection.execute(f"CREATE TEMP TABLE {name} AS {text}")
        self._connection.execute(f"ANALYZE {name}")

    def _send(self, name: str, file: Path) -> None:
        with pq.ParquetFile(file) as parts:
            self._create(name, parts.schema_arrow)
            self._copy(name, parts.iter_batches(100_000))

    def _send_frame(self, name: str, table: pa.Table) -> None:
        self._create(name, table.schema)
        self._copy(name, table.to_batches())

    def _create(self, name: str, schema: pa.Schema) -> None:
        columns = ", ".join(
            f"{field.name} "
            + ("BIGINT" if pa.types.is_integer(field.type) else 'TEXT COLLATE "C"')
            for field in schema
        )
        self._connection.execute(f"CREATE TEMP TABLE {name} ({columns})")

    def _copy(self, name: str, batches: Iterable[pa.RecordBatch]) -> None:
        options = pc.WriteOptions(include_header=False, quoting_style="all_valid")
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copied,
        ):
            for batch in batches:
                data = io.BytesIO()
                pc.write_csv(batch, data, options)
                copied.write(data.getbuffer())
        self._connection.execute(f"ANALYZE {name}")
