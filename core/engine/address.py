"""The address of an engine: which one counts, and whether it holds the purchases itself.

::

    duckdb:                                         this computer (the default)
    spark:local[2]    spark://server:7077           a Spark of one's own, or a cluster
    sc://server:15002                               a cluster by Spark Connect
    postgresql://user:password@server/database
    clickhouse://user:password@server/database      clickhouses:// encrypted; chdb: in this process

    …?lines=sales&customer_id=member_no&date=sold_on&amount=yen&product=item

With ``lines`` the engine counts a table of its own (for DuckDB and Spark also Parquet files), and
the names behind it say which of its columns is which of ours. What else stands behind the question
mark goes to the engine's driver. An address may hold a password: nothing shows it whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from core.engine.layer import COLUMNS
from core.errors import EngineError
from core.locale.words import _

#: What an address may begin with, and which engine it then is.
KINDS = {
    "": "duckdb", "duckdb": "duckdb",
    "spark": "spark", "sc": "spark",
    "postgresql": "postgres", "postgres": "postgres",
    "clickhouse": "clickhouse", "clickhouses": "clickhouse", "chdb": "clickhouse",
}  # fmt: skip
#: Without these columns nothing can be counted.
NEEDED = ("customer_id", "date")


@dataclass(frozen=True, slots=True)
class Held:
    """A table of purchases that an engine holds already.

    Attributes:
        lines: its name, with its schema before a dot where it has one, or Parquet files.
        columns: {our column: its column}.
    """

    lines: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """Which engine counts.

    Attributes:
        kind: one of the values of :data:`KINDS`.
        scheme: what it began with; ``rest``: what stands between that and the question mark.
        options: what the driver is told besides.
        held: the table that is counted instead of the imports; None without one.
    """

    kind: str
    scheme: str
    rest: str = field(repr=False)
    options: dict[str, str] = field(default_factory=dict, repr=False)
    held: Held | None = None

    def url(self, scheme: str = "") -> str:
        """The address for the driver: without what is ours."""
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"{scheme or self.scheme}:{self.rest}{query}"


def parse(text: str) -> Address:
    """An address as it is typed.

    Raises:
        EngineError: no engine of this version is called so, or a needed column is not named; the
            sentence never repeats the address.
    """
    before, _mark, query = text.strip().partition("?")
    scheme, _colon, rest = before.partition(":")
    if scheme not in KINDS:
        raise EngineError(
            _(
                "This version has no counting engine for addresses that begin with {kind}. "
                "Leave the address empty to count on this computer.",
                # Never the whole address: it may carry a password.
                kind=f"{scheme}:",
            )
        )
    words = dict(parse_qsl(query, keep_blank_values=True))
    columns = {name: words.pop(name) for name in COLUMNS if name in words}
    lines = words.pop("lines", "")
    given = {"lines": lines, **columns}
    missing = [name for name in ("lines", *NEEDED) if not given.get(name)]
    if missing and any(given.values()):
        raise EngineError(
            _(
                "The address of the counting engine names a table of purchases, but not {names}. "
                "Say which column of it is which.",
                names=", ".join(missing),
            )
        )
    held = Held(lines, columns) if lines else None
    return Address(KINDS[scheme], scheme, rest, words, held)
