"""The blank customer ledger (顧客台帳.xlsx): one sheet for each table, in the owner's language.

Only the bold columns of the first two sheets are needed; every other sheet answers one more
question of the weekly review, and the sheet «使い方» says which (DOMAIN 5.3).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.locale.words import Words, _, say
from core.tables import AID_SHEETS, TABLES, Choice, Column, Table

#: Rows that offer the drop-down lists.
LISTED_ROWS = 5000
FORMATS = {
    "id": "@", "phone": "@", "postal": "@", "text": "@", "month": "@", "month_day": "@",
    "email": "@", "date": "yyyy/m/d", "money": "#,##0",
}  # fmt: skip
NEEDED_FILL = PatternFill("solid", fgColor="FFE699")
OTHER_FILL = PatternFill("solid", fgColor="E7E6E6")

#: What each sheet is good for.
UNLOCKS: dict[str, Words] = {
    "customers": _("Needed. Who your customers are; names, phones and birthdays for the calls."),
    "purchases": _("Needed. Who bought when and how much; all figures come from here."),
    "activities": _("What you talked about last time; it opens the next call."),
    "promises": _("Are our promises kept? Promises due come first in the call list."),
    "complaints": _("Which complaints come back? Nobody is sold to while one is open."),
    "due_dates": _("Whose contract, warranty or inspection falls due?"),
    "not_now": _("Who said «not now», and when is the right time?"),
    "deals": _("Which deals are open, won or lost, and to whom?"),
    "doubts": _("What do people doubt, and have we answered?"),
    "costs": _("What does a new customer cost, and what do we spend on existing ones?"),
    "referrals": _("Who brought whom, and did we say thank you?"),
    "satisfaction": _("Who is content, and who buys only from us?"),
    "events": _("What happened in their lives, from which the next need follows."),
    "plans": _("What follow-up is planned?"),
    "overrides": _("What you decided yourself, with the reason and until when."),
    "decisions": _("What was decided in the weekly review."),
    "staff": _("Who works here, and who has left."),
    "stores": _("Your stores, when there are several."),
}
ADVICE = (
    _("This is your customer ledger. Fill in one row for each customer or event."),
    _("Only the bold columns of the first two sheets are needed. Leave the rest empty at first."),
    _("Columns with a list offer the words to choose from."),
    _("You may add columns of your own on the right; they are kept."),
    _("Dates may be written as 2026/11/22 or in Japanese years."),
)
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


def template(target: Path | BinaryIO, language: str) -> None:
    """Write the blank ledger.

    Args:
        target: a path or an open binary file.
        language: ``ja`` or ``en``: headers, sheet names and drop-down words.
    """
    book = Workbook()
    how_to = book.worksheets[0]
    _explain(how_to, language)
    sheets = {name: _sheet(book, table, language) for name, table in TABLES.items()}
    _examples(book.create_sheet(say(AID_SHEETS["example"], language)), language)
    choices = book.create_sheet(say(AID_SHEETS["choices"], language))
    for table in TABLES.values():
        for place, column in enumerate(table.columns, start=1):
            if column.choices:
                listed = _list(choices, table, column, language)
                _offer(sheets[table.name], get_column_letter(place), listed)
    book.active = 1
    book.save(target)


def _explain(sheet: Worksheet, language: str) -> None:
    """What the book is, and what each sheet unlocks."""
    sheet.title = say(AID_SHEETS["how_to"], language)
    for advice in ADVICE:
        sheet.append([say(advice, language)])
    sheet.append([])
    sheet.append([say(_("Sheet"), language), say(_("What it is good for"), language)])
    _bold_row(sheet)
    for name, table in TABLES.items():
        sheet.append([say(table.label, language), say(UNLOCKS[name], language)])
    _widths(sheet, (28, 80))


def _sheet(book: Workbook, table: Table, language: str) -> Worksheet:
    """A blank sheet: header with explanations, formats, widths, frozen first row."""
    sheet: Worksheet = book.create_sheet(say(table.label, language))
    for place, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, place, say(column.label, language))
        cell.font = Font(bold=column.needed)
        cell.fill = NEEDED_FILL if column.needed else OTHER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = _note(column, language)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = _width(column, language)
        dimension.number_format = FORMATS.get(column.kind, "General")
    sheet.freeze_panes = "A2"
    return sheet


def _note(column: Column, language: str) -> Comment:
    """What to write in a column, shown beside its header."""
    said = [_("Needed.")] if column.needed else []
    said += [column.hint] if column.hint else []
    if column.kind in KIND_HINTS:
        words = " / ".join(_labels(column.choices, language))
        said.append(replace(KIND_HINTS[column.kind], facts={"words": words}))
    example = _example(column, language)
    if example != "" and not column.choices:
        said.append(_("Example: {example}", example=str(example)))
    text = "\n".join(say(words, language) for words in said) or say(_("Your own words."), language)
    return Comment(text, say(AID_SHEETS["how_to"], language), NOTE_HEIGHT, NOTE_WIDTH)


def _width(column: Column, language: str) -> int:
    """Room for the header, an example and every word of the list; wide signs count double."""
    texts = [say(column.label, language), str(_example(column, language))]
    texts += _labels(column.choices, language)
    widest = max(sum(2 if ord(sign) > LATIN else 1 for sign in text) for text in texts)
    return min(max(widest + 2, NARROWEST), WIDEST)


def _examples(sheet: Worksheet, language: str) -> None:
    """Sheet, column, example: in this shape nobody takes it for data."""
    sheet.append([say(words, language) for words in (_("Sheet"), _("Column"), _("Example"))])
    _bold_row(sheet)
    for table in TABLES.values():
        for column in table.columns:
            example = _example(column, language)
            if example != "":
                sheet.append([say(table.label, language), say(column.label, language), example])
    sheet.freeze_panes = "A2"
    _widths(sheet, (24, 28, 40))


def _example(column: Column, language: str) -> str | int:
    if column.choices:
        return say(column.choices[0].label, language)
    if column.name in EXAMPLES:
        return say(EXAMPLES[column.name], language)
    example: str | int = KIND_EXAMPLES.get(column.kind, "")
    return example


def _list(sheet: Worksheet, table: Table, column: Column, language: str) -> str:
    """Write one list into the next free column of the choices; returns its range."""
    place = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_column + 1
    sheet.cell(1, place, f"{say(table.label, language)}: {say(column.label, language)}")
    for row, label in enumerate(_labels(column.choices, language), start=2):
        sheet.cell(row, place, label)
    letter = get_column_letter(place)
    return f"'{sheet.title}'!${letter}$2:${letter}${len(column.choices) + 1}"


def _labels(choices: tuple[Choice, ...], language: str) -> list[str]:
    return [say(choice.label, language) for choice in choices]


def _offer(sheet: Worksheet, letter: str, listed: str) -> None:
    """A drop-down that proposes the words but lets the owner write others."""
    offer = DataValidation(type="list", formula1=listed, allow_blank=True)
    offer.errorStyle = "warning"
    offer.add(f"{letter}2:{letter}{LISTED_ROWS}")
    sheet.add_data_validation(offer)


def _bold_row(sheet: Worksheet) -> None:
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def _widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
