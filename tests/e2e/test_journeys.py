"""What an owner does in a week, in a real browser."""

from __future__ import annotations

import re

from tests.e2e.look import SECONDS, go, listen, settle, visit

SALES = "顧客番号,氏名,電話番号,売上日,金額\r\n" + "\r\n".join(
    f"C{n:03d},佐藤 {n}子,090-0123-{1000 + n},2026/{month}/0{n},{4000 + 100 * n}"
    for n in range(1, 8)
    for month in ("04", "06", "08")
)


def test_from_the_sample_to_a_logged_call_that_is_still_there_after_a_reload(fresh, page):
    heard = listen(page, fresh.url)
    go(page, fresh.url, title="今週、だれに電話しますか")
    assert (
        page.get_by_role("button", name=re.compile("見本のデータで試す|自分の表を選ぶ")).count()
        == 2
    )
    page.get_by_role("button", name="見本のデータで試す").click()
    page.get_by_role("heading", name="今週の見直し").wait_for(timeout=SECONDS)
    page.get_by_text("穴の空いたバケツ").first.wait_for(timeout=SECONDS)
    page.locator(".js-plotly-plot .barlayer").first.wait_for(timeout=SECONDS)
    visit(page, "今週かける人")
    first = page.locator("[class*=st-key-call_]").first
    name = first.get_by_role("heading").inner_text().removeprefix("1. ").split("様")[0]
    first.get_by_label("お話ししたこと（一行）").fill("色見本を見たいとのこと")
    first.get_by_label("お話ししたこと（一行）").press("Tab")
    settle(page)
    first.get_by_role("button", name="話せた").click()
    page.get_by_text(f"{name}様「話せた」と記録しました。").wait_for(timeout=SECONDS)
    settle(page)
    page.reload()
    page.get_by_role("heading", name="今週かける人").wait_for(timeout=SECONDS)
    settle(page)
    assert page.get_by_role("heading", name=f"1. {name}様").count() == 0
    visit(page, "お客様カード")
    page.get_by_label("お名前・ふりがな・電話・番号でさがす").fill(name)
    page.get_by_label("お名前・ふりがな・電話・番号でさがす").press("Enter")
    page.locator(".st-key-found").get_by_role("button").first.click()
    page.get_by_text("色見本を見たいとのこと").first.wait_for(timeout=SECONDS)
    assert heard.foreign == []
    assert heard.complaints == []


def test_ones_own_cp932_sheet_becomes_a_call_list_and_survives_a_reload(fresh, page):
    go(page, fresh.url, title="今週、だれに電話しますか")
    page.get_by_role("button", name="自分の表を選ぶ").click()
    page.get_by_role("heading", name="表の取り込み").wait_for(timeout=SECONDS)
    settle(page)
    page.get_by_text("ファイルを選ぶ").wait_for(timeout=SECONDS)
    page.locator("input[type=file]").set_input_files(
        {"name": "売上一覧.csv", "mimeType": "text/csv", "buffer": SALES.encode("cp932")}
    )
    page.get_by_text("読んだ行 21").wait_for(timeout=SECONDS)
    assert page.locator("[data-testid=stAlertContentSuccess]").count() == 0
    page.get_by_role("button", name="取り込む", exact=True).click()
    page.locator("[data-testid=stAlertContentSuccess]").wait_for(timeout=SECONDS)
    settle(page)
    page.reload()
    page.get_by_text("これまでの取り込み").wait_for(timeout=SECONDS)
    visit(page, "今週かける人")
    page.get_by_text("お客様は7人です").wait_for(timeout=SECONDS)


def test_the_language_is_switched_and_stays_switched(fresh_salon, page):
    go(page, fresh_salon.url, title="今週の見直し")
    assert page.evaluate("document.documentElement.lang") == "ja"
    page.get_by_role("radio", name="English").click()
    page.get_by_role("heading", name="This week's review").wait_for(timeout=SECONDS)
    settle(page)
    page.wait_for_function("document.documentElement.lang === 'en'")
    visit(page, "Bring in sheets")
    page.get_by_text("Upload", exact=True).wait_for(timeout=SECONDS)
    page.reload()
    page.get_by_role("heading", name="Bring in sheets").wait_for(timeout=SECONDS)
    settle(page)
    page.get_by_role("radio", name="日本語").click()
    page.get_by_role("heading", name="表の取り込み").wait_for(timeout=SECONDS)
    page.get_by_text("ファイルを選ぶ").wait_for(timeout=SECONDS)


def test_an_english_browser_is_spoken_to_in_english(fresh, browser, browser_context_args):
    context = browser.new_context(**{**browser_context_args, "locale": "en-GB"})
    page = context.new_page()
    page.goto(fresh.url)
    page.get_by_role("heading", name="Whom shall we call this week?").wait_for(timeout=SECONDS)
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("button", name="Try it with the sample data").count() == 1
    context.close()


def test_a_customer_is_found_and_opened_with_the_keyboard_alone(salon, page):
    go(page, salon.url, title="今週の見直し")
    visit(page, "お客様カード")
    field = page.get_by_label("お名前・ふりがな・電話・番号でさがす")
    field.fill("まえだ ともみ")
    field.press("Enter")
    page.locator(".st-key-found").get_by_role("button").first.wait_for(timeout=SECONDS)
    settle(page)
    for _step in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.st-key-found')"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile("前田 友美様")).wait_for(timeout=SECONDS)
    page.get_by_role("heading", name="信頼通帳").wait_for(timeout=SECONDS)
    assert page.get_by_role("dialog").count() == 0


def test_a_card_opens_over_the_list_and_is_shut_with_the_escape_key(salon, page):
    go(page, salon.url, title="今週の見直し")
    visit(page, "今週かける人")
    page.get_by_role("button", name="お客様カードを開く").first.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("heading", name="信頼通帳").wait_for(timeout=SECONDS)
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden", timeout=SECONDS)
    settle(page)
    assert page.get_by_role("heading", name="今週かける人").count() == 1
