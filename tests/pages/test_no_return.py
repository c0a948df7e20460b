"""The days of no return on the settings page: tried with a slider, kept with a click."""

from __future__ import annotations

from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/settings.py"
SLIDER = "no_return_sample-salon_20"


def test_each_group_has_its_own_day_with_its_range_and_n(shown):
    text = said(open_page(PAGE))
    assert "何日を過ぎると戻らないか" in text
    assert "1回のお客様：" in text
    assert "3回以上のお客様：" in text
    assert "戻るのは100人に20人以下です（" in text
    assert "人から推定、幅" in text
    assert "現在。ごぶさたが365日、またはいつもの間隔の4倍の" in text


def test_another_risk_is_tried_first_and_kept_with_a_click(ledger):
    at = open_page(PAGE)
    assert "これからこの日数で見分ける" not in labels(at)
    at.slider(key=SLIDER).set_value(30).run()
    assert "戻るのは100人に30人以下です（" in said(at)
    at.button(key="no_return_keep").click().run()
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        assert workspace.settings().lapse.return_share == 0.3
    assert at.slider(key="no_return_sample-salon_30").value == 30
    assert "これからこの日数で見分ける" not in labels(at)


def test_a_small_shop_reads_how_many_returns_are_wanted_in_english_too(shop):
    text = said(open_page(PAGE, locale="en-US"))
    assert "initial value, provisional" in text
    assert "more returns must be on record to estimate your own days" in text
