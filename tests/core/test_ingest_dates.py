"""Dates: the cases of SHEETS 4 and 9, round trips through every form, never an exception."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.dates import open_parts, read_date, read_month, read_month_day
from core.ingest.values import Read
from core.ingest.votes import order_of, question_of
from core.locale.words import say
from core.settings.intake import IntakeSettings
from tests.core.value_cases import said

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
    assert said(read_date(text)) == Read(DAY)


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
        ("明治33年1月1日", dt.date(1900, 1, 1)),
        ("R元.5.1", dt.date(2019, 5, 1)),
        ("令和元/5/1", dt.date(2019, 5, 1)),
        ("平元.1.8", dt.date(1989, 1, 8)),
        ("㍾45年7月29日", dt.date(1912, 7, 29)),
        ("㍽15年12月24日", dt.date(1926, 12, 24)),
        ("大13.2.29", dt.date(1924, 2, 29)),
        ("明45.7.29", dt.date(1912, 7, 29)),
        ("昭64.1.7", dt.date(1989, 1, 7)),
        ("Ｓ６４．１．７", dt.date(1989, 1, 7)),
        ("R081122", DAY),
        ("令和8年11月22日(日) 10:30〜11:30", DAY),
        ("昭和55年4月1日生まれ", dt.date(1980, 4, 1)),
        ("S55.4.1生", dt.date(1980, 4, 1)),
        ("西暦2026年11月22日", DAY),
        ("2026-11-22T23:30:00Z", DAY),  # the day that is written
        ("22nd November, 2026", DAY),
        ("20261122.0", DAY),
    ],
)
def test_days_of_every_era(text, day):
    assert said(read_date(text)) == Read(day)


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
        ("2999-12-31", "no_end_date"),
        ("99999999", "unreadable_date"),  # a number that a cell shows as no day at all
        ("1900-01-01", "unreadable_date"),  # what a spreadsheet shows for 1
        ("1900/2/28", "unreadable_date"),  # and for 59 or 60
        ("26年11月22日", "ambiguous_date"),  # 2026, or a year of an era
        ("26年13月45日", "unreadable_date"),
        ("2026.1", "ambiguous_date"),  # 2026.10 in a number cell
        ("13/45", "unreadable_date"),
        ("2026/13", "unreadable_date"),
        ("99/99/99", "unreadable_date"),
        ("2026/11/22頃", "unreadable_date"),
        ("1:30:00", "unreadable_date"),
        ("-5", "unreadable_date"),
        ("60", "unreadable_date"),
        ("46348円", "unreadable_date"),
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026/11/22", ""),
        ("2026年11月22日", ""),
        ("２０２６／１１／２２", "signs_changed"),
        ("二〇二六年十一月二十二日", "signs_changed"),
        ("R8.11.22", "era_date"),
        ("㋿8年11月22日", "era_date"),
        ("46348", "date_from_number"),
    ],
)
def test_a_day_that_is_written_in_other_signs_is_noted_as_fixed(text, code):
    found = read_date(text)
    assert found == Read(DAY, code)
    assert found.state == ("fixed" if code else "ok")


@pytest.mark.parametrize("text", ["2026年11月", "2026/11", "令和8年11月", "R8.11", "2026.11"])
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
        ("46348", "2026-11"),
        ("２０２６年１１月", "2026-11"),
        ("", None),
    ],
)
def test_months(text, month):
    assert read_month(text).value == month


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
    assert said(read_month_day(text)) == Read(birthday)


def test_a_birthday_whose_day_a_number_cell_may_have_cut_is_not_guessed():
    assert read_month_day("4.1").code == "ambiguous_date"  # 4.10?
    assert read_month_day("4.15") == Read("04-15")


def test_nobody_is_born_ahead_of_today():
    assert read_month_day("55/4/1", order="ymd", latest=TODAY).code == "unreadable_date"
    assert read_month_day("80/4/1", order="ymd", latest=TODAY).value == "1980-04-01"
    assert read_date("31/4/1", order="ymd").value == dt.date(2031, 4, 1)


@pytest.mark.parametrize("text", ["2/30", "13/1", "1980年4月", "春"])
def test_what_is_no_birthday_is_said(text):
    assert read_month_day(text).code == "unreadable_date"


ERAS = [
    ("令和", "令", "R", 2018, dt.date(2019, 5, 1)),
    ("平成", "平", "H", 1988, dt.date(1989, 1, 8)),
    ("昭和", "昭", "S", 1925, dt.date(1926, 12, 25)),
    ("大正", "大", "T", 1911, dt.date(1912, 7, 30)),
    ("明治", "明", "M", 1867, dt.date(1873, 1, 1)),
]
SIGNS = {"令和": "㋿", "平成": "㍻", "昭和": "㍼", "大正": "㍽", "明治": "㍾"}
FULL_WIDTH = str.maketrans("0123456789/.-", "０１２３４５６７８９／．－")
KANJI = "〇一二三四五六七八九"


def kanji(number):
    """A number below a hundred as it is written in a date."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else KANJI[tens]) + ("十" if tens else "") + (KANJI[ones] if ones else "")
    )


def western(d):
    weekday = "月火水木金土日"[d.weekday()]
    y, m, day = d.year, d.month, d.day
    return [
        f"{y}/{m}/{day}", f"{y}-{m:02}-{day:02}", f"{y}.{m}.{day:02}", f"{d:%Y%m%d}",
        f"{y}年{m}月{day}日", f"{y}年{m:2}月{day:2}日", f"{d.isoformat()} 09:05:00",
        f"{d.isoformat()}T09:05:00+09:00", f"{y}/{m}/{day} 9:05", f"{y}年{m}月{day}日({weekday})",
        f"{y}/{m}/{day}（{weekday}）", f"{y}年{m}月{day}日 {weekday}曜日", f"'{y}/{m}/{day}",
        f"{y}年{m}月{day}日 14時30分", f"{y}/{m}/{day}".translate(FULL_WIDTH),
        "".join(KANJI[int(c)] for c in str(y)) + f"年{kanji(m)}月{kanji(day)}日",
        f"{d:%d %b %Y}", f"{d:%B} {day}, {y}",
    ]  # fmt: skip


def japanese(d):
    name, short, letter, base, _first = next(era for era in ERAS if d >= era[4])
    year, m, day = d.year - base, d.month, d.day
    first = "元" if year == 1 else str(year)
    return [
        f"{name}{year}年{m}月{day}日",
        f"{name}{first}年{m}月{day}日",
        f"{SIGNS[name]}{first}年{m}月{day}日",
        f"{short}{year}.{m}.{day}",
        f"{letter}{year}.{m}.{day}",
        f"{letter.lower()}{year}/{m}/{day}",
        f"{letter}{year:02}{m:02}{day:02}",
        f"{letter}{year}.{m}.{day}".translate(FULL_WIDTH),
        f"{name}{kanji(year) if year > 1 else '元'}年{kanji(m)}月{kanji(day)}日",
        f"{letter}{first}.{m}.{day}",
        f"{name} {year}年 {m}月 {day}日",
        f"{name}{year}.{m}.{day} 10:00",
    ]


@given(day=st.dates(min_value=dt.date(1900, 3, 1), max_value=dt.date(2199, 12, 31)))
def test_a_day_written_in_any_western_form_reads_back(day):
    for text in western(day):
        assert said(read_date(text)) == Read(day), text


@given(day=st.dates(min_value=dt.date(1873, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_a_day_written_in_any_form_of_its_era_reads_back(day):
    for text in japanese(day):
        assert read_date(text) == Read(day, "era_date"), text


@given(day=st.dates(min_value=dt.date(1980, 1, 1), max_value=dt.date(2026, 11, 22)))
def test_an_open_date_reads_back_in_the_order_that_its_column_has(day):
    y, m, d = day.year, day.month, day.day
    for order, numbers in (("ymd", (y % 100, m, d)), ("mdy", (m, d, y)), ("dmy", (d, m, y % 100))):
        text = "/".join(map(str, numbers))
        assert read_date(text).code == "ambiguous_date"
        assert read_date(text, order=order) == Read(day, "order_of_column")


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
        (["11/22/2026", "99/99/2026"], "mdy"),  # what no order reads is no vote
        (["11/22/2026", "22/11/2026"], ""),  # both orders in one column
        (["11/22/2026", "12/31/9999"], "mdy"),  # no end fits
        (["8/3/31", "7/12/25"], ""),  # 2008 or year 8 of Reiwa: ask
        ([f"8/{m}/{d}" for m in (1, 5, 9) for d in (3, 7, 11, 19, 31)], ""),
        (["8/25/22", "8/11/22"], "mdy"),  # there is no month 25, in Reiwa either
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


def test_the_question_shows_each_reading_of_the_columns_own_dates():
    question = question_of("来店日", ["8/11/22", "R8.11.22", "x"], TODAY)
    assert (question.code, question.column) == ("date_order", "来店日")
    assert "8/11/22" in say(question.words, "ja")
    assert {order: say(words, "en") for order, words in question.options.items()} == {
        "ymd": "Year, month, day: 8/11/22 is 22 Nov 2008 (Sat)",
        "rmd": "Year of Reiwa, month, day: 8/11/22 is 22 Nov 2026 (Sun)",
        "mdy": "Month, day, year: 8/11/22 is 11 Aug 2022 (Thu)",
        "dmy": "Day, month, year: 8/11/22 is 8 Nov 2022 (Tue)",
    }


def test_only_readings_that_exist_and_do_not_lie_too_far_ahead_are_offered():
    assert list(question_of("日付", ["3/4/2026"], TODAY).options) == ["mdy", "dmy"]
    assert list(question_of("日付", ["8/11/30"], TODAY).options) == ["ymd"]
    assert list(question_of("日付", ["8/3/31"], TODAY).options) == ["ymd", "rmd"]
    assert list(question_of("日付", ["0/3/31"], TODAY).options) == ["ymd"]
    assert list(question_of("日付", ["13/1/22", "1/13/22"], TODAY).options) == [
        "ymd",
        "mdy",
        "dmy",
    ]
    assert question_of("日付", ["2026/11/22", "99/99/99"], TODAY) is None
    assert question_of("日付", [], TODAY) is None
