"""A call sheet of ours (かける人の用紙), known again when it comes back filled in."""

from __future__ import annotations

from core.errors import UnknownType
from core.ingest.process import RawBook, RawSheet
from core.locale.words import _

#: Stands at the head of the column in which each row carries its mark; and its version.
MARK = "daifukucho-calls/1"
#: Rows from the top among which the header is looked for.
_FIRST_ROWS = 10


def call_sheets_of(book: RawBook) -> list[tuple[RawSheet, int]]:
    """The sheets with calls, each with the place of its header row; none in any other file."""
    found = []
    for sheet in book.sheets:
        rows = enumerate(sheet.texts.iloc[:_FIRST_ROWS].itertuples(index=False))
        head = next((n for n, row in rows if MARK in {str(cell).strip() for cell in row}), None)
        if head is not None:
            found.append((sheet, head))
    return found


def refuse_call_sheet(book: RawBook, name: str) -> None:
    """Send a call sheet to the page that takes it.

    Raises:
        UnknownType: it is one.
    """
    if call_sheets_of(book):
        raise UnknownType(
            _(
                "{name} is a call sheet that was printed from here. Please hand it in on the page "
                "«Whom to call this week»: what came of each call is recorded there.",
                name=name,
            )
        )
