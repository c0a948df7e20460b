"""More or fewer: months as charts and as numbers, and the verdict with what it rests on."""

from __future__ import annotations

import re

from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said, unfold

PAGE = "pages/growth.py"


def test_charts_of_revenue_customers_and_verdict_stand_on_the_page(shown):
    at = open_page(PAGE)
    assert at.title[0].value == "増えた・減った"
    assert len(at.get("plotly_chart")) == 3
    assert '"万円"' in at.get("plotly_chart")[0].proto.spec.encode().decode("unicode_escape") or (
        "万円" in at.get("plotly_chart")[0].proto.spec
    )


def test_every_chart_says_in_words_what_it_shows(shown):
    at = open_page(PAGE)
    assert all(chart.proto.alt for chart in at.get("plotly_chart"))


def test_the_months_can_be_read_as_numbers_newest_first(shown):
    table = open_page(PAGE).table[0].value
    assert next(iter(table[table.columns[0]])) == "2026年11月"
    assert list(table.columns)[1:3] == ["既存のお客様", "新しいお客様"]


def test_the_verdict_says_its_weeks_and_purchases(shown):
    text = said(open_page(PAGE))
    assert "穴の空いたバケツ" in text
    assert "2025年8月18日(月)〜2025年11月16日(日)をくらべました" in text


def test_what_was_foretold_at_past_days_is_shown_beside_what_came(shown):
    at = unfold(open_page(PAGE), "hindsight")
    text = said(at)
    assert re.search(r"2026年8月17日\(月\)の名簿:100人のうち、予想\d+人、実際\d+人", text)
    assert text.count("の名簿:") == 4
    rules = at.table[-1].value
    assert next(iter(rules.iloc[:, 0])) == "この帳簿の先読み"
    assert len(rules) == 6
    assert "数人の差は偶然です" in text
    assert re.search(
        r"もう一度（2026年8月17日\(月\)の時点）: 90日以内に来た\d+人のうち\d+人", text
    )


def test_with_too_little_past_nothing_is_judged_and_why_is_said(shop):
    text = said(unfold(open_page(PAGE, locale="en-US"), "hindsight"))
    assert "too little to judge yet" in text


def test_without_any_data_the_page_says_how_to_begin(nothing_yet):
    Workspace.create(nothing_yet, "空のお店", now=lambda: MOMENT).close()
    at = open_page(PAGE)
    assert "まだ表が入っていません" in said(at)
    at.button(key="to_intake").click().run()
    assert at.title[0].value == "表の取り込み"


def test_the_page_speaks_english_too(shown):
    text = said(open_page(PAGE, locale="en-US"))
    assert "Revenue by month" in text
