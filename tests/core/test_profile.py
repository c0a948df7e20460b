"""One row per customer: its shape, hand-worked ledgers, and the CDNOW sample."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.profile import COLUMNS, profile
from core.settings import Settings
from core.tables import TABLES
from tests.core.ledgers import book_of, purchases_of

ASOF = dt.date(2026, 11, 15)
CDNOW = Path(__file__).parents[3] / "shared" / "data" / "purchases" / "cdnow_sample.csv"


def measured(book, trade="other", changes=None):
    with closing(open_engine(book)) as engine:
        return profile(engine, book, Settings(trade_code=trade).changed(changes or {}))


@pytest.fixture
def of(tmp_path):
    """Profile of a few rows, by customer."""

    def build(rows, names="customer_id date amount", trade="other", changes=None, **book):
        ledger = book_of(purchases_of(rows, names), tmp_path=tmp_path, asof=ASOF, **book)
        return measured(ledger, trade, changes).set_index("customer_id")

    return build


CUSTOMERS = pd.DataFrame(
    {"customer_id": ["3", "1", "2"], "name": ["試験 三郎", "試験 一子", "試験 二郎"],
     "employees": [None, 4, None], "飼い犬": ["ポチ", "", "タロ"]}
)  # fmt: skip


def check_shape(found, rows):
    table = TABLES["customers"]
    names = [*table.names, "飼い犬", *COLUMNS]
    assert list(found.columns) == names
    assert list(found.index) == list(range(rows))
    assert found["customer_id"].is_unique
    kinds = {**{n: str(d) for n, d in table.empty().dtypes.items()}, "飼い犬": "str", **COLUMNS}
    assert {n: str(d) for n, d in found.dtypes.items()} == kinds
    text = [name for name, kind in kinds.items() if kind == "str"]
    assert not found[text].isna().any(axis=None)


def test_everybody_in_the_ledger_or_with_a_purchase_is_one_row(tmp_path):
    sales = [("2", "2026-11-01", 10), ("x", "2026-10-01", 10), ("a", "2026-09-01", 10)]
    book = book_of(purchases_of(sales), CUSTOMERS, tmp_path=tmp_path, asof=ASOF)
    found = measured(book)
    check_shape(found, 5)
    assert list(found["customer_id"]) == ["3", "1", "2", "a", "x"]
    assert list(found["name"]) == ["試験 三郎", "試験 一子", "試験 二郎", "", ""]
    assert list(found["飼い犬"]) == ["ポチ", "", "タロ", "", ""]
    assert list(found["employees"].fillna(0)) == [0, 4, 0, 0, 0]


def test_a_book_without_purchases_has_its_customers_and_nothing_measured(tmp_path):
    book = book_of(TABLES["purchases"].empty(), CUSTOMERS, tmp_path=tmp_path, asof=ASOF)
    found = measured(book)
    check_shape(found, 3)
    assert (found[["purchase_count", "total_spend", "count_24m"]] == 0).all(axis=None)
    assert not found[["big_purchase", "seasonal"]].any(axis=None)
    nothing = ["first_purchase_date", "rhythm_days", "p_return", "nudge_day", "decile",
               "r_score", "average_order_value", "last_amount", "profit_12m"]  # fmt: skip
    assert found[nothing].isna().all(axis=None)
    assert (found[["portfolio", "abc", "days_basis", "last_product"]] == "").all(axis=None)


def test_a_book_of_nobody_is_a_frame_of_no_rows(tmp_path):
    book = book_of(TABLES["purchases"].empty(), tmp_path=tmp_path, asof=ASOF)
    assert len(measured(book)) == 0


def test_a_customer_of_returns_alone_stays_in_the_totals_without_a_purchase(of):
    row = of([("a", "2026-11-01", -500), ("b", "2026-11-01", 100)]).loc["a"]
    assert (row["purchase_count"], row["total_spend"], row["spend_12m"]) == (0, -500, -500)
    assert pd.isna(row["first_purchase_date"])
    assert np.isnan(row["p_return"])
    assert pd.isna(row["decile"])
    assert (row["portfolio"], row["abc"], row["days_basis"]) == ("", "", "")


def test_a_return_is_netted_on_its_own_day_and_the_original_day_stands(of):
    row = of([
        ("a", "2026-10-01", 1000), ("a", "2026-10-20", -1000),
        ("a", "2026-11-01", 800), ("a", "2026-11-01", -300), ("a", "2026-11-02", 0),
    ]).loc["a"]  # fmt: skip
    assert (row["purchase_count"], row["total_spend"], row["last_amount"]) == (2, 500, 500)
    assert row["last_purchase_date"] == pd.Timestamp("2026-11-01")
    assert (row["median_gap"], row["days_since_last_purchase"]) == (31, 14)
    assert row["average_order_value"] == 250


def test_the_own_rhythm_and_days_of_a_rental_customer_by_hand(of):
    """Gaps 20 and 31, the trade's 21 twice: ρ = (51 + 42)/4 = 23.25; silent 14 of 60, 90, 365."""
    row = of([("a", "2026-09-11", 500), ("a", "2026-10-01", 500), ("a", "2026-11-01", 500)],
             trade="rental").loc["a"]  # fmt: skip
    assert row["rhythm_days"] == 23.25
    assert row["lateness"] == pytest.approx(14 / 23.25)
    assert (row["nudge_day"], row["no_return_day"], row["stop_day"]) == (60, 90, 365)
    # ln 4 of log-odds in 30 days: 46 days before the even point.
    assert row["p_return"] == pytest.approx(1 / (1 + 4 ** (-46 / 30)))
    assert (row["days_basis"], row["p_return_basis"]) == ("preset", "preset")


def test_without_amounts_every_rows_day_counts_and_money_is_unknown(of):
    row = of([("a", "2026-10-01"), ("a", "2026-11-01"), ("b", "2026-11-02")],
             "customer_id date").loc["a"]  # fmt: skip
    assert (row["purchase_count"], row["total_spend"], row["count_12m"]) == (2, 0, 2)
    assert pd.isna(row["last_amount"])
    assert np.isnan(row["average_order_value"])
    assert pd.isna(row[["m_score", "decile"]]).all()
    assert row["abc"] == ""
    assert not row["big_purchase"]
    assert pd.notna(row[["r_score", "f_score"]]).all()
    assert row["portfolio"] == "second_timer_here"


def test_the_months_are_counted_to_the_day(of):
    row = of([
        ("a", "2024-11-15", 1), ("a", "2024-11-16", 10), ("a", "2025-11-15", 100),
        ("a", "2025-11-16", 1000), ("a", "2026-11-15", 10_000), ("a", "2026-11-16", 100_000),
    ]).loc["a"]  # fmt: skip
    assert (row["spend_12m"], row["spend_prev_12m"], row["spend_24m"]) == (11_000, 110, 11_110)
    assert (row["count_12m"], row["count_24m"], row["total_spend"]) == (2, 4, 11_111)
    assert (row["gaps_24m"], row["days_since_last_purchase"]) == (4, 0)


MONEY = "customer_id date amount cost discount"


def test_gross_profit_is_known_where_every_line_sold_carries_its_cost(of):
    found = of([
        ("known", "2026-11-01", 1000, 600, None), ("known", "2026-11-02", -500, 300, None),
        ("known", "2024-01-01", 900, None, None),
        ("partly", "2026-11-01", 1000, 600, None), ("partly", "2026-11-02", 1000, None, None),
        ("long ago", "2024-01-01", 1000, 600, 0),
    ], MONEY)  # fmt: skip
    assert found.loc["known", "profit_12m"] == (1000 - 600) - (500 - 300)
    assert pd.isna(found.loc["partly", "profit_12m"])
    assert found.loc["long ago", "profit_12m"] == 0


def test_a_shop_without_costs_knows_no_profit_and_without_discounts_no_share_of_them(of):
    row = of([("a", "2026-11-01", 1000)]).loc["a"]
    assert pd.isna(row["profit_12m"])
    assert np.isnan(row["discount_share"])


def test_the_discount_share_counts_purchase_days(of):
    found = of([
        ("a", "2026-10-01", 1000, None, 100), ("a", "2026-10-01", 500, None, None),
        ("a", "2026-11-01", 1000, None, 0), ("b", "2026-11-02", 1000, None, None),
    ], MONEY)  # fmt: skip
    assert list(found["discount_share"]) == [0.5, 0.0]


@pytest.mark.parametrize(("costs", "order"), [((10, 90, 50), [4, 1, 3]), ((None,) * 3, [1, 3, 4])])
def test_m_ranks_profit_where_all_costs_are_known_and_sales_otherwise(of, costs, order):
    sales = zip("abc", (100, 101, 102), costs, strict=True)
    found = of([(c, "2026-11-01", amount, cost, None) for c, amount, cost in sales], MONEY)
    assert list(found["m_score"]) == [{4: 5}.get(rank, rank) for rank in order]


WHAT = "customer_id date amount product staff store"


def test_what_they_bought_and_who_served_them(of):
    row = of([
        ("a", "2026-09-01", 100, "カット", "佐藤", "本店"),
        ("a", "2026-10-01", 100, "カット", "鈴木", "本店"),
        ("a", "2026-10-01", 300, "カラー", "鈴木", "本店"),
        ("a", "2026-11-01", 900, "", "田中", "駅前店"),
        ("a", "2026-11-01", 50, "シャンプー", "田中", "駅前店"),
        ("a", "2026-11-02", -50, "シャンプー", "佐藤", "本店"),
    ], WHAT).loc["a"]  # fmt: skip
    assert (row["first_product"], row["last_product"], row["usual_product"]) == (
        "カット", "シャンプー", "カット",
    )  # fmt: skip
    assert (row["last_staff"], row["last_store"]) == ("田中", "駅前店")


def test_a_big_purchase_is_among_the_largest_tenth_of_the_shops_days(of):
    rows = [(f"c{n:02d}", "2026-11-01", 100 * (n + 1)) for n in range(20)]
    assert list(of(rows).query("big_purchase").index) == ["c17", "c18", "c19"]


def test_where_prices_do_not_differ_nothing_is_a_big_purchase(of):
    assert not of([(f"c{n}", "2026-11-01", 500) for n in range(20)])["big_purchase"].any()


@pytest.mark.parametrize(("days", "seasonal"), [
    (["2024-12-10", "2025-12-20"], True),
    (["2024-12-10", "2025-12-20", "2025-05-01"], True),
    (["2024-12-10", "2025-12-20", "2025-05-01", "2025-06-01"], False),
    (["2025-12-10", "2025-12-20"], False),
    (["2024-12-10", "2025-11-20"], False),
])  # fmt: skip
def test_a_seasonal_buyer_comes_in_the_same_month_and_hardly_elsewhere(of, days, seasonal):
    assert of([("a", day, 500) for day in days]).loc["a", "seasonal"] == seasonal


def test_the_window_of_the_regulars_rule_ends_at_the_day_of_no_return(of):
    """Other trade: 3 in 12 months, no return after 180 days. Both bought three times in a year;
    one fell silent in 2024, and silence never demotes."""
    found = of([
        *(("here", day, 1) for day in ("2025-11-15", "2025-11-16", "2026-06-01", "2026-11-01")),
        *(("gone", day, 1) for day in ("2023-06-01", "2024-01-01", "2024-02-01", "2024-03-01")),
    ])  # fmt: skip
    assert found.loc["here", "count_regular_window"] == 3
    assert found.loc["gone", "count_12m"] == 0
    assert found.loc["gone", "no_return_day"] == 180
    # 180 days after 2024-03-01 is 2024-08-28; twelve months before it 2023-06-01 does not count.
    assert found.loc["gone", "count_regular_window"] == 3


def test_the_portfolio_stands_in_the_shops_own_days_and_in_the_published_ones(of):
    """A rental shop (21 days): settled after 31.5, prime after 73.5, gone after 84 days."""
    rows = [("rich", day, 9000) for day in ("2026-01-01", "2026-05-01", "2026-08-01")]
    rows += [("poor", day, 300) for day in ("2026-09-01", "2026-10-10", "2026-11-01")]
    rows += [(f"once{n}", "2026-11-01", 300) for n in range(9)]
    found = of(rows, trade="rental")
    assert found.loc["rich", ["portfolio", "portfolio_literal"]].to_list() == [
        "prime_gone", "prime_here",
    ]  # fmt: skip
    assert found.loc["poor", ["portfolio", "portfolio_literal"]].to_list() == [
        "steady_here", "second_timer_here",
    ]  # fmt: skip
    assert found.loc["once1", "portfolio"] == "first_timer_here"


def test_one_engine_serves_another_day_of_the_same_book(tmp_path):
    sales = [("a", "2026-09-01", 10), ("a", "2026-11-01", 10), ("b", "2026-11-02", 10)]
    book = book_of(purchases_of(sales), tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        before = profile(engine, book.at(dt.date(2026, 10, 1)), Settings())
    seen = before[["customer_id", "purchase_count", "days_since_last_purchase"]]
    assert seen.to_numpy().tolist() == [["a", 1, 30]]


@pytest.fixture(scope="module")
def cdnow():
    if not CDNOW.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{CDNOW.name} is missing")
        pytest.skip("the real data do not stand beside this checkout")
    raw = pd.read_csv(CDNOW, dtype="str")
    cents = raw["amount"].str.replace(".", "", regex=False).astype("Int64")
    assert raw["amount"].str.fullmatch(r"\d+\.\d{2}").all()
    return raw.assign(amount=cents, date=pd.to_datetime(raw["date"]))


@pytest.mark.data
def test_the_cdnow_sample_is_counted_as_published_and_as_pandas_counts_it(cdnow, tmp_path):
    """Fader & Hardie: 2,357 customers, 6,919 purchases, to 30 June 1998."""
    book = book_of(cdnow, tmp_path=tmp_path, scale=2, currency="USD", imports=2)
    assert book.asof == dt.date(1998, 6, 30)
    with closing(open_engine(book)) as engine:
        assert engine.row_count() == 6919
        found = profile(engine, book, Settings(trade_code="ec")).set_index("customer_id")
    assert len(found) == 2357
    assert found["total_spend"].sum() == cdnow["amount"].sum()
    days = cdnow.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    days = days[days["amount"] > 0]
    by = days.groupby("customer_id")
    bought = found[found["purchase_count"] > 0]
    pd.testing.assert_series_equal(bought["purchase_count"].astype("int64"), by.size(),
                                   check_names=False)  # fmt: skip
    for ours, theirs in {"first_purchase_date": by["date"].min(),
                         "last_purchase_date": by["date"].max()}.items():  # fmt: skip
        pd.testing.assert_series_equal(bought[ours], theirs, check_names=False, check_dtype=False)
    gaps = days["date"].sort_values(kind="stable").groupby(days["customer_id"]).diff().dt.days
    median = gaps.groupby(days["customer_id"]).median()
    pd.testing.assert_series_equal(bought["median_gap"], median, check_names=False)
    mean = gaps.mean()
    rhythm = (gaps.groupby(days["customer_id"]).sum() + 2 * mean) / (by.size() - 1 + 2)
    pd.testing.assert_series_equal(bought["rhythm_days"], rhythm, check_names=False)
    sizes = bought["decile"].value_counts()
    assert sizes.max() - sizes.min() <= 1
