"""What is typed by hand stands in the ledger as a sheet would have brought it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError
from core.ingest.convert import reader_of
from core.ingest.proper import as_it_stands, proper
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.keeping import clock, row_id, value

CUSTOMERS = TABLES["customers"]
TEXTS = st.one_of(
    st.text(),
    st.from_regex(r"[0-9０-９ー\-−()+ /年月日.]{1,16}", fullmatch=True),
    st.from_regex(r"[a-zA-Z0-9._]+@[a-z]+\.(jp|com|con)", fullmatch=True),
    st.sampled_from(
        ["〒060-0001", "+81 90-0123-4567", "自宅03-1234-5678", "4/1", "昭和55年4月1日", "R8.11",
         "やまだ　はなこ", "ﾔﾏﾀﾞ", "NA", "None", "'001", "1E5", "-", "なし"]
    ),
)  # fmt: skip
BY_TEXT = [
    column
    for table in TABLES.values()
    for column in table.columns
    if column.kind in ("id", "text", "phone", "email", "postal", "month", "month_day")
]
#: One column for each rule.
RULES = list({(c.kind, as_it_stands(c)): c for c in BY_TEXT}.values())


@given(TEXTS, st.sampled_from(RULES))
def test_a_value_in_its_proper_form_is_what_a_sheet_brings_again(text, column):
    if not text.strip():
        return
    found = proper(column, text.strip())
    if found in (None, ""):
        return
    assert proper(column, found) == found
    if not as_it_stands(column):
        assert reader_of(column, ())(found).value == found


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("phone", "09001234567", "090-0123-4567"),
        ("phone", "不明", ""),
        ("kana", "やまだ はなこ", "ヤマダ ハナコ"),
        ("email", "Hanako@Example.JP", "hanako@example.jp"),
        ("postal_code", "〒0600001", "060-0001"),
        ("birthday", "昭和55年4月1日", "1980-04-01"),
        ("birthday", "4/1", "04-01"),
        ("founded_month", "平成2年4月", "1990-04"),
        ("memo", "  =1+1\r\n", "=1+1"),
        ("customer_id", " ００１ ", "００１"),
        ("kind", "person", "person"),
        ("employees", 12, 12),
        ("total_need", 120_0000, 120_0000),
        ("next_date", "2026-12-01", "2026-12-01"),
    ],
)
def test_each_kind_has_one_form(column, typed, kept):
    assert proper(CUSTOMERS.column(column), typed) == kept


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("phone", "内線12"),
        ("phone", "090-0123-4567 / 03-1234-5678"),
        ("phone", "03-1234-5678 内線12"),
        ("email", "hanako at example"),
        ("postal_code", "12"),
        ("birthday", "春"),
        ("employees", 10**15),
        ("total_need", 10**19),
        ("next_date", "0026-12-01"),
        ("next_date", "9999-12-31"),
    ],
)
def test_what_no_sheet_could_bring_is_not_kept(column, typed):
    assert proper(CUSTOMERS.column(column), typed) is None


def test_a_number_need_not_be_whole():
    quantity = TABLES["purchases"].column("quantity")
    assert proper(quantity, 1e-07) == 1e-07
    assert proper(quantity, 1e-300) is None


def test_the_ledger_keeps_the_proper_form_and_refuses_the_rest_in_words(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        typed = {"customer_id": "1", "name": " 山田 ", "phone": "09001234567", "next_date": None}
        shop.add("customers", typed)
        assert value(shop, "1", "phone") == "090-0123-4567"
        assert value(shop, "1", "name") == "山田"
        row = row_id(shop, "1")
        shop.correct("customers", row, {"next_date": dt.date(2026, 12, 1), "kana": "やまだ"})
        assert value(shop, "1", "kana") == "ヤマダ"
        with pytest.raises(StoreError, match="cannot stand under"):
            shop.correct("customers", row, {"phone": "内線12", "memo": "x"})
        assert value(shop, "1", "memo") == ""
        actions = len(shop.last_actions(9))
        shop.correct("customers", row, {"phone": "090 0123 4567"})
        assert value(shop, "1", "phone") == "090-0123-4567"
        assert len(shop.last_actions(9)) == actions + 1
