"""The pictures of who comes back: every number printed, what is not over in brackets."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from core.engine import open_engine
from core.figures.cohorts import (
    EARNED,
    REVENUE,
    SHARE,
    f2_months,
    heat_map,
    second_days,
    told,
    unit_for,
)
from core.figures.survival import over_days, over_years
from core.foresight.staying import after_years, staying
from core.metrics.bands import banded
from core.metrics.cohorts import Cohorts, between, cohorts
from core.settings import Settings
from tests.core.samples import sample

BY = Settings(trade_code="salon")
MARCH = 2026 * 12 + 2


def frame(rows, first=MARCH):
    return pd.DataFrame(rows, index=pd.Index(range(first, first + len(rows)), name="cohort"))


@pytest.fixture
def three():
    """March of 20, April of 5, May of 12 that is not over."""
    nan = np.nan
    buyers = frame([[20, 10, 5], [5, 1, nan], [12, nan, nan]])
    money = frame([[200_000, 100_000, 50_000], [50_000, 10_000, nan], [120_000, nan, nan]])
    closed = frame([[True, True, False], [True, False, False], [False, False, False]])
    sizes = pd.DataFrame(
        {"customers": [20, 5, 12], "open": [False, False, True], "old": [True, False, False]},
        index=buyers.index,
    )
    return Cohorts(sizes, buyers, money, money / 2, closed, "cost", by_year=False)


def test_each_cell_prints_its_number_with_brackets_while_it_is_not_over(three):
    shown = told(three, SHARE, unit=None, limits=BY.cohorts, language="ja")

    assert shown.rows == [
        "2026年3月* (20)",
        "2026年4月 (5)",
        "(2026年5月 (12))",
        "数えた月ぜんぶ",
    ]
    assert shown.text.to_numpy().tolist() == [
        ["50%", "(25%)"], ["(–)", ""], ["", ""], ["–", "–"],
    ]  # fmt: skip
    assert shown.ids.to_numpy().tolist()[0] == [f"{MARCH}:1", f"{MARCH}:2"]
    assert shown.ids.to_numpy().tolist()[3] == ["", ""]


def test_money_is_printed_in_its_unit_per_cell_and_per_customer_so_far(three):
    units = {what: unit_for(three, what, "JPY", 0, "ja") for what in (SHARE, REVENUE, EARNED)}
    sales = told(three, REVENUE, unit=units[REVENUE], limits=BY.cohorts, language="ja")
    earned = told(three, EARNED, unit=units[EARNED], limits=BY.cohorts, language="ja")

    assert units[SHARE] is None
    assert (units[REVENUE].decimals, units[EARNED].decimals) == (0, 2)
    assert sales.text.to_numpy().tolist()[:2] == [["20", "10", "(5)"], ["5", "(1)", ""]]
    # Half is earned: 100,000 of twenty customers, then 150,000, then 175,000.
    assert earned.text.to_numpy().tolist()[0] == ["0.50", "0.75", "(0.88)"]


def test_only_the_months_looked_at_stand_in_the_map(three):
    assert between(three, "2026-04", "").sizes.index.tolist() == [MARCH + 1, MARCH + 2]
    assert between(three, "", "2026-03").sizes.index.tolist() == [MARCH]
    assert len(between(three, "", "").sizes) == 3


def test_the_map_is_a_plain_figure_whose_cells_can_be_clicked(three):
    shown = told(three, SHARE, unit=None, limits=BY.cohorts, language="en")
    figure = heat_map(shown, by_year=False, shades=0.5, language="en")
    colour, cells = figure["data"]

    Figure(figure)  # plotly accepts it
    assert colour["z"][1] == [None, None]
    assert len(cells["text"]) == len(cells["customdata"]) == len(cells["x"]) == 8
    assert cells["marker"]["opacity"] == 0
    assert figure["layout"]["xaxis"]["title"]["text"] == "Months since the first purchase (months)"
    yearly = heat_map(shown, by_year=True, shades=0.0, language="ja")
    assert yearly["layout"]["yaxis"]["title"]["text"] == "はじめて買った年(人)"


def test_a_month_that_may_still_change_says_so_instead_of_a_bar():
    months = pd.DataFrame(
        {
            "month": ["2026-06", "2026-07", "2026-08"], "n": [30, 8, 40], "back": [12, 4, 9],
            "closed": [True, True, False], "share": [0.4, np.nan, np.nan],
            "before": [0.3, 0.35, np.nan],
        }
    )  # fmt: skip
    figure = f2_months(months, limits=BY.cohorts, language="ja")
    bars, before = figure["data"]

    Figure(figure)
    assert bars["text"] == ["40%<br>(30)", "–<br>(8)", "まだ<br>(40)"]
    assert bars["y"] == [0.4, 0, 0]
    assert before["y"] == [0.3, None, None]
    assert bars["customdata"] == list(months["month"])


def lengths(n=60):
    days = np.arange(1, n + 1)
    return banded(days, days % 3 != 0, BY)


def test_the_second_time_is_drawn_up_to_four_windows_with_its_middle():
    curve = lengths()
    figure = second_days(curve, window=10, middle=12.0, language="ja")

    Figure(figure)
    assert figure["layout"]["xaxis"]["range"][1] == pytest.approx(41.6)
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "2回目を待つ10日", "半分の方は12日目まで",
    ]  # fmt: skip
    assert len(figure["data"][-1]["text"]) == 2
    far = second_days(curve, window=900, middle=None, language="ja")
    assert len(far["data"][-1]["text"]) == 1  # the window lies beyond the curve


def test_three_lines_are_told_apart_by_dash_mark_and_name():
    seen = sample("builder")
    with closing(open_engine(seen.book)) as engine:
        found = staying(engine, seen.book, seen.settings)
    years = after_years(found, seen.settings)
    figure = over_years(years, found.curve, year_days=365, language="ja")

    Figure(figure)
    assert [n["text"] for n in figure["layout"]["annotations"]] == [
        "ヒューズの線", "あてはめた線", "自店",
    ]  # fmt: skip
    marks = [t["marker"]["symbol"] for t in figure["data"] if t["mode"] == "markers+text"]
    assert marks == ["square", "diamond-open", "circle"]
    dashes = [t["line"].get("dash") for t in figure["data"] if t["mode"] == "lines"]
    assert {"dash", "dot"} <= set(dashes)
    own = figure["data"][-1]
    assert own["customdata"][:2] == ["1", "2"]
    bare = over_years(years.assign(own=np.nan, fit=np.nan), found.curve.head(0), year_days=365,
                      language="en")  # fmt: skip
    assert [n["text"] for n in bare["layout"]["annotations"]] == ["Hughes line"]


def test_the_three_days_stand_on_the_curve_and_one_too_far_away_does_not():
    days = {"nudge": 20.0, "days": 30.0, "low": 25.0, "high": 36.0, "stop": 365.0}
    ids = {name: name for name in ("nudge", "days", "stop")}
    figure = over_days(lengths(), days, ids=ids, language="ja")

    Figure(figure)
    assert [n["text"] for n in figure["layout"]["annotations"]] == [
        "声かけ日 20日",
        "戻らぬ日 30日",
    ]
    assert figure["data"][-1]["customdata"] == ["nudge", "days"]
    assert figure["layout"]["shapes"][-1]["x0"] == 25.0
    assert figure["layout"]["xaxis"]["range"] == [0, 39.0]
    preset = over_days(lengths(), days | {"low": np.nan, "stop": 45.0}, ids=ids, language="en")
    assert len(preset["layout"]["shapes"]) == 3
    nothing = over_days(lengths(), dict.fromkeys(days, 900.0) | {"low": np.nan}, ids=ids,
                        language="en")  # fmt: skip
    assert nothing["layout"]["annotations"] == []


def test_the_samples_map_prints_what_is_counted():
    seen = sample("salon")
    with closing(open_engine(seen.book)) as engine:
        found = cohorts(engine, seen.book, seen.settings)
    shown = told(found, SHARE, unit=None, limits=seen.settings.cohorts, language="ja")

    assert len(shown.rows) == 25
    row = shown.rows.index("2026年3月 (88)")
    assert shown.text.iloc[row, 0] == "6%"
    assert shown.text.iloc[-1].tolist()[:2] == ["20%", "19%"]
