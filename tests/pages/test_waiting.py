"""Sheets chosen before a reload: said, gone on with, taken in, thrown away, gone when too old."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from core.store import inbox
from core.workspace import JST, businesses
from tests.drills import mounted
from tests.pages.files import locked_workbook
from tests.pages.run import labels, open_page, said
from tests.pages.test_intake import PAGE, SALES, book_of, own, take, upload

#: Two dates of one column that can be read in several ways.
UNSURE = (
    "顧客番号,氏名,売上日,金額\nC001,佐藤 花子,3/4/25,5000\nC002,鈴木 一郎,5/6/25,1\n".encode()
)
WAITS, GO_ON = "まだ取り込んでいない表があります", "この表の続きをする"


def now():
    """The pages' own clock."""
    return dt.datetime.now(JST)  # noqa: TID251 - app.py reads the real one


def go_on(at):
    return at.button(key="waiting_go_on").click().run(timeout=60)


def away(at):
    key = next(b.key for b in at.button if (b.key or "").startswith("waiting_away_"))
    return at.button(key=key).click().run(timeout=60)


def test_a_chosen_sheet_is_still_there_after_a_reload_and_gone_once_taken_in(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", SALES))
    assert WAITS not in said(at)
    assert "ページを読み込み直しても残ります" in said(at)

    at = open_page(PAGE)
    assert WAITS in said(at)
    assert "売上.csv（今日選んだもの）" in said(at)
    assert "intake_commit" not in [b.key for b in at.button]
    at = go_on(at)
    assert "読んだ行 5" in said(at)
    assert GO_ON not in labels(at)
    at = take(at)

    assert "売上.csvを取り込みました" in said(at)
    assert len(book_of(nothing_yet, own(nothing_yet)).table("customers")) == 3
    assert inbox.names(nothing_yet) == ()
    assert WAITS not in said(open_page(PAGE))


def test_a_sheet_thrown_away_is_gone(nothing_yet):
    upload(open_page(PAGE, locale="en-US"), ("sales.csv", SALES))
    at = open_page(PAGE, locale="en-US")
    assert "sales.csv (chosen today)" in said(at)
    at = away(at)
    assert "not taken in yet" not in said(at)
    assert inbox.names(nothing_yet) == ()
    assert businesses(nothing_yet) == []


def test_a_sheet_that_one_goes_on_with_can_still_be_thrown_away(nothing_yet):
    upload(open_page(PAGE), ("売上.csv", SALES))
    at = away(go_on(open_page(PAGE)))
    assert "intake_commit" not in [b.key for b in at.button]
    assert inbox.names(nothing_yet) == ()


def test_a_sheet_too_old_is_gone(nothing_yet):
    then = now() - dt.timedelta(days=7, hours=1)
    inbox.keep(nothing_yet, "売上.csv", SALES, now=then)
    inbox.keep(nothing_yet, "まだ.csv", b"x", now=then + dt.timedelta(days=2, hours=1))
    text = said(open_page(PAGE))
    assert "まだ.csv（5日前に選んだもの）" in text
    assert "売上.csv" not in text
    assert inbox.names(nothing_yet) == ("まだ.csv",)


def test_answers_wait_with_the_sheet_and_can_still_be_changed(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", UNSURE))
    at.radio[0].set_value("mdy").run(timeout=60)

    at = go_on(open_page(PAGE))

    assert "読んだ行 2" in said(at)
    assert at.radio[0].value == "mdy"
    take(at)
    assert book_of(nothing_yet, own(nothing_yet)).asof == dt.date(2025, 5, 6)


def test_a_password_is_asked_again_and_never_kept(nothing_yet):
    at = upload(open_page(PAGE), ("名簿.xlsx", locked_workbook("合言葉2026")))
    at.text_input[0].set_value("合言葉2026")
    next(b for b in at.button if b.label == "ファイルを開く").click().run(timeout=60)
    assert "intake_commit" in [b.key for b in at.button]

    at = go_on(open_page(PAGE))

    assert at.text_input[0].label == "パスワード"
    assert "intake_commit" not in [b.key for b in at.button]
    (about,) = (nothing_yet / "inbox").rglob("about.json")
    assert json.loads(about.read_text())["answers"] in ({}, {"encoding": "", "sheets": {}})


def test_a_sheet_taken_out_of_the_uploader_waits_no_longer(nothing_yet):
    at = upload(open_page(PAGE), ("売上.csv", SALES), ("ほか.csv", UNSURE))
    assert len(inbox.names(nothing_yet)) == 2
    at.file_uploader[0].set_value([("ほか.csv", UNSURE, "text/csv")]).run(timeout=60)
    assert inbox.names(nothing_yet) == ("ほか.csv",)


def test_what_is_no_sheet_does_not_wait(nothing_yet):
    upload(open_page(PAGE), ("写真.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)))
    assert inbox.names(nothing_yet) == ()


def test_a_sheet_that_came_in_before_does_not_wait(nothing_yet):
    at = take(upload(open_page(PAGE), ("売上.csv", SALES)))
    at = upload(at, ("もう一度.csv", SALES))
    assert "取り込み済みです" in said(at)
    assert inbox.names(nothing_yet) == ()
    inbox.keep(nothing_yet, "残り.csv", SALES, now=now())  # a crash left it
    assert WAITS not in said(open_page(PAGE))
    assert inbox.names(nothing_yet) == ()


def test_a_new_sheet_beside_one_that_waits_leaves_it_waiting(nothing_yet):
    upload(open_page(PAGE), ("売上.csv", SALES))
    at = open_page(PAGE)
    at = upload(at, ("ほか.csv", UNSURE))
    assert sorted(inbox.names(nothing_yet)) == ["ほか.csv", "売上.csv"]
    at = go_on(at)
    assert "読んだ行 5" in said(at)


@pytest.mark.skipif(bool(why := mounted.why_not()), reason=why or "-")
@pytest.mark.parametrize("trouble", [mounted.full, mounted.read_only])
def test_where_nothing_can_be_kept_the_sheet_is_shown_all_the_same(tmp_path, monkeypatch, trouble):
    with mounted.small_disk(tmp_path, 8) as folder:
        monkeypatch.setenv("DAIFUKUCHO_HOME", str(folder / "home"))
        with trouble(folder):
            at = upload(open_page(PAGE), ("売上.csv", SALES))
            assert not at.exception
            assert "読んだ行 5" in said(at)
            assert "読み込み直すと、表を選ぶところからになります" in said(at)
        assert inbox.names(folder / "home") == ()
