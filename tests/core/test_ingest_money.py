"""Amounts and numbers: the cases of SHEETS 4 and 9, exact, never an exception."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.money import read_integer, read_minutes, read_money, read_number, tax_of
from core.ingest.values import Read
from tests.core.value_cases import said


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
        ("0万円", 0),
        ("0.0万円", 0),
        ("0千円", 0),
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
        ("１，０００円（税込）", 1000),
        ("1 234 567", 1_234_567),
        ("1.2百万円", 1_200_000),
        ("5千3百円", 5300),
        ("千万円", 10_000_000),
        ("壱拾弐萬参千円也", 123_000),
        ("1億 2,000万円", 120_000_000),
        ("1万500円", 10_500),
    ],
)
def test_every_way_to_write_an_amount(text, amount):
    assert said(read_money(text)) == Read(Decimal(amount))


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
        "12 34",
        "1万2",  # 12,000 when spoken
        "1万2億",
        "3百5千",
        "3千5000",
        "1,000円-",
        "1.234,56",
        "1,000円/月",
        "1,000円〜",
        "100ドル",
        "€100",
        "無料",
        "15.5%",
        "1,000円+税",
    ],
)
def test_what_is_not_one_plain_amount_is_said_and_not_guessed(text):
    assert read_money(text) == Read(None, "unreadable_amount")


@pytest.mark.parametrize(
    ("text", "code", "state"),
    [
        ("¥1,500", "", "ok"),
        ("△1,234", "", "ok"),
        ("1,000円(税込)", "tax_included", "ok"),
        ("税抜1,000円", "tax_excluded", "ok"),
        ("1.5万円", "unit_multiplied", "fixed"),
        ("１，５００", "signs_changed", "fixed"),
        ("二〇〇〇円", "signs_changed", "fixed"),
        ("約1,000円", "unreadable_amount", "unreadable"),
        ("-", "", "blank"),
    ],
)
def test_what_was_done_to_an_amount_is_noted(text, code, state):
    found = read_money(text)
    assert (found.code, found.state) == (code, state)


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
    assert said(read_number(text)) == Read(Decimal(number))


def test_a_duration_counts_its_full_minutes_and_nothing_else_does():
    assert read_minutes("1:30:59") == Read(Decimal(90), "minutes_counted")
    assert read_minutes("42:00:00").value == 2520
    assert read_minutes("25分") == Read(Decimal(25))
    assert read_minutes("0:30").code == "unreadable_number"  # minutes or seconds?


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
        assert said(read_money(text)) == Read(Decimal(yen))
    if yen < 0:
        for text in (
            f"△{size:,}",
            f"▲{size}",
            f"({size:,})",
            f"（{size:,}円）",
            f"{size:,}-",
            f"－{size}",
        ):
            assert said(read_money(text)) == Read(Decimal(yen))


KANJI = "〇一二三四五六七八九"


def section(number):
    """A number below ten thousand in kanji."""
    written = ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            written += ("" if digit == 1 and sign else KANJI[digit]) + sign
    return written


@given(yen=st.integers(1, 10**14))
def test_yen_in_kanji_and_mixed_with_units_read_back(yen):
    groups = [
        (yen // size % 10_000, sign)
        for size, sign in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, ""))
    ]
    in_kanji = "".join(section(n) + sign for n, sign in groups if n)
    mixed = "".join(f"{n:,}{sign}" for n, sign in groups if n)
    digits = "".join(KANJI[int(c)] for c in str(yen))
    wide = f"￥{yen:,}".translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    for text in (f"{in_kanji}円", f"金{in_kanji}円也", f"{mixed}円", f"{digits}円", wide):
        assert said(read_money(text)) == Read(Decimal(yen)), text


@given(thousand=st.integers(0, 10**9))
def test_thousands_and_tenths_of_ten_thousands_are_multiplied_exactly(thousand):
    if thousand:
        assert read_money(f"{thousand:,}千円") == Read(Decimal(thousand * 1000), "unit_multiplied")
        tenths = Decimal(thousand) / 10
        assert read_money(f"{tenths:,}万円") == Read(Decimal(thousand * 1000), "unit_multiplied")


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
        assert found.value is None or (
            isinstance(found.value, Decimal) and found.state in {"ok", "fixed"}
        )
