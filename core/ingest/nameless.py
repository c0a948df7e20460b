"""A table without a row of column names: asked about, with guesses by its cells (SHEETS 3)."""

from __future__ import annotations

import re

import pandas as pd

from core.ingest.choices import Question, shape_of
from core.ingest.evidence import looks_of
from core.ingest.header import letters, top_rows
from core.ingest.match import Sample
from core.ingest.process import RawSheet
from core.locale.words import Words, _
from core.settings.intake import IntakeSettings

_FIELDS = {
    "email": "email",
    "postal": "postal_code",
    "phone": "phone",
    "date": "date",
    "money": "amount",
}
_CODE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,8}")
_LETTERS = r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]"
_NAME = re.compile(rf"{_LETTERS}{{1,8}}(?:[\s\u3000]{_LETTERS}{{1,8}})?")
_ROWS_OFFERED = 3
_CELLS_SHOWN = 3


def guesses(names: dict[int, str], sample: Sample, limits: IntakeSettings) -> dict[str, str]:
    """What the cells of nameless columns look like: {letters of the column: field}.

    Args:
        names: {column: its letters}.
        sample: the first rows.
        limits: share of the cells that must look like it.
    """
    share = limits.evidence_share
    found: dict[str, str] = {}
    for column, name in names.items():
        field = _FIELDS.get(looks_of(column, sample, share), "")
        if not field and _share(_CODE, sample.cells(column)) >= share:
            field = "customer_id"
        if not field and _share(_NAME, sample.cells(column)) >= share:
            field = "name"
        if field and field not in found.values():
            found[name] = field
    return found


def shape_of_cells(names: dict[int, str], sample: Sample, limits: IntakeSettings) -> str:
    """The fingerprint of a table without column names: what its cells look like."""
    found = guesses(names, sample, limits)
    return shape_of(f"{name} {found.get(name, '')}" for name in names.values())


def question(block: RawSheet) -> Question:
    """Whether there is a row of column names at all, and which."""
    words = _("No row of column names was found in this table. Which row names the columns?")
    options: dict[str, Words] = {
        "0": _("None: the first row is data already. Call the columns [A], [B] …")
    }
    for number, cells in zip(block.rows, top_rows(block, _ROWS_OFFERED), strict=False):
        shown = ", ".join([cell for cell in cells if cell][:_CELLS_SHOWN])
        options[str(int(number))] = _("Row {n}: {cells} …", n=int(number), cells=shown)
    return Question("no_header", words, options=options)


def letters_of(raw: pd.DataFrame) -> list[str]:
    """The columns of a preview under their letters."""
    return [f"[{letters(int(column))}]" for column in raw.columns]


def _share(pattern: re.Pattern[str], cells: list[str]) -> float:
    return sum(pattern.fullmatch(cell) is not None for cell in cells) / max(len(cells), 1)
