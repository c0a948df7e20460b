"""Amounts and numbers: the cases of SHEETS 4 and 9, exact, never an exception."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.money import read_integer, read_money, read_number, tax_of
from core.ingest.values import Read


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", 1500),
        ("1,500", 1500),
        ("１，５００", 1500),
        ("¥1,500", 1500),
        ("￥1,500", 1500),
        ("1,500円", 1500),
        ("¥1,200円", 1200),
        ("金10,000円也", 10000),
        ("JPY 1,500", 1500),
        ("0", 0),
        ("1.5万円", 15000),
        ("1万5千円", 15000),
        ("150千円", 150000),
        ("3万", 30000),
        ("千円", 1000),
        ("1億2,000万", 120_000_000),
        ("2億円", 200_000_000),
        ("1兆円", 10**12),
        ("三万五千円", 35000),
        ("壱万弐阡円", 12000),
        ("金壱百万円", 1_000_000),
        ("十円", 10),
        ("二〇〇〇円", 2000),
        ("百二十三円", 123),
        ("△1,234", -1234),
        ("▲1,234", -1234),
        ("△ 1,234円", -1234),
        ("(1,234)", -1234),
        ("（1,234円）", -1234),
        ("-1,234", -1234),
        ("－1234", -1234),
        ("−1234", -1234),
        ("1,234-", -1234),
        ("¥-500", -500),
        ("-¥500", -500),
        ("▲1.5万円", -15000),
        ("+300", 300),
        ("¥1,000-", 1000),
        ("1,000円(税込)", 1000),
        ("税抜1,000円", 1000),
        ("1,000円（税別）", 1000),
        ("29.33", Decimal("29.33")),
        ("0.001", Decimal("0.001")),
        (".5", Decimal("0.5")),
        ("1,234.50", Decimal("1234.5")),
        ("'1,500", 1500),
    ],
)
def test_every_way_to_write_an_amount(text, amount):
    assert read_money(text) == Read(Decimal(amount))


@pytest.mark.parametrize(
    "text",
    [
        "12,34",
        "1,234円×2",
        "約1,000円",
        "1000〜2000円",
        "$100",
        "abc",
        "1 2a",
        "12 個入り",
        "1,2345",
        "万円",
        "--5",
        "(-5)",
        "1E5",
        "1e+05",
        "1.2.3",
        "9" * 16,
        "¥",
        "5円5円",
    ],
)
def test_what_is_not_one_plain_amount_is_said_and_not_guessed(text):
    assert read_money(text) == Read(None, "unreadable_amount")


@pytest.mark.parametrize("text", ["", " ", "-", "－", "なし", "N/A"])
def test_nothing_is_nothing_and_not_zero(text):
    assert read_money(text) == Read()


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("1,000円(税込)", "included"),
        ("金額（内税）", "included"),
        ("1000 税抜き", "excluded"),
        ("金額(税別)", "excluded"),
        ("1000", ""),
    ],
)
def test_the_tax_flag_is_kept(text, flag):
    assert tax_of(text) == flag


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2個", 2),
        ("３点", 3),
        ("1.5", Decimal("1.5")),
        ("15.5%", Decimal("0.155")),
        ("-1", -1),
        ("12 枚", 12),
    ],
)
def test_counts_and_measures(text, number):
    assert read_number(text) == Read(Decimal(number))


def test_a_count_that_is_none_is_said():
    assert read_number("たくさん") == Read(None, "unreadable_number")
    assert read_integer("1.5") == Read(None, "unreadable_number")
    assert read_integer("30分") == Read(Decimal(30))
    assert read_integer("") == Read()
    assert read_number("なし") == Read()


AMOUNTS = st.integers(min_value=-(10**14), max_value=10**14)


@given(yen=AMOUNTS)
def test_yen_in_every_form_reads_back(yen):
    size, minus = abs(yen), "-" if yen < 0 else ""
    for text in (
        f"{yen}",
        f"{yen:,}",
        f"{minus}¥{size:,}",
        f"¥{minus}{size:,}",
        f"{yen:,}円",
        f"{minus}{size:,}円(税込)",
    ):
        assert read_money(text) == Read(Decimal(yen))
    if yen < 0:
        for text in (f"△{size:,}", f"▲{size}", f"({size:,})", f"{size:,}-"):
            assert read_money(text) == Read(Decimal(yen))


@given(hundredths=AMOUNTS)
def test_two_decimals_lose_nothing(hundredths):
    amount = Decimal(hundredths).scaleb(-2)
    assert read_money(f"{amount:,.2f}").value == amount


@given(man=st.integers(1, 9999), rest=st.integers(1, 9999))
def test_ten_thousands_and_the_rest_add_up(man, rest):
    assert read_money(f"{man}万{rest}円").value == man * 10_000 + rest
    assert read_money(f"{man}億{rest}万円").value == man * 10**8 + rest * 10_000


@given(text=st.one_of(st.text(), st.text("0123456789,.¥円万千億一二十百()△▲-税込 ", max_size=14)))
def test_any_text_is_an_amount_or_a_code_and_never_an_exception(text):
    for read in (read_money, read_number, read_integer):
        found = read(text)
        assert found.value is None or (isinstance(found.value, Decimal) and not found.code)
