"""The blank ledger opens in a spreadsheet program as the tables describe it."""

from __future__ import annotations

import io
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook

from core.export.template import UNLOCKS, template
from core.locale.words import LANGUAGES, say
from core.tables import AID_SHEETS, TABLES


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
