"""Pairs of customers who share a mark: only these are ever compared (SHEETS 4).

Fifty thousand customers make a billion pairs; those that could be one person share a phone, a
mail address, a house and a part of the name, a birthday and a part of the name, or the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Texts = np.ndarray[Any, np.dtype[np.object_]]


class Pairs:
    """Candidate pairs over the keys of all customers.

    Attributes:
        keys: see :func:`core.ingest.people_keys.keys_of`.
        one, other: positions in them.
    """

    def __init__(
        self, keys: pd.DataFrame, one: Ints, other: Ints, read: dict[str, Texts] | None = None
    ) -> None:
        self.keys = keys
        self.one = one
        self.other = other
        self._read: dict[str, Texts] = {} if read is None else read

    def __len__(self) -> int:
        return len(self.one)

    def only(self, which: Bools) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.keys, self.one[which], self.other[which], self._read)

    def turned(self) -> Pairs:
        """The same pairs, seen from the other side."""
        return Pairs(self.keys, self.other, self.one, self._read)

    def texts(self, column: str, across: str = "") -> tuple[Texts, Texts]:
        """A column of the one and a column (the same if not said) of the other."""
        return self._column(column)[self.one], self._column(across or column)[self.other]

    def _column(self, name: str) -> Texts:
        """A column as plain text, made once for all views of the pairs."""
        if name not in self._read:
            self._read[name] = self.keys[name].to_numpy(dtype=object)
        return self._read[name]

    def flags(self, column: str) -> tuple[Bools, Bools]:
        """A flag of the one and of the other."""
        flags = self.keys[column].to_numpy(dtype=bool)
        return flags[self.one], flags[self.other]

    def same(self, column: str, across: str = "") -> Bools:
        """Where a column of the one says what a column of the other does."""
        one, other = self.texts(column, across)
        return np.equal(one, other).astype(bool) & said(one)

    def known(self, column: str) -> Bools:
        """Where a column is known on both sides."""
        one, other = self.texts(column)
        return said(one) & said(other)


def said(texts: Texts) -> Bools:
    """Where a text is not empty."""
    return np.not_equal(texts, "").astype(bool)


def candidates(keys: pd.DataFrame, *, block_most: int) -> Pairs:
    """Every pair that shares a mark, once.

    Args:
        keys: see :func:`core.ingest.people_keys.keys_of`.
        block_most: larger groups of the same mark are passed over; such a mark says nothing.
    """
    count = len(keys)
    found = [_pairs_in(mark, rows, count, block_most) for mark, rows in _marks(keys)]
    both = np.unique(np.concatenate(found)) if found else np.empty(0, dtype="int64")
    return Pairs(keys, both // max(count, 1), both % max(count, 1))


def _marks(keys: pd.DataFrame) -> Iterator[tuple[Texts, Ints]]:
    """The marks: (text of each row, its position)."""
    rows = np.arange(len(keys), dtype="int64")
    phones = np.concatenate([_column(keys, "phone"), _column(keys, "phone_other")])
    yield phones, np.concatenate([rows, rows])
    yield _column(keys, "email"), rows
    yield _column(keys, "company"), np.where(_may_be_company(keys), rows, -1)
    for part in ("given", "given_reading", "family", "family_reading"):
        yield _joined(keys, "place", part), rows
        yield _joined(keys, "birthday", part), rows
    yield _column(keys, "full_reading"), rows
    yield _any_order(keys["full"]), rows


def _column(keys: pd.DataFrame, name: str) -> Texts:
    return keys[name].to_numpy(dtype=object)


def _joined(keys: pd.DataFrame, first: str, second: str) -> Texts:
    """Two columns as one mark, where both are known."""
    one, two = keys[first], keys[second]
    both: Texts = (one + "|" + two).where(one.ne("") & two.ne(""), "").to_numpy(dtype=object)
    return both


def _any_order(names: pd.Series[str]) -> Texts:
    """The letters of a name in order: the same with the given name in front."""
    return np.array(["".join(sorted(name)) for name in names], dtype=object)


def _may_be_company(keys: pd.DataFrame) -> Bools:
    """Rows whose name is also that of a company."""
    firms = keys.loc[keys["is_company"], "company"].unique()
    return (keys["company"].isin(firms) & ~keys["is_person"]).to_numpy(dtype=bool)


def _pairs_in(marks: Texts, rows: Ints, count: int, block_most: int) -> Ints:
    """All pairs within groups of the same mark, each as one number."""
    use = said(marks) & (rows >= 0)
    codes, different = pd.factorize(marks[use])
    if len(different) == len(codes):  # as in most small lists: nobody shares it
        return np.empty(0, dtype="int64")
    blocks = pd.DataFrame({"mark": codes, "row": rows[use]})
    blocks = blocks.drop_duplicates()
    size = blocks.groupby("mark")["row"].transform("size")
    blocks = blocks[size.between(2, block_most)]
    both = blocks.merge(blocks, on="mark", suffixes=("_one", "_other"))
    both = both[both["row_one"] < both["row_other"]]
    return (both["row_one"] * count + both["row_other"]).to_numpy(dtype="int64")
