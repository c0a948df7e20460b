"""Laws on our own shop: each law with its origin and the own figure; four steps tried in yen."""

from __future__ import annotations

import re

import pytest
from streamlit.runtime.context import ContextProxy

from tests.pages.run import open_page, said

PAGE = "pages/laws.py"
SIMULATORS = ("staying", "price", "phoning", "stopping")


@pytest.fixture
def builder(builder_seen, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(builder_seen.root))
    builder_seen.shown_before(builder_seen.root)


def view(slug, name, *, locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.segmented_control(key=f"laws_view_{slug}").set_value(name).run()
    assert not at.exception
    return at


def yen(text: str) -> list[int]:
    """Every amount of a sentence."""
    return [int(found.replace(",", "")) for found in re.findall(r"([\d,]+)円", text)]


def result(at, mark: str) -> str:
    return next(line for line in said(at).splitlines() if mark in line)


def test_each_law_stands_with_who_says_it_what_was_published_and_the_shops_own_figure(shown):
    text = said(open_page(PAGE))
    for told in (
        "五つの記事の4番目", "2倍から20倍", "出どころは分かっていません",
        "頭の中の計算", "誤って引用された", "もとの調査は見つかりませんでした",
        "あなたのお店：2：6.8", "あなたのお店：4％以上", "（2026年11月15日(日)現在）",
    ):  # fmt: skip
        assert told in text


def test_a_law_without_enough_of_ones_own_says_how_many_there_are_and_what_is_missing(builder):
    text = said(open_page(PAGE))
    assert "あなたのお店：まだ分かりません（n=4）" in text
    assert "小さな不満もすべて書きとめてください" in text
    assert "お買い上げの間が何年もあく業種" in text


@pytest.mark.parametrize("name", SIMULATORS)
@pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
def test_each_step_is_drawn_in_both_languages(shown, name, locale):
    text = said(view("sample-salon", name, locale=locale))
    assert ("円" in text) if locale == "ja-JP" else ("¥" in text)


@pytest.mark.parametrize("name", ["staying", "phoning", "stopping"])
def test_what_is_only_assumed_is_said_to_be_an_initial_value(shown, name):
    text = said(view("sample-salon", name))
    assert "この計算のもと" in text
    assert "初期値（仮）" in text
    assert "ご自分の数字" in text


def test_more_points_of_staying_bring_more_and_the_range_holds_the_figure(shown):
    at = view("sample-salon", "staying")
    more, low, high, now, then = yen(result(at, "5年分で"))[:5]
    assert low <= more <= high
    assert then - now == pytest.approx(more, rel=0.02)
    at.slider(key="stay_points_sample-salon").set_value(10).run()
    assert yen(result(at, "5年分で"))[0] > more


def test_a_price_rise_tells_its_range_and_how_many_may_leave(shown):
    at = view("sample-salon", "price")
    at.slider(key="lost_customer_sample-salon").set_value(20).run()
    before, after = yen(result(at, "1年の粗利"))[:2]
    low, high = yen(result(at, "見立てより"))
    assert low < after < high
    assert "離れても粗利は今より減りません" in said(at)
    assert before > 0


def test_more_calls_bring_more_and_cost_more_hours(shown):
    at = view("sample-salon", "phoning")
    at.slider(key="calls_week_sample-salon").set_value(36).run()
    gross, hours = yen(result(at, "見込まれる粗利"))[0], result(at, "時間かかります")
    assert "最後の数本は" in said(at)
    at.slider(key="calls_week_sample-salon").set_value(8).run()
    assert yen(result(at, "見込まれる粗利"))[0] < gross
    assert result(at, "時間かかります") != hours


def test_a_later_stop_day_parks_fewer_and_saves_less(shown):
    at = view("sample-salon", "stopping")
    first = result(at, "追わないことにすると")
    at.slider(key="stop_day_sample-salon").set_value(720).run()
    later = result(at, "追わないことにすると")
    assert int(later.split("人")[0].strip("*").replace(",", "")) < int(
        first.split("人")[0].strip("*").replace(",", "")
    )
    assert yen(later)[0] < yen(first)[0]


def test_a_dearer_touch_saves_more(shown):
    at = view("sample-salon", "stopping")
    first = yen(result(at, "追わないことにすると"))[0]
    at.slider(key="touch_cost_sample-salon").set_value(400).run()
    assert yen(result(at, "追わないことにすると"))[0] > first


def test_where_years_lie_between_purchases_nobody_is_given_up(builder):
    assert "年に1度のおたよりを続けます" in said(view("sample-builder", "stopping"))


def test_the_sliders_stand_where_they_were_left_when_one_comes_back(shown):
    at = view("sample-salon", "stopping")
    at.slider(key="stop_day_sample-salon").set_value(720).run()
    at.switch_page("pages/think.py").run()
    at.switch_page(PAGE).run()
    assert at.slider(key="stop_day_sample-salon").value == 720
    assert at.segmented_control(key="laws_view_sample-salon").value == "stopping"


def test_a_price_rise_tried_here_stands_on_the_page_of_hard_decisions_too(shown):
    at = view("sample-salon", "price")
    at.slider(key="price_rise_sample-salon").set_value(12).run()
    at.switch_page("pages/think.py").run()
    assert at.slider(key="price_rise_sample-salon").value == 12


def test_in_a_shared_ledger_the_page_is_shut(shown, shared_by_several):
    text = said(open_page(PAGE))
    assert "共有している台帳では開きません" in text
    assert "2：6.8" not in text


def test_from_another_computer_the_page_is_shut(shown, monkeypatch):
    monkeypatch.setattr(ContextProxy, "ip_address", "192.0.2.7")
    text = said(open_page(PAGE))
    assert "2：6.8" not in text


def test_without_amounts_a_call_has_no_yen(shop):
    slug = shop.business.slug
    text = said(view(slug, "phoning"))
    assert "金額" in text
