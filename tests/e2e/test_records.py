"""Records in a real browser: written from the card, corrected, taken back, seen in the history."""

from __future__ import annotations

from tests.e2e.look import ANY, SECONDS, barriers, go, listen, pick, settle


def open_card(page, url, typed):
    go(page, f"{url}/customer", title="お客様カード")
    search = page.get_by_label("お名前・ふりがな・電話・番号でさがす")
    search.fill(typed)
    search.press("Enter")
    page.locator(".st-key-found").get_by_role("button").first.click()
    page.get_by_role("button", name="メモ", exact=True).wait_for(timeout=SECONDS)
    settle(page)


def write_promise(page, content):
    page.get_by_role("button", name="約束", exact=True).press("Enter")
    page.get_by_label("内容").fill(content)
    page.get_by_role("spinbutton", name="year, 期限（必須）").focus()
    page.keyboard.type("20261201")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="保存する").press("Enter")
    page.get_by_text("「約束」に追加しました").first.wait_for(timeout=SECONDS)
    settle(page)


def test_a_promise_is_written_corrected_taken_back_and_seen_in_the_history(fresh_salon, page):
    heard = listen(page, fresh_salon.url)
    open_card(page, fresh_salon.url, "武田和夫")
    write_promise(page, "色見本を送る")
    row = page.locator("[class*=st-key-row_card_promises]").filter(has_text="色見本を送る")
    row.get_by_role("button", name="直す").click()
    row.get_by_label("内容").fill("色見本を二枚送る")
    row.get_by_role("button", name="保存する").click()
    page.get_by_text("「約束」を直しました").first.wait_for(timeout=SECONDS)
    settle(page)
    page.get_by_text("これまでの変更").click()
    page.get_by_text("内容: 色見本を送る → 色見本を二枚送る").wait_for(timeout=SECONDS)
    settle(page)
    assert barriers(page, level=ANY) == {}
    page.locator(".st-key-undo_line").get_by_role("button", name="元に戻す").click()
    page.get_by_text("取り消しました").first.wait_for(timeout=SECONDS)
    settle(page)
    assert page.get_by_text("だれが: 当方").count() >= 1
    assert heard.foreign == []
    assert heard.complaints == []


def test_a_leavers_customers_go_over_to_another(fresh_salon, page):
    go(page, f"{fresh_salon.url}/ledger", title="台帳")
    pick(page, "記録の種類", "担当者")
    page.get_by_text("担当の引き継ぎ（辞める人のお客様）").click()
    settle(page)
    pick(page, "辞める人", "野口 香織", exact=False)
    page.get_by_text("野口 香織さんのお客様").wait_for(timeout=SECONDS)
    settle(page)
    page.get_by_label("引き継ぐ人").fill("新田 葵")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="引き継ぐ", exact=True).click()
    page.get_by_text("担当の引き継ぎ：野口 香織 → 新田 葵").first.wait_for(timeout=SECONDS)
    settle(page)
    assert page.get_by_text("野口 香織さんのお客様").count() == 0
