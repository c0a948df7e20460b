"""Pictures of cost and return: readable without colour, numbers on them, ids behind the points."""

from __future__ import annotations

import pandas as pd
import pytest

from core.figures.costs import cohort_return, member_curve, spent_months, unit_for

MONTHS = [f"2026-{month:02d}" for month in range(1, 4)]
COHORTS = pd.DataFrame(
    {
        "month": MONTHS, "cost": [50_000, 662_000, 0], "profit": [200_000.0, 533_000.0, 1_000.0],
        "verdict": ["paid", "lost", "no_cost"],
    }
)  # fmt: skip
LINE = pd.DataFrame(
    {"age": [1, 2, 3], "members": [30, 20, 10], "total": [6_885.0, 8_204.0, 9_441.0]}
)


def drawn(figure):
    return figure["data"], figure["layout"]


@pytest.mark.parametrize(("language", "unit"), [("ja", "万円"), ("en", "thousand yen")])
def test_cohorts_print_cost_and_profit_in_the_owners_units_and_mark_what_is_lost(language, unit):
    unit_used = unit_for(662_000, "JPY", 0, language)
    (cost, profit), layout = drawn(cohort_return(COHORTS, unit=unit_used, language=language))

    assert layout["yaxis"]["title"]["text"] == unit
    assert cost["y"][1] == 662_000 / unit_used.minor
    assert cost["text"][2] == ""
    assert cost["marker"]["pattern"]["shape"] == "/"
    assert profit["marker"]["line"]["width"] == [0, 3, 0]
    assert [note["x"] for note in layout["annotations"]] == ["2026-02"]
    assert cost["customdata"] == MONTHS


def test_months_show_both_sides_with_their_numbers():
    months = pd.DataFrame(
        {"month": MONTHS, "acquisition": [52_000, 0, 9], "aftercare": [6_000] * 3}
    )
    (new, old), layout = drawn(
        spent_months(months, unit=unit_for(52_000, "JPY", 0, "ja"), language="ja")
    )

    assert new["text"] == ["5.2", "", "0.0"]
    assert old["text"] == ["0.60"] * 3
    assert layout["xaxis"]["title"]["text"] == "月"


@pytest.mark.parametrize(("cost", "back"), [(8_000.0, 2), (90_000.0, None), (None, None)])
def test_the_curve_says_what_winning_one_costs_and_when_it_is_back(cost, back):
    figure = member_curve(
        LINE, cost=cost, back=back, unit=unit_for(9_441, "JPY", 0, "ja"), language="ja"
    )
    (line,), layout = drawn(figure)

    assert line["customdata"] == ["1", "2", "3"]
    assert line["text"] == ["0.69", "0.82", "0.94"]
    said = [note["text"] for note in layout.get("annotations", ())]
    assert said == [
        *([f"1人の獲得費 {cost / 10_000:.{1 + (cost < 10_000)}f}"] if cost else []),
        *["2か月目に回収"] * (back is not None),
    ]
    assert layout["yaxis"]["title"]["text"] == "万円（1人あたり）"
