"""The trade is asked on the weekly review and the settings, and kept with a click."""

from __future__ import annotations

import pytest

from core.workspace import Workspace, current
from tests.core.keeping import bring, customer, line, sheet
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

YES = "はい、美容室です"


@pytest.fixture
def cutters(shop):
    """A business that has named no trade and sells haircuts."""
    people = [customer(n) for n in range(10, 24)]
    cuts = [line("2026-10-01", n, 4000, product="カット") for n in range(10, 24)]
    bring(shop, sheet(people, cuts), "cuts.csv")
    return shop


@pytest.mark.parametrize("page", ["pages/settings.py", "pages/review.py"])
def test_the_trade_is_asked_with_its_facts_and_kept_with_a_click(cutters, page):
    at = open_page(page)
    assert "業種は「美容室」とお見受けします" in said(at)
    assert "よく出る品：カット" in said(at)
    at.button(key="trade_guess_yes").click().run()
    assert cutters.settings().trade_code == "salon"
    assert YES not in labels(at)


def test_nobody_is_asked_who_has_chosen_a_trade_or_sells_nothing_telling(shop, cutters):
    cutters.change_settings({"trade_code": "ec"})
    assert YES not in labels(open_page("pages/settings.py"))


def test_a_small_ledger_is_not_asked(shop, tmp_path):
    assert not [text for text in labels(open_page("pages/settings.py")) if text.startswith("はい")]
    with Workspace.open(tmp_path / "home", current(tmp_path / "home"), now=lambda: MOMENT) as kept:
        assert kept.settings().trade_code == "other"
