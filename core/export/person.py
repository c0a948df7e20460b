"""Everything about one person in one file (開示, 個情法33条): readable, complete, with reasons.

A zip with a workbook for reading and the same as JSON: what is written of the person, every
contact, promise and purchase, what the program concluded and why, who changed what and when, where
the data come from and for what they are used. Also for somebody who asked to stop.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pandas as pd
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.styles import Alignment

from core.export.sheets import bold_row, set_widths
from core.ingest.our_cells import LONGEST, disguised, written
from core.locale.words import Money, Words, _, say
from core.review import Review
from core.rules.ladder import STAGES, missing, why
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.segment import SEGMENTS
from core.rules.state import STATES
from core.rules.trust import ENTRIES, TRUST_WORDS, passbook
from core.store import kept_bytes
from core.store.frames import EXTRA
from core.store.history import Told
from core.store.imports import Batch
from core.store.one_row import IDS
from core.tables import TABLES, Table

#: Judgements in words of a catalogue.
_NAMED = {
    "state": (_("State"), STATES),
    "stage": (_("Rung"), STAGES),
    "buying_stage": (_("Rung by purchases alone"), STAGES),
    "policy": (_("Policy"), POLICIES),
    "relation": (_("Relation"), RELATIONS),
    "segment": (_("Group"), SEGMENTS),
}
#: Measures behind the judgements.
_MEASURED: dict[str, Words] = {
    "purchase_count": _("Days with a purchase"),
    "total_spend": _("Total of purchases"),
    "spend_12m": _("Of the last 12 months"),
    "average_order_value": _("Average of a purchase day"),
    "days_since_last_purchase": _("Days since the last purchase"),
    "rhythm_days": _("Usual gap in days"),
    "p_return": _("Chance to return"),
    "nudge_day": _("Nudge day"),
    "no_return_day": _("Day of no return"),
    "stop_day": _("Stop day"),
    "r_score": _("Recency score (1–5)"),
    "f_score": _("Frequency score (1–5)"),
    "m_score": _("Money score (1–5)"),
    "decile": _("Decile (1 is best)"),
    "abc": _("ABC class"),
    "portfolio": _("Portfolio class"),
    "usual_product": _("Usually buys"),
    "trust": _("Trust balance"),
    "annual_profit": _("Worth a year"),
}
_MONEY = ("total_spend", "spend_12m", "average_order_value", "annual_profit")


@dataclass(frozen=True)
class Person:
    """What the file is made of.

    Attributes:
        customer_id: who; ``ids``: everybody who is shown as this person.
        review: the business, measured and judged.
        past: what was done to their rows, newest first.
        origins: the imports that spoke of them.
        purpose: for what the data are used; ``made``: the moment.
    """

    customer_id: str
    ids: Sequence[str]
    review: Review
    past: Sequence[Told]
    origins: Sequence[Batch]
    purpose: str
    made: dt.datetime


@dataclass(frozen=True)
class Section:
    """One sheet: its title, headers and rows; ``code`` is its name in the JSON."""

    code: str
    title: Words
    headers: Sequence[Words | str]
    rows: Sequence[Sequence[Any]]


def write_person(person: Person, target: BinaryIO, language: str) -> None:
    """Write everything about one person as a zip with a workbook and the same as JSON.

    Args:
        person: who, and what is known.
        target: an open binary file.
        language: ``ja`` or ``en``.
    """
    sections = [found for found in _sections(person) if found.rows]
    book = io.BytesIO()
    _workbook(sections, language).save(book)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("record.xlsx", book.getvalue())
        file.writestr("record.json", json.dumps(_json(sections, language), ensure_ascii=False,
                                                indent=1))  # fmt: skip


def _sections(person: Person) -> Iterator[Section]:
    book = person.review.book
    yield _about(person)
    for name in TABLES:
        if name != "purchases":
            yield _table(TABLES[name], _rows(book.table(name), person.customer_id), person)
    yield _table(TABLES["purchases"], _lines(person), person)
    yield _judgements(person)
    yield _passbook(person)
    yield _history(person)


def _about(person: Person) -> Section:
    review = person.review
    rows = review.book.table("customers")
    mine = rows[rows["customer_id"] == person.customer_id]
    told = [text for text in mine["data_source"] if text]
    unknown = _("Not written down yet")
    files = [
        _("{day}: {files}", day=batch.created.date(), files=", ".join(batch.files))
        for batch in person.origins
    ]
    lines: list[tuple[Words, Any]] = [
        (_("Numbers"), ", ".join(person.ids)),
        (_("Written on"), person.made.strftime("%Y-%m-%d %H:%M")),
        (_("Data as of"), review.book.asof.isoformat()),
        (_("For what the data are used"), person.purpose or unknown),
        *((_("Where the data come from"), text) for text in told),
        *((_("Came in with a file"), words) for words in files),
        *([] if files else [(_("Came in with a file"), _("No file: written by hand"))]),
    ]
    return Section("about", _("About this record"), (_("What"), _("Content")), lines)


def _rows(frame: pd.DataFrame, customer_id: str) -> pd.DataFrame:
    """The rows of a table that name the person in any of their columns."""
    named = pd.Series(False, index=frame.index)
    # Another's row of the customer ledger is another's, though the person brought them.
    for column in IDS[:1] if "referrer_id" in frame.columns else IDS:
        if column in frame.columns:
            named |= frame[column] == customer_id
    return frame[named]


def _lines(person: Person) -> pd.DataFrame:
    """The lines of purchases that count."""
    wanted = [("customer_id", "==", person.customer_id)]
    paths = map(kept_bytes.source, person.review.book.purchases)
    found = [pq.read_table(path, filters=wanted).to_pandas() for path in paths]
    rows = pd.concat(found) if found else TABLES["purchases"].empty()
    free = [name for name in rows.columns if name.startswith(EXTRA)]
    rows[free] = rows[free].fillna("")
    shaped = TABLES["purchases"].shape(rows)
    own = [
        json.dumps({str(k).removeprefix(EXTRA): v for k, v in row.items() if v})
        for row in rows[free].to_dict("records")
    ]
    return shaped.assign(extra=own).sort_values("date", kind="stable", ascending=False)


def _table(table: Table, frame: pd.DataFrame, person: Person) -> Section:
    """One table: of the customer ledger a line for each field, of others a row for each."""
    own = [json.loads(text) for text in frame["extra"]] if len(frame) else []
    free = list(dict.fromkeys(name for row in own for name in row))
    headers = [*(column.label for column in table.columns), *free]
    rows = [
        [
            *(_cell(row[c.name], c.kind, c.choices, person) for c in table.columns),
            *(extra.get(name, "") for name in free),
        ]
        for row, extra in zip(frame.to_dict("records"), own, strict=True)
    ]
    if table.name != "customers":
        return Section(table.name, table.label, headers, rows)
    filled = [
        (header, cell)
        for row in rows
        for header, cell in zip(headers, row, strict=True)
        if cell != ""
    ]
    return Section("profile", table.label, (_("What"), _("Content")), filled)


def _cell(value: Any, kind: str, choices: Sequence[Any], person: Person) -> Any:  # noqa: ANN401
    if value == "" or pd.isna(value):
        return ""
    if kind == "date":
        return value.date().isoformat()
    if kind == "money":
        return _money(value, person)
    words = {choice.code: choice.label for choice in choices}
    return words.get(value, value)


def _money(value: Any, person: Person) -> Words:  # noqa: ANN401 - any number
    book = person.review.book
    return _("{money}", money=Money(round(value), book.currency, book.scale))


def _judgements(person: Person) -> Section:
    """What the program concluded, with the reasons."""
    customers = person.review.customers
    found = customers[customers["customer_id"] == person.customer_id].to_dict("records")
    rows: list[tuple[Words, Any, Words | str]] = []
    for each in found:
        row = {str(name): value for name, value in each.items()}
        rows += [
            (label, entries[row[code]].label if row[code] in entries else row[code],
             entries[row[code]].meaning if row[code] in entries else "")
            for code, (label, entries) in _NAMED.items()
        ]  # fmt: skip
        rows += [(_("Why this rung"), words, "") for words in why(row, person.review.book)]
        rows += [(_("To the next rung"), words, "") for words in missing(row)]
        rows.append((_("Trust"), TRUST_WORDS[row["trust_word"]], ""))
        rows += [
            (label, _measure(code, row[code], person), "")
            for code, label in _MEASURED.items()
            if code in row and not (row[code] == "" or pd.isna(row[code]))
        ]
    rows += _calls(person)
    headers = (_("What"), _("Content"), _("Meaning"))
    return Section("judgements", _("What was concluded, and why"), headers, rows)


def _measure(code: str, value: Any, person: Person) -> Any:  # noqa: ANN401 - any cell
    if code in _MONEY:
        return _money(value, person)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _calls(person: Person) -> list[tuple[Words, Any, Words | str]]:
    """Whether they are called this week, and why or why not."""
    calls = person.review.calls
    listed = calls.rows[calls.rows["customer_id"] == person.customer_id]
    left = calls.left_out_of([person.customer_id])
    on = [(_("On this week's call list because"), w, "") for row in listed["why"] for w in row]
    off = [(_("Not on this week's call list because"), words, "") for words in left["words"]]
    return [*on, *off]


def _passbook(person: Person) -> Section:
    review = person.review
    found = passbook(person.customer_id, review.customers, review.book, review.settings)
    rows = [
        (
            row["date"].date().isoformat(),
            ENTRIES[row["code"]],
            row["points"],
            round(row["effect"], 2),
        )
        for row in found.to_dict("records")
    ]  # fmt: skip
    headers = (_("Day"), _("What"), _("Points"), _("Left of them today"))
    return Section("trust", _("Trust passbook"), headers, rows)


def _history(person: Person) -> Section:
    """Who changed what, newest first."""
    rows: list[tuple[Any, ...]] = []
    for told in person.past:
        at = told.action.at.strftime("%Y-%m-%d %H:%M")
        lines: list[tuple[Any, ...]] = [
            (change.label, line.label, line.before, line.after)
            for change in told.changes
            for line in change.lines
        ]
        for line in lines or [("", "", "", "")]:
            rows.append((at, told.action.who, told.action.words, *line))
    headers = (_("When"), _("Who"), _("What was done"), _("Table"), _("Field"), _("Before"),
               _("After"))  # fmt: skip
    return Section("history", _("History of changes"), headers, rows)


def _workbook(sections: Sequence[Section], language: str) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for section in sections:
        sheet = book.create_sheet(say(section.title, language)[:31])
        sheet.append([_plain(header, language) for header in section.headers])
        bold_row(sheet)
        for row in section.rows:
            sheet.append([_plain(cell, language) for cell in row])
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
        set_widths(sheet, (28,) * len(section.headers))
    return book


def _plain(cell: Any, language: str) -> Any:  # noqa: ANN401 - any cell
    """A cell as openpyxl may write it."""
    if isinstance(cell, Words):
        cell = say(cell, language)
    return disguised(written(cell)[:LONGEST]) if isinstance(cell, str) else cell


def _json(sections: Sequence[Section], language: str) -> Mapping[str, Any]:
    """The same with whole texts."""

    def said(cell: Any) -> Any:  # noqa: ANN401 - any cell
        return say(cell, language) if isinstance(cell, Words) else cell

    return {
        section.code: {
            "title": said(section.title),
            "columns": [said(header) for header in section.headers],
            "rows": [[said(cell) for cell in row] for row in section.rows],
        }
        for section in sections
    }
