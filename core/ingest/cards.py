"""A card of one customer (縦型カード): names on the left, values beside them, and no list."""

from __future__ import annotations

from core.ingest.header import top_rows
from core.ingest.looks import Cells, is_known
from core.ingest.process import RawSheet
from core.ingest.rows import used_columns
from core.settings.intake import IntakeSettings

_LABELS = 3
_FEW = 0.25


def is_card(sheet: RawSheet, limits: IntakeSettings) -> bool:
    """Whether a sheet is a form with labels beside their values.

    Args:
        sheet: outer spaces off its cells.
        limits: how large it may be and which share of the labels must be known words.
    """
    if not 0 < len(sheet.texts) <= limits.card_rows:
        return False
    columns = used_columns(sheet)
    labels = [int(label) for label in sheet.texts.columns]
    places = [labels.index(column) for column in columns]
    rows = [[row[place] for place in places] for row in top_rows(sheet, len(sheet.texts))]
    if any(_heads_a_list(row, limits.card_share) for row in rows):
        return False
    pairs = [
        (rows_of(rows, left), rows_of(rows, left + 1)) for left in range(0, len(columns) - 1, 2)
    ]
    if not pairs or not _are_labels(pairs[0][0], limits.card_share):
        return False
    beside = [value for _labels, values in pairs for value in values if value]
    return sum(map(is_known, beside)) <= _FEW * len(beside)


def _heads_a_list(row: Cells, share: float) -> bool:
    """Whether most of a row are known words: then it names columns."""
    filled = [cell for cell in row if cell]
    known = sum(map(is_known, filled))
    return known >= _LABELS and known > share * len(filled)


def rows_of(rows: list[Cells], column: int) -> Cells:
    """One column of some rows."""
    return [row[column] for row in rows]


def _are_labels(cells: Cells, share: float) -> bool:
    """Whether most cells of a column are words that are known to head columns."""
    filled = [cell for cell in cells if cell]
    known = {cell for cell in filled if is_known(cell)}
    return len(known) >= _LABELS and sum(map(is_known, filled)) >= share * len(filled)
