"""What stands in the cells of our own workbook, so that every text comes back to the letter.

A spreadsheet runs, cuts or changes some texts: formulas, very long ones, signs that XML does not
know. They leave in a form that is harmless and readable (:func:`written`, :class:`LongTexts`) and
is taken off again when the workbook comes back (:func:`said`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.ingest.own import freed_text, neutral_text

#: A cell holds 32,767 characters of UTF-16; a text of more than so many gets a place of its own.
LONGEST = 15_000
#: So much of such a text stands in the cell, for reading.
SHOWN = 500
#: Ends a cell whose text stands in full on the sheet of long texts, under this number.
_LEADS_THERE = re.compile(r"…\[→(\d{1,9})\]\Z")
#: Signs that are in no XML file, not even in disguise.
_NOWHERE = re.compile("[\ufffe\uffff]")
_APOSTROPHE = "'"
#: Readers take these for errors of a calculation, also where they are text.
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
#: How Excel writes a sign that XML does not know.
_DISGUISED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Signs to be written so: those that XML does not know, and what only looks like one so written.
_TO_DISGUISE = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
#: Forms of a text on the sheet of long texts.
PLAIN, JSON = "text", "json"
#: Between them stands a piece of a long text: it may begin or end with spaces, or be nothing else.
_OPEN, _CLOSE = "「」"


def written(text: str) -> str:
    """A text as it stands in a cell; one that computes nothing stays as it is."""
    return f"{_APOSTROPHE}{text}" if _error(text) else neutral_text(text)


def said(cell: str) -> str:
    """The text that :func:`written` made a cell of."""
    return cell[1:] if cell[:1] == _APOSTROPHE and _error(cell[1:]) else freed_text(cell)


def disguised(cell: str) -> str:
    """A cell as it is written into an XML file, as Excel does it: ``_x000D_``."""
    return _TO_DISGUISE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", cell)


def undisguised(cell: str) -> str:
    """A cell as Excel shows it, for a reader that leaves ``_x000D_`` as it stands in the file."""
    return _DISGUISED.sub(lambda sign: chr(int(sign[1], 16)), cell)


def _error(text: str) -> bool:
    return text.lstrip(_APOSTROPHE) in _ERRORS


@dataclass
class LongTexts:
    """Texts that a cell cannot hold, in pieces under numbers of their own.

    Attributes:
        rows: (number, part, form, piece) of all of them, in order.
    """

    rows: list[tuple[int, int, str, str]] = field(default_factory=list)

    def cell(self, text: str) -> str:
        """What stands in the cell of any text; what does not fit is put among :attr:`rows`."""
        awkward = _NOWHERE.search(text) is not None
        if len(text) <= LONGEST and not awkward and not _LEADS_THERE.search(text):
            return written(text)
        number = self.rows[-1][0] + 1 if self.rows else 1
        whole, form = (json.dumps(text), JSON) if awkward else (text, PLAIN)
        for part, start in enumerate(range(0, len(whole), LONGEST), start=1):
            piece = whole[start : start + LONGEST]
            self.rows.append((number, part, form, f"{_OPEN}{piece}{_CLOSE}"))
        return written(f"{_NOWHERE.sub('?', text[:SHOWN])}…[→{number}]")


class Whole:
    """The texts behind the cells of a workbook that comes back."""

    def __init__(self, rows: Iterable[Sequence[str]] = ()) -> None:
        """Put long texts together again from (number, part, form, piece); others are no rows."""
        pieces: dict[str, list[tuple[int, str, str]]] = {}
        for number, part, form, piece, *_more in rows:
            if part.isdecimal():
                pieces.setdefault(number, []).append((int(part), form, piece))
        self._texts: Mapping[str, str] = {n: _together(found) for n, found in pieces.items()}

    def said(self, cell: str) -> str:
        """The text that :meth:`LongTexts.cell` made a cell of.

        A cell that was changed since stands for itself.
        """
        text = said(cell)
        leads = _LEADS_THERE.search(text)
        whole = self._texts.get(leads[1], "") if leads else ""
        if leads and whole and _NOWHERE.sub("?", whole[:SHOWN]) == text[: leads.start()]:
            return whole
        return text


def _together(pieces: list[tuple[int, str, str]]) -> str:
    inner = (piece.removeprefix(_OPEN).removesuffix(_CLOSE) for _n, _f, piece in sorted(pieces))
    whole = "".join(inner)
    if pieces[0][1] != JSON:
        return whole
    try:
        return str(json.loads(whole))
    except ValueError:
        return whole
