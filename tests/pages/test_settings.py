"""Settings: what the owner decides is kept at once; figures say what they rest on."""

from __future__ import annotations

import datetime as dt

from core.locale.words import say
from core.settings import TRADES
from core.workspace import Workspace, businesses, current
from pages._ui.thresholds import rhythm_figures
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said, unfold

PAGE = "pages/settings.py"


def settings_of(home, slug="sample-salon"):
    with Workspace.open(home, slug, now=lambda: MOMENT) as workspace:
        return workspace.settings()


def test_calls_a_day_are_kept_at_once_and_change_the_capacity(ledger):
    at = open_page(PAGE)
    at.number_input(key="per_day_sample-salon").set_value(5).run()
    assert settings_of(ledger).calls.per_day == 5
    assert "ご自分で決めた値" in said(at)
    at.switch_page("pages/calls.py").run()
    assert "20本かけられます" in said(at)


def test_the_margin_is_kept_as_a_share(ledger):
    open_page(PAGE).number_input(key="margin_sample-salon").set_value(40).run()
    assert settings_of(ledger).money.margin == 0.4


def test_the_trade_is_kept_and_its_provisional_figures_are_shown(ledger):
    at = open_page(PAGE)
    at.selectbox(key="trade_sample-salon").set_value("restaurant").run()
    assert settings_of(ledger).trade_code == "restaurant"
    text = said(at)
    assert "初期値（仮）" in text
    assert "30日" in text


def test_the_language_switch_is_kept_for_the_next_session(ledger):
    at = open_page(PAGE)
    at.button_group(key="language_ja").set_value("en").run()
    assert "Figures in force" in said(at)
    assert settings_of(ledger).language == "en"
    assert "Figures in force" in said(open_page(PAGE))


def test_a_new_business_is_made_empty_and_looked_at(ledger):
    at = open_page(PAGE)
    at.text_input(key="new_name").set_value("みなと鮮魚")
    at.selectbox(key="new_trade").set_value("restaurant")
    at.button(key="new_make").click().run()
    assert not at.exception
    assert "みなと鮮魚" in said(at)
    assert {b.name for b in businesses(ledger)} == {"ヘアサロンつばめ", "みなと鮮魚"}
    slug = current(ledger)
    assert settings_of(ledger, slug).trade_code == "restaurant"


def test_the_switcher_goes_back_to_the_sample(ledger):
    Workspace.create(ledger, "みなと鮮魚", now=lambda: MOMENT).close()
    at = open_page(PAGE)
    box = next(b for b in at.selectbox if b.key.startswith("business_"))
    assert len(box.options) == 2
    other = next(b.slug for b in businesses(ledger) if not b.sample)
    box.set_value(other).run()
    assert current(ledger) == other


def test_settings_can_be_opened_before_there_is_any_business(nothing_yet):
    at = open_page(PAGE)
    assert at.title[0].value == "設定"
    assert at.text_input(key="new_name")


def test_the_days_learned_from_the_shops_own_purchases_come_before_the_trades(shown):
    text = said(open_page(PAGE))

    assert "お客様1,196人のうち1,196人は、ご自分の表から学んだ日数で見ています" in text


def test_days_that_are_shares_of_the_customers_own_gap_are_said_as_shares():
    figures = {say(n, "en"): say(v, "en") for n, v in rhythm_figures(TRADES["wholesale"])}

    assert figures["Nudge day: drifting from here"] == "150% of the customer's own gap"
    assert figures["Stop day: no more selling from here"] == "365 days"


def test_where_the_ledger_is_kept_is_said(ledger):
    at = open_page(PAGE)
    assert "このパソコン" in said(at)
    assert str(ledger) in said(at)


def test_a_server_that_cannot_be_joined_is_said_without_the_password(ledger):
    at = open_page(PAGE)
    address = "postgresql://u:himitsu@127.0.0.1:9/shop"
    at.text_input(key="join_address").set_value(address)
    at.button(key="join_go").click().run()
    assert "つながりません" in said(at)
    assert "himitsu" not in said(at)


def test_a_ledger_on_a_server_is_joined_and_says_where_it_is(ledger, server, tmp_path):
    address = server.database()
    Workspace.create(tmp_path, "Tsubame", now=lambda: MOMENT, url=address).close()
    at = open_page(PAGE)
    at.text_input(key="join_address").set_value(address)
    at.button(key="join_go").click().run()
    assert current(ledger) == "tsubame"
    assert "ほかのパソコンと一緒に使います" in said(at)


def test_each_person_gets_a_week_of_their_own_and_loses_it_again(ledger):
    at = unfold(open_page(PAGE), "own_weeks")
    at.selectbox(key="week_name").set_value("小田 直樹")
    at.number_input(key="week_calls").set_value(2)
    at.number_input(key="week_minutes").set_value(20)
    next(b for b in at.button if b.label == "枠を決める").click().run()
    assert not at.exception
    assert settings_of(ledger).calls.people == (("小田 直樹", 2, 20, ()),)
    assert "1日2本、1日の分数：20分、店の営業日" in said(at)
    at.date_input(key="off_小田 直樹").set_value(dt.date(2026, 11, 25)).run()
    assert settings_of(ledger).calls.days_off == (("小田 直樹", "2026-11-25"),)
    at.button(key="on_小田 直樹_2026-11-25").click().run()
    assert settings_of(ledger).calls.days_off == ()
    at.button(key="drop_小田 直樹").click().run()
    assert settings_of(ledger).calls.people == ()
    at.button(key="undo").click().run()
    assert settings_of(ledger).calls.people == (("小田 直樹", 2, 20, ()),)


def test_the_minutes_of_a_day_are_kept(ledger):
    at = open_page(PAGE)
    at.number_input(key="minutes_sample-salon").set_value(45).run()
    assert settings_of(ledger).calls.minutes_per_day == 45
