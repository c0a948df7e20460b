"""A ledger in which every text is an attack, and a reader of what may leave it.

Three families of text: HTML, Markdown (with LaTeX and Streamlit's own marks) and formulas. Each
names a foreign address; wherever that address stands where it could be fetched or pressed, an
attack came through.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
import zlib
from html.parser import HTMLParser

import openpyxl
import pandas as pd

from core.errors import DaifukuchoError
from core.tables import TABLES
from tests.core.keeping import bring, line, sheet

#: Stands in every attack.
EVIL = "evil.example"
#: What Markdown makes a link of, with entities in it too: they are read first.
LINKED = re.compile(r"(?i)(https?://|www\.)[-.\w]")
FAMILIES = (
    "<script>fetch('http://evil.example/s')</script><img src=http://evil.example/i.png "
    'onerror=alert(1)><a href="http://evil.example/">x</a>',
    "![x](http://evil.example/i.png) [y](http://evil.example/) :red[z] "
    "$\\href{http://evil.example}{k}$ <http://evil.example>",
    '=HYPERLINK("http://evil.example","押す")',
)
SHORT = (
    '"><img src=http://evil.example/>',
    "![](http://evil.example/)",
    "@SUM(1)*http://evil.example",
)
PEOPLE = 24
#: What each customer bought, as days before today.
HISTORIES = (
    (3,), (40, 75, 110, 140), (400, 430, 460, 495), (10, 40, 70, 100, 130, 160, 190), (200,),
    (700, 690, 640), (20, 386), (95, 125, 155, 190), (), (14, 28, 42), (1, 31, 62),
    (300, 330, 360),
)  # fmt: skip


def attack(*where: object, short: bool = False) -> str:
    """The attack that stands at a place: always the same, another family by its hash."""
    family = zlib.crc32(repr(where).encode()) % len(FAMILIES)
    return f"{(SHORT if short else FAMILIES)[family]} {where[-1]}"


def who(number: int) -> str:
    """The number of a customer, hostile itself."""
    return f"{SHORT[number % len(SHORT)]}C{number}"


def _cell(table: str, column, number: int, today: dt.date):
    if column.choices:
        return column.choices[number % len(column.choices)].code
    day = pd.Timestamp(today - dt.timedelta(days=(number * 7) % 60))
    plain = {
        "date": day, "month": f"{day:%Y-%m}", "month_day": f"{day:%m-%d}", "money": 9800,
        "integer": 1 + number % 5, "number": 2.5,
    }  # fmt: skip
    if column.kind in plain:
        return plain[column.kind]
    if column.name in ("customer_id", "referrer_id", "referred_id"):
        return who(number if column.name == "customer_id" else number % 3)
    return attack(table, column.name, number % 4, short=column.kind != "text")


def _row(table: str, number: int, today: dt.date) -> dict[str, object]:
    row = {c.name: _cell(table, c, number, today) for c in TABLES[table].columns}
    if table == "customers":
        row |= {"status": "", "contact_permission": "stop" if number % 6 == 5 else "yes"}
        row["name"] = attack("name", number)
    if table == "staff":
        row["left_date"] = pd.NaT
    if table in ("complaints", "promises"):
        row |= {c: pd.NaT for c in ("closed_date", "done_date", "replied_date") if c in row}
    row["自由" + attack("header", table, short=True)] = attack("own", table, number)
    return row


def fill(shop, today: dt.date) -> None:
    """Bring a hostile ledger in, and say hostile things to everything that can be told."""
    rows = {
        name: [_row(name, n, today) for n in range(PEOPLE)]
        for name in TABLES
        if name not in ("customers", "purchases", "staff", "stores", "overrides")
    }
    rows |= {name: [_row(name, n, today) for n in range(4)] for name in ("staff", "stores")}
    bought = [
        line(today - dt.timedelta(days=days), n, 3000 + 700 * n) | _bought(n, days)
        for n in range(PEOPLE)
        for days in HISTORIES[n % len(HISTORIES)]
    ]
    said = sheet([_row("customers", n, today) for n in range(PEOPLE)], bought, **rows)
    bring(shop, said, name=f"../../{attack('file')}.csv")
    for key in ("privacy.purpose", "story.story", "story.target", "story.offer", "launch.name"):
        try:
            shop.change_settings({key: attack("settings", key)})
        except DaifukuchoError:  # too long for this one
            shop.change_settings({key: attack("settings", key, short=True)})
    shop.log_outcome(who(1), "talked", day=today, note=attack("note"))


def _bought(number: int, days: int) -> dict[str, object]:
    return {
        "customer_id": who(number),
        "order_id": f"{SHORT[number % 3]}{number}-{days}",
        **{c: attack("purchases", c, (number + days) % 4)
           for c in ("product", "category", "staff", "store")},
    }  # fmt: skip


class _Tags(HTMLParser):
    """Tags of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def live_html(text: str) -> list[str]:
    """Tags that run, fetch or lead elsewhere."""
    reader = _Tags()
    reader.feed(text)
    lively = ("img", "iframe", "object", "embed", "link", "base", "form")
    return [
        f"<{tag} {attrs}>"[:200]
        for tag, attrs in reader.found
        if tag in lively
        or any(name.startswith("on") for name in attrs)
        or any(EVIL in (attrs.get(name) or "") for name in ("href", "src", "action", "style"))
    ] + [part[:200] for part in re.findall(r"(?s)<script\b[^>]*>\s*fetch\(.*?</script>", text)]


def live_cell(text: str) -> bool:
    """Whether a spreadsheet would run this text of a CSV."""
    start = text.lstrip(" \u3000")
    if re.fullmatch(r"[-+－＋][\d\s().,-]*", start):  # a number, a phone
        return False
    return start.startswith(("=", "@", "+", "-", "\t", "\r", "＝", "\uff20", "＋", "－"))


def _live_csv(data: bytes) -> list[str]:
    return [
        cell[:120]
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))
        for cell in row
        if live_cell(cell) and len(cell) > 1
    ]


def _live_book(data: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            part = packed.read(name).decode("utf-8", "ignore")
            if name.endswith(".rels") and "External" in part:
                found.append(f"{name}: leads elsewhere")
            if re.search(r"<f\b[^>]*>[^<]*(HYPERLINK|SUM|evil)", part):
                found.append(f"{name}: formula")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for one in book.worksheets:
        for row in one.iter_rows():
            for cell in row:
                if cell.data_type == "f" or cell.hyperlink is not None:
                    found.append(f"{one.title}!{cell.coordinate}: {cell.value}"[:160])
    return found


def _live_calendar(data: bytes) -> list[str]:
    known = ("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "UID", "DTSTAMP",
             "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP", "CLASS", " ")  # fmt: skip
    return [one for one in data.decode().split("\r\n") if one and not one.startswith(known)]


def live(name: str, data: bytes) -> list[str]:
    """Whatever in an exported file runs, fetches or leads elsewhere.

    Args:
        name: its name, which ends as its kind.
        data: what is in it.
    """
    kind = name.rsplit(".", 1)[-1]
    if kind == "html":
        return live_html(data.decode())
    if kind == "csv":
        return _live_csv(data)
    if kind == "xlsx":
        return _live_book(data)
    if kind == "ics":
        return _live_calendar(data)
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [bad for part in packed.namelist() for bad in live(part, packed.read(part))]
    if kind == "json":
        json.loads(data)
    return []
