"""The report as a workbook (報告のExcel): one sheet that sums up, then a sheet for each table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from core.export.cells import neutral
from core.export.report_html import title_of
from core.export.report_parts import Cell, Listing, Report, Share
from core.export.sheets import WIDEST, set_widths, width_of
from core.locale.words import Money, Words, _, say

#: The number under which Excel knows A4 paper.
_A4 = 9
#: A sheet's name is at most so long, without these signs.
_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NARROWEST, _WIDE = 8, 2 * WIDEST
_STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)


def report_book(report: Report, target: BinaryIO, language: str) -> None:
    """Write the workbook.

    Args:
        report: what it tells.
        target: an open binary file.
        language: of headers and words.
    """
    _Writer(report, language).write(target)


class _Writer:
    def __init__(self, report: Report, language: str) -> None:
        self._report = report
        self._language = language
        self._book = Workbook()
        self._names: set[str] = set()

    def write(self, target: BinaryIO) -> None:
        """All sheets."""
        self._book.remove(self._book.worksheets[0])
        self._summary()
        for place, section in enumerate(self._report.sections):
            for listing in section.tables:
                self._sheet(listing, f"{place} ")
        self._sheet(self._report.stands_on, "")
        self._book.save(target)

    def _say(self, words: Words | str) -> str:
        return say(words, self._language)

    def _summary(self) -> None:
        """Every question with its answer."""
        listing = Listing(
            "summary", _("In short"),
            (_("No."), _("Question"), _("Answer"), _("What it rests on"), _("Counted from")),
            tuple(
                (place, section.title, section.verdict,
                 "\n".join(self._say(line) for line in section.lines), section.based)
                for place, section in enumerate(self._report.sections)
            ),
            _("Nothing."),
        )  # fmt: skip
        self._sheet(listing, "", above=self._heads())

    def _heads(self) -> tuple[str, ...]:
        report = self._report
        lines: list[Words] = [title_of(report), report.headline]
        if report.stale:
            lines.append(_("The data are old: this may no longer be true."))
        lines.append(_("Data up to {day}, written on {today}.", day=report.asof,
                       today=report.today))  # fmt: skip
        lines.append(_("It names people: keep it where only those can read it who may."))
        return tuple(self._say(line) for line in lines)

    def _sheet(self, listing: Listing, mark: str, above: Iterable[str] = ()) -> None:
        """One table with its title over it and its header frozen."""
        sheet = self._book.create_sheet(self._name(f"{mark}{self._say(listing.title)}"))
        head = [*above, self._say(listing.title)]
        for place, text in enumerate(head, start=1):
            _put(sheet.cell(place, 1), text)
            sheet.cell(place, 1).font = Font(bold=True, size=14 if place == 1 else 11)
        top = len(head) + 1
        rows = listing.rows or ((listing.empty, *([None] * (len(listing.heads) - 1))),)
        heads = [self._say(words) for words in listing.heads]
        for column, text in enumerate(heads, start=1):
            _put(sheet.cell(top, column), text)
        for down, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row, start=1):
                self._fill(sheet.cell(down, column), cell)
        last = f"{get_column_letter(len(heads))}{top + len(rows)}"
        table = Table(displayName=f"t_{listing.code}", ref=f"A{top}:{last}")
        table.tableStyleInfo = _STYLE
        sheet.add_table(table)
        sheet.freeze_panes = f"A{top + 1}"
        set_widths(sheet, tuple(self._widths(heads, rows)))
        _for_paper(sheet, top)

    def _fill(self, cell: SheetCell, value: Cell) -> None:
        """A cell: numbers and days as such, everything else as text that computes nothing."""
        if isinstance(value, Words | str):
            _put(cell, self._say(value))
            cell.number_format = "@"
        elif isinstance(value, Money):
            cell.value = value.minor if value.scale == 0 else value.minor / 10**value.scale
            cell.number_format = "#,##0" + ("." + "0" * value.scale if value.scale else "")
        elif isinstance(value, Share):
            cell.value, cell.number_format = value.value, "0%"
        elif isinstance(value, dt.date):
            cell.value, cell.number_format = value, "yyyy/m/d"
        elif value is not None:
            cell.value, cell.number_format = int(value), "#,##0"
        cell.alignment = Alignment(wrap_text=True, vertical="top")

    def _widths(self, heads: list[str], rows: tuple[tuple[Cell, ...], ...]) -> list[int]:
        """As wide as what stands in each column, within bounds."""
        texts = [heads, *([self._shown(cell) for cell in row] for row in rows)]
        return [
            min(max(_NARROWEST, *(width_of(part) + 3 for text in column
                                  for part in text.split("\n"))), _WIDE)
            for column in zip(*texts, strict=True)
        ]  # fmt: skip

    def _shown(self, cell: Cell) -> str:
        if isinstance(cell, Words | str):
            return self._say(cell)
        return "2026/12/31" if isinstance(cell, dt.date | Money) else "0,000"

    def _name(self, wanted: str) -> str:
        """A name for a sheet that no other one has."""
        plain = " ".join(_FORBIDDEN.sub(" ", wanted).split())[:_NAME].strip()
        name, number = plain, 2
        while name.lower() in self._names:
            end = f" {number}"
            name, number = plain[: _NAME - len(end)] + end, number + 1
        self._names.add(name.lower())
        return name


def _put(cell: SheetCell, text: str) -> None:
    """Text, never a formula."""
    value: Any = ILLEGAL_CHARACTERS_RE.sub("", neutral(text))
    cell.value = value
    cell.data_type = "s"


def _for_paper(sheet: Worksheet, top: int) -> None:
    """A4 on its side, all columns on the page, the header on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{top}:{top}"
