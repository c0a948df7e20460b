"""The few words in which engines differ: all that is not the same text everywhere.

Kernels know no dialect. It is needed once, where dates become whole numbers and an engine's own
tables become ours; see :mod:`core.engine.layer` and :mod:`core.engine.held`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes what the layer asks for; ``{0}`` stands for an expression.

    Attributes:
        day: days since 1970-01-01 of a date, as a 64-bit number.
        ym: year*12 + month − 1 of a date, as a 64-bit number.
        date: the date of a date, a moment or a text such as 2026-11-01.
        text: anything as text, ordered by its bytes.
        number: a decimal number with at least three decimals.
        wide: a whole number of more than 64 bits, for sums that may not fit.
        nothing: a whole number that is not known.
        quote: the sign around names.
    """

    day: str
    ym: str
    date: str
    text: str
    number: str
    wide: str
    nothing: str = "CAST(NULL AS BIGINT)"
    quote: str = '"'

    def name(self, name: str) -> str:
        """A name (of a table: with its schema before a dot) in quotation marks."""
        mark = self.quote
        return ".".join(f"{mark}{p.replace(mark, mark * 2)}{mark}" for p in name.split("."))

    def column(self, name: str) -> str:
        """The name of a column in quotation marks."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"


_SINCE_1970 = "CAST({0} - DATE '1970-01-01' AS BIGINT)"

DUCKDB = Dialect(
    day=_SINCE_1970,
    ym="CAST(year({0}) * 12 + month({0}) - 1 AS BIGINT)",
    date="CAST({0} AS DATE)",
    text="CAST({0} AS VARCHAR)",
    number="CAST({0} AS DECIMAL(38, 6))",
    wide="CAST({0} AS HUGEINT)",
)
POSTGRES = Dialect(
    day=_SINCE_1970,
    ym="CAST(EXTRACT(YEAR FROM {0}) * 12 + EXTRACT(MONTH FROM {0}) - 1 AS BIGINT)",
    date="CAST({0} AS DATE)",
    text='CAST({0} AS TEXT) COLLATE "C"',
    number="CAST({0} AS NUMERIC(38, 6))",
    wide="CAST({0} AS NUMERIC)",
)
SPARK = Dialect(
    day="CAST(datediff({0}, DATE '1970-01-01') AS BIGINT)",
    ym="CAST(year({0}) * 12 + month({0}) - 1 AS BIGINT)",
    date="CAST({0} AS DATE)",
    text="CAST({0} AS STRING)",
    number="CAST({0} AS DECIMAL(38, 6))",
    wide="CAST({0} AS DECIMAL(38, 0))",
    quote="`",
)
# Days from 1900 to 2299, as far as ClickHouse's own dates go.
CLICKHOUSE = Dialect(
    day="toInt64(toInt32(assumeNotNull({0})))",
    ym="toInt64(toYear(assumeNotNull({0})) * 12 + toMonth(assumeNotNull({0})) - 1)",
    date="toDate32({0})",
    text="toString({0})",
    number="toDecimal128({0}, 6)",
    wide="toDecimal128({0}, 0)",
    nothing="CAST(NULL AS Nullable(Int64))",
    quote="`",
)
