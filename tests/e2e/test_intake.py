"""Bringing in what owners really have, in a real browser: asked, corrected, confirmed, undone."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.e2e.look import SECONDS, go, listen, pick, press, press_until, settle
from tests.pages.files import locked_workbook, long_csv

TITLE = "表の取り込み"
COMMIT = "取り込む"


def sheet(*rows, encoding="cp932"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


#: Rows above the header, dates that can be read in several ways, a header nobody knows.
MESSY = sheet(
    ["売上一覧"],
    ["出力日：2026/11/20"],
    [],
    ["お客様番号", "お名前", "電話", "来店日", "金額", "ひとこと"],
    ["C001", "佐藤 花子", "9001230001", "3/4/25", "5,000円", "常連さん"],
    ["C002", "鈴木 一郎", "090-0123-0002", "5/6/25", "△500", "*返品*"],
    ["C003", "髙橋 﨑子", "090-0123-0003", "7/8/25", "1.2万円", "![x](http://evil.example)"],
    ["C004", "田中 実", "090-0123-0004", "いつか", "3000", ""],
    ["合計", "", "", "", "19,500円", ""],
)


def month(*days, people=("C001,佐藤 花子", "C002,鈴木 一郎")):
    head = "顧客番号,氏名,来店日,金額"
    rows = [f"{who},{day},{1000 + 10 * n}" for n, day in enumerate(days) for who in people]
    return "\r\n".join([head, *rows]).encode("cp932")


JANUARY_TO_JUNE = month(*(f"2026/{m}/{d}" for m in range(1, 7) for d in (5, 20)))
JANUARY_TO_JULY = month(*(f"2026/{m}/{d}" for m in range(1, 8) for d in (5, 20)))


@pytest.fixture
def intake(fresh, page):
    heard = listen(page, fresh.url)
    go(page, f"{fresh.url}/intake", title=TITLE)
    yield page
    assert heard.foreign == []
    assert heard.complaints == []


def choose(page, name, data):
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def see(page, text):
    page.get_by_text(text).first.wait_for(timeout=SECONDS)
    settle(page)


def unfold(page, label):
    page.locator("summary").filter(has_text=label).first.click()
    settle(page)


def take_in(page):
    press(page, COMMIT)
    page.locator("[data-testid=stAlertContentSuccess]").wait_for(timeout=SECONDS)
    settle(page)


def test_a_messy_sheet_is_asked_about_corrected_taken_in_and_taken_back(intake):
    page = intake
    choose(page, "売上.csv", MESSY)
    see(page, "何通りにも読めます")
    assert page.locator("[data-testid=stAlertContentSuccess]").count() == 0

    page.get_by_text("月・日・年の順").click()
    see(page, "読んだ行 3")

    unfold(page, "列の対応を直す")
    pick(page, "「ひとこと」の読みとり方", "取り込まない")
    page.get_by_text("合計 16,500円").wait_for(timeout=SECONDS)

    take_in(page)
    see(page, "これまでの取り込み")
    press(page, "元に戻す")
    see(page, "元に戻しました")
    press(page, "もう一度入れる")
    see(page, "取り込みをもう一度入れました")


def test_a_reload_before_the_import_loses_neither_the_sheet_nor_the_answers(intake):
    page = intake
    choose(page, "売上.csv", MESSY)
    see(page, "何通りにも読めます")
    page.get_by_text("月・日・年の順").click()
    see(page, "読んだ行 3")

    page.reload()

    see(page, "まだ取り込んでいない表があります")
    see(page, "売上.csv（今日選んだもの）")
    press(page, "この表の続きをする")
    see(page, "読んだ行 3")
    assert page.get_by_role("radio", name="月・日・年の順").is_checked()
    take_in(page)
    page.reload()
    see(page, "これまでの取り込み")
    assert page.get_by_text("まだ取り込んでいない表があります").count() == 0


def test_a_sheet_taken_out_of_the_uploader_does_not_wait(intake):
    page = intake
    choose(page, "売上.csv", JANUARY_TO_JUNE)
    see(page, "読んだ行 24")
    page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").click()
    page.get_by_text("読んだ行 24").wait_for(state="detached", timeout=SECONDS)
    settle(page)
    page.reload()
    see(page, "空の顧客台帳をダウンロード")
    assert page.get_by_text("まだ取り込んでいない表があります").count() == 0


def test_rows_left_aside_are_downloaded_with_the_reason_and_no_formula(intake):
    page = intake
    choose(page, "売上.csv", MESSY)
    see(page, "何通りにも読めます")
    page.get_by_text("月・日・年の順").click()
    see(page, "よけた行 1")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^よけた行をダウンロード")).click()
    text = download.value.path().read_text("utf-8-sig")
    assert "C004" in text
    assert "いつか" in text


def test_the_next_months_export_replaces_the_days_that_it_says_again(intake):
    page = intake
    choose(page, "売上1-6月.csv", JANUARY_TO_JUNE)
    see(page, "読んだ行 24")
    take_in(page)
    choose(page, "売上1-7月.csv", JANUARY_TO_JULY)
    see(page, "同じ期間です")
    assert page.get_by_role("radio", name=re.compile("新しいファイルで置きかえる")).is_checked()
    take_in(page)
    choose(page, "売上1-6月.csv", JANUARY_TO_JUNE)
    see(page, "取り込み済みです")


def test_the_numbers_of_another_shop_overwrite_nobody(intake):
    page = intake
    choose(page, "本店.csv", JANUARY_TO_JUNE)
    see(page, "読んだ行 24")
    take_in(page)
    others = month("2026/8/1", "2026/9/1", people=("C001,渡辺 健", "C002,小林 春"))
    choose(page, "駅前店.csv", others)
    see(page, "別の方の番号になっている")
    assert page.get_by_label("そのお店や仕組みの名前").input_value() == "駅前店"
    take_in(page)
    see(page, "駅前店 のお客様番号")


def test_a_pair_that_may_be_one_person_is_decided_and_the_word_taken_back(intake):
    page = intake
    people = sheet(
        ["顧客番号", "氏名", "フリガナ", "電話番号", "住所"],
        ["A1", "田中 裕子", "タナカ ユウコ", "090-0123-0001", "青葉野市北町1-2-3"],
        ["A2", "田中 優子", "タナカ ユウコ", "", "青葉野市北町1-2-3"],
        ["A3", "佐々木 進", "ササキ ススム", "090-0123-0003", "青葉野市南町4-5-6"],
    )
    choose(page, "名簿.csv", people)
    see(page, "読んだ行 3")
    take_in(page)
    see(page, "同じ方かもしれない組が1組")
    unfold(page, "同じ方ですか")
    see(page, "おたずね（1組）")
    press_until(page, "同じ方", "お一人にまとめました")
    see(page, "まとめた方（1組）")
    page.get_by_role("tab", name="まとめた方（1組）").click()
    press(page, "取り消す")
    see(page, "おたずね（1組）")
    assert page.get_by_role("tab", name="まとめた方（1組）").count() == 0


def test_a_locked_workbook_opens_with_its_password_and_a_wrong_one_is_said(intake):
    page = intake
    choose(page, "名簿.xlsx", locked_workbook("ひみつ123"))
    field = page.get_by_label("パスワード")
    field.wait_for(timeout=SECONDS)
    field.fill("ちがう")
    press(page, "ファイルを開く")
    see(page, "このパスワードでは")
    page.get_by_label("パスワード").fill("ひみつ123")
    press(page, "ファイルを開く")
    see(page, "読んだ行 2")
    assert page.get_by_label("パスワード").count() == 0
    assert "ひみつ" not in page.content()
    take_in(page)


def test_a_long_reading_is_given_up_and_nothing_came_in(intake, tmp_path):
    page = intake
    (tmp_path / "長い表.csv").write_bytes(long_csv(1_000_000))
    page.locator("input[type=file]").set_input_files(tmp_path / "長い表.csv")
    page.get_by_role("button", name="取りやめる").click(timeout=SECONDS)
    see(page, "取りやめました")
    assert page.get_by_role("button", name=COMMIT, exact=True).count() == 0
    assert page.get_by_text("長い表.csv").count() == 0


def test_the_blank_ledger_is_offered_where_nothing_came_in_yet(intake):
    page = intake
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("空の顧客台帳")).click()
    assert download.value.suggested_filename == "顧客台帳.xlsx"
    assert download.value.path().read_bytes().startswith(b"PK")
