"""The sheets of a whole ledger that are no tables: what it is, decisions, settings, long texts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from core.export.sheets import bold_row, set_widths
from core.ingest.our_book import DECISIONS, MARK, ROWS, VERSION
from core.ingest.our_lists import HEADERS, KINDS, rest_of
from core.locale.words import Words, _, say
from core.settings import TRADES
from core.store.holding import Holding
from core.tables import LEDGER_SHEETS, TABLES

ADVICE = (
    _("This is the whole ledger as it stood on the day named here: names, phones and words of "
      "customers. Keep it where only those can open it who may see them."),
    _("Chosen as a file on the page «Bring in sheets» of an empty business it makes the same "
      "ledger again."),
    _("The history of changes and imports, weekly figures and the imported files are not in it. "
      "They are in the file for another computer."),
)  # fmt: skip
_GREY = "999999"


class Beside:
    """Writes the sheets that are no tables.

    Args:
        book: gets them.
        held: everything that the ledger holds.
        language: of the headers.
        cell: makes what openpyxl may write of any text.
    """

    def __init__(
        self, book: Workbook, held: Holding, language: str, cell: Callable[[str], str]
    ) -> None:
        self._book = book
        self._held = held
        self._language = language
        self._cell = cell

    def about(self, counts: Mapping[str, int], made: dt.datetime, purpose: str) -> None:
        """The first sheet: what this is, as of when, how much of each, for what purpose.

        Args:
            counts: {table: rows}.
            made: the moment.
            purpose: for what the data are used.
        """
        heads = (_("What"), _("Content"), _("Mark (please leave it)"))
        sheet = self._sheet("about", heads, (44, 44, 24), place=0)
        for label, content, code in self._lines(counts, made, purpose):
            text = self._cell(content) if isinstance(content, str) else content
            sheet.append([self._say(label), text, code])
            sheet.cell(sheet.max_row, len(heads)).font = Font(color=_GREY)
        for advice in ADVICE:
            sheet.append([self._say(advice)])

    def _lines(
        self, counts: Mapping[str, int], made: dt.datetime, purpose: str
    ) -> list[tuple[Words, Any, str]]:
        held = self._held
        unknown = self._say(_("Not written down yet"))
        own_numbers = _("Shop or system with numbers of its own")
        return [
            (_("Form"), f"{MARK}/{VERSION}", "format"),
            (_("Business"), held.business.name, "business"),
            (_("Trade"), self._say(TRADES[held.business.trade_code].label), "trade"),
            (_("Written on"), made.strftime("%Y-%m-%d %H:%M"), "made"),
            (_("Data as of"), held.asof, "asof"),
            (_("Currency"), held.currency, "currency"),
            (_("Decimals of amounts"), held.scale, "scale"),
            (_("For what the data are used"), purpose or unknown, "purpose"),
            *((own_numbers, name, "source") for name in held.sources),
            *((_("Rows: {table}", table=t.label), counts[n], ROWS + n) for n, t in TABLES.items()),
        ]

    def pairs(self) -> None:
        """The owner's word about two customers."""
        headers = (_("Customer ID"), _("Name"), _("Other ID"), _("Other name"), _("Your word"))
        sheet = self._sheet("pairs", headers, (16, 28, 16, 28, 16))
        customers = self._held.tables["customers"]
        names = dict(zip(customers["customer_id"], customers["name"], strict=True))
        for one, other, said in self._held.pairs:
            row = (one, names.get(one, ""), other, names.get(other, ""))
            sheet.append([*map(self._cell, row), self._say(DECISIONS[said])])

    def settings(self) -> None:
        """What the owner changed, as the program knows it."""
        sheet = self._sheet("settings", (_("Setting"), _("Value")), (36, 60))
        for key, value in self._held.settings.items():
            sheet.append([key, self._cell(json.dumps(value, ensure_ascii=False))])

    def lists(self) -> None:
        """The call lists and lotteries of past weeks, so that calls go on to be judged."""
        sheet = self._sheet("lists", HEADERS, (16, 16, 14, 16, 28, 8, 60))
        customers = self._held.tables["customers"]
        names = dict(zip(customers["customer_id"], customers["name"], strict=True))
        for row in self._held.lists:
            who = str(row.said["customer_id"])
            texts = (row.seen, str(row.said["week"]), self._say(KINDS[row.kind]), who,
                     names.get(who, ""))  # fmt: skip
            rest = self._cell(rest_of(row))
            sheet.append([*map(self._cell, texts), row.said.get("rank"), rest])

    def long_texts(self) -> Worksheet:
        """The sheet of texts that no cell can hold, hidden as long as nothing stands there."""
        headers = (_("Number"), _("Part"), _("Form"), _("Text"))
        sheet = self._sheet("long_texts", headers, (10, 10, 10, 100))
        sheet.sheet_state = "hidden"
        return sheet

    def _sheet(
        self,
        code: str,
        headers: Sequence[Words],
        widths: tuple[int, ...],
        place: int | None = None,
    ) -> Worksheet:
        """A new sheet with its headers."""
        title = self._say(LEDGER_SHEETS[code])
        sheet: Worksheet = self._book.create_sheet(title, place)
        sheet.append([self._say(header) for header in headers])
        bold_row(sheet)
        sheet.freeze_panes = "A2"
        set_widths(sheet, widths)
        return sheet

    def _say(self, words: Words) -> str:
        return say(words, self._language)
