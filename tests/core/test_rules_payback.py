"""Cohorts and their payback, what a settled customer costs, members by month of age."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine import open_engine
from core.metrics.joining import joined, month_name, month_number
from core.rules import payback
from core.rules.by_way import by_way, members, never_used
from core.rules.by_way import payback as all_of_it
from core.settings import Settings
from tests.core import slow_payback
from tests.core.ledgers import book_of, purchases_of
from tests.core.oracle import LINES, frame_of
from tests.core.profiles import book_with, calm, lead, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF = dt.date(2025, 11, 15)
SALON = Settings(trade_code="salon")
FEW = SALON.changed({"spending.least_count": 1})
NAMES = "customer_id date amount cost"
LAST = month_number(ASOF)


def read(book, months=24, margin=0.0):
    with closing(open_engine(book)) as engine:
        return joined(engine, book, months=months, margin=margin)


def told(lines, tmp_path, *, costs=(), gone=(), chosen=FEW):
    """The cohorts of a few lines, oldest first, by their month."""
    rows = [{"month": m, "way": way, "amount": a, "kind": "acquisition"} for m, way, a in costs]
    tables = {"costs": pd.DataFrame(rows)} if rows else {}
    book = book_of(purchases_of(lines, NAMES), tmp_path=tmp_path, asof=ASOF, tables=tables)
    found = read(book)
    people = payback.people_of(found, judged(found.people["customer_id"], gone))
    table = payback.cohorts(found, people, payback.acquisition(book, chosen), chosen)
    return table.set_index("month"), found, people, book


def judged(ids, gone=(), way="flyer"):
    return pd.DataFrame(
        {
            "customer_id": pd.Series(list(ids), dtype="str"),
            "state": ["lapsed" if who in gone else "active" for who in ids],
            "trigger": way,
        }
    )


def test_a_settled_customer_costs_twelve_thousand_where_a_first_visit_costs_two():
    assert round(payback.settled_cost(2_000, 0.30, 0.55)) == 12_121
    assert payback.settled_cost(2_000, 0.3, 0.0) is None


def test_the_month_in_which_the_money_is_back_is_the_first_that_reaches_the_cost(tmp_path):
    lines = [("a", f"2025-0{m}-10", 1_000, 400) for m in (1, 2, 4)]
    lines.append(("b", "2025-01-20", 500, 400))

    months, *_ = told(lines, tmp_path, costs=[("2025-01", "チラシ", 1_300)])

    row = months.loc["2025-01"]
    assert (row["new"], row["cac"], row["profit"]) == (2, 650, 1_900)
    assert row["payback"] == 2
    assert row["verdict"] == payback.PAID


def test_a_cohort_of_which_most_left_before_it_paid_is_lost_whatever_its_age(tmp_path):
    lines = [("a", "2025-09-10", 1_000, 0), ("b", "2025-09-11", 1_000, 0)]
    costs = [("2025-09", "チラシ", 5_000)]

    stayed, *_ = told(lines, tmp_path, costs=costs)
    left, *_ = told(lines, tmp_path, costs=costs, gone=("a",))

    assert stayed.loc["2025-09", "verdict"] == payback.OPEN
    assert left.loc["2025-09", ["gone", "most_left", "verdict"]].tolist() == [
        1,
        True,
        payback.LOST,
    ]


def test_an_old_cohort_that_never_paid_is_lost_and_months_without_cost_or_people_say_so(tmp_path):
    lines = [("a", "2024-05-10", 1_000, 0), ("b", "2025-03-01", 10, 0)]

    months, *_ = told(lines, tmp_path, costs=[("2024-05", "x", 9_000), ("2024-06", "x", 9_000)])

    verdicts = months.loc[["2024-05", "2024-06", "2025-03"], "verdict"].tolist()
    assert verdicts == [payback.LOST, payback.NOBODY, payback.NO_COST]


def test_whoever_paid_before_leaving_did_not_leave_before(tmp_path):
    lines = [("a", "2025-01-10", 9_000, 0), ("a", "2025-03-10", 10, 0)]

    months, *_ = told(lines, tmp_path, costs=[("2025-01", "チラシ", 5_000)], gone=("a",))

    assert months.loc["2025-01", ["payback", "gone"]].tolist() == [1, 0]


def test_windows_that_are_still_open_tell_no_cost_of_a_settled_one(tmp_path):
    lines = [("a", f"2025-{m:02d}-20", 1_000, 0) for m in (6, 7, 8)]

    months, *_ = told(lines, tmp_path, costs=[("2025-06", "チラシ", 5_000)])

    assert not months.loc["2025-06", "closed"]
    assert pd.isna(months.loc["2025-06", "settled_cac"])


def test_months_without_a_cost_of_goods_count_with_the_margin_of_the_shop(tmp_path):
    book = book_of(purchases_of([("a", "2025-11-01", 1_000, None)], NAMES), tmp_path=tmp_path)

    assert read(book).cells[["profit", "on_sales"]].values.tolist() == [[1_000, True]]
    assert read(book, margin=0.4).cells["profit"].tolist() == [400]


@settings(max_examples=20)
@given(lines=LINES, cost=st.integers(0, 20_000), gone=st.sets(st.sampled_from(["A1", "b", "d"])))
def test_cohorts_are_those_of_the_slow_oracle(lines, cost, gone):
    lines = [line | {"amount": line["amount"] or 0} for line in lines if line["date"] <= ASOF]
    sheet = [{"month": month_name(n), "way": "x", "amount": cost, "kind": "acquisition"}
             for n in range(LAST - 23, LAST + 1)]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(
            frame_of(lines), tmp_path=Path(folder), asof=ASOF, has_amounts=True,
            tables={"costs": pd.DataFrame(sheet)},
        )  # fmt: skip
        found = read(book)
    people = payback.people_of(found, judged(found.people["customer_id"], gone))
    table = payback.cohorts(found, people, payback.acquisition(book, FEW), FEW)

    assert_slow(table, lines, dict.fromkeys(table["month"], cost), gone, ASOF, FEW)
    members = payback.curve(found, people)
    slow = slow_payback.curve(lines, ASOF, LAST - 23)
    assert members["members"].tolist() == [n for n, _mean in slow]
    assert members["profit"].tolist() == pytest.approx([mean for _n, mean in slow])


def assert_slow(table, lines, costs, gone, asof, chosen):
    """Every row of the table is that of the slow oracle."""
    window = chosen.trade.f2_window_days
    for row in table.to_dict("records"):
        year, month = row["month"].split("-")
        expected = slow_payback.cohort(
            lines, int(year) * 12 + int(month) - 1, costs.get(row["month"], 0), gone=gone,
            asof=asof, window=window, least=chosen.spending.least_count,
        )  # fmt: skip
        seen = {k: None if pd.isna(row[k]) else row[k] for k in expected}
        assert seen == pytest.approx(expected), row["month"]


@pytest.fixture(scope="module")
def salon():
    seen = sample("salon")
    found = read(seen.book)
    return seen, found, payback.people_of(found, seen.customers)


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_the_cohorts_of_each_sample_are_those_of_the_slow_oracle(business):
    seen = sample(business)
    found = read(seen.book)
    costs = payback.acquisition(seen.book, seen.settings)
    people = payback.people_of(found, seen.customers)
    table = payback.cohorts(found, people, costs, seen.settings)
    rows = seen.customers
    lines = lines_of(seen.book)
    by_month = {month_name(m): int(a) for m, a in costs.groupby("month")["amount"].sum().items()}

    gone = set(rows.loc[rows["state"].isin(payback.GONE), "customer_id"])
    assert_slow(table, lines, by_month, gone, seen.book.asof, seen.settings)
    assert table["new"].sum() == len(found.people) > 0


def lines_of(book):
    frame = pd.concat([pd.read_parquet(path) for path in book.purchases], ignore_index=True)
    return rows_of(frame[["customer_id", "date", "amount", "cost"]])


def test_the_coupon_month_of_the_salon_never_earned_back_what_it_cost(salon):
    seen, found, people = salon
    table = payback.cohorts(
        found, people, payback.acquisition(seen.book, seen.settings), seen.settings
    )
    lost = table[table["verdict"] == payback.LOST].set_index("month")

    assert lost.index.tolist() == ["2026-03"]
    coupon = lost.loc["2026-03"]
    assert (coupon["cost"], coupon["new"], coupon["third"]) == (662_000, 88, 3)
    assert coupon["profit"] < coupon["cost"]
    assert round(coupon["settled_cac"]) == 220_667
    assert coupon["most_left"]


def test_the_owners_word_puts_the_coupon_beside_those_who_came_with_it(salon):
    seen, found, people = salon
    mapped = seen.settings.changed({"spending.ways": ("クーポンサイト=flyer",)})
    before = by_way(found, people, payback.acquisition(seen.book, seen.settings), seen.settings)
    after = by_way(found, people, payback.acquisition(seen.book, mapped), mapped)

    unknown = before.set_index("way").loc[""]
    assert (unknown["cost"], unknown["new"]) == (1_570_000, 0)
    flyer = after.set_index("way").loc["flyer"]
    assert flyer["cost"] == 2_098_000
    assert flyer["cac"] == pytest.approx(2_098_000 / 189)
    assert flyer["settled_cac"] == pytest.approx(flyer["cac"] / (25 / 146))
    assert pd.isna(flyer["payback"]) or flyer["payback"] > 1


def test_a_member_who_joined_and_never_bought_cost_what_that_month_spent_on_each():
    day = dt.date(2026, 6, 10)
    used = {"first_purchase_date": dt.date(2026, 6, 20), "first_visit_date": day, "trigger": "sns"}
    people = profile_of(
        calm("A", **used),
        calm("B", **used | {"first_purchase_date": dt.date(2026, 10, 1)}),
        lead("C", first_visit_date=day, trigger="sns"),
        lead("D", first_visit_date=dt.date(2026, 11, 1), trigger="sns"),
        lead("E"),
    ).assign(state=["active", "dormant", "lead", "lead", "lead"])
    sheet = {"month": "2026-06", "way": "Instagram", "amount": 9_000, "kind": "acquisition"}
    book = book_with(costs=[sheet], asof=dt.date(2026, 11, 15))

    found = members(people, payback.acquisition(book, SALON), book, SALON)

    row = found.set_index("way").loc["sns"]
    assert row[["joined", "due", "used", "never", "lost", "silent"]].tolist() == [
        4,
        3,
        1,
        1,
        3_000,
        1,
    ]
    assert never_used(people, book, SALON) == ("C",)


def test_one_way_in_and_some_months_have_their_own_cost_and_return():
    seen = sample("salon")
    with closing(open_engine(seen.book)) as engine:
        whole = all_of_it(engine, seen.book, seen.customers, seen.settings)
        part = all_of_it(
            engine, seen.book, seen.customers, seen.settings, ways=("flyer",), first="2026-03"
        )

    assert (whole.total["cost"], whole.total["new"]) == (2_098_000, 693)
    assert whole.unknown.to_dict() == {"クーポンサイト": 1_570_000}
    assert (whole.never, whole.on_sales) == ((), False)
    assert (part.total["cost"], part.cohorts["month"].iloc[0]) == (9 * 22_000, "2026-03")
    assert part.cohorts["new"].iloc[0] == 81
    assert part.ways["way"].tolist() == ["flyer"]
    assert part.unknown.empty


def test_an_empty_ledger_has_months_and_nobody_in_them(tmp_path):
    book = book_of(purchases_of([], NAMES), tmp_path=tmp_path, asof=ASOF)
    found = read(book)
    rows = judged([])
    people = payback.people_of(found, rows)

    table = payback.cohorts(found, people, payback.acquisition(book, SALON), SALON)
    assert table["new"].sum() == 0
    assert set(table["verdict"]) == {payback.NO_COST}
    assert payback.curve(found, people).empty
    assert by_way(found, people, payback.acquisition(book, SALON), SALON).empty
