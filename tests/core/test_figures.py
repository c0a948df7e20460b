"""Charts are plain dicts that plotly accepts, with printed numbers and honest units."""

from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from core import figures
from core.figures import asset
from core.figures.flows import Band, flows
from core.locale.words import say


@pytest.fixture
def months() -> pd.DataFrame:
    keys = pd.period_range("2024-09", "2026-11", freq="M").strftime("%Y-%m")
    n = len(keys)
    return pd.DataFrame(
        {
            "month": pd.Series(keys, dtype="str"),
            "new_customers": pd.Series(range(n), dtype="Int64"),
            "existing_customers": pd.Series([40] * n, dtype="Int64"),
            "new_revenue": pd.Series([55_000] * n, dtype="Int64"),
            "existing_revenue": pd.Series([1_230_000] * (n - 1) + [None], dtype="Int64"),
        }
    )


def drawn(figure: figures.Figure) -> go.Figure:
    """What plotly makes of it; plotly refuses names it does not know."""
    json.dumps(figure)
    return go.Figure(figure)


def test_revenue_by_month_stands_in_ten_thousand_yen_in_japanese(months):
    unit = figures.money_unit(months, "JPY", 0, "ja")
    figure = figures.months_revenue(months, unit=unit, language="ja")
    drawn(figure)
    existing, new = figure["data"]
    assert existing["y"][0] == 123.0
    assert existing["text"][0] == "123"
    assert new["y"][-1] == 5.5
    assert figure["layout"]["yaxis"]["title"]["text"] == "万円"
    assert existing["name"] == "既存のお客様"


def test_a_month_without_revenue_is_nothing_and_not_a_gap(months):
    unit = figures.money_unit(months, "JPY", 0, "ja")
    existing = figures.months_revenue(months, unit=unit, language="ja")["data"][0]
    assert existing["y"][-1] == 0.0
    assert existing["text"][-1] == ""


def test_pence_are_counted_in_thousand_pounds_without_si_suffixes(months):
    unit = figures.money_unit(months, "GBP", 2, "en")
    figure = figures.months_revenue(months, unit=unit, language="en")
    assert unit.minor == 100_000
    assert figure["layout"]["yaxis"]["title"]["text"] == "thousand GBP"
    assert figure["layout"]["yaxis"]["tickformat"] == ",~f"


@pytest.mark.parametrize(
    ("factor", "language", "minor", "decimals", "label"),
    [
        (1, "ja", 10**4, 0, "万円"),
        (0.1, "ja", 10**4, 1, "万円"),
        (100, "ja", 10**8, 1, "億円"),
        (0.5, "en", 10**3, 0, "thousand yen"),
        (1, "en", 10**6, 1, "million yen"),
        (100, "en", 10**6, 0, "million yen"),
    ],
)
def test_the_unit_leaves_numbers_that_fit_on_a_bar(
    months, factor, language, minor, decimals, label
):
    for column in ("new_revenue", "existing_revenue"):
        months[column] = (months[column] * factor).astype("Int64")
    unit = figures.money_unit(months, "JPY", 0, language)
    assert (unit.minor, unit.decimals, say(unit.label, language)) == (minor, decimals, label)


def test_no_months_have_a_unit_too(months):
    assert figures.money_unit(months.head(0), "EUR", 2, "en").minor == 100_000


def test_new_customers_are_told_apart_by_pattern_not_by_colour_alone(months):
    figure = figures.months_customers(months, language="en")
    drawn(figure)
    existing, new = figure["data"]
    assert "pattern" not in existing["marker"]
    assert new["marker"]["pattern"]["shape"] == "/"
    assert new["y"][-1] == 26.0


def test_two_years_are_shown_and_the_year_stands_under_each_january(months):
    figure = figures.months_customers(months, language="ja")
    axis = figure["layout"]["xaxis"]
    assert len(axis["tickvals"]) == 24
    assert axis["ticktext"][:3] == ["12", "1<br>2025", "2"]
    assert axis["title"]["text"] == "月"
    english = figures.months_customers(months.tail(3), language="en")["layout"]["xaxis"]
    assert english["ticktext"] == ["Sep<br>2026", "Oct", "Nov"]


def test_the_ladder_prints_every_count():
    figure = figures.ladder(["顧客", "得意客"], [1200, 0], language="ja")
    drawn(figure)
    assert figure["data"][0]["text"] == ["1,200", "0"]
    assert figures.ladder([], [], language="ja")["layout"]["height"] > 0


def test_a_change_is_a_share_and_unknown_without_anything_before():
    assert figures.change(106, 100) == pytest.approx(0.06)
    assert figures.change(5, 0) is None
    assert figures.change(5, -3) is None


def test_bands_between_two_days_print_both_sides_and_tell_up_from_down():
    bands = [Band(0, 0, 5, 0), Band(1, 0, 2, 1), Band(0, 1, 1, -1), Band(2, 1, 4, None)]

    figure = flows(["上", "下", "記録なし"], bands, days=("8月", "11月"), language="ja")

    drawn(figure)
    (sankey,) = figure["data"]
    assert sankey["node"]["label"] == ["上 6", "下 2", "記録なし 4", "上 7", "下 5"]
    assert sankey["link"]["value"] == [5, 2, 1, 4]
    assert len(set(sankey["link"]["color"])) == 4
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["8月", "11月"]
    assert all(0 < y < 1 for y in sankey["node"]["y"])


def test_the_waterfall_begins_each_bar_where_the_one_before_ended():
    unit = asset.unit_for(30_000_000, "JPY", 0, "ja")
    steps = [asset.Step("opening", 30_000_000, 3), asset.Step("up", 1_000_000, 1),
             asset.Step("lost", -11_000_000, 1), asset.Step("closing", 20_000_000, 2)]  # fmt: skip
    figure = asset.waterfall(steps, unit=unit, language="ja")
    drawn(figure)
    assert [bar["base"][0] for bar in figure["data"]] == [0, 3000, 3100, 0]
    assert [bar["customdata"] for bar in figure["data"]] == [[step.code] for step in steps]
    assert figure["data"][2]["text"] == ["−1,100<br>1人"]
    assert "pattern" in figure["data"][2]["marker"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "万円"


def test_past_and_future_are_two_bars_and_what_is_not_known_is_none():
    unit = asset.unit_for(30_000_000, "JPY", 0, "ja")
    rows = [("regular", "得意客", 20_000_000, None)]
    figure = asset.values(rows, years=5, unit=unit, language="ja")
    drawn(figure)
    past, ahead = figure["data"]
    assert (past["text"], ahead["text"]) == (["これまで 2,000"], [""])
    assert (past["x"], ahead["x"]) == ([2000.0], [None])
