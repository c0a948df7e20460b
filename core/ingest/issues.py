"""What could not be taken as it stands: gathered cell by cell, said in groups."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest.sentences import SAYS_WHAT_BECAME, SENTENCES
from core.locale.words import Words, _
from core.tables import TABLES

#: Columns of :meth:`Issues.frame`.
COLUMNS = ("source_row", "column", "code", "value", "kept")


@dataclass
class Issues:
    """Cells and rows of one sheet that could not be taken as they stand.

    Attributes:
        rows: for each data row its number as a spreadsheet shows it.
        parts: one frame with :data:`COLUMNS` and ``place`` (position of the row) per finding.
        closed: rows of which nothing more is to be said; None for none.
    """

    rows: np.ndarray[Any, Any]
    parts: list[pd.DataFrame] = field(default_factory=list)
    closed: np.ndarray[Any, np.dtype[np.bool_]] | None = None

    def close(self, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Say nothing more of some rows: they are no data of ours."""
        self.closed = rows if rows.any() else None

    def add(self, hit: Any, column: str, code: Any, values: pd.Series, *, kept: Any) -> None:  # noqa: ANN401 - scalars or arrays
        """Note the rows where ``hit`` is true.

        Args:
            hit: mask over the data rows.
            column: header in the file.
            code: one code, or one for each row.
            values: the column as it stands in the file.
            kept: whether the rows are taken all the same.
        """
        found = np.asarray(hit, dtype=bool)
        places = np.flatnonzero(found if self.closed is None else found & ~self.closed)
        if not len(places):
            return
        part = {"place": places, "source_row": self.rows[places], "column": column}
        part["code"] = code if isinstance(code, str) else np.asarray(code, dtype=object)[places]
        part["value"] = values.to_numpy(dtype=object)[places]
        part["kept"] = kept if isinstance(kept, bool) else np.asarray(kept)[places]
        self.parts.append(pd.DataFrame(part))

    def leave_aside(self, code: str) -> None:
        """Take no row of which this was found."""
        for part in self.parts:
            part["kept"] = part["kept"].astype(bool) & part["code"].ne(code)

    def left_aside(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each data row whether it was left aside."""
        mask = np.zeros(len(self.rows), dtype=bool)
        for part in self.parts:
            mask[part.loc[~part["kept"].astype(bool), "place"]] = True
        return mask

    def frame(self) -> pd.DataFrame:
        """All findings, by row."""
        if not self.parts:
            return pd.DataFrame({name: [] for name in ("place", *COLUMNS)})
        return pd.concat(self.parts, ignore_index=True).sort_values(
            ["place"], kind="stable", ignore_index=True
        )

    def problems(self, file: str, sheet: str, listed: int) -> list[Problem]:
        """The findings as problems: each by itself up to ``listed`` of a kind, else as one."""
        found: list[Problem] = []
        for _key, group in self.frame().groupby(["code", "column", "kept"], sort=False):
            each = group if len(group) <= listed else group.iloc[:1]
            n = 1 if len(group) <= listed else len(group)
            for row in each.to_dict("records"):
                place = {"row": int(row["source_row"]), "column": row["column"]}
                found.append(
                    problem(row["code"], n, row["value"], file, sheet, kept=row["kept"], **place)
                )
        return sorted(found, key=lambda item: (item.kept, item.row))


def problem(
    code: str, n: int, value: str, file: str, sheet: str = "", *, column: str = "", row: int = 0,
    kept: bool = True
) -> Problem:  # fmt: skip
    """One problem with its sentence."""
    then = _("The rest of the row was taken.") if kept else _("The row was left aside.")
    sentence = "missing" if code.startswith("missing_") else code
    if code == "month_only" and kept:
        sentence = "month_stands"
    words = replace(
        _sentence(sentence, kept=bool(kept)), facts={"n": n, "column": column, "value": str(value)}
    )
    if sentence in SAYS_WHAT_BECAME:
        words = _("{what} {then}", what=words, then=then)
    return Problem(code, words, file, sheet, row, column, str(value), bool(kept))


def _sentence(code: str, *, kept: bool) -> Words:
    """The sentence of a code: one of ours, or that of the rule of a table."""
    return SENTENCES[code] if code in SENTENCES else _rules()[code, kept]


@cache
def _rules() -> dict[tuple[str, bool], Words]:
    """Two tables may have a rule of one code, and take the row or leave it aside."""
    return {(rule.code, rule.kept): rule.words for t in TABLES.values() for rule in t.rules}
