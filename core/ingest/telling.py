"""What is told of a table beside its rows: a preview, the rows left aside, notes on the sheet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.errors import Problem
from core.ingest.build import Built
from core.ingest.guard import SheetFacts
from core.ingest.header import Layout
from core.ingest.issues import Issues, problem
from core.ingest.process import RawSheet
from core.ingest.tabulate import Body


def preview(sheet: RawSheet, block: RawSheet, layout: Layout | None, rows: int) -> pd.DataFrame:
    """The first data rows of a table as in the file.

    Args:
        sheet: the whole sheet, to the letter.
        block: the table, which keeps the places of its rows and columns.
        layout: where its data are; None for all of it.
        rows: how many.
    """
    if layout is None:
        return sheet.texts.loc[block.texts.index[:rows], block.texts.columns]
    places = block.texts.index[layout.data[:rows]]
    shown = sheet.texts.loc[places, list(layout.names)].reset_index(drop=True)
    return shown.set_axis(list(layout.names.values()), axis=1)


def rows_of(body: Body, rows: int) -> pd.DataFrame:
    """The first rows under their headers."""
    return body.texts.head(rows).set_axis(list(body.names.values()), axis=1)


def unread_rows(body: Body, issues: Issues, gone: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Rows left aside as in the file, with their number and the code of the reason."""
    taken = ("source_row", "reason")  # the file's own column of such a name keeps its cells
    names = [f"{name} " if name in taken else name for name in body.names.values()]
    rows = body.texts[gone].set_axis(names, axis=1)
    found = issues.frame()
    reasons = (
        found[~found["kept"].astype(bool)].drop_duplicates("place").set_index("place")["code"]
    )
    return rows.assign(
        source_row=body.rows[gone], reason=reasons.reindex(rows.index).to_numpy()
    ).reset_index(drop=True)


def notes_on_sheet(
    sheet: RawSheet, facts: SheetFacts, file: str, *, unread: bool
) -> list[Problem]:
    """What the file holds that is not to be seen: errors, formulas, hidden parts."""
    counts = (
        ("error_cells", facts.errors, ""),
        ("uncalculated", facts.uncalculated, ""),
        ("hidden", facts.hidden, ""),
        ("hidden_sheet", int(sheet.hidden and not unread), sheet.name),
    )
    return [problem(code, n, value, file, sheet.name) for code, n, value in counts if n]


def notes_on_rows(block: RawSheet, layout: Layout, file: str, key: str) -> list[Problem]:
    """Rows that are no data."""
    counts = (
        ("totals_row", layout.totals),
        ("header_again", layout.dropped),
        ("remark_row", layout.remarks),
    )
    return [
        problem(code, len(places), _first_text(block, places), file, key)
        for code, places in counts
        if places
    ]


def note_on_decimals(built: Built, file: str) -> list[Problem]:
    """Amounts with decimals change how all amounts of the ledger are kept."""
    if not built.scale:
        return []
    name = next(n for n in ("amount", "unit_price", *built.headers) if n in built.headers)
    sheet, column = built.body.sheet, built.headers[name]
    return [problem("decimals", 1, "", file, sheet, column=column)]


def _first_text(block: RawSheet, places: list[int]) -> str:
    """The first filled cell of the first of some rows."""
    return next(str(cell) for cell in block.texts.iloc[places[0]] if str(cell))
