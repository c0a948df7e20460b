"""Values typed by hand in the form in which a sheet would bring them (手で書いた値).

A ledger is written to from two sides. Where the reader puts a phone into one form, takes outer
spaces off or cannot read a value at all, the hand must not keep another: otherwise a ledger that
goes out as a workbook would come back as something else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.ingest.convert import reader_of
from core.ingest.dates import read_date
from core.ingest.money import read_money, read_number
from core.ingest.values import BLANK, TEXT_KEPT, Read, readable
from core.store.schema import MONEY_SCALE
from core.tables import DTYPES, Column

#: A cell of which so much is taken apart holds more than one value.
_SEVERAL = "two_phones"


def proper(column: Column, value: Any) -> Any | None:  # noqa: ANN401 - any cell
    """A value in the form in which a sheet would bring it.

    Args:
        column: where it stands.
        value: in kept form (:mod:`core.store.frames`): text, ISO dates, money in
            :data:`~core.store.schema.MONEY_SCALE` decimals; not blank.

    Returns:
        The same kind of value, empty for words that say there is none; None where no sheet could
        bring it: a phone number that is none, a number that no spreadsheet holds.
    """
    read = _read(column, value)
    if read == BLANK:
        return ""
    if read.value is None or read.code in TEXT_KEPT or read.code == _SEVERAL:
        return None
    return read.value if DTYPES[column.kind] == "str" else value


def as_it_stands(column: Column) -> bool:
    """Whether a column takes any text to the letter but for outer spaces: ids and words."""
    return column.kind in ("id", "text") and column.name != "kana"


def _read(column: Column, value: Any) -> Read:  # noqa: ANN401 - any cell
    if as_it_stands(column) or column.kind == "choice":
        return Read(str(value).strip())
    if column.kind == "money":
        return read_money(_digits(Decimal(int(value)).scaleb(-MONEY_SCALE)))
    if column.kind in ("integer", "number"):
        return read_number(readable(_digits(Decimal(repr(value)))))
    return read_date(str(value)) if column.kind == "date" else reader_of(column, ())(str(value))


def _digits(number: Decimal) -> str:
    """A number without an exponent, which no shop writes."""
    return format(number, "f")
