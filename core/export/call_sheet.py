"""The week's calls as an Excel sheet to fill in (かける人の用紙), which lands again by its rows.

On the left what is needed for the call, on the right white columns for what came of it, with the
words to choose from. Each row carries its mark in the last column, so that rows may be sorted,
left out or filled on paper first. :mod:`core.export.called` reads it back.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from core.calls import CallList, Card
from core.calls.by_person import of_each
from core.export.cells import neutral
from core.ingest.our_calls import MARK
from core.locale.words import Words, _, say
from core.tables.activities import OUTCOME_CHOICES
from core.tables.not_now import REASON_CHOICES


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the sheet.

    Attributes:
        name: English symbol.
        label: its header.
        width: in characters.
        filled: whether it is filled in by hand.
    """

    name: str
    label: Words
    width: int
    filled: bool = False


#: What the sheet tells, then what is filled in.
FIELDS = (
    Field("rank", _("No."), 5),
    Field("name", _("Name"), 16),
    Field("phone", _("Phone"), 15),
    Field("best_time", _("Best time of day"), 12),
    Field("waiting", _("Waiting"), 16),
    Field("why", _("Why now"), 40),
    Field("opener", _("How to begin"), 40),
    Field("not_to_say", _("Better not said"), 24),
    Field("day", _("Called on"), 12, filled=True),
    Field("outcome", _("Outcome"), 14, filled=True),
    Field("note", _("What was said"), 40, filled=True),
    Field("next_date", _("Next date"), 12, filled=True),
    Field("reason", _("Why not now"), 14, filled=True),
    Field("referred_name", _("Who was introduced"), 16, filled=True),
    Field("staff", _("In charge"), 10, filled=True),
    Field("minutes", _("Minutes spent"), 8, filled=True),
)
_LISTS = {"outcome": OUTCOME_CHOICES, "reason": REASON_CHOICES}
_DAYS = ("day", "next_date")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_TOLD = PatternFill("solid", fgColor="E7E6E6")
_GREY = "999999"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
#: Excel allows 31 characters; a number may come behind.
_TITLE_LONGEST = 27
#: The number under which Excel knows A4 paper.
_A4 = 9


def call_sheet(
    calls: CallList, target: BinaryIO, language: str, *, by_person: bool = False
) -> None:
    """Write the sheet.

    Args:
        calls: the list of the week.
        target: an open binary file.
        language: of headers and words.
        by_person: a sheet of their own for each person in charge.
    """
    book = Workbook()
    lists = book.worksheets[0]
    lists.title = say(_("Words to choose from"), language)
    for place, (name, part) in enumerate(of_each(calls) if by_person else [("", calls)]):
        usual = _("Nobody in charge") if by_person else _("Calls of the week")
        sheet: Worksheet = book.create_sheet(_title(name or say(usual, language), book), place)
        _sheet(sheet, lists, part, language)
    book.active = 0
    book.save(target)


def _sheet(sheet: Worksheet, lists: Worksheet, calls: CallList, language: str) -> None:
    _head(sheet, language)
    rows = calls.rows.to_dict("records")
    for place, row in enumerate(rows, start=2):
        _row(sheet, place, row, calls, language)
    _offer(sheet, lists, len(rows), language)
    _for_paper(sheet)


def _title(name: str, book: Workbook) -> str:
    """A name that Excel allows for a sheet, and that no other sheet has."""
    plain = _FORBIDDEN.sub(" ", name).strip(" '")[:_TITLE_LONGEST] or "-"
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    numbered = (f"{plain} {number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([plain], numbered) if one.casefold() not in taken)


def mark_of(row: Mapping[Any, Any], calls: CallList) -> str:
    """What a row carries: the week, who, why, and which of our records the call settles."""
    lead = row["reasons"][0] if row["reasons"] else None
    said = {
        "week": calls.week.isoformat(),
        "customer": row["customer_id"],
        "reason": lead.code if lead else "",
        "row": lead.facts.get("row_id") if lead else None,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _head(sheet: Worksheet, language: str) -> None:
    for place, field in enumerate(FIELDS, start=1):
        cell = sheet.cell(1, place, say(field.label, language))
        cell.font = Font(bold=True)
        cell.fill = _TO_FILL if field.filled else _TOLD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = field.width
    mark = sheet.cell(1, len(FIELDS) + 1, MARK)
    mark.font = Font(color=_GREY)
    sheet.column_dimensions[get_column_letter(len(FIELDS) + 1)].hidden = True
    sheet.freeze_panes = "C2"


def _row(
    sheet: Worksheet, place: int, row: Mapping[Any, Any], calls: CallList, language: str
) -> None:
    told = _told(row["card"], language) | {"rank": int(row["rank"])}
    for column, field in enumerate(FIELDS, start=1):
        cell = sheet.cell(place, column, told.get(field.name))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if field.name in _DAYS:
            cell.number_format = "yyyy/m/d"
        elif field.name != "rank":
            cell.number_format = "@"
    sheet.cell(place, len(FIELDS) + 1, mark_of(row, calls)).font = Font(color=_GREY)


def _told(card: Card, language: str) -> dict[str, Any]:
    """What is known before the call; nothing in it computes."""
    lines = {
        "waiting": card.waiting,
        "why": card.why,
        "opener": card.opener,
        "not_to_say": card.not_to_say,
    }
    texts = {name: "\n".join(say(line, language) for line in lines[name]) for name in lines}
    texts |= {"name": card.name, "phone": card.phone, "best_time": card.best_time}
    return {name: neutral(text) for name, text in texts.items()}


def _offer(sheet: Worksheet, lists: Worksheet, rows: int, language: str) -> None:
    """The words to choose from, in the columns that have a list."""
    for number, (name, choices) in enumerate(_LISTS.items(), start=1):
        for place, choice in enumerate(choices, start=1):
            lists.cell(place, number, say(choice.label, language))
        letter = get_column_letter(number)
        listed = f"'{lists.title}'!${letter}$1:${letter}${len(choices)}"
        offer = DataValidation(type="list", formula1=listed, allow_blank=True)
        column = get_column_letter([field.name for field in FIELDS].index(name) + 1)
        offer.add(f"{column}2:{column}{max(rows, 1) + 1}")
        sheet.add_data_validation(offer)


def _for_paper(sheet: Worksheet) -> None:
    """A4 on its side, all columns on the page, the header on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
