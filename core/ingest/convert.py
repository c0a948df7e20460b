"""Columns of text → columns of their kind; every distinct text is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.contacts import postal_lost_zero, read_email, read_phone, read_postal
from core.ingest.dates import read_date, read_month, read_month_day
from core.ingest.headers import header_key
from core.ingest.money import read_integer, read_minutes, read_money, read_number
from core.ingest.names import katakana
from core.ingest.values import BLANK, Read, noted, plain
from core.locale.words import LANGUAGES, say
from core.tables import Column

#: Decimal places of an amount as soon as one amount of the sheet has any (ARCHITECTURE, Money).
CENTS = 2
STATE_NAMES = ("ok", "fixed", "unsure", "unreadable", "blank")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2}", re.ASCII)
_POINT_ZERO = re.compile(r"\d+\.0")


@dataclass(frozen=True)
class Values:
    """A column read value by value.

    Attributes:
        index: for each row which of the distinct values stands there.
        found: what each distinct value was read as.
        unique: the distinct texts.
    """

    index: np.ndarray[Any, np.dtype[np.intp]]
    found: list[Read]
    unique: list[str]

    def where(self, test: Callable[[Read], bool]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each row whether what was read there passes a test."""
        passed = np.array([test(read) for read in self.found], dtype=bool)
        return np.take(passed, self.index)

    def coded(self, codes: Container[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each row whether its code is one of these."""
        return self.where(lambda read: read.code in codes)

    def states(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """For each row the place of its state in :data:`STATE_NAMES`."""
        places = [STATE_NAMES.index(read.state) for read in self.found]
        return np.take(np.array(places, dtype=np.uint8), self.index)

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


def distinct(texts: pd.Series) -> tuple[np.ndarray[Any, np.dtype[np.intp]], list[str]]:
    """For each row which of the distinct texts stands there, and these."""
    index, unique = pd.factorize(texts)
    return index, unique.tolist()


def reader_of(
    column: Column,
    unique: Sequence[str],
    *,
    order: str = "",
    from_1904: bool = False,
    today: dt.date | None = None,
) -> Callable[[str], Read]:
    """The function that reads the cells of a column of a table.

    Args:
        column: what the cells should be.
        unique: the distinct cells.
        order: in which order its dates are written, empty where nothing is open.
        from_1904: base of the serial numbers.
        today: nobody is born after it.
    """
    if column.kind == "date":
        return partial(read_date, order=order, from_1904=from_1904)
    if column.kind == "month_day":
        return partial(read_month_day, order=order, from_1904=from_1904, latest=today)
    if column.kind == "month":
        return partial(read_month, from_1904=from_1904)
    if column.kind == "choice":
        return partial(read_choice, codes=choice_codes(column), own_words=column.own_words)
    if column.kind == "id":
        return partial(read_id, floats=_all_floats(unique))
    return _BY_NAME.get(column.name) or _READERS.get(column.kind, read_text)


def read_text(text: str) -> Read:
    """Text as typed, outer spaces off."""
    return Read(text.replace("_x000D_", "").strip())


def read_kana(text: str) -> Read:
    """A reading in katakana."""
    reading = katakana(text)
    return Read(reading) if reading == text.strip() else Read(reading, "signs_changed")


def read_id(text: str, *, floats: bool = False) -> Read:
    """A key: half-width, without the apostrophe or the ``.0`` that programs add.

    Returns:
        The key, with ``digits_lost`` where a program wrote a long number as 1.23457E+18.
    """
    key = plain(text)
    if _EXPONENT.fullmatch(key):
        return Read(key, "digits_lost")
    return noted(key.removesuffix(".0") if floats else key, text)


def _all_floats(unique: Sequence[str]) -> bool:
    """Whether every key of a column ends in .0: a program took whole numbers for fractions."""
    return all(_POINT_ZERO.fullmatch(text) for text in unique if text.strip())


#: What parts a postal code from the address of its row, for reading alone.
_BESIDE = "\t"


def with_addresses(cells: pd.Series, addresses: pd.Series) -> pd.Series:
    """Postal codes that have lost their zero, each with the address of its row behind it."""
    index, unique = distinct(cells)
    short = np.array([postal_lost_zero(text) for text in unique], dtype=bool)[index]
    if not short.any():
        return cells
    return cells.where(~short, cells + _BESIDE + addresses).astype("str")


def read_postal_cell(text: str) -> Read:
    """A postal code, alone or as :func:`with_addresses` gives it."""
    code, _tab, address = text.partition(_BESIDE)
    return read_postal(code, address=address)


def choice_codes(column: Column) -> dict[str, str]:
    """{key of a word: code} for all allowed values of a column in both languages."""
    words: dict[str, str] = {}
    for choice in column.choices:
        told = [say(word, language) for word in choice.words for language in LANGUAGES]
        for word in (choice.code, *told):
            words.setdefault(choice_key(word), choice.code)
    return words


def choice_key(word: str) -> str:
    """One form for all spellings of a choice."""
    return header_key(word) or plain(word)


def read_choice(text: str, *, codes: dict[str, str], own_words: bool = False) -> Read:
    """The English code of a choice; of another word ``unknown_choice``, or the word itself."""
    if not text.strip():
        return BLANK
    code = codes.get(choice_key(text))
    if own_words and not code:
        return Read(text.strip())
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
    "postal": read_postal_cell,
}
_BY_NAME: dict[str, Callable[[str], Read]] = {"kana": read_kana, "minutes": read_minutes}
