"""How long one value takes to be read, beside what a plain conversion or a library takes.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pandas as pd
import phonenumbers
import pytest

from core.ingest.contacts import read_phone, read_postal
from core.ingest.dates import clean, read_date
from core.ingest.money import read_money
from core.ingest.names import made_id, name_key
from tests.core.sheets_in import read_rows

pytestmark = pytest.mark.bench
N = 20_000
DAYS = [dt.date(1955, 1, 1) + dt.timedelta(days=i) for i in range(N)]
PHONES = [f"090-0{i // 10_000:03d}-{i % 10_000:04d}" for i in range(N)]
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def micros(read, texts):
    """The better of two rounds, in microseconds a value; no round remembers another."""
    best = float("inf")
    for _round in range(2):
        clean.cache_clear()
        start = time.perf_counter()
        for text in texts:
            read(text)
        best = min(best, time.perf_counter() - start)
    return best / len(texts) * 1e6


def report(name, read, texts, *, peer, peer_name):
    ours, theirs = micros(read, texts), micros(peer, texts)
    print(
        f"{name:28} {ours:6.2f} µs a value   {ours / theirs:5.2f} × {peer_name} ({theirs:.2f} µs)"
    )


def by_library(text):
    try:
        parsed = phonenumbers.parse(text, "JP")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("phones, hyphens", str),
        ("phones, digits", lambda p: p.replace("-", "")),
        ("phones, zero lost", lambda p: p.replace("-", "")[1:]),
        ("phones, landlines", lambda p: f"03-1{p[4:7]}-{p[9:]}"),
        ("phones, full width", lambda p: p.translate(FULL_WIDTH)),
        ("phones, with a remark", lambda p: f"{p}(自宅)"),
    ],
)
def test_phones(name, form):
    assert all(read_phone(form(phone)).value for phone in PHONES[::100])
    report(name, read_phone, [form(p) for p in PHONES], peer=by_library, peer_name="phonenumbers")


def digits_of(text):
    return Decimal("".join(c for c in text if c.isdigit()) or 0)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("amounts, bare", str),
        ("amounts, ¥1,234", lambda n: f"¥{n:,}"),
        ("amounts, 1,234円", lambda n: f"{n:,}円"),
        ("amounts, 1.5万円", lambda n: f"{n / 10}万円"),
        ("amounts, (税込)", lambda n: f"{n:,}円(税込)"),
    ],
)
def test_amounts(name, form):
    texts = [form(n * 37) for n in range(1, N + 1)]
    assert all(read_money(text).value is not None for text in texts[::100])
    report(name, read_money, texts, peer=digits_of, peer_name="stripping non-digits")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("dates, ISO", dt.date.isoformat),
        ("dates, 2026/1/2", lambda d: f"{d.year}/{d.month}/{d.day}"),
        ("dates, 2026年1月2日", lambda d: f"{d.year}年{d.month}月{d.day}日"),
        ("dates, S55.4.1", lambda d: f"S{d.year - 1925}.{d.month}.{d.day}"),
        ("dates, with a time", lambda d: f"{d.year}/{d.month}/{d.day} 10:30"),
    ],
)
def test_dates(name, form):
    def plainly(_text):
        return dt.datetime.strptime("2026/11/22", "%Y/%m/%d").date()

    assert [read_date(form(day)).value for day in DAYS[::100]] == DAYS[::100]
    report(name, read_date, [form(d) for d in DAYS], peer=plainly, peer_name="strptime")


def test_other_values():
    names = [f"佐藤 {i}" for i in range(N)]
    codes = [f"{i // 10_000 + 100:03d}-{i % 10_000:04d}" for i in range(N)]
    assert all(read_postal(code).value for code in codes[::100])
    assert len({name_key(name) for name in names}) == len({made_id(name) for name in names}) == N
    report("postal codes", read_postal, codes, peer=str.strip, peer_name="str.strip")
    report("keys of names", name_key, names, peer=str.strip, peer_name="str.strip")
    report("ids made of names", made_id, names, peer=str.strip, peer_name="str.strip")


def test_ten_thousand_customers_as_a_sheet():
    header = [
        "顧客ID",
        "氏名",
        "フリガナ",
        "電話番号",
        "生年月日",
        "郵便番号",
        "メール",
        "初回来店日",
    ]
    people = zip(PHONES[:10_000], DAYS, strict=False)
    rows = [
        [
            *(f"C{i:05d}", f"佐藤 {i}", f"サトウ {i}", phone, f"S{day.year - 1925}.{day.month}.1"),
            *(f"{i + 1_000_000}", f"a{i}@example.jp", day.isoformat()),
        ]
        for i, (phone, day) in enumerate(people)
    ]
    start = time.perf_counter()
    sheet = read_rows([header, *rows], name="顧客台帳")
    taken = time.perf_counter() - start
    start = time.perf_counter()
    pd.DataFrame(rows, columns=header)
    plain = time.perf_counter() - start
    assert sheet.rows_read == 10_000
    print(f"10,000 customers as a sheet  {taken:6.2f} s   {taken / plain:5.0f} × a bare DataFrame")
