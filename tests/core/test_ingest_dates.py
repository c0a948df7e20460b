"""Dates: the cases of SHEETS 4 and 9, round trips through every form, never an exception."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.dates import open_parts, read_date, read_month, read_month_day
from core.ingest.values import Read
from core.ingest.votes import order_of
from core.settings.intake import IntakeSettings

DAY = dt.date(2026, 11, 22)
TODAY = dt.date(2026, 11, 22)
SETTINGS = IntakeSettings()

THE_SAME_DAY = [
    "2026/11/22",
    "2026-11-22",
    "2026.11.22",
    "2026年11月22日",
    "20261122",
    "２０２６／１１／２２",
    "2026年11月22日(日)",
    "2026/11/22（日）",
    "2026年11月22日 日曜日",
    "2026/11/22 10:30",
    "2026/11/22 10:30:59",
    "2026-11-22T10:30:00",
    "2026-11-22T10:30:00+09:00",
    "2026-11-22 10:30:00 +0900",
    "2026年11月22日 14時30分",
    "2026/11/22 午後3:20",
    "R8.11.22",
    "r8/11/22",
    "令和8年11月22日",
    "令8.11.22",
    "㋿8年11月22日",
    "令和八年十一月二十二日",
    "二〇二六年十一月二十二日",
    "２０２６年　１１月　２２日",
    "22 Nov 2026",
    "Nov 22, 2026",
    "22-Nov-2026",
    "2026,11,22",
    "'2026/11/22",
    "2026/11/22 3:20 PM",
]


@pytest.mark.parametrize("text", THE_SAME_DAY)
def test_every_form_of_a_day_is_that_day(text):
    assert read_date(text) == Read(DAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("R1.5.1", dt.date(2019, 5, 1)),
        ("昭和三十九年十月十日", dt.date(1964, 10, 10)),
        ("S39.10.10", dt.date(1964, 10, 10)),
        ("㍼64年1月7日", dt.date(1989, 1, 7)),
        ("昭和64年1月8日", dt.date(1989, 1, 8)),  # counted on, as people write it
        ("平成31年5月1日", dt.date(2019, 5, 1)),
        ("㍻元年1月8日", dt.date(1989, 1, 8)),
        ("H30/4/1", dt.date(2018, 4, 1)),
        ("T15.12.24", dt.date(1926, 12, 24)),
        ("M45.7.29", dt.date(1912, 7, 29)),
        ("明治四十五年七月二十九日", dt.date(1912, 7, 29)),
        ("2024/2/29", dt.date(2024, 2, 29)),
        ("1900-01-01", dt.date(1900, 1, 1)),
    ],
)
def test_days_of_every_era(text, day):
    assert read_date(text) == Read(day)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8/11/22", "ambiguous_date"),
        ("26/11/22", "ambiguous_date"),
        ("11/22", "ambiguous_date"),
        ("11月22日", "ambiguous_date"),
        ("11/22/2026", "ambiguous_date"),
        ("2026/2/30", "unreadable_date"),
        ("2026/13/1", "unreadable_date"),
        ("2025/2/29", "unreadable_date"),
        ("0000/00/00", "unreadable_date"),
        ("不明", "unreadable_date"),
        ("来週", "unreadable_date"),
        ("42:00:00", "unreadable_date"),  # a duration
        ("12:00:00", "unreadable_date"),
        ("R0.1.1", "unreadable_date"),
        ("22 Abc 2026", "unreadable_date"),
        ("99999", "unreadable_date"),
        ("1234", "unreadable_date"),
        ("2026", "unreadable_date"),
        ("202611", "unreadable_date"),
        ("1850/1/1", "unreadable_date"),
        ("9999/12/31", "no_end_date"),
    ],
)
def test_what_is_no_single_day_is_said_and_not_guessed(text, code):
    assert read_date(text) == Read(None, code)


@pytest.mark.parametrize("text", ["", "  ", "-", "－", "ー", "なし", "None", "NaT"])
def test_nothing_is_nothing(text):
    assert read_date(text) == Read()


@pytest.mark.parametrize(
    ("text", "from_1904", "day"),
    [
        ("46348", False, DAY),
        ("46348.5", False, DAY),
        ("44886", True, DAY),
    ],
)
def test_a_serial_number_is_a_day_with_a_note(text, from_1904, day):
    assert read_date(text, from_1904=from_1904) == Read(day, "date_from_number")


@pytest.mark.parametrize("text", ["2026年11月", "2026/11", "令和8年11月", "R8.11"])
def test_a_month_is_its_first_day_with_a_note(text):
    assert read_date(text) == Read(dt.date(2026, 11, 1), "month_only")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026年11月", "2026-11"),
        ("202611", "2026-11"),
        ("R8.11", "2026-11"),
        ("2026/11/22", "2026-11"),
        ("20261122", "2026-11"),
        ("", None),
    ],
)
def test_months(text, month):
    assert read_month(text) == Read(month)


@pytest.mark.parametrize("text", ["2026", "11", "秋", "202613"])
def test_what_is_no_month_is_said(text):
    assert read_month(text) == Read(None, "unreadable_month")


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("4月1日", "04-01"),
        ("4/1", "04-01"),
        ("2/29", "02-29"),
        ("1980/4/1", "1980-04-01"),
        ("S55.4.1", "1980-04-01"),
        ("昭和55年4月1日", "1980-04-01"),
        ("", None),
    ],
)
def test_birthdays_may_lack_their_year(text, birthday):
    assert read_month_day(text) == Read(birthday)


@pytest.mark.parametrize("text", ["2/30", "13/1", "1980年4月", "春"])
def test_what_is_no_birthday_is_said(text):
    assert read_month_day(text).code == "unreadable_date"


FORMS = [
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: d.isoformat(),
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d.isoformat()} 09:05:00",
    lambda d: f"{d.year}年{d.month}月{d.day}日({'月火水木金土日'[d.weekday()]})",
    lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日",
    lambda d: f"R{d.year - 2018}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}".translate(
        str.maketrans("0123456789/", "０１２３４５６７８９／")
    ),
]
REIWA = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2099, 12, 31))


@pytest.mark.parametrize("form", FORMS)
@given(day=REIWA)
def test_a_day_written_in_any_form_reads_back(form, day):
    assert read_date(form(day)) == Read(day)


@given(day=st.dates(min_value=dt.date(1928, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_a_serial_number_reads_back(day):
    assert read_date(str((day - dt.date(1899, 12, 30)).days)).value == day


@given(
    text=st.one_of(
        st.text(), st.text("0123456789/-.年月日令和元昭十二 ()（）:TZ+RHS", max_size=16)
    )
)
def test_any_text_is_a_day_or_a_code_and_never_an_exception(text):
    for found in (read_date(text), read_date(text, order="mdy"), read_date(text, order="ymd")):
        assert found.value is None or isinstance(found.value, dt.date)
    for found in (read_month(text), read_month_day(text)):
        assert found.value is None or isinstance(found.value, str)
    assert open_parts(text) is None or len(open_parts(text)) == 3


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["11/22/2026", "3/4/2026"], "mdy"),
        (["22/11/2026", "3/4/2026"], "dmy"),
        (["3/4/2026", "5/6/2026"], ""),  # both fit: ask
        (["26/11/22", "25/12/31"], "ymd"),  # 31 is no month, and 1931 lies too far back
        (["8/11/22"], ""),
        ([f"26/{m}/{d}" for m in (1, 5, 9) for d in (3, 7, 11, 19)], "ymd"),
        ([f"{m}/{d}/26" for m in (1, 5, 9) for d in (3, 7, 11, 19, 27)], "mdy"),
        (["2026/11/22", "R8.11.22", ""], ""),  # nothing is open
        (["26/2/30"], ""),
    ],
)
def test_a_column_decides_the_order_of_its_dates_or_leaves_it_open(values, order):
    assert order_of(values, TODAY, SETTINGS) == order


@given(
    days=st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2026, 11, 22)), min_size=40, max_size=60)
)
def test_a_column_of_american_dates_is_never_read_wrongly(days):
    texts = [f"{d.month}/{d.day}/{d.year}" for d in days]
    order = order_of(texts, TODAY, SETTINGS)
    assert order in ("mdy", "")
    if order:
        assert [read_date(t, order=order).value for t in texts] == days
