"""Rows about somebody who asked to be erased: they do not come in again (消去した方の行)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.errors import Problem, StoreError
from core.ingest.identifying import TOLD_BY, identities
from core.ingest.sources import ID_COLUMNS
from core.locale.words import _, n_
from core.store.frames import EXTRA
from core.store.tombstones import Marks, blanked_by, household, slip, stand_in
from core.tables import ORIGIN, TABLES

if TYPE_CHECKING:
    from core.ingest.combining import Combined


@dataclasses.dataclass(frozen=True)
class Left:
    """What an upload is without those who were erased.

    Attributes:
        combined: what may come in.
        problems: what was left aside, without a name.
        rows: how many rows; ``touched``: they are named in it, so it is not kept as it is.
    """

    combined: Combined
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    touched: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many rows, under the name of :attr:`core.store.imports.Batch.counts`."""
        return {"erased_rows": self.rows} if self.rows else {}


def without_erased(combined: Combined, marks: Marks) -> Left:
    """Leave aside who was erased, and blank again what was blanked in texts about others.

    Args:
        combined: checked tables, under the numbers that the ledger would keep.
        marks: who was erased.
    """
    if not marks:
        return Left(combined)
    work = _Work(marks, _numbers(combined, marks))
    tables = {name: work.table(name, frame) for name, frame in combined.tables.items()}
    purchases = work.purchases(combined.purchases)
    if not work.touched:
        return Left(combined)
    left = dataclasses.replace(combined, tables=tables, purchases=purchases)
    return Left(left, tuple(work.problems), work.rows, touched=True)


def refuse_erased(marks: Marks, values: Mapping[str, Any]) -> None:
    """Refuse a customer written by hand who asked to be erased.

    Raises:
        StoreError: says when that was, and how the owner can accept them again.
    """
    if not marks:
        return
    said = {c: str(values.get(c) or "") for c in ("customer_id", *TOLD_BY)}
    row = pd.DataFrame([said], dtype="str")
    at = marks.of_id(str(row["customer_id"].iloc[0])) or marks.of_identities(identities(row)[0])
    if at:
        raise StoreError(
            _(
                "This person was erased on {day} at their request. If they come again, please "
                "accept them again in the settings first.",
                day=dt.datetime.fromisoformat(at),
            )
        )


def _numbers(combined: Combined, marks: Marks) -> dict[str, str]:
    """{number of somebody erased: when}, also of one who comes under another number."""
    found: dict[str, str] = {}
    frames = [*combined.tables.values(), combined.purchases]
    for column in ID_COLUMNS:
        for frame in (frame for frame in frames if column in frame.columns):
            found |= {i: marks.of_id(i) for i in frame[column].unique() if i not in found}
    people = combined.tables.get("customers")
    if people is not None:
        for number, told_by in zip(people["customer_id"], identities(people), strict=True):
            found[number] = found[number] or marks.of_identities(told_by)
    return {number: at for number, at in found.items() if at}


class _Work:
    """One upload on its way: what was taken out of it so far."""

    def __init__(self, marks: Marks, gone: dict[str, str]) -> None:
        self.marks = marks
        self.gone = gone
        self.problems: list[Problem] = []
        self.rows = 0
        self.touched = False

    def table(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A table but purchases."""
        if "customer_id" in frame.columns:
            frame = self._aside(frame, frame["customer_id"].isin(list(self.gone)))
        if "referred_id" in frame.columns:
            introduced = frame["referred_id"].isin(list(self.gone))
            frame = self._said(frame, "referred_name", lambda text: "", introduced)
        for column in set(ID_COLUMNS[1:]) & set(frame.columns):
            number = self._household if column == "household_id" else lambda number: ""
            frame = self._said(frame, column, number, frame[column].isin(list(self.gone)))
        return self._blanked(name, frame)

    def purchases(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The lines: those of somebody whose purchases stay come in without a name."""
        kept = [number for number in self.gone if self.marks.keeps(number)]
        aside = frame["customer_id"].isin([n for n in self.gone if n not in kept])
        frame = self._aside(frame, aside)
        theirs = frame["customer_id"].isin(kept)
        for column in set(frame.columns) - {*TABLES["purchases"].names, *ORIGIN}:
            frame = self._said(frame, column, lambda text: "", theirs)
        frame = self._said(frame, "order_id", self._slip, theirs)
        if ORIGIN[2] in frame:
            frame = frame.assign(**{ORIGIN[2]: frame[ORIGIN[2]].mask(theirs, 0)})
        frame = self._said(frame, "customer_id", self._nobody, theirs)
        return self._blanked("purchases", frame)

    def _nobody(self, number: str) -> str:
        return stand_in(self.marks.keyed, number)

    def _slip(self, number: str) -> str:
        return slip(self.marks.keyed, number)

    def _household(self, number: str) -> str:
        return household(self.marks.keyed, number)

    def _aside(self, frame: pd.DataFrame, rows: pd.Series[bool]) -> pd.DataFrame:
        if not rows.any():
            return frame
        self.touched = True
        self.rows += int(rows.sum())
        self.problems += _problems(frame[rows], self.gone)
        return frame[~rows].reset_index(drop=True)

    def _said(
        self,
        frame: pd.DataFrame,
        column: str,
        said_as: Callable[[str], str],
        rows: pd.Series[bool],
    ) -> pd.DataFrame:
        if column not in frame.columns or not rows.any():
            return frame
        new = {text: said_as(str(text)) for text in frame.loc[rows, column].unique()}
        self.touched |= any(text != said for text, said in new.items())
        return frame.assign(**{column: frame[column].mask(rows, frame[column].map(new))})

    def _blanked(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        for where in self.marks.columns():
            table, column = where.split(".", 1)
            column = column.removeprefix(EXTRA)
            if table != name or column not in frame.columns:
                continue
            texts = [str(text) for text in frame[column].dropna().unique()]
            new = blanked_by(self.marks.keyed, self.marks.texts(where), texts)
            rows = frame[column].isin(list(new))
            frame = self._said(frame, column, new.__getitem__, rows)
        return frame


def _problems(rows: pd.DataFrame, gone: dict[str, str]) -> list[Problem]:
    """What is said of rows left aside: how many, where, and since when, never of whom."""
    where = [rows[c] if c in rows else pd.Series("", index=rows.index) for c in ORIGIN[:2]]
    when = rows["customer_id"].map(gone)
    found = []
    for (at, file, sheet), group in rows.groupby([when, *where], sort=False):
        first: Any = group[ORIGIN[2]].min() if ORIGIN[2] in group else 0
        found.append(
            Problem(
                code="erased_person",
                words=n_(
                    "{n} row of somebody who was erased on {day} at their request was left "
                    "aside. If they come again, you can accept them again in the settings.",
                    "{n} rows of somebody who was erased on {day} at their request were left "
                    "aside. If they come again, you can accept them again in the settings.",
                    n=len(group),
                    day=dt.datetime.fromisoformat(str(at)),
                ),
                file=str(file),
                sheet=str(sheet),
                row=int(first),
            )
        )
    return found
