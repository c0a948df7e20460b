"""Our own workbook of a whole ledger, known again when it comes back (往復).

:mod:`core.export.workbook` writes it; a sheet that tells about the ledger carries the mark. Then
nothing is guessed: sheets and columns are known by our own names for them, and what has no column
(decisions about two customers, settings, sources of numbers) has a sheet of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Problem, UnknownType
from core.ingest.issues import problem
from core.ingest.our_cells import Whole, undisguised
from core.ingest.our_lists import WIDTH, Lists, lists_of
from core.ingest.process import RawBook, RawSheet
from core.locale.words import LANGUAGES, Words, _, say
from core.tables import AID_SHEETS, LEDGER_SHEETS, TABLES, Table

#: The value beside the code ``format``: its name and the version of its form.
MARK, VERSION = "daifukucho-ledger", 1
#: What stands on the sheet of decisions.
DECISIONS: dict[str, Words] = {"same": _("The same person"), "apart": _("Two people")}
#: How sheets after the first one of a table are called.
FURTHER = "{label} ({number})"
_FURTHER = re.compile(r"(.+?) \((\d{1,3})\)")
_MARKED = re.compile(rf"{MARK}/(\d{{1,4}})")
#: Codes of lines that say how many rows a table has, before its name.
ROWS = "rows."
_COLUMNS = 5


@dataclass(frozen=True)
class OurBook:
    """What a workbook of ours says beside its tables.

    Attributes:
        language: of its headers and words.
        currency: ISO code of all amounts; ``scale``: their decimals.
        sources: names of the sources whose numbers carry their name.
        pairs: the owner's word about two customers: (one, other, ``same`` or ``apart``).
        settings: {key: value} of what the owner changed.
        lists: the call lists of past weeks.
        counts: {table: rows} as it was written.
        whole: puts long texts together again.
        clean: takes a cell as the reader gave it to what Excel shows.
    """

    language: str
    currency: str
    scale: int
    sources: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str, str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)
    counts: Mapping[str, int] = field(default_factory=dict)
    whole: Whole = field(default_factory=Whole)
    clean: Callable[[str], str] = str

    def said(self, cell: str) -> str:
        """The text that we made a cell of."""
        return self.whole.said(self.clean(cell))

    def table_of(self, sheet: str) -> Table | None:
        """The table whose rows a sheet holds, by its name; none for any other sheet."""
        name = sheet.strip()
        further = _FURTHER.fullmatch(name)
        named = {say(table.label, self.language): table for table in TABLES.values()}
        return named.get(name) or (named.get(further[1]) if further else None)

    def explains(self, sheet: str) -> bool:
        """Whether a sheet is one of those that hold no rows of a table."""
        aids = (*AID_SHEETS.values(), *LEDGER_SHEETS.values())
        return sheet.strip() in {say(label, self.language) for label in aids}


def our_book(book: RawBook, file: str) -> OurBook | None:
    """What a workbook of ours says beside its tables; none for any other file.

    Raises:
        UnknownType: it was written by a newer version.
    """
    clean = undisguised if book.streamed else str
    for language in LANGUAGES:
        sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
        about = _facts(_sheet(sheets, "about", language), clean)
        marked = _MARKED.fullmatch(next(iter(about.get("format", [])), ""))
        if marked is None:
            continue
        if int(marked[1]) > VERSION:
            raise UnknownType(_newer(file))
        whole = Whole(_rows(_sheet(sheets, "long_texts", language), clean))
        ours = OurBook(language, *_money(about), whole=whole, clean=clean)
        return _with_all(ours, sheets, about)
    return None


def _with_all(
    ours: OurBook, sheets: Mapping[str, RawSheet], about: Mapping[str, list[str]]
) -> OurBook:
    """The same with what stands on the other sheets."""
    counts = {
        code.removeprefix(ROWS): int(values[0])
        for code, values in about.items()
        if code.startswith(ROWS) and values[0].isdecimal()
    }
    pairs = _rows(_sheet(sheets, "pairs", ours.language), ours.said)
    settings = _rows(_sheet(sheets, "settings", ours.language), ours.said)
    lists = _rows(_sheet(sheets, "lists", ours.language), ours.said, width=WIDTH)
    return OurBook(
        ours.language,
        ours.currency,
        ours.scale,
        tuple(ours.said(name) for name in about.get("source", [])),
        tuple(_pairs(pairs)),
        dict(_settings(settings)),
        lists_of(lists),
        counts,
        ours.whole,
        ours.clean,
    )


def notes_of(ours: OurBook, found: Mapping[str, int], file: str) -> list[Problem]:
    """What is to be said of a workbook of ours.

    Args:
        ours: what it says.
        found: {table: rows that stand there now}.
        file: its name.
    """
    notes = [problem("our_workbook", 1, "", file)]
    if ours.pairs:
        notes.append(problem("our_pairs", len(ours.pairs), "", file))
    if ours.settings:
        notes.append(problem("our_settings", len(ours.settings), "", file))
    if ours.lists.rows:
        notes.append(problem("our_lists", len({row.seen for row in ours.lists.rows}), "", file))
    if ours.lists.left:
        sheet = say(LEDGER_SHEETS["lists"], ours.language)
        notes.append(problem("our_lists_unread", ours.lists.left, "", file, sheet))
    for name, count in ours.counts.items():
        if name in TABLES and found.get(name, 0) != count:
            sheet = say(TABLES[name].label, ours.language)
            now = found.get(name, 0)
            notes.append(problem("our_rows", now, f"{count:,}", file, sheet))
    return notes


def _sheet(sheets: Mapping[str, RawSheet], code: str, language: str) -> RawSheet | None:
    return sheets.get(say(LEDGER_SHEETS[code], language))


def _facts(sheet: RawSheet | None, clean: Callable[[str], str]) -> dict[str, list[str]]:
    """{code: values} of the lines of the sheet that tells about the ledger."""
    found: dict[str, list[str]] = {}
    for _label, value, code, *_more in _rows(sheet, clean):
        if code:
            found.setdefault(code, []).append(value.strip())
    return found


def _rows(
    sheet: RawSheet | None, clean: Callable[[str], str], *, width: int = _COLUMNS
) -> Iterator[Sequence[str]]:
    """The rows of a sheet as text, of that many cells each."""
    if sheet is None:
        return
    for row in sheet.texts.iloc[:, :width].itertuples(index=False, name=None):
        yield [*map(clean, row), *[""] * (width - len(row))]


def _money(about: Mapping[str, list[str]]) -> tuple[str, int]:
    currency, scale = (next(iter(about.get(code, [])), "") for code in ("currency", "scale"))
    return currency or "JPY", int(scale) if scale.isdecimal() else 0


def _pairs(rows: Iterator[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    codes = {say(words, language): c for c, words in DECISIONS.items() for language in LANGUAGES}
    for one, _name, other, _other_name, decision in rows:
        if decision.strip() in codes and one.strip() and other.strip():
            yield one.strip(), other.strip(), codes[decision.strip()]


def _settings(rows: Iterator[Sequence[str]]) -> Iterator[tuple[str, Any]]:
    from core.settings import Settings  # noqa: PLC0415

    for key, text, *_more in rows:
        try:
            value = json.loads(text)
            Settings().changed({key.strip(): value})
        except (ValueError, KeyError):
            continue  # the headers, or a setting that this version does not have
        yield key.strip(), value


def _newer(file: str) -> Words:
    return _(
        "{name} was written by a newer version of this program. Please update the program here "
        "and choose the file again. Nothing was changed.",
        name=file,
    )
