"""The blank ledger opens in a spreadsheet program as the tables describe it."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from core.export.sheets import NARROWEST, WIDEST
from core.export.template import UNLOCKS, template
from core.ingest import combine, read
from core.locale.words import LANGUAGES, _, say
from core.tables import AID_SHEETS, TABLES
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock


@cache
def blank(language: str) -> Workbook:
    target = io.BytesIO()
    template(target, language)
    return load_workbook(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_a_sheet_in_order_between_the_guide_and_the_lists(language):
    guide, example, choices = (say(words, language) for words in AID_SHEETS.values())
    tables = [say(table.label, language) for table in TABLES.values()]
    assert blank(language).sheetnames == [guide, *tables, example, choices]


def test_the_japanese_sheets_carry_the_headers_that_owners_know():
    book = blank("ja")
    assert [cell.value for cell in book["購入履歴"][1]][:7] == [
        "日付", "顧客ID", "伝票番号", "商品", "分類", "数量", "金額",
    ]  # fmt: skip
    assert book["顧客台帳"]["C1"].value == "氏名・会社名"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_headers_stand_frozen_in_the_first_row_and_needed_ones_are_bold(language, name):
    sheet = blank(language)[say(TABLES[name].label, language)]
    header = sheet[1]
    assert [cell.value for cell in header] == [
        say(c.label, language) for c in TABLES[name].columns
    ]
    assert [cell.font.bold for cell in header] == [c.needed for c in TABLES[name].columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_column_offers_its_own_words(language):
    book = blank(language)
    for table in TABLES.values():
        sheet = book[say(table.label, language)]
        offered = {}
        for offer in sheet.data_validations.dataValidation:
            listed, _colon, cells = offer.formula1.partition("!")
            words = [row[0].value for row in book[listed.strip("'")][cells.replace("$", "")]]
            offered[sheet.cell(1, next(iter(offer.sqref.ranges)).min_col).value] = words
        assert offered == {
            say(c.label, language): [say(choice.label, language) for choice in c.choices]
            for c in table.columns
            if c.choices
        }


def test_ids_and_phones_are_text_so_that_leading_zeros_stay():
    sheet = blank("ja")["顧客台帳"]
    formats = {
        sheet.cell(1, place).value: sheet.column_dimensions[letter].number_format
        for place, letter in ((1, "A"), (14, "N"))
    }
    assert formats == {"顧客ID": "@", "電話": "@"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_says_what_every_sheet_unlocks(language):
    rows = list(blank(language).worksheets[0].values)
    told = {row[0]: row[1] for row in rows if row[1]}
    assert UNLOCKS.keys() == TABLES.keys()
    for name, table in TABLES.items():
        assert told[say(table.label, language)] == say(UNLOCKS[name], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_name_a_sheet_and_a_column_that_exist(language):
    rows = list(blank(language)[say(AID_SHEETS["example"], language)].values)[1:]
    known = {
        (say(table.label, language), say(column.label, language))
        for table in TABLES.values()
        for column in table.columns
    }
    assert {(row[0], row[1]) for row in rows} <= known
    assert len(rows) > 100
    needed = {
        (say(t.label, language), say(c.label, language))
        for t in TABLES.values()
        for c in t.columns
        if c.needed and c.kind != "text"
    }
    assert needed <= {(row[0], row[1]) for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_explains_what_to_write_there(language):
    book = blank(language)
    for table in TABLES.values():
        header = book[say(table.label, language)][1]
        for cell, column in zip(header, table.columns, strict=True):
            assert cell.comment is not None
            said = cell.comment.text
            assert said.strip()
            assert all(say(choice.label, language) in said for choice in column.choices)
            assert (say(_("Needed."), language) in said) == column.needed


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_as_wide_as_what_will_stand_in_them(language):
    for table in TABLES.values():
        sheet = blank(language)[say(table.label, language)]
        for place, column in enumerate(table.columns, start=1):
            width = sheet.column_dimensions[get_column_letter(place)].width
            assert NARROWEST <= width <= WIDEST
            assert width == WIDEST or width > len(say(column.label, language))


FILLED: dict[str, Any] = {
    "customer_id": "001", "referrer_id": "002", "referred_id": "003", "day": dt.date(2026, 11, 20),
    "id": "X-01", "text": "=言葉", "phone": "090-0123-4567", "email": "hanako@example.jp",
    "postal": "060-0001", "month_day": "04-01", "month": "2026-11", "money": 9800, "integer": 3,
    "number": 1.5,
}  # fmt: skip


def entry(column, language):
    """What is typed into a cell, and what the ledger keeps."""
    if column.choices:
        return say(column.choices[0].label, language), column.choices[0].code
    if column.kind == "date":
        return FILLED["day"], pd.Timestamp(FILLED["day"])
    if column.name in FILLED:
        return (FILLED[column.name],) * 2
    return (FILLED[column.kind],) * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_with_a_row_in_every_sheet_goes_in_at_once_and_whole(tmp_path, language):
    blank_book, target = io.BytesIO(), io.BytesIO()
    template(blank_book, language)
    book = load_workbook(blank_book)
    for table in TABLES.values():
        for place, column in enumerate(table.columns, start=1):
            cell = book[say(table.label, language)].cell(2, place)
            cell.value = entry(column, language)[0]
            if isinstance(cell.value, str):
                cell.data_type = "s"  # typed as text, not as a formula
    book.save(target)
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        reading = read(target.getvalue(), "台帳.xlsx", settings=shop.settings(), today=TODAY)
        assert [p for p in reading.problems if not p.kept] == []
        batch = shop.commit(combine([reading]), files=[("台帳.xlsx", target.getvalue())])
        assert batch.counts["lines"] == 1
        ledger = shop.book(TODAY)
        frames = {name: ledger.table(name) for name in TABLES if name != "purchases"}
        frames["purchases"] = pd.read_parquet(ledger.purchases[0])
        for name, table in TABLES.items():
            (row,) = frames[name].to_dict("records")
            expected = {c.name: entry(c, language)[1] for c in table.columns}
            assert {c: row[c] for c in expected} == expected
