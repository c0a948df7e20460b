"""Customers as an asset: for the owner alone, two sums, bridge, dependence, a page to print."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.runtime.context import ContextProxy

from tests.pages.run import open_page, said

PAGE = "pages/money.py"


def test_past_and_future_stand_apart_with_their_count_and_the_asset_with_its_band(shown):
    at = open_page(PAGE)
    text = said(at)
    assert at.title[0].value == "お客様という資産"
    assert "58,194,420円" in text
    assert "48,000,000円" in text
    assert "粗利ベース、お客様1,196人" in text
    assert "24,200,000円" in text
    assert "初期値（仮）" in text
    assert len([b for b in at.button if b.key.startswith("open_largest_")]) == 10


def test_the_bridge_tells_opening_closing_and_the_five_who_moved_it(shown):
    at = open_page(PAGE)
    assert "28,080,448円（185人） → 2026年11月15日(日)：24,240,991円（166人）" in said(at)
    assert len([b for b in at.button if b.key.startswith("open_bridge_most_")]) == 5
    at.session_state["bridge_span"] = "days"
    at.run()
    at.date_input(key="bridge_from").set_value(dt.date(2026, 11, 15)).run()
    assert "前の日を選んで" in said(at)


def test_whoever_serves_so_many_stands_in_red(shown):
    at = open_page(PAGE)
    assert any("野口 香織" in error.value for error in at.error)
    assert "三宅 彩（退職）" in said(at)


def test_the_page_for_the_bank_can_be_saved(shown):
    at = open_page(PAGE)
    assert "この一枚を保存する" in [b.label for b in at.get("download_button")]


def test_a_browser_on_another_computer_does_not_see_it(shown, monkeypatch):
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda self: "192.0.2.7"))
    text = said(open_page(PAGE))
    assert "開きません" in text
    assert "24,200,000円" not in text


def test_a_small_shop_is_told_that_too_little_is_known(shop):
    text = said(open_page(PAGE))
    assert "まだ分かりません" in text


@pytest.mark.parametrize("locale", ["en-US"])
def test_the_page_speaks_english(shown, locale):
    at = open_page(PAGE, locale=locale)
    assert at.title[0].value == "Customers as an asset"
    assert "On whom the value hangs" in said(at)
