"""The pictures of growth: plotly takes them, numbers are printed, nothing hangs on colour."""

from __future__ import annotations

import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from core.engine import open_engine
from core.figures.growth import Step, Week, line, waterfall, weeks
from core.figures.plane import Stop, plane
from core.figures.revenue import WAY_WORDS, revenue_moves, revenue_weeks, waterfall_unit
from core.rules.grown import grown
from core.rules.trail import Point
from core.rules.verdict import UNKNOWN
from tests.core.samples import sample


def drawn(figure):
    """What plotly makes of it; plotly refuses names it does not know."""
    json.dumps(figure)
    return go.Figure(figure)


def named(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_the_plane_shows_todays_point_with_its_changes_and_the_days_before_it():
    stops = [Stop("11/1", "a", -0.1, 0.05), Stop("11/8", "b", None, 0.1),
             Stop("11/15", "c", -0.08, 0.12)]  # fmt: skip
    figure = plane(stops, band=0.03, language="ja")
    drawn(figure)
    path = figure["data"][0]
    assert (path["x"], path["y"]) == ([0.05, 0.12], [-0.1, -0.08])
    assert path["customdata"] == ["a", "c"]
    assert path["marker"]["symbol"] == ["circle", "diamond"]
    assert "11/1" in named(figure)
    assert "<b>11/15<br>+12% / −8%</b>" in named(figure)
    assert {"理想です", "穴の空いたバケツ"} <= set(named(figure))


def test_a_change_beyond_the_rim_is_drawn_at_the_rim_and_said_in_full():
    figure = plane([Stop("11/15", "c", 3.0, -0.5)], band=0.03, language="en")
    assert figure["data"][0]["y"] == [1.0]
    assert "+300%" in figure["data"][0]["text"][0]


@pytest.mark.parametrize(("existing", "new"), [(None, 0.1), (0.1, None), (None, None)])
def test_the_plane_has_no_point_while_nothing_can_be_said(existing, new):
    figure = plane([Stop("11/15", "c", existing, new)], band=0.03, language="en")
    drawn(figure)
    assert figure["data"][0]["x"] == []
    assert figure["layout"]["xaxis"]["range"][1] > 0


def test_each_week_stands_beside_the_same_one_of_last_year_new_ones_on_top():
    shown = [
        Week("11/8", "2026-11-08",
             {"existing_now": 30.0, "new_now": 5.5, "existing_before": 33.0, "new_before": 0.0}),
        Week("11/15", "2026-11-15",
             {"existing_now": 31.0, "new_now": 6.0, "existing_before": 35.0, "new_before": 4.0}),
    ]  # fmt: skip
    figure = weeks(shown, axis="万円", decimals=1, years=("今年", "去年"), language="ja")
    drawn(figure)
    names = [trace["name"] for trace in figure["data"]]
    assert names == ["去年 既存のお客様", "去年 新しいお客様",
                     "今年 既存のお客様", "今年 新しいお客様"]  # fmt: skip
    old, new_old, existing, new = figure["data"]
    assert existing["x"][0] > old["x"][0]
    assert (existing["x"], old["x"]) == (new["x"], new_old["x"])
    assert new["text"] == ["5.5", "6.0"]
    assert new_old["text"] == ["", "4.0"]
    assert new["customdata"] == ["2026-11-08|new_now", "2026-11-15|new_now"]
    assert existing["text"] == ["30.0", "31.0"]
    assert "pattern" in new["marker"]
    assert "pattern" not in existing["marker"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "万円"


def test_each_step_of_a_waterfall_stands_where_the_one_before_it_ended():
    steps = [Step("去年", "before", 100, total=True), Step("増", "more", 30.0),
             Step("離脱", "left", -70.0), Step("同じ", "same", 0.0),
             Step("今年", "now", 60, total=True)]  # fmt: skip
    figure = waterfall(steps, axis="万円", decimals=0, language="ja")
    drawn(figure)
    bars = figure["data"][0]
    assert bars["base"] == [0.0, 100.0, 60.0, 60.0, 0.0]
    assert bars["y"] == [100, 30.0, 70.0, 0.0, 60]
    assert bars["text"] == ["100", "+30", "−70", "±0", "60"]
    assert bars["customdata"] == ["before", "more", "left", "same", "now"]
    assert bars["marker"]["pattern"]["shape"] == ["", "", "/", "", ""]
    assert figure["layout"]["yaxis"]["range"][1] > 130


def test_a_waterfall_below_the_ground_keeps_its_room():
    steps = [Step("去年", "before", -20, total=True), Step("減", "less", -10.0),
             Step("今年", "now", -30, total=True)]  # fmt: skip
    figure = waterfall(steps, axis="万円", decimals=0, language="ja")
    assert figure["data"][0]["text"] == ["−20", "−10", "−30"]
    assert figure["layout"]["yaxis"]["range"][0] < -30


def test_a_line_prints_its_ends_and_turning_points():
    labels = [f"週{n}" for n in range(12)]
    values = [10, 11, 12, 13, 15, 14, 9, 10, 11, 12, 13, 1_400]
    figure = line(labels, values, axis="人", title="週", language="ja")
    drawn(figure)
    assert [text for text in figure["data"][0]["text"] if text] == ["10", "9", "1,400"]
    assert figure["data"][0]["customdata"] == labels
    assert figure["layout"]["xaxis"]["ticktext"][-1] == "週11"
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert line([], [], axis="人", title="週", language="ja")["data"][0]["y"] == []


def test_no_two_days_of_a_tight_trail_stand_in_the_same_place():
    stops = [Stop(f"10/{n}", str(n), -0.09 + n / 1_000, 0.8 + n / 500) for n in range(8)]
    notes = [note for note in plane(stops, band=0.03, language="ja")["layout"]["annotations"]
             if note.get("showarrow")]  # fmt: skip
    assert len(notes) == 8
    offsets = [(note["ax"], note["ay"]) for note in notes]
    for place, one in enumerate(offsets):
        for other in offsets[place + 1 :]:
            assert abs(one[0] - other[0]) + abs(one[1] - other[1]) > 30
    assert offsets[-1][0] == 0


# ---- from what was counted


@pytest.fixture(scope="module")
def salon():
    seen = sample("salon")
    return seen.book, grown(open_engine(seen.book), seen.book, seen.settings)


def printed(trace):
    return [float(text.replace(",", "")) if text else 0.0 for text in trace["text"]]


def test_the_weeks_of_a_ledger_are_drawn_in_money_or_in_purchases_where_none_is_told(salon):
    book, found = salon
    money = revenue_weeks(found.weeks, book, amounts=True, language="ja")
    purchases = revenue_weeks(found.weeks, book, amounts=False, language="ja")
    drawn(money)
    assert money["layout"]["yaxis"]["title"]["text"] == "万円"
    assert purchases["layout"]["yaxis"]["title"]["text"] == "お買い上げ(件)"
    last = found.weeks.iloc[-1]
    of_today = {trace["customdata"][-1].split("|")[1]: trace for trace in money["data"]}
    assert of_today["existing_now"]["y"][-1] == last["existing_now"] / 10_000
    assert of_today["new_before"]["customdata"][-1].startswith(f"{last['end']:%Y-%m-%d}")
    counted = {trace["customdata"][-1].split("|")[1]: trace for trace in purchases["data"]}
    assert printed(counted["existing_now"])[-1] == last["existing_now_days"]


def test_the_steps_from_last_years_revenue_lead_to_this_years(salon):
    book, found = salon
    figure = revenue_moves(found, book, language="en")
    drawn(figure)
    (bars,) = figure["data"]
    assert bars["customdata"] == ["before", *WAY_WORDS, "now"]
    last = bars["base"][-2], bars["base"][-2] + bars["y"][-2]
    assert bars["y"][-1] == pytest.approx(found.windows.existing_now / 1_000)
    assert bars["y"][-1] in (pytest.approx(last[0]), pytest.approx(last[1]))


def test_the_unit_of_a_waterfall_goes_by_the_farthest_level_below_the_ground_too(salon):
    book, _found = salon
    near = waterfall_unit(1_000_000, [-500_000], book, "ja")
    above = waterfall_unit(0, [9_000_000_000], book, "ja")
    below = waterfall_unit(0, [-9_000_000_000, 8_999_000_000], book, "ja")
    assert near.minor < above.minor
    assert above == below


def test_a_side_that_is_not_judged_has_no_place_on_the_plane(salon):
    _book, found = salon
    point = found.trail[-1]
    stop = Stop.of(point)
    assert (stop.label, stop.code) == ("11/15", "2026-11-15")
    assert (stop.existing, stop.new) == (
        point.verdict.existing_change, point.verdict.new_change,
    )  # fmt: skip
    assert stop.placed
    unjudged = Stop.of(Point(point.end, replace(point.verdict, existing=UNKNOWN)))
    assert unjudged.existing is None
    assert not unjudged.placed
    unknown = Stop.of(Point(point.end, replace(point.verdict, new_change=float("nan"))))
    assert unknown.new is None
