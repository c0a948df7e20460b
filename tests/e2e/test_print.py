"""Pages as the browser prints them on A4: no chart sticks out, controls are gone."""

from __future__ import annotations

import re

import pytest

from tests.e2e.look import SECONDS, go
from tests.e2e.test_guarded import NAMES

#: CSS pixels between the margins of a sheet of A4.
WIDE = (210 - 2 * 10) * 96 / 25.4


@pytest.mark.parametrize("path", ["growth", "cohorts", "money", "costs"])
def test_a_page_of_growth_and_money_is_printed_whole(salon, page, path):
    go(page, f"{salon.url}/{path}", title=NAMES[path])
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=SECONDS)
    page.emulate_media(media="print")
    edges = page.locator(".js-plotly-plot").evaluate_all(
        "plots => plots.map(p => p.getBoundingClientRect().width)"
    )
    assert edges
    assert max(edges) <= WIDE
    assert page.get_by_test_id("stSidebar").is_hidden()
    assert page.locator("[data-testid=stBaseButton-secondary]:visible").count() == 0
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1
