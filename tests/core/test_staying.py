"""Who stays over the years: published curves and bands, the Hughes line, the fitted model."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import numpy as np
import pytest

from core.engine import open_engine
from core.foresight.contracts import Retention
from core.foresight.staying import after_years, hughes_line, staying
from core.metrics.bands import banded, still_at
from core.settings import Settings
from tests.core import slow_cohorts
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample
from tests.core.test_survival import CLOSED, PUBLISHED, WEEKS

ONE = Settings().changed({"lapse.at_risk": 1})
#: The same trial's 95 % bounds on the log-log scale, as R's survfit and lifelines print them.
BOUNDS = {
    6: (0.620, 0.952), 7: (0.563, 0.923), 10: (0.503, 0.889), 13: (0.432, 0.849),
    16: (0.368, 0.805), 22: (0.268, 0.747), 23: (0.188, 0.680),
}  # fmt: skip


def read(book, by):
    with closing(open_engine(book)) as engine:
        return staying(engine, book, by)


def test_curve_and_band_are_the_published_ones():
    found = banded(np.array(WEEKS), np.array(CLOSED), ONE).set_index("x")

    assert list(found.index) == [0.0, *sorted(set(WEEKS))]
    for week, (low, high) in BOUNDS.items():
        assert found.loc[week, "still"] == pytest.approx(PUBLISHED[week], abs=5e-5)
        assert found.loc[week, "low"] == pytest.approx(low, abs=6e-4)
        assert found.loc[week, "high"] == pytest.approx(high, abs=6e-4)
    assert found.loc[list(PUBLISHED), "at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_a_curve_begins_with_everybody_and_ends_at_its_horizon():
    curve = banded(np.array(WEEKS), np.array(CLOSED), ONE)

    assert still_at(curve, 0.0)["still"] == 1.0
    assert still_at(curve, 9.9)["still"] == pytest.approx(PUBLISHED[7], abs=5e-5)
    assert still_at(curve, 35.0)["still"] == pytest.approx(PUBLISHED[23], abs=5e-5)
    assert still_at(curve, 35.1) is None
    # Two are followed past week 32, one of them up to 34, the other up to 35.
    lasted = [still_at(curve, week)["at_risk"] for week in (0.0, 23.0, 25.5, 32.0, 33.0, 35.0)]
    assert lasted == [21, 6, 4, 4, 2, 1]


def test_of_too_few_there_is_no_curve_and_of_all_who_ended_none_is_left():
    few = banded(np.array([3]), np.array([True]), Settings())
    assert (len(few), still_at(few, 1.0)) == (0, None)
    gone = banded(np.zeros(30, dtype=int), np.ones(30, dtype=bool), Settings())
    assert gone.iloc[-1][["still", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
    nobody = banded(np.full(30, 9), np.zeros(30, dtype=bool), Settings())
    assert nobody[["x", "low", "high"]].to_numpy().tolist() == [[0.0, 1.0, 1.0], [9.0, 1.0, 1.0]]


def test_of_a_hundred_sixteen_are_left_on_the_hughes_line_and_the_model_tells_the_same():
    assert [round(100 * share, 1) for share in hughes_line()] == [100.0, 50.0, 27.5, 16.5]
    model = Retention(4.5, 4.5)
    rates = [round(100 * rate, 1) for rate in model.renewal(np.arange(5.0))]
    assert rates == [50.0, 55.0, 59.1, 62.5, 65.4]
    assert 16.2 <= 100 * model.staying(3)[-1] <= 16.5


def shop_of(alive):
    """A shop from 2010 to 2026 of which so many are still customers after 0, 1, 2 … years.

    Everybody buys on the first day of 2015 and once in each year they stay for.
    """
    rows = []
    for years, (now, then) in enumerate(zip(alive, [*alive[1:], 0], strict=True)):
        for number in range(now - then):
            for year in range(years + 1):
                rows.append((f"{years}-{number}", f"{2015 + year}-01-{9 if year else 1:02d}", 100))
    return purchases_of(rows)


def test_a_shop_that_loses_as_the_model_says_is_fitted_by_it(tmp_path):
    model = Retention(4.5, 4.5)
    alive = [2_000, *(round(2_000 * s) for s in model.staying(6))]
    book = book_of(shop_of(alive), tmp_path=tmp_path, asof=dt.date(2021, 12, 31))
    # Everybody comes on the first day: that is no sign here that they had come before.
    by = Settings(trade_code="rental").changed({"cohorts.crowd_least": 10_000})
    found = read(book, by)
    years = after_years(found, by)

    assert found.known == dt.date(2020, 12, 31)
    assert (found.fit.alpha, found.fit.beta) == (
        pytest.approx(4.5, rel=0.05), pytest.approx(4.5, rel=0.05),
    )  # fmt: skip
    assert years["fit"].iloc[3] == pytest.approx(0.163, abs=0.003)
    assert years["own"].tolist()[:6] == pytest.approx([n / 2_000 for n in alive[:6]])
    assert years["hughes"].tolist()[:4] == pytest.approx([1, 0.5, 0.275, 0.165])
    assert np.isnan(years["hughes"].iloc[4])
    assert (years["low"].iloc[1] < 0.5 < years["high"].iloc[1], years["at_risk"].iloc[0]) == (
        True, 2_000,
    )  # fmt: skip


def test_one_year_alone_is_not_fitted_for_it_tells_nothing_of_differences():
    seen = sample("salon")
    found = read(seen.book, seen.settings)

    assert found.fit is None
    assert int(found.years["solid"].sum()) == 1
    years = after_years(found, seen.settings)
    assert years["year"].tolist() == [0, 1, 2, 3]
    assert years["own"].iloc[1] == pytest.approx(0.26, abs=0.01)
    assert years["fit"].isna().all()


@pytest.mark.parametrize("code", ["salon", "builder"])
def test_the_samples_curves_are_those_made_customer_by_customer(code):
    seen = sample(code)
    asof, by = seen.book.asof, seen.settings
    history = slow_cohorts.histories(slow_cohorts.lines_of(seen.book), asof)
    start = slow_cohorts.begins(history, asof, by)
    known = asof - dt.timedelta(days=max(365, slow_cohorts.trade_days(by)))
    pairs = []
    for days in history.values():
        if start <= days[0] <= known:
            lost = days[-1] <= known
            pairs.append((((days[-1] if lost else known) - days[0]).days, lost))
    steps = slow_cohorts.kaplan_meier(pairs)
    found = read(seen.book, by)

    assert found.customers == len(pairs)
    for row in found.curve.itertuples():
        if row.x in steps:
            assert row.still == pytest.approx(steps[row.x])
    assert len(found.curve) > 20


def test_without_purchases_nothing_is_told(tmp_path):
    book = book_of(purchases_of([]), tmp_path=tmp_path)
    found = read(book, Settings())
    years = after_years(found, Settings())
    assert (found.customers, len(found.curve), found.fit) == (0, 0, None)
    assert years["own"].tolist()[0] == 1.0
    assert years["own"].isna().tolist()[1:] == [True] * 3
