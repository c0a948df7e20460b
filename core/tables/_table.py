"""What a table of the ledger is: a named frame with columns, kinds and row rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from core.errors import Problem
from core.locale.words import Words, _

#: dtype of every kind of column in a checked frame. Text is never missing: unknown is "".
DTYPES = {
    "id": "str",
    "text": "str",
    "phone": "str",
    "email": "str",
    "postal": "str",
    "month_day": "str",  # "1980-04-01", or "04-01" where the year is unknown
    "month": "str",  # "2026-11"
    "choice": "str",
    "date": "datetime64[us]",
    "money": "Int64",  # minor units of the ledger's currency
    "integer": "Int64",
    "number": "float64",
}
#: Where a row came from; every table read from a sheet carries these three behind its own columns.
ORIGIN = ("source_file", "source_sheet", "source_row")


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice column.

    Attributes:
        code: its English code.
        label: its owner-facing word.
        before: the word that stood for it in books written by earlier versions.
    """

    code: str
    label: Words
    before: Words | None = None

    @property
    def words(self) -> tuple[Words, ...]:
        """Every word that a sheet may say for it."""
        return (self.label,) if self.before is None else (self.label, self.before)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: English symbol, the same in code, CSV and JSON.
        kind: a key of :data:`DTYPES`.
        label: owner-facing header; in Japanese it is the template's header.
        needed: a row without it is left aside with a problem.
        choices: allowed values of a ``choice`` column.
        hint: what to write there, for the template's explanation row.
        long: a text of several lines; a form gives it room.
        span: lowest and highest of the few whole numbers that make sense; a form offers them.
        own_words: a choice for which the owner may write a word of their own; it stays as written.
    """

    name: str
    kind: str
    label: Words
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Words | None = None
    long: bool = False
    span: tuple[int, int] | None = None
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that belong together on a form.

    Attributes:
        code: English symbol of the group.
        label: what the owner calls it.
        columns: their names, in the order of the form.
    """

    code: str
    label: Words
    columns: tuple[str, ...]


RowRule = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that every row must keep: ``broken(frame)`` is True where it does not.

    Attributes:
        code: the code of the :class:`~core.errors.Problem` it makes.
        column: the column to point at.
        broken: vectorised test.
        words: what to tell the owner.
        kept: whether a row that breaks the rule is taken all the same.
        by_hand: what to tell whoever writes the row by hand; none where ``words`` say it.
    """

    code: str
    column: str
    broken: RowRule
    words: Words
    kept: bool = False
    by_hand: Words | None = None


@dataclass(frozen=True)
class Table:
    """A noun of the ledger as a table.

    Attributes:
        name: English symbol (``customers``).
        label: owner-facing name; in Japanese it is the template's sheet name.
        columns: in the template's order.
        rules: row rules beyond the needed columns.
        common: what is asked first on a form, the rest behind it; empty where all is.
        groups: the columns in groups, where there are too many for one form.
    """

    name: str
    label: Words
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = field(default=())
    common: tuple[str, ...] = field(default=())
    groups: tuple[Group, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that symbol.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The symbols of all columns, in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """No rows, all columns, right dtypes."""
        nothing = {dtype: pd.Series(dtype=dtype) for dtype in set(DTYPES.values())}
        return pd.DataFrame({c.name: nothing[DTYPES[c.kind]] for c in self.columns})

    def shape(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with all columns of the table, in order and of the right dtype.

        Columns that the table does not know stay behind the known ones.
        """
        # What the frame lacks is the same nothing in every column of a kind, made once.
        absent = {DTYPES[c.kind] for c in self.columns if c.name not in frame.columns}
        nothing = {
            dtype: pd.Series("" if dtype == "str" else None, index=frame.index, dtype=dtype)
            for dtype in absent
        }
        known = {
            c.name: self._series(frame, c) if c.name in frame.columns else nothing[DTYPES[c.kind]]
            for c in self.columns
        }
        rest = {str(n): frame[n] for n in frame.columns if n not in known}
        return pd.DataFrame({**known, **rest}, index=frame.index)

    def check(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
        """Split rows into good ones and problems.

        Args:
            frame: rows of this table; missing columns are added empty. :data:`ORIGIN` columns,
                where there are any, say where a row came from.

        Returns:
            (good, problems): ``good`` has the table's columns and dtypes and a fresh index; rows
            left aside and rows kept with a warning are in ``problems``, one for each broken rule.
        """
        shaped = self.shape(frame)
        left_aside = pd.Series(False, index=shaped.index)
        problems: list[Problem] = []
        for rule in self.every_rule:
            broken = rule.broken(shaped).fillna(False).astype(bool) & ~left_aside
            if broken.any():
                problems += [self._problem(rule, row) for row in _records(shaped[broken])]
                if not rule.kept:
                    left_aside |= broken
        return shaped[~left_aside].reset_index(drop=True), problems

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of the needed columns, then those of the rows."""
        needed = (_needed(column) for column in self.columns if column.needed)
        return (*needed, *self.rules)

    @staticmethod
    def _series(frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
        dtype = DTYPES[column.kind]
        series: pd.Series[Any] = frame[column.name]
        if dtype == "str":
            return series.astype("str").fillna("")
        return series.astype(pd.api.types.pandas_dtype(dtype))

    @staticmethod
    def _problem(rule: Rule, row: dict[str, Any]) -> Problem:
        return Problem(
            code=rule.code,
            words=rule.words,
            file=str(row.get("source_file", "")),
            sheet=str(row.get("source_sheet", "")),
            row=int(row.get("source_row", 0) or 0),
            column=rule.column,
            value="" if pd.isna(row.get(rule.column)) else str(row.get(rule.column, "")),
            kept=rule.kept,
        )


def _needed(column: Column) -> Rule:
    """A row without this column cannot be used."""
    dtype = DTYPES[column.kind]

    def broken(frame: pd.DataFrame) -> pd.Series[bool]:
        series = frame[column.name]
        return series.str.strip() == "" if dtype == "str" else series.isna()

    return Rule(
        code=f"missing_{column.name}",
        column=column.name,
        broken=broken,
        words=_("{column} is missing, so this row was left aside.", column=column.label),
        by_hand=_("Please choose the customer.")
        if column.name == "customer_id"
        else _("Please fill in “{column}”.", column=column.label),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]
