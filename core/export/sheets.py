"""Sheets of a ledger as a workbook: headers that explain, formats, widths, lists to choose from.

The blank ledger (:mod:`core.export.template`) and the whole one (:mod:`core.export.workbook`)
have the same sheets; they are made here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.locale.words import Words, _, say
from core.tables import AID_SHEETS, TABLES, Choice, Column, Table

#: Rows that offer the drop-down lists at least.
LISTED_ROWS = 5000
#: Formats of the cells by the kind of their column; others are general.
FORMATS = {
    "id": "@", "phone": "@", "postal": "@", "text": "@", "month": "@", "month_day": "@",
    "email": "@", "date": "yyyy/m/d", "money": "#,##0",
}  # fmt: skip
NEEDED_FILL = PatternFill("solid", fgColor="FFE699")
OTHER_FILL = PatternFill("solid", fgColor="E7E6E6")
#: What an entry may look like, by column where a kind alone says too little.
EXAMPLES: dict[str, Words] = {
    "name": _("Hanako Yamada"),
    "kana": _("Yamada Hanako, as it is read"),
    "call_name": _("Hanako"),
    "product": _("Cut and colour"),
    "note": _("Too busy at work to take care of her hair"),
    "next_question": _("How is work going now?"),
    "content": _("Send the colour samples"),
    "staff": _("Noguchi"),
    "address": _("1-2-3 Kitamachi, Aobano"),
    "decision": _("Call three at-risk customers every day"),
}
KIND_EXAMPLES: dict[str, Any] = {
    "id": "C0001", "phone": "090-0123-4567", "email": "hanako@example.jp", "postal": "000-0001",
    "month_day": "1980/4/1", "month": "2026-11", "date": "2026/11/22", "money": 9800,
    "integer": 1, "number": 1,
}  # fmt: skip
#: What to write in a column, by its kind.
KIND_HINTS: dict[str, Words] = {
    "id": _("A number or code, the same one on every sheet. Zeros in front stay."),
    "phone": _("With or without hyphens."),
    "postal": _("Seven digits, with or without the hyphen."),
    "month_day": _("The day; month and day alone will do."),
    "month": _("The year and the month."),
    "date": _("The day, also in Japanese years."),
    "money": _("Digits; a return with a minus sign."),
    "integer": _("A whole number."),
    "number": _("A number."),
    "choice": _("One of the list: {words}"),
}
#: A column is as wide as what stands in it, within these bounds.
NARROWEST, WIDEST = 10, 36
#: Signs beyond it are twice as wide.
LATIN = 0x2FF
#: Size of an explanation in pixels.
NOTE_WIDTH, NOTE_HEIGHT = 260, 120


def blank_sheet(
    book: Workbook, table: Table, language: str, *, title: str = "", place: int | None = None
) -> Worksheet:
    """A blank sheet of a table: header with explanations, formats, widths, frozen first row.

    Args:
        book: gets the sheet.
        table: of which one.
        language: of the headers.
        title: its name, the table's own without one.
        place: where among the sheets, the last without one.
    """
    sheet: Worksheet = book.create_sheet(title or say(table.label, language), place)
    for number, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, number, say(column.label, language))
        cell.font = Font(bold=column.needed)
        cell.fill = NEEDED_FILL if column.needed else OTHER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = _note(column, language)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = _width(column, language)
        dimension.number_format = FORMATS.get(column.kind, "General")
    sheet.freeze_panes = "A2"
    return sheet


class Lists:
    """The sheet of words to choose from (選択肢), and the drop-downs that lead to it."""

    def __init__(self, book: Workbook, language: str) -> None:
        """Write all lists of all tables into a new sheet at the end."""
        self._sheet: Worksheet = book.create_sheet(say(AID_SHEETS["choices"], language))
        self._language = language
        self._ranges = {
            (table.name, column.name): self._list(table, column)
            for table in TABLES.values()
            for column in table.columns
            if column.choices
        }

    def offer(self, sheet: Worksheet, table: Table, rows: int = LISTED_ROWS) -> None:
        """Drop-downs in every column of a table's sheet that has a list.

        They propose the words but let the owner write others.

        Args:
            sheet: of the table.
            table: whose lists.
            rows: how far down.
        """
        for place, column in enumerate(table.columns, start=1):
            if column.choices:
                listed = self._ranges[table.name, column.name]
                offer = DataValidation(type="list", formula1=listed, allow_blank=True)
                offer.errorStyle = "warning"
                letter = get_column_letter(place)
                offer.add(f"{letter}2:{letter}{rows}")
                sheet.add_data_validation(offer)

    def _list(self, table: Table, column: Column) -> str:
        """Write one list into the next free column; returns its range."""
        sheet = self._sheet
        blank = sheet.max_row == 1 and sheet["A1"].value is None
        place = 1 if blank else sheet.max_column + 1
        labels = (say(table.label, self._language), say(column.label, self._language))
        sheet.cell(1, place, ": ".join(labels))
        for row, label in enumerate(_labels(column.choices, self._language), start=2):
            sheet.cell(row, place, label)
        letter = get_column_letter(place)
        return f"'{sheet.title}'!${letter}$2:${letter}${len(column.choices) + 1}"


def example_of(column: Column, language: str) -> str | int:
    """What an entry may look like, empty where anything may."""
    if column.choices:
        return say(column.choices[0].label, language)
    if column.name in EXAMPLES:
        return say(EXAMPLES[column.name], language)
    example: str | int = KIND_EXAMPLES.get(column.kind, "")
    return example


def bold_row(sheet: Worksheet) -> None:
    """Print the last row in bold."""
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def set_widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    """The widths of the first columns, in characters."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def width_of(text: str) -> int:
    """Room that a text takes: wide signs count double."""
    return sum(2 if ord(sign) > LATIN else 1 for sign in text)


def _note(column: Column, language: str) -> Comment:
    """What to write in a column, shown beside its header."""
    said = [_("Needed.")] if column.needed else []
    said += [column.hint] if column.hint else []
    if column.kind in KIND_HINTS:
        words = " / ".join(_labels(column.choices, language))
        said.append(replace(KIND_HINTS[column.kind], facts={"words": words}))
    example = example_of(column, language)
    if example != "" and not column.choices:
        said.append(_("Example: {example}", example=str(example)))
    text = "\n".join(say(words, language) for words in said) or say(_("Your own words."), language)
    return Comment(text, say(AID_SHEETS["how_to"], language), NOTE_HEIGHT, NOTE_WIDTH)


def _width(column: Column, language: str) -> int:
    """Room for the header, an example and every word of the list."""
    texts = [say(column.label, language), str(example_of(column, language))]
    texts += _labels(column.choices, language)
    return min(max(max(map(width_of, texts)) + 2, NARROWEST), WIDEST)


def _labels(choices: tuple[Choice, ...], language: str) -> list[str]:
    return [say(choice.label, language) for choice in choices]
