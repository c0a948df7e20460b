"""The measures against a slow oracle on ledgers full of ties, returns and far days."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine import open_engine
from core.metrics.growth import months, waterfall, windows
from core.metrics.profile import profile
from core.settings import Settings
from tests.core import oracle
from tests.core.ledgers import book_of
from tests.drills.share import examples

BY_DEFAULT = Settings()
SUMS = (
    "purchase_count", "total_spend", "spend_12m", "spend_prev_12m", "spend_24m", "count_12m",
    "count_24m", "gaps_24m", "regular_gaps_24m", "median_gap", "days_since_last_purchase",
    "last_amount", "seasonal", "first_purchase_date", "last_purchase_date",
)  # fmt: skip


def measured(lines, asof, *, imports=1, measure=profile):
    """A measure of a ledger; ``measure(engine, book, settings)``."""
    with tempfile.TemporaryDirectory() as folder:
        frame = oracle.frame_of(lines)
        book = book_of(frame, tmp_path=Path(folder), asof=asof, today=asof, imports=imports,
                       has_amounts=True)  # fmt: skip
        with closing(open_engine(book)) as engine:
            return measure(engine, book, BY_DEFAULT)


def plain(value):
    """A cell as the oracle writes it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else value


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_counts_and_sums_are_those_of_the_slow_oracle(lines, asof):
    found = measured(lines, asof).set_index("customer_id")
    lines = oracle.known(lines, asof)
    nets = oracle.nets(lines)
    assert set(found.index) == set(nets)
    for customer, days in nets.items():
        own = [line for line in lines if line["customer_id"] == customer]
        expected = oracle.sums(own, days, asof)
        assert {n: plain(found.loc[customer, n]) for n in SUMS} == {n: expected[n] for n in SUMS}
        assert found.loc[customer, "usual_product"] == oracle.usual(own)
        check_ends(found.loc[customer], own, expected)
        check_money(found.loc[customer], own, expected, lines, asof)


def check_ends(row, own, expected):
    if expected["purchase_count"] == 0:
        assert (row["first_product"], row["last_product"], row["last_store"]) == ("", "", "")
        return
    first = oracle.end_line(own, expected["first_purchase_date"])
    last = oracle.end_line(own, expected["last_purchase_date"])
    assert row["first_product"] == first["product"]
    assert (row["last_product"], row["last_staff"]) == (last["product"], last["staff"])


def check_money(row, own, expected, lines, asof):
    costs = any(line["cost"] is not None for line in lines)
    assert plain(row["profit_12m"]) == (oracle.profit(own, asof) if costs else None)
    count = expected["purchase_count"]
    if count and any(line["discount"] is not None for line in lines):
        assert row["discount_share"] == expected["discount_days"] / count
    else:
        assert np.isnan(row["discount_share"])
    if count:
        assert row["average_order_value"] == expected["total_spend"] / count


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(100))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_rhythm_and_ranks_are_those_of_the_slow_oracle(lines, asof):
    found = measured(lines, asof)
    found = found[found["purchase_count"] > 0].set_index("customer_id")
    nets = oracle.nets(oracle.known(lines, asof))
    every = [g for days in nets.values() for g in oracle.gaps_of(oracle.purchase_days(days))]
    mean = oracle.Fraction(sum(every), len(every)) if len(every) >= 30 else 60
    for customer, row in found.iterrows():
        rhythm = oracle.rhythm(oracle.purchase_days(nets[customer]), mean)
        assert row["rhythm_days"] == pytest.approx(float(rhythm), rel=1e-12)
        assert row["lateness"] == pytest.approx(row["days_since_last_purchase"] / float(rhythm))
        assert 0 <= row["p_return"] <= 1
        assert row["nudge_day"] < row["no_return_day"] <= row["stop_day"]
    inside = found[found["count_24m"] > 0]
    assert list(inside["r_score"]) == oracle.ranks(list(-inside["days_since_last_purchase"]), 5)
    assert list(inside["f_score"]) == oracle.ranks(list(inside["count_24m"]), 5)
    assert found.drop(inside.index)[["r_score", "f_score", "m_score"]].isna().all(axis=None)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(lines=oracle.LINES, asof=oracle.ASOF, seed=st.randoms(use_true_random=False))
def test_cutting_at_a_day_is_the_same_as_never_having_seen_the_later_rows(lines, asof, seed):
    whole = measured(lines, asof)
    shuffled = oracle.known(lines, asof)
    seed.shuffle(shuffled)
    cut = measured(shuffled, asof, imports=3)
    pd.testing.assert_frame_equal(whole, cut)


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(60))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_months_and_windows_are_those_of_the_slow_oracle(lines, asof):
    table, spans, steps = measured(
        lines, asof, measure=lambda e, b, s: (months(e, b), windows(e, b, s), waterfall(e, b, s))
    )
    lines = oracle.known(lines, asof)
    expected = oracle.months(lines)
    assert {r[0]: r[1:] for r in table.itertuples(index=False) if any(r[1:])} == {
        month: values for month, values in expected.items() if any(values)
    }
    assert list(table["month"]) == every_month(expected)
    for when, end in (("now", asof), ("before", asof - dt.timedelta(days=364))):
        start = end - dt.timedelta(days=90)
        sides = oracle.window(lines, start, end)
        for side, (revenue, buyers, days) in sides.items():
            assert getattr(spans, f"{side}_{when}") == revenue
            assert getattr(spans, f"{side}_buyers_{when}") == buyers
            assert getattr(spans, f"{side}_days_{when}") == days
    moved = steps.joined + steps.more + steps.less + steps.returned + steps.left
    assert spans.existing_before + moved == spans.existing_now
    assert steps.less <= 0 <= steps.more


def every_month(expected):
    if not expected:
        return []
    return [str(p) for p in pd.period_range(min(expected), max(expected), freq="M")]
