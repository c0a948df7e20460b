"""On whom the value hangs: shares by staff and by size, and the stylist who left."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from core.dependence import dependence
from core.engine import open_engine
from core.lifetime import lifetime
from core.metrics.earned import earned
from core.settings import Settings
from tests.core import slow_asset
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import past, sample

SALON = Settings(trade_code="salon")
YEAR_AGO = pd.Timestamp(2020, 1, 1)


def values(*rows):
    """(staff, last_staff, loyal, ahead, profit of 12 months) of customers of long standing."""
    frame = pd.DataFrame(
        rows, columns=["staff", "last_staff", "loyal", "ahead", "profit_12m"],
        index=[f"C{n}" for n in range(len(rows))],
    )  # fmt: skip
    return frame.astype({"ahead": "Int64", "profit_12m": "Int64"}).assign(
        bought=True, here=True, first_purchase_date=YEAR_AGO, ahead_basis="profit"
    )


@pytest.fixture
def book():
    with tempfile.TemporaryDirectory() as folder:
        staff = pd.DataFrame({"staff": ["鈴木", "佐藤"]})
        staff["left_date"] = pd.to_datetime(["2026-06-30", None])
        yield book_of(
            purchases_of([("A", "2026-11-15", 1)]), tmp_path=Path(folder), tables={"staff": staff}
        )


def test_shares_are_of_the_whole_and_red_from_the_threshold_on(book):
    rows = values(
        ("佐藤", "佐藤", True, 40, 10), ("田中", "田中", True, 39, 10), ("", "", True, 21, 10)
    )
    found = dependence(rows, book, SALON)
    assert found.staff["asset_share"].to_dict() == {"佐藤": 0.40, "田中": 0.39}
    assert found.staff["red"].to_dict() == {"佐藤": True, "田中": False}
    assert (found.loyal, found.existing, found.unserved, found.basis) == (3, 3, 1, "profit")


def test_who_was_handed_on_belongs_to_the_one_who_serves_them_since(book):
    rows = values(
        ("鈴木", "佐藤", True, 10, 0), ("鈴木", "鈴木", True, 20, 0), ("鈴木", "", True, 30, 0)
    )
    found = dependence(rows, book, SALON).staff
    assert found["asset"].to_dict() == {"鈴木": 50, "佐藤": 10}
    assert found["left"].to_dict() == {"鈴木": True, "佐藤": False}


def test_the_profit_is_of_existing_customers_and_the_asset_of_the_loyal(book):
    rows = values(("佐藤", "佐藤", False, 99, 10), ("佐藤", "佐藤", True, 5, 10))
    rows.loc["C1", "first_purchase_date"] = pd.Timestamp(2026, 6, 1)
    found = dependence(rows, book, SALON)
    assert (found.staff.loc["佐藤", "asset"], found.staff.loc["佐藤", "profit"]) == (5, 10)
    assert (found.loyal, found.existing) == (1, 1)


def test_the_first_ten_of_eleven_alike_bring_ten_elevenths(book):
    found = dependence(values(*[("佐藤", "佐藤", True, 7, 7)] * 11), book, SALON).tops
    assert found["asset_share"].tolist() == pytest.approx([1 / 11, 5 / 11, 10 / 11])
    assert found["profit_share"].tolist() == found["asset_share"].tolist()


def test_where_nothing_is_brought_no_share_is_told(book):
    found = dependence(values(("佐藤", "佐藤", True, None, 0)), book, SALON)
    assert found.tops.isna().all(axis=None)
    assert found.staff["asset_share"].isna().all()
    assert not found.staff["red"].any()


def found_at(code, day=None):
    seen = sample(code)
    rows, book = (seen.customers, seen.book) if day is None else past(code, day)
    with closing(open_engine(book)) as engine:
        return lifetime(rows, earned(engine, book), seen.settings), book, seen.settings


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
@pytest.mark.parametrize("day", [None, dt.date(2026, 5, 31)], ids=["now", "past"])
def test_the_shares_of_the_samples_are_those_of_the_slow_oracle(code, day):
    rows, book, used = found_at(code, day)
    found = dependence(rows, book, used)
    staff = book.table("staff")
    left = set(staff.loc[staff["left_date"] <= pd.Timestamp(book.asof), "staff"])
    by_staff, tops = slow_asset.shares(slow_asset.plain(rows), book.asof, left)
    told = found.staff[["people", "asset", "profit"]]
    assert {name: tuple(row) for name, row in told.iterrows()} == by_staff
    for count, (asset, profit) in tops.items():
        row = found.tops.loc[count]
        assert (None if pd.isna(row["asset_share"]) else row["asset_share"]) == asset
        assert (None if pd.isna(row["profit_share"]) else row["profit_share"]) == profit


def test_of_the_stylist_who_left_the_salon_hung_in_red_before_and_hardly_does_now():
    """DOMAIN 5.1: on 31 May 45 % of the asset were hers; who stayed was handed on."""
    rows, book, used = found_at("salon", dt.date(2026, 5, 31))
    staff = sample("salon").book.table("staff")
    her = staff.query("left_date.notna()")["staff"].iloc[0]
    before = dependence(rows, book, used).staff.loc[her]
    assert before["asset_share"] == pytest.approx(0.453, abs=0.002)
    assert (before["red"], before["left"]) == (True, False)
    rows, book, used = found_at("salon")
    now = dependence(rows, book, used).staff.loc[her]
    assert now["asset_share"] < 0.01
    assert (now["red"], now["left"]) == (False, True)
