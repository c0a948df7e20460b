"""Rows left aside go out with the reason and come in again once they are repaired."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export.unread import unread_csv
from core.ingest import read
from core.ingest.own import REASON, freed_text, neutral_text
from core.locale.words import LANGUAGES, say
from core.settings import Settings
from tests.drills.share import examples

TODAY = dt.date(2026, 11, 22)
HEADER = ["日付", "顧客ID", "商品", "金額", "席", "reason"]
GOOD = [
    ["2026/10/01", "001", "カット", "5000", "窓側", ""],
    ["2026/10/02", "001", "", "1", "", ""],
]


def sheet_of(rows, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([header, *GOOD, *rows])
    return reading(text.getvalue().encode())


def reading(data, name="売上.csv"):
    (sheet,) = read(data, name, settings=Settings(), today=TODAY).sheets
    return sheet


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_stands_last_in_the_owners_words_with_the_row(language):
    sheet = sheet_of([["2026/2/30", "002", "カット", "100", "窓側", "x"]])
    data = unread_csv(sheet, language)
    assert data.startswith("\ufeff".encode())
    header, row = table(data)
    assert header == [*HEADER, say(REASON, language)]
    assert row[:-1] == ["2026/2/30", "002", "カット", "100", "窓側", "x"]
    assert "4" in row[-1]
    assert "2026/2/30" in row[-1]


def test_all_reasons_of_a_row_are_said():
    sheet = sheet_of([["2026/2/30", "", "カット", "100", "", ""]])
    (_header, row) = table(unread_csv(sheet, "ja"))
    assert row[-1].startswith("4行目")
    assert len(sheet.unread) == 1


def test_cells_that_would_compute_do_not_and_phones_keep_their_plus():
    rows = [["2026/2/30", "002", "=cmd|x", "-100", "@SUM(A1)", "+81 90-0111-0000"]]
    _header, row = table(unread_csv(sheet_of(rows), "ja"))
    assert row[2:6] == ["'=cmd|x", "-100", "'@SUM(A1)", "+81 90-0111-0000"]


def test_a_table_without_rows_left_aside_gives_its_header_alone():
    assert len(table(unread_csv(sheet_of([]), "ja"))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repaired_file_comes_in_without_our_column(language):
    sheet = sheet_of([["2026/2/30", "002", "=cmd|x", "100", "-特になし", "x"]] * 2)
    repaired = unread_csv(sheet, language).replace(b"2026/2/30", b"2026/10/30")
    again = reading(repaired, "直した.csv")
    assert again.rows_unread == 0
    assert again.shape == sheet.shape
    bought = again.tables["purchases"]
    assert list(bought["product"]) == ["=cmd|x"] * 2
    assert list(bought["席"]) == ["-特になし"] * 2
    assert say(REASON, language) not in bought.columns


CELL = st.text(
    st.one_of(
        st.sampled_from("'=+-@＝＋－＠\t 0123456789(),."),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
    ),
    max_size=8,
)


@given(text=CELL)
def test_what_is_made_harmless_comes_back_as_it_was(text):
    assert freed_text(neutral_text(text)) == text


@pytest.mark.drill
@settings(max_examples=examples(200))
@given(cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_whatever_stands_in_a_cell_survives_going_out_and_coming_in(cells):
    rows = [["2026/2/30", "002", product, "100", seat, ""] for product, seat in cells]
    before = sheet_of(rows)
    repaired = unread_csv(before, "ja").replace(b"2026/2/30", b"2026/10/30")
    plain = reading(_with_days(rows, "2026/10/30"), "売上.csv").tables["purchases"]
    again = reading(_good_rows_first(repaired), "売上.csv").tables["purchases"]
    for column in ("product", "席"):
        assert list(again[column]) == list(plain[column])


def _with_days(rows, day):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *GOOD, *([day, *row[1:]] for row in rows)])
    return text.getvalue().encode()


def _good_rows_first(data):
    """The repaired rows below rows that were taken, so that both readings see the same kinds."""
    header, *rows = table(data)
    text = io.StringIO()
    csv.writer(text).writerows([header, *([*row, ""] for row in GOOD), *rows])
    return text.getvalue().encode()
