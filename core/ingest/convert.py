"""Columns of text → columns of their kind; every distinct text is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.contacts import read_email, read_phone, read_postal
from core.ingest.dates import read_date, read_month, read_month_day
from core.ingest.headers import header_key
from core.ingest.money import read_integer, read_money, read_number
from core.ingest.names import katakana
from core.ingest.values import BLANK, Read, plain
from core.ingest.votes import order_of
from core.locale.words import LANGUAGES, say
from core.settings.intake import IntakeSettings
from core.tables import Column

#: Decimal places of an amount as soon as one amount of the sheet has any (ARCHITECTURE, Money).
CENTS = 2
_POINT_ZERO = re.compile(r"\d+\.0")


@dataclass(frozen=True)
class Values:
    """A column read value by value.

    Attributes:
        index: for each row which of the distinct values stands there.
        found: what each distinct value was read as.
    """

    index: np.ndarray[Any, np.dtype[np.intp]]
    found: list[Read]

    def codes(self) -> np.ndarray[Any, np.dtype[np.object_]]:
        """For each row the code of its trouble or note; empty where all is plain."""
        return self._each([read.code for read in self.found])

    def values(self) -> np.ndarray[Any, np.dtype[np.object_]]:
        """For each row the value, None where there is none."""
        return self._each([read.value for read in self.found])

    def minor(self, scale: int, factor: Decimal = Decimal(1)) -> pd.Series:
        """Amounts as whole numbers of the minor unit."""
        numbers = [
            None if r.value is None else to_minor(r.value * factor, scale) for r in self.found
        ]
        return pd.Series(pd.array(numbers, dtype="Int64").take(self.index))

    def dates(self) -> pd.Series:
        """Days."""
        days = np.array([r.value or "NaT" for r in self.found], dtype="datetime64[us]")
        return pd.Series(days[self.index])

    def texts(self) -> pd.Series:
        """Text, empty where there is none."""
        unique = pd.Series([r.value or "" for r in self.found], dtype="str")
        return unique.take(self.index).reset_index(drop=True)

    def numbers(self, dtype: str) -> pd.Series:
        """Counts and measures."""
        if dtype == "Int64":
            whole = [None if r.value is None else int(r.value) for r in self.found]
            return pd.Series(pd.array(whole, dtype="Int64").take(self.index))
        floats = [np.nan if r.value is None else float(r.value) for r in self.found]
        return pd.Series(np.array(floats, dtype="float64")[self.index])

    def _each(self, items: list[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
        table: np.ndarray[Any, np.dtype[np.object_]] = np.empty(len(items), dtype=object)
        table[:] = items
        return np.take(table, self.index)


def to_minor(amount: Decimal, scale: int) -> int:
    """An exact amount in minor units, halves away from zero."""
    return int((amount.scaleb(scale)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def read_values(texts: pd.Series, reader: Callable[[str], Read]) -> Values:
    """Read every distinct text of a column once."""
    index, unique = pd.factorize(texts)
    return Values(index, [reader(str(text)) for text in unique])


def reader_of(
    column: Column, texts: pd.Series, today: dt.date, settings: IntakeSettings, *, from_1904: bool
) -> Callable[[str], Read]:
    """The function that reads the cells of a column of a table."""
    if column.kind in ("date", "month_day"):
        order = order_of((str(t) for t in texts.unique()), today, settings)
        read = read_date if column.kind == "date" else read_month_day
        return partial(read, order=order, from_1904=from_1904)
    if column.kind == "month":
        return partial(read_month, from_1904=from_1904)
    if column.kind == "choice":
        return partial(read_choice, codes=choice_codes(column))
    if column.kind == "id":
        return partial(read_id, floats=_all_floats(texts))
    if column.name == "kana":
        return read_kana
    return _READERS.get(column.kind, read_text)


def read_text(text: str) -> Read:
    """Text as typed, outer spaces off."""
    return Read(text.replace("_x000D_", "").strip())


def read_kana(text: str) -> Read:
    """A reading in katakana."""
    return Read(katakana(text))


def read_id(text: str, *, floats: bool = False) -> Read:
    """A key: half-width, without the apostrophe or the ``.0`` that programs add."""
    text = plain(text)
    return Read(text.removesuffix(".0") if floats else text)


def _all_floats(texts: pd.Series) -> bool:
    """Whether every key of a column ends in .0: a program took whole numbers for fractions."""
    return all(_POINT_ZERO.fullmatch(text) for text in texts.unique() if text.strip())


def choice_codes(column: Column) -> dict[str, str]:
    """{key of a word: code} for all allowed values of a column in both languages."""
    words: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.code, *(say(choice.label, language) for language in LANGUAGES)):
            words.setdefault(choice_key(word), choice.code)
    return words


def choice_key(word: str) -> str:
    """One form for all spellings of a choice."""
    return header_key(word) or plain(word)


def read_choice(text: str, *, codes: dict[str, str]) -> Read:
    """The English code of a choice, or ``unknown_choice``."""
    if not text.strip():
        return BLANK
    code = codes.get(choice_key(text))
    return Read(code) if code else Read(None, "unknown_choice")


def typed(values: Values, kind: str, scale: int, factor: Decimal = Decimal(1)) -> pd.Series:
    """A read column with the dtype of its kind."""
    if kind == "money":
        return values.minor(scale, factor)
    if kind == "date":
        return values.dates()
    if kind == "integer":
        return values.numbers("Int64")
    if kind == "number":
        return values.numbers("float64")
    return values.texts()


def scale_of(columns: Iterable[tuple[Values, Decimal]]) -> int:
    """Decimal places that the amounts of a sheet need: 0 or :data:`CENTS`."""
    for values, factor in columns:
        if any(r.value is not None and (r.value * factor) % 1 for r in values.found):
            return CENTS
    return 0


_READERS: dict[str, Callable[[str], Read]] = {
    "money": read_money,
    "integer": read_integer,
    "number": read_number,
    "phone": read_phone,
    "email": read_email,
    "postal": read_postal,
}
