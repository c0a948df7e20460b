"""A choice is called by another name: the language is switched, or a number behind it grows."""

from __future__ import annotations

from core.workspace import Workspace, current
from tests.e2e.look import SECONDS, go, pick, settle
from tests.e2e.test_keyboard import MOMENT
from tests.e2e.test_records import open_card, write_promise

TRADE = "[class*=st-key-trade_] input"


def speak(page, language, heading):
    page.locator("[class*=st-key-language_]").get_by_role("radio", name=language).click()
    page.get_by_role("heading", name=heading, exact=True).wait_for(timeout=SECONDS)
    settle(page)


def test_the_trade_is_called_by_its_new_name_and_stays_what_it_is(fresh_salon, page):
    go(page, f"{fresh_salon.url}/settings", title="設定")
    assert page.locator(TRADE).input_value() == "美容室"
    speak(page, "English", "Settings")
    assert page.locator(TRADE).input_value() == "Hair salon"
    page.get_by_label("Calls a day").first.fill("7")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(TRADE).input_value() == "Hair salon"
    with Workspace.open(fresh_salon.home, current(fresh_salon.home), now=lambda: MOMENT) as ledger:
        assert ledger.settings().trade_code == "salon"
        assert ledger.settings().calls.per_day == 7
        verbs = [action.verb for action in ledger.last_actions(9)]
    assert verbs[:3].count("settings") == 2  # the language and the calls, not the trade


def write_doubt(page, words):
    page.get_by_role("button", name="疑問の声", exact=True).press("Enter")
    page.get_by_label("本人の言葉").fill(words)
    page.get_by_role("button", name="保存する").press("Enter")
    page.get_by_role("button", name="保存する").wait_for(state="hidden", timeout=SECONDS)
    settle(page)


def test_a_kind_of_record_stays_chosen_when_the_number_behind_it_grows(fresh_salon, page):
    open_card(page, fresh_salon.url, "武田和夫")
    kind = page.locator(".st-key-records_kind input")
    write_promise(page, "色見本を送る")
    write_doubt(page, "高いのでは")
    pick(page, kind.get_attribute("aria-label"), "疑問の声（1件）")
    write_doubt(page, "色が落ちませんか")
    assert kind.input_value() == "疑問の声（2件）"
    page.get_by_role("button", name="約束", exact=True).press("Enter")
    page.get_by_label("内容").wait_for(timeout=SECONDS)
    settle(page)
    assert kind.input_value() == "疑問の声（2件）"
