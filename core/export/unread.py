"""Rows that were left aside, as a CSV to repair and to bring in again (読めなかった行)."""

from __future__ import annotations

from io import BytesIO

import pandas as pd

from core.export.cells import write_frame
from core.ingest import SheetReading
from core.ingest.issues import problem
from core.ingest.own import REASON
from core.locale.words import _, say

#: Stands between two reasons.
_AND = " / "


def unread_csv(sheet: SheetReading, language: str) -> bytes:
    """The rows of a table that were left aside, as UTF-8 with a mark.

    The file's own columns as they stand in it, then the reason in words; whoever repairs a row
    may choose the file as it is: the reason is passed over when it is read.

    Args:
        sheet: what was read.
        language: ``ja`` or ``en``, of the reasons.
    """
    target = BytesIO()
    write_frame(unread_rows(sheet, language), target, kind="csv")
    return target.getvalue()


def unread_rows(sheet: SheetReading, language: str) -> pd.DataFrame:
    """The same as a frame."""
    ours = ["source_row", "reason"]
    rows = sheet.unread.drop(columns=ours, errors="ignore")
    rows = rows.rename(columns={f"{name} ": name for name in ours})
    if rows.empty:
        return rows.assign(**{say(REASON, language): pd.Series(dtype="str")})
    said = _reasons(sheet, language)
    reasons = [said.get(int(row), "") for row in sheet.unread["source_row"]]
    return rows.assign(**{say(REASON, language): reasons})


def _reasons(sheet: SheetReading, language: str) -> dict[int, str]:
    """{row in the file: why it was left aside}."""
    found = sheet.issues[~sheet.issues["kept"].astype(bool)]
    told: dict[int, list[str]] = {}
    for row in found.to_dict("records"):
        words = problem(
            row["code"], 1, str(row["value"]), "", column=str(row["column"]), kept=False
        ).words
        told.setdefault(int(row["source_row"]), []).append(say(words, language))
    return {
        row: say(
            _("Row {row}: {reason}", row=row, reason=_AND.join(dict.fromkeys(texts))), language
        )
        for row, texts in told.items()
    }
