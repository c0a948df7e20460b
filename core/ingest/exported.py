"""What Apple Numbers adds to a workbook that it exports (書き出しの概要, SHEETS 1.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.headers import header_key
from core.ingest.process import RawSheet

_SUMMARIES = frozenset(header_key(name) for name in ("書き出しの概要", "Export Summary"))
_SAYS_SO = re.compile(r"exported from Numbers|Numbers\s*から書き出", re.I)
_DRAWINGS = re.compile(r".* - (?:Drawings|図形|描画)(?: \d+)?", re.I)
_FIRST_ROWS = 5
#: Sheet of Numbers, its table, the worksheet; the sheet also stands above its tables, by itself.
_WITH_SHEET = 3


def tables_of(sheets: Sequence[RawSheet]) -> dict[str, str]:
    """The sheets that are tables of the owner's: {name of the sheet: what the owner calls it}.

    Args:
        sheets: all of a workbook. Without a summary by Numbers all are tables under their names;
            with one, the summary says which sheet and table of Numbers each of them is.
    """
    summary = next((sheet for sheet in sheets if _is_summary(sheet)), None)
    if summary is None or len(sheets) == 1:
        return {sheet.name: sheet.name for sheet in sheets}
    labels = _labels(summary)
    others = [sheet.name for sheet in sheets if sheet is not summary]
    wanted = [name for name in others if name in labels or not _DRAWINGS.fullmatch(name)]
    once = len({labels.get(name, name) for name in wanted}) == len(wanted)
    return {name: labels.get(name, name) if once else name for name in wanted}


def _is_summary(sheet: RawSheet) -> bool:
    if header_key(sheet.name) in _SUMMARIES:
        return True
    head = sheet.texts.iloc[:_FIRST_ROWS]
    return any(_SAYS_SO.search(str(cell)) for column in head.columns for cell in head[column])


def _labels(summary: RawSheet) -> dict[str, str]:
    """{worksheet: sheet and table of Numbers}; the sheet is written once for its tables."""
    labels: dict[str, str] = {}
    sheet_name = ""
    for row in summary.texts.itertuples(index=False, name=None):
        cells = [str(cell).strip() for cell in row if str(cell).strip()]
        if len(cells) in (1, _WITH_SHEET):
            sheet_name = cells[0]
        if len(cells) in (_WITH_SHEET - 1, _WITH_SHEET):
            labels[cells[-1]] = " - ".join(part for part in (sheet_name, cells[-2]) if part)
    return labels
