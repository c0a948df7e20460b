"""The second purchase: closed windows only, the shop's own four months before, groups, days."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from core.engine import open_engine
from core.metrics.moment import day_number
from core.metrics.second import (
    again_in,
    f2_by_month,
    first_times,
    inside,
    middle_day,
    not_again,
    second_curve,
)
from core.rules.again import ABOVE, BELOW, asked_of, beside_before, by_axis, standing_out
from core.settings import Settings
from tests.core import oracle, slow_cohorts
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.drills.share import examples

SALON = Settings(trade_code="salon")


def read(book, by=SALON):
    with closing(open_engine(book)) as engine:
        return first_times(engine, book, by)


def test_who_comes_again_inside_the_window_counts_and_who_may_still_come_waits(tmp_path):
    """The window of a salon is 90 days; the day is 2026-11-15, so it began on 2026-08-17."""
    rows = [
        ("back", "2026-05-01", 100, "佐藤", 0), ("back", "2026-07-30", 100, "林", 0),  # 90 days
        ("late", "2026-05-01", 100, "佐藤", 0), ("late", "2026-07-31", 100, "林", 0),  # 91 days
        ("edge", "2026-08-17", 100, "林", 25),  # closed today; a fifth was taken off
        ("open", "2026-08-18", 100, "林", 24), ("open", "2026-11-10", 100, "林", 0),
        ("gone", "2026-05-02", -100, "林", 0),
    ]  # fmt: skip
    frame = purchases_of(rows, "customer_id date amount staff discount")
    people = pd.DataFrame({"customer_id": ["back", "edge"], "name": ["甲", "乙"],
                           "trigger": ["referral", "sns"]})  # fmt: skip
    book = book_of(frame, people, tmp_path=tmp_path, asof=dt.date(2026, 11, 15))
    found = read(book).set_index("customer_id")

    assert sorted(found.index) == ["back", "edge", "late", "open"]
    assert found["closed"].to_dict() == {"back": True, "late": True, "edge": True, "open": False}
    assert found["back"].to_dict() == {"back": True, "late": False, "edge": False, "open": True}
    assert found["gap"].to_dict() == {"back": 90, "late": 91, "edge": 0, "open": 84}
    assert found["staff"].to_dict()["back"] == "佐藤"
    assert found["discount"].to_dict() == {
        "back": "full", "late": "full", "edge": "large", "open": "small",
    }  # fmt: skip
    assert found["way"].to_dict() == {"back": "referral", "late": "", "edge": "sns", "open": ""}
    people = pd.DataFrame({"customer_id": ["edge", "open"], "state": ["dnc", "active"]})
    assert not_again(read(book), ["2026-05", "2026-08"], people) == []
    assert not_again(read(book), ["2026-08"], people.assign(state="active")) == ["edge"]
    assert again_in(read(book), [90], 10) == ["open", "back"]
    assert again_in(read(book), [100, 90], 10) == ["open", "back", "late"]
    assert again_in(read(book), [10], 10) == []
    assert set(inside(read(book), ("2026-08", ""))["customer_id"]) == {"edge", "open"}
    assert set(inside(read(book), (None, "2026-05"))["customer_id"]) == {"back", "late"}


def test_a_ledger_without_discounts_tells_no_sizes(tmp_path):
    book = book_of(purchases_of([("a", "2026-01-05", 100)]), tmp_path=tmp_path)
    assert read(book)["discount"].tolist() == [""]


def firsts(*months):
    """First-time customers by hand: (month, n, how many came again)."""
    rows = [
        {"month": month, "back": number < back, "closed": True, "gap": 30 if number < back else 0}
        for month, n, back in months
        for number in range(n)
    ]
    return pd.DataFrame(rows)


def test_a_month_stands_beside_the_four_closed_ones_before_it():
    found = f2_by_month(
        firsts(("2026-01", 20, 10), ("2026-02", 20, 8), ("2026-03", 40, 4), ("2026-04", 20, 10),
               ("2026-05", 50, 25), ("2026-08", 19, 9), ("2026-09", 30, 3)),
        day_number(dt.date(2026, 11, 29)), SALON,
    ).set_index("month")  # fmt: skip

    # August is over for 90 days on 2026-11-29; nineteen are too few, and September is not closed.
    assert found["closed"].tolist() == [True] * 6 + [False]
    assert found["share"].tolist()[:5] == [0.5, 0.4, 0.1, 0.5, 0.5]
    assert found["share"].isna().tolist()[5:] == [True, True]
    assert found.loc["2026-05", "before"] == pytest.approx(32 / 100)
    assert found.loc["2026-05", "change"] == pytest.approx(0.18)
    assert found["before"].isna().tolist()[:4] == [True] * 4


def test_a_month_stands_out_only_with_its_whole_range_beside_those_before():
    usual = [(f"2025-{m:02d}", 40, 16) for m in range(1, 5)]
    found = f2_by_month(
        firsts(*usual, ("2025-05", 40, 12), ("2025-06", 80, 8), ("2025-07", 40, 36)),
        day_number(dt.date(2026, 11, 29)), SALON,
    )  # fmt: skip
    told = standing_out(found)

    # 12 of 40 (17 to 46 %) may well be 40 %; 8 of 80 (5 to 19 %) may not, nor 36 of 40.
    assert told["month"].tolist() == ["2025-06", "2025-07"]
    assert told["than_before"].tolist() == [BELOW, ABOVE]
    rows = found.to_dict("records")
    assert [beside_before(row, SALON) for row in rows] == ["", "", "", "", BELOW, BELOW, ABOVE]
    assert beside_before({"change": 0.02}, SALON) == "like"


def test_of_the_month_of_the_coupon_one_in_ten_came_again_and_of_the_others_four():
    """The salon's coupon of 2026-03 took 3,000 yen off."""
    seen = sample("salon")
    found = read(seen.book, seen.settings)
    months = f2_by_month(found, day_number(seen.book.asof), seen.settings).set_index("month")
    coupon = months.loc["2026-03"]
    others = months[months["closed"]].drop("2026-03")

    assert coupon["n"] == 88
    assert coupon["share"] == pytest.approx(0.12, abs=0.02)
    assert others["back"].sum() / others["n"].sum() == pytest.approx(0.40, abs=0.05)
    assert coupon["change"] < -0.15

    sizes = by_axis(found, "discount", seen.settings).set_index("value")
    assert sizes["than_all"].to_dict() == {"small": ABOVE, "full": "like", "large": BELOW}
    assert sizes.loc["large", "share"] == pytest.approx(0.08, abs=0.01)
    ways = by_axis(found, "way", seen.settings)
    assert (ways["value"].iloc[0], ways["than_all"].iloc[0]) == ("referral", ABOVE)
    assert asked_of(found) == ["way", "product", "staff", "discount"]


def test_groups_of_too_few_stand_last_and_are_said_to_be_too_few():
    frame = firsts(("2026-01", 25, 10), ("2026-02", 60, 30), ("2026-03", 5, 5))
    found = by_axis(frame.assign(way=frame["month"]), "way", SALON)

    assert found["value"].tolist() == ["2026-02", "2026-01", "2026-03"]
    assert found["enough"].tolist() == [True, True, False]
    # Wilson by hand: 30 of 60 at 95 %.
    z2 = 1.959964**2
    arm = 1.959964 * np.sqrt(0.25 / 60 + z2 / (4 * 60**2)) / (1 + z2 / 60)
    assert found["low"].iloc[0] == pytest.approx(0.5 - arm, abs=1e-6)


def plain(found):
    names = ["month", "gap", "watched", "closed", "back"]
    return found.set_index("customer_id")[names].to_dict("index")


def without(firsts, *names):
    return {c: {k: v for k, v in one.items() if k not in names} for c, one in firsts.items()}


def shares(frame):
    return {
        row.month: (row.n, row.back, None if np.isnan(row.share) else row.share)
        for row in frame.itertuples()
    }


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_the_samples_first_times_are_those_counted_customer_by_customer(code):
    seen = sample(code)
    asof, by = seen.book.asof, seen.settings
    slow = slow_cohorts.first_times(slow_cohorts.lines_of(seen.book), asof, by)
    found = read(seen.book, by)
    months = f2_by_month(found, day_number(asof), by)
    expected = slow_cohorts.f2_months(slow, asof, by)

    assert plain(found) == without(slow, "off")
    assert shares(months) == {m: one[:3] for m, one in expected.items()}
    for row in months[months["closed"]].itertuples():
        usual = expected[row.month][3]
        assert np.isnan(row.before) if usual is None else row.before == pytest.approx(usual)
    large = set(found.loc[found["discount"] == "large", "customer_id"])
    assert large == {c for c, one in slow.items() if one["off"] >= 0.2}
    curve = second_curve(found, by).set_index("x")["still"]
    steps = slow_cohorts.kaplan_meier(
        [(one["gap"] or one["watched"], one["gap"] > 0) for one in slow.values()]
    )
    inside_of = [day for day in steps if day <= curve.index[-1]]
    assert len(inside_of) > 10
    assert curve[inside_of].tolist() == pytest.approx([steps[day] for day in inside_of])


def test_the_middle_of_a_curve_is_the_first_day_that_reaches_it():
    curve = pd.DataFrame({"x": [0.0, 10.0, 20.0], "still": [1.0, 0.5, 0.4]})
    assert middle_day(curve, 0.5) == 10.0
    assert np.isnan(middle_day(curve, 0.7))


@pytest.mark.drill
@settings(deadline=None, max_examples=examples(200))
@given(lines=oracle.LINES, asof=oracle.ASOF)
def test_any_ledgers_first_times_are_those_counted_customer_by_customer(lines, asof):
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(oracle.frame_of(lines), tmp_path=Path(folder), asof=asof, today=asof,
                       has_amounts=True)  # fmt: skip
        found = read(book)
    slow = slow_cohorts.first_times(lines, asof, SALON)
    assert plain(found) == without(slow, "off")
    assert shares(f2_by_month(found, day_number(asof), SALON)) == {
        m: one[:3] for m, one in slow_cohorts.f2_months(slow, asof, SALON).items()
    }
