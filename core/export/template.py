"""The blank customer ledger (顧客台帳.xlsx): one sheet for each table, in the owner's language.

Only the bold columns of the first two sheets are needed; every other sheet answers one more
question of the weekly review, and the sheet «使い方» says which (DOMAIN 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.export.sheets import Lists, blank_sheet, bold_row, example_of, set_widths
from core.locale.words import Words, _, say
from core.tables import AID_SHEETS, TABLES

#: What each sheet is good for.
UNLOCKS: dict[str, Words] = {
    "customers": _("Needed. Who your customers are; names, phones and birthdays for the calls."),
    "purchases": _("Needed. Who bought when and how much; all figures come from here."),
    "activities": _("What you talked about last time; it opens the next call."),
    "promises": _("Are our promises kept? Promises due come first in the call list."),
    "complaints": _("Which complaints come back? Nobody is sold to while one is open."),
    "fixes": _("What was changed so that a complaint does not come back?"),
    "due_dates": _("Whose contract, warranty or inspection falls due?"),
    "not_now": _("Who said «not now», and when is the right time?"),
    "deals": _("Which deals are open, won or lost, and to whom?"),
    "doubts": _("What do people doubt, and have we answered?"),
    "costs": _("What does a new customer cost, and what do we spend on existing ones?"),
    "referrals": _("Who brought whom, and did we say thank you?"),
    "satisfaction": _("Who is content, and who buys only from us?"),
    "events": _("What happened in their lives, from which the next need follows."),
    "extras": _("What did we do for them that no price list names, and how did they take it?"),
    "know_how": _("What worked with whom, so that it need not be found out twice."),
    "plans": _("What follow-up is planned?"),
    "plan_steps": _("Who does what when after a purchase or an event, laid down once."),
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


@dataclass(frozen=True)
class Blank:
    """The blank ledger, not yet saved.

    Attributes:
        book: all its sheets; the first one explains.
        sheets: {table: its sheet}.
        lists: the words to choose from; the sheets do not offer them yet.
    """

    book: Workbook
    sheets: dict[str, Worksheet]
    lists: Lists


def template(target: Path | BinaryIO, language: str) -> None:
    """Write the blank ledger.

    Args:
        target: a path or an open binary file.
        language: ``ja`` or ``en``: headers, sheet names and drop-down words.
    """
    blank = blank_book(language)
    for name, table in TABLES.items():
        blank.lists.offer(blank.sheets[name], table)
    blank.book.active = 1
    blank.book.save(target)


def blank_book(language: str) -> Blank:
    """The blank ledger with its sheets in order: the guide, the tables, an example, the lists."""
    book = Workbook()
    _explain(book.worksheets[0], language)
    sheets = {name: blank_sheet(book, table, language) for name, table in TABLES.items()}
    _examples(book.create_sheet(say(AID_SHEETS["example"], language)), language)
    return Blank(book, sheets, Lists(book, language))


def _explain(sheet: Worksheet, language: str) -> None:
    """What the book is, and what each sheet unlocks."""
    sheet.title = say(AID_SHEETS["how_to"], language)
    for advice in ADVICE:
        sheet.append([say(advice, language)])
    sheet.append([])
    sheet.append([say(_("Sheet"), language), say(_("What it is good for"), language)])
    bold_row(sheet)
    for name, table in TABLES.items():
        sheet.append([say(table.label, language), say(UNLOCKS[name], language)])
    set_widths(sheet, (28, 80))


def _examples(sheet: Worksheet, language: str) -> None:
    """Sheet, column, example: in this shape nobody takes it for data."""
    sheet.append([say(words, language) for words in (_("Sheet"), _("Column"), _("Example"))])
    bold_row(sheet)
    for table in TABLES.values():
        for column in table.columns:
            example = example_of(column, language)
            if example != "":
                sheet.append([say(table.label, language), say(column.label, language), example])
    sheet.freeze_panes = "A2"
    set_widths(sheet, (24, 28, 40))
