"""Tables of web pages and of Excel's XML of 2003, which programs like to name .xls.

Runs in the child process; no pandas, no DTD, no entity beyond the five of XML.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from defusedxml.ElementTree import iterparse

from core.ingest.cells import Numbered

Range = tuple[int, int, int, int]
#: What a reader of tables gives: a name, its rows, and what can be told when they are through.
Tables = Iterator[tuple[str, Iterator[Numbered], "Marks"]]
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_UNSEEN = ("style", "script")
_NO_DAY = dt.date(1899, 12, 31)


@dataclass
class Marks:
    """What is noted of a table beside its cells.

    Attributes:
        merged: ranges as (first row, first column, last row, last column), rows from 1.
        errors: cells that hold an error such as #N/A.
        hidden: "" where the sheet is shown, else ``SheetHidden`` or ``SheetVeryHidden``.
    """

    merged: list[Range] = field(default_factory=list)
    errors: int = 0
    hidden: str = ""

    def span(self, row: int, column: int, down: int, across: int) -> None:
        """Note a merged range, if it is one."""
        if down > 1 or across > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))


# --- web pages ------------------------------------------------------------------------------


@dataclass
class _Table:
    """A table of a web page while it is read."""

    most_columns: int
    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    covered: dict[int, int] = field(default_factory=dict)

    def begin_row(self) -> None:
        """A row below those so far; cells that reach down into it stand as blanks."""
        self.rows.append([])

    def add(self, text: str, across: int, down: int) -> None:
        """The next cell of the last row."""
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        self.skip_covered()
        across = min(across, max(self.most_columns - len(row), 1))
        self.marks.span(len(self.rows), len(row), down, across)
        for place in range(len(row), len(row) + across):
            if down > 1:
                self.covered[place] = down - 1
        row += [text] + [""] * (across - 1)

    def skip_covered(self) -> None:
        """Blanks where cells of rows above reach down."""
        row = self.rows[-1]
        while self.covered.get(len(row), 0):
            self.covered[len(row)] -= 1
            row.append("")


class _Page(HTMLParser):
    """The innermost tables of a web page: those around them only lay the page out."""

    def __init__(self, most_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.most_columns = most_columns
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.words: list[str] | None = None
        self.spans = (1, 1)
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell."""
        if tag == "table":
            self.open.append(_Table(self.most_columns))
            self.words = None  # the cell around it only lays the page out
        elif tag == "br" and self.words is not None:
            self.words.append("\n")
        elif tag in _UNSEEN:
            self.unseen += 1
        elif self.open and tag in ("td", "th", "tr", "caption"):
            self._end_cell()
            self._begin(tag, dict(attrs))

    def _begin(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "tr":
            self.open[-1].begin_row()
            return
        self.words = []
        rows_and_more = [_span(attrs.get(name)) for name in ("colspan", "rowspan")]
        self.spans = (rows_and_more[0], rows_and_more[1]) if tag != "caption" else (0, 0)

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row, a cell."""
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif self.open and tag in ("td", "th", "tr", "caption", "table"):
            self._end_cell()
            if tag == "table":
                self._end_table()

    def _end_table(self) -> None:
        table = self.open.pop()
        if any(cell for row in table.rows for cell in row):
            self.done.append(table)
            self.open.clear()  # what stands around it is no table of ours

    def handle_data(self, data: str) -> None:
        """Text inside a cell."""
        if self.words is not None and not self.unseen:
            self.words.append(_SPACES.sub(" ", data))

    def _end_cell(self) -> None:
        if self.words is None:
            return
        lines = "".join(self.words).split("\n")
        text = "\n".join(line.strip(" ") for line in lines).strip("\n")
        self.words = None
        across, down = self.spans
        if across:
            self.open[-1].add(text, across, down)
        else:
            self.open[-1].name = text


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return max(int(digits), 1) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1


def web_page(text: str, name: str, most_columns: int) -> Tables:
    """Every table of a web page.

    Args:
        text: the page.
        name: stands for a table without a caption; numbered when there are several.
        most_columns: cells further right are left out.

    Yields:
        Name, rows, marks of each table.
    """
    page = _Page(most_columns)
    page.feed(text)
    page.close()
    while page.open:  # a page that was cut off
        page.handle_endtag("table")
    for place, table in enumerate(page.done, start=1):
        label = table.name or (name if len(page.done) == 1 else f"{name} - {place}")
        yield label, iter(enumerate(table.rows, start=1)), table.marks


# --- SpreadsheetML 2003 ---------------------------------------------------------------------


def spreadsheet_xml(text: str, most_columns: int) -> Tables:
    """Every worksheet of a workbook in Excel's XML of 2003.

    Args:
        text: the workbook.
        most_columns: cells further right are left out.

    Yields:
        Name, rows, marks of each worksheet; the rows are to be taken before the next one.
    """
    data = _DECLARATION.sub("", text, count=1).encode()
    events = iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
    for event, element in events:
        if event == "start" and _tag(element) == "Worksheet":
            marks = Marks()
            yield _value(element, "Name") or "", _rows(events, marks, most_columns), marks


def _rows(events: Iterator[Any], marks: Marks, most_columns: int) -> Iterator[Numbered]:
    """The rows up to the end of the worksheet."""
    number = 0
    for event, element in events:
        tag = _tag(element)
        if event == "end" and tag == "Worksheet":
            return
        if event == "end" and tag == "Visible":
            marks.hidden = (element.text or "").strip()
        if event == "end" and tag == "Row":
            number = _place(element, number + 1)
            yield number, _cells(element, number, marks, most_columns)
            element.clear()


def _cells(row: Any, number: int, marks: Marks, most_columns: int) -> list[Any]:  # noqa: ANN401
    cells: list[Any] = []
    for cell in (c for c in row if _tag(c) == "Cell"):
        place = _place(cell, len(cells) + 1) - 1
        if place >= most_columns:
            break
        cells += [None] * (place - len(cells)) + [_content(cell, marks)]
        across, down = (_count(cell, name) for name in ("MergeAcross", "MergeDown"))
        across = min(across, most_columns - place - 1)
        marks.span(number, place, down + 1, across + 1)
        cells += [None] * across
    return cells


def _content(cell: Any, marks: Marks) -> Any:  # noqa: ANN401 - elements have no type here
    data = next((part for part in cell if _tag(part) == "Data"), None)
    if data is None:
        return None
    text, kind = "".join(data.itertext()), _value(data, "Type")
    if kind == "Error":
        marks.errors += 1
        return None
    try:
        return _READ.get(kind or "", str)(text)
    except ValueError:
        return text


def _day(text: str) -> dt.date | dt.time:
    moment = dt.datetime.fromisoformat(text.strip())
    if moment.date() == _NO_DAY:
        return moment.time()
    return moment if moment.time() != dt.time() else moment.date()


_READ: dict[str, Callable[[str], Any]] = {
    "Number": float,
    "DateTime": _day,
    "Boolean": lambda text: bool(int(text)),
}


def _tag(element: Any) -> str:  # noqa: ANN401 - elements have no type here
    return str(element.tag).rpartition("}")[2]


def _value(element: Any, name: str) -> str | None:  # noqa: ANN401 - elements have no type here
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == name)
    return next(found, None)


def _count(element: Any, name: str) -> int:  # noqa: ANN401 - elements have no type here
    text = _value(element, name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _place(element: Any, usual: int) -> int:  # noqa: ANN401 - elements have no type here
    """The number that a row or cell names for itself, never before its usual place."""
    return max(_count(element, "Index"), usual)
