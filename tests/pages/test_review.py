"""The start page: two buttons before anything is there, then the week in one sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from dataclasses import replace

from core.review import review
from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said


def test_the_first_screen_has_exactly_two_buttons_and_nothing_to_set(nothing_yet):
    at = open_page()
    assert labels(at) == ["見本のデータで試す", "自分の表を選ぶ"]
    assert "今週、だれに電話しますか" in said(at)
    assert not at.selectbox
    assert at.radio(key="sample_code").value == "salon"


def test_the_first_screen_speaks_the_language_of_the_browser(nothing_yet):
    at = open_page(locale="en-GB")
    assert labels(at) == ["Try it with the sample data", "Choose my own sheet"]


def test_the_sample_button_leads_to_the_verdict_of_the_sample_salon(nothing_yet):
    at = open_page()
    at.button(key="try_sample").click().run(timeout=60)
    assert not at.exception
    text = said(at)
    assert "ヘアサロンつばめ" in text
    assert "見本です" in text
    assert "穴の空いたバケツ" in text


def test_choosing_ones_own_sheet_leads_to_the_intake_page(nothing_yet):
    at = open_page()
    at.button(key="choose_own").click().run()
    assert at.title[0].value == "表の取り込み"
    assert at.file_uploader


def test_the_week_is_said_with_its_dates_numbers_and_first_calls(shown):
    at = open_page()
    text = said(at)
    assert at.title[0].value == "今週の見直し"
    assert "データは2026年11月15日(日)まで、お客様は1,200人です。" in text
    assert "2026年8月17日(月)〜2026年11月15日(日)を、去年の同じ週とくらべました" in text
    assert "今週まず電話する方" in text
    assert "tel:090" in text
    assert "離れかけている方" in text
    assert [m.label for m in at.metric] == [
        "この1年にお買い物をした方",
        "この13週の新しいお客様",
        "既存のお客様の売上",
        "新しいお客様の売上",
    ]


def test_the_week_is_said_in_english_too(shown):
    text = said(open_page(locale="en-US"))
    assert "This week's review" in text
    assert "Danger: a bucket with a hole" in text
    assert "Data up to 15 Nov 2026 (Sun)" in text


def test_the_sample_offers_the_way_to_ones_own_sheets(shown):
    at = open_page()
    at.button(key="sample_replace").click().run()
    assert at.title[0].value == "表の取り込み"


def test_the_next_week_names_who_went_up_or_down_the_ladder(ledger):
    path = ledger / "businesses" / "sample-salon" / "ledger.db"
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("DELETE FROM snapshot")  # other tests have looked at this week already
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        found = review(workspace.book(), workspace.settings())
        people = found.customers
        up = people.loc[people["stage"] == "supporter", "customer_id"].iloc[0]
        name = people.set_index("customer_id").loc[up, "name"]
        lower = people["stage"].mask(people["customer_id"] == up, "regular")
        last_week = found.book.at(found.book.asof, found.book.today - dt.timedelta(days=7))
        workspace.freeze(replace(found, customers=people.assign(stage=lower), book=last_week))

    at = open_page()

    assert f"{name} (得意客 → 支持者)" in said(at)
    assert "先に見た" in said(at)


def test_the_week_closes_with_four_questions_and_six_signs_each_with_its_count(shown):
    text = said(open_page("pages/review.py"))
    assert "一度きりのお客様が増えていませんか" in text
    assert "なぜ買ってくださるのか" in text
    assert "13週前は" in text


def test_the_five_methods_stand_beside_the_lamps_with_their_rules(shown):
    text = said(open_page())

    assert "お客様に続けていただく5つの方法" in text
    assert "お客様の声を7件うかがいました" in text
    assert "クレームに応える (まだです)" in text or "クレームに応える** (まだです)" in text
    assert "決まり：どなたにも1日以内に最初のお返事をする" in text
