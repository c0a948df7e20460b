"""A list of the ledger goes out in the owner's words and comes in again as the same rows."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from core.export.cells import write_frame
from core.export.listing import listing
from core.ingest import combine, read
from core.locale.words import say
from core.settings import Settings
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet

NAMES = [name for name in TABLES if name != "purchases"]
#: What stands in a column by its kind; the second of a row of each table.
KINDS = {
    "id": "C1", "text": "試しの言葉", "phone": "090-0111-2222", "email": "a@example.jp",
    "postal": "060-0001", "month_day": "1980-04-01", "month": "2026-11", "money": 9800,
    "integer": 2, "number": 2.5, "date": pd.Timestamp(2026, 11, 20),
}  # fmt: skip


def filled(name):
    """A row with something in every column."""
    row = {}
    for column in TABLES[name].columns:
        row[column.name] = column.choices[-1].code if column.choices else KINDS[column.kind]
    return row | {
        "staff": {"kana": "テスト"},
        "customers": {"kana": "テスト", "fiscal_month": 3, "referrer_id": "C2"},
        "referrals": {"referred_id": "C2"},
        "satisfaction": {"score": 4, "scale": "five"},
        "activities": {"reaction": -1},
    }.get(name, {})


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with Workspace.create(tmp_path_factory.mktemp("shop"), "shop", now=clock()) as workspace:
        rows = {name: [filled(name)] for name in NAMES if name != "customers"}
        people = [filled("customers"), customer(2)]
        bring(workspace, sheet(people, lines=[line(TODAY)], scale=2, currency="GBP", **rows))
        yield workspace


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_comes_in_again_as_the_same_rows(shop, name, kind, language):
    book = shop.book(TODAY)
    table, rows = TABLES[name], book.table(name)
    target = io.BytesIO()
    write_frame(listing(table, rows, book, language), target, kind=kind)
    title = f"{table.name}.{kind}"
    reading = read(target.getvalue(), title, settings=Settings(), today=TODAY)
    tables = combine([reading]).tables
    assert name in tables, [(s.kind, s.why) for s in reading.sheets]
    back = tables[name][table.names]
    scale = combine([reading]).scale
    money = [c.name for c in table.columns if c.kind == "money"]
    back[money] = back[money] * 10 ** (book.scale - scale)
    expected = rows[table.names].reset_index(drop=True)
    pd.testing.assert_frame_equal(back.reset_index(drop=True), expected)


def test_money_is_in_major_units_choices_in_words_and_own_columns_behind(shop):
    book = shop.book(TODAY)
    rows = book.table("deals").assign(extra='{"道具": "脚立"}')
    said = listing(TABLES["deals"], rows, book, "ja").iloc[0]
    assert str(said["見込額"]) == "98.00"
    assert said["段階"] == "保留"
    assert said["道具"] == "脚立"
    unknown = rows.assign(amount=pd.array([None], dtype="Int64"), step="odd")
    said = listing(TABLES["deals"], unknown, book, "ja").iloc[0]
    assert said["見込額"] is None
    assert said["段階"] == "odd"


def test_an_empty_list_has_its_headers(shop):
    book = shop.book(TODAY)
    empty = listing(TABLES["plans"], book.table("plans").head(0), book, "en")
    assert list(empty.columns) == [say(c.label, "en") for c in TABLES["plans"].columns]
    assert list(empty.columns)[:3] == ["Date", "Customer ID", "What to do"]
