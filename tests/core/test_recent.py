"""Weeks, trail, waterfall by name and retention against plain loops over the lines."""

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
from core.metrics.by_month import last_months
from core.metrics.by_week import active_line, kept, weeks
from core.metrics.growth import months, waterfall, windows
from core.metrics.moves import revenue_moves, summed
from core.metrics.recent import read_recent, windows_at
from core.rules.trail import trail
from core.rules.verdict import verdict
from core.settings import Settings
from core.tables import TABLES
from tests.core import oracle, slow_growth
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

BY_DEFAULT = Settings()
ASOF = dt.date(2026, 11, 15)
SAMPLES = ("salon", "lease", "builder")
# Many lines in the days that the windows look at, ties and returns among them.
NEAR = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["A1", "b", "顧客3", "d", "e"]),
        "date": st.one_of(
            st.dates(dt.date(2024, 1, 1), ASOF),
            st.sampled_from(
                [ASOF, ASOF - dt.timedelta(91), ASOF - dt.timedelta(364), dt.date(2026, 8, 16),
                 dt.date(2025, 11, 15), dt.date(2024, 11, 15), dt.date(2027, 1, 1)]
            ),
        ),
        "amount": st.one_of(st.integers(-3000, 9000), st.sampled_from([None, 0, 1000, -1000])),
        "cost": st.none(), "discount": st.none(), "product": st.just(""), "staff": st.just(""),
        "store": st.just(""),
    }
)  # fmt: skip


COLUMNS = ["existing_now", "new_now", "existing_before", "new_before"]


def both(engine, book, by, nets):
    """Everything that is cut from the recent days of one ledger, beside the slow way."""
    recent = read_recent(engine, book, by)
    pairs = _weeks(recent, by, nets, book.asof) | _months(engine, book, recent)
    pairs |= _moves(engine, book, by, recent, nets)
    line, found, points = active_line(recent, by), kept(recent), trail(recent, by)
    pairs["active"] = (
        [int(n) for n in line["customers"]],
        [slow_growth.active(nets, end.date()) for end in line["end"]],
    )
    pairs["kept"] = (
        (found.at_start, found.at_end, found.new, found.revenue_start, found.revenue_end),
        slow_growth.kept(nets, book.asof),
    )
    ends = [book.asof - back * slow_growth.WEEK for back in range(7, -1, -1)]
    pairs["trail"] = (
        [(p.end, (p.verdict.existing, p.verdict.new, p.verdict.code)) for p in points],
        [(end, slow_growth.verdict(nets, end)) for end in ends],
    )
    return tuple({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))


def _weeks(recent, by, nets, asof):
    """The weeks, and that they add up to the windows."""
    table, whole = weeks(recent, by), windows_at(recent, asof, by)
    rows = [(row["end"].date(), *(int(row[name]) for name in COLUMNS))
            for row in table.to_dict("records")]  # fmt: skip
    days = {name: "{}_days_{}".format(*name.split("_")) for name in COLUMNS}
    return {
        "weeks": (rows, slow_growth.weeks(nets, asof)),
        "sums": ([int(table[name].sum()) for name in COLUMNS],
                 [getattr(whole, name) for name in COLUMNS]),
        "days": ([int(table[f"{name}_days"].sum()) for name in COLUMNS],
                 [getattr(whole, days[name]) for name in COLUMNS]),
    }  # fmt: skip


def _months(engine, book, recent):
    """The months are the last ones of those that the engine counts."""
    found, whole = last_months(recent, 24), months(engine, book)
    held = whole[whole["month"].isin(found["month"])]
    assert not len(found) or found["month"].iloc[-1] == whole["month"].iloc[-1]
    return {
        "months": (found.to_dict("records"), held.to_dict("records")),
        "kinds": (list(found.dtypes), list(whole.dtypes)),
    }


def _moves(engine, book, by, recent, nets):
    """Who moved the revenue, largest first, and that it adds up to the waterfall."""
    moves = revenue_moves(recent, by)
    told = {row.customer_id: (row.way, row.before, row.now) for row in moves.itertuples()}
    sizes = list(moves["change"].abs())
    return {
        "moves": (told, slow_growth.moves(nets, book.asof)),
        "waterfall": (summed(moves), waterfall(engine, book, by)),
        "order": (sizes, sorted(sizes, reverse=True)),
        "windows": (windows_at(recent, book.asof, by), windows(engine, book, by)),
    }


@pytest.mark.parametrize("business", SAMPLES)
def test_every_figure_of_a_sample_is_that_of_plain_loops(business):
    seen = sample(business)
    nets = slow_growth.days_of(slow_growth.lines_of(seen.book))
    with closing(open_engine(seen.book)) as engine:
        mine, slowly = both(engine, seen.book, seen.settings, nets)
    assert mine == slowly


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(100))
@given(lines=st.lists(NEAR, max_size=60))
def test_every_figure_of_a_random_ledger_is_that_of_plain_loops(lines):
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder), asof=ASOF, has_amounts=True)
        with closing(open_engine(book)) as engine:
            nets = slow_growth.days_of(oracle.known(lines, ASOF))
            mine, slowly = both(engine, book, BY_DEFAULT, nets)
    assert mine == slowly


@pytest.mark.parametrize(
    "rows",
    [[], [("a", "2026-11-15", 100)], [("a", "2026-11-01", -30)],
     [("a", "2024-02-29", 5), ("a", "2025-11-16", 5), ("a", "2026-11-15", 5)]],
    ids=["empty", "one purchase", "returns only", "one customer"],
)  # fmt: skip
def test_the_smallest_ledgers_have_their_figures_too(rows, tmp_path):
    book = book_of(purchases_of(rows), tmp_path=tmp_path, asof=ASOF, has_amounts=True)
    lines = [
        {"customer_id": who, "date": dt.date.fromisoformat(day), "amount": amount}
        for who, day, amount in rows
    ]
    with closing(open_engine(book)) as engine:
        mine, slowly = both(engine, book, BY_DEFAULT, slow_growth.days_of(lines))
    assert mine == slowly


@pytest.mark.parametrize("business", SAMPLES)
def test_each_point_of_the_trail_is_the_verdict_of_that_day(business):
    seen = sample(business)
    with closing(open_engine(seen.book)) as engine:
        points = trail(read_recent(engine, seen.book, seen.settings), seen.settings)
        for point in points:
            then = windows(engine, seen.book.at(point.end), seen.settings)
            assert point.verdict == verdict(then, seen.settings)
    assert points[-1].verdict == seen.verdict


def test_the_salon_has_two_years_of_months():
    seen = sample("salon")
    with closing(open_engine(seen.book)) as engine:
        found = last_months(read_recent(engine, seen.book, seen.settings), 24)
    assert (found["month"].iloc[0], len(found)) == ("2024-12", 24)


def test_in_a_ledger_without_amounts_every_row_counts(tmp_path):
    visits = purchases_of([("a", "2026-10-01"), ("a", "2026-11-01"), ("b", "2026-11-02")],
                          "customer_id date")  # fmt: skip
    book = book_of(visits, tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        table = weeks(read_recent(engine, book, BY_DEFAULT), BY_DEFAULT)
    assert table["new_now_days"].sum() == 3
    assert table["new_now"].sum() == 0


def test_retention_and_kept_revenue_are_worked_by_hand(tmp_path):
    """Three at the start, one of them gone, one new: 2 of 3 kept, 450 of 600 yen."""
    rows = [
        ("stays", "2024-11-20", 100), ("stays", "2025-03-01", 100), ("stays", "2026-03-01", 300),
        ("less", "2025-04-01", 300), ("less", "2026-04-01", 150),
        ("gone", "2025-05-01", 100),
        ("new", "2026-06-01", 9_999),
        ("old", "2023-01-01", 1),
    ]  # fmt: skip
    book = book_of(purchases_of(rows), tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        found = kept(read_recent(engine, book, BY_DEFAULT))
    assert (found.start, found.end) == (dt.date(2025, 11, 15), ASOF)
    assert (found.at_start, found.at_end, found.new) == (3, 3, 1)
    assert found.rate == pytest.approx(2 / 3)
    assert (found.revenue_start, found.revenue_end) == (600, 450)
    assert found.nrr == pytest.approx(0.75)


def test_retention_is_not_told_where_the_ledger_is_too_young(tmp_path):
    book = book_of(
        purchases_of([("a", "2025-06-01", 10), ("a", "2026-06-01", 10)]),
        tmp_path=tmp_path, asof=ASOF,
    )  # fmt: skip
    with closing(open_engine(book)) as engine:
        recent = read_recent(engine, book, BY_DEFAULT)
    assert (kept(recent).whole, kept(recent).rate, kept(recent).nrr) == (False, None, None)
    line = active_line(recent, BY_DEFAULT)
    assert pd.Timestamp("2026-05-31") <= line["end"].min()


def test_a_book_without_purchases_has_no_line_and_weeks_of_zeros(tmp_path):
    book = book_of(TABLES["purchases"].empty(), tmp_path=tmp_path, asof=ASOF)
    with closing(open_engine(book)) as engine:
        recent = read_recent(engine, book, BY_DEFAULT)
    assert len(active_line(recent, BY_DEFAULT)) == 0
    assert len(weeks(recent, BY_DEFAULT)) == 13
    assert len(revenue_moves(recent, BY_DEFAULT)) == 0
    assert list(revenue_moves(recent, BY_DEFAULT)) == [
        "customer_id", "way", "before", "now", "change"
    ]  # fmt: skip
