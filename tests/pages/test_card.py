"""The whole card: what is read before a talk, the passbook, the drawer, any word searched for."""

from __future__ import annotations

import datetime as dt
import html
import shutil

import pytest

from core.workspace import Workspace
from tests.pages.conftest import MOMENT, Seen
from tests.pages.run import open_page, said

PAGE = "pages/customer.py"
TODAY = MOMENT.date()
WHO = "C1"


@pytest.fixture(scope="module")
def known_seen(small_seen, tmp_path_factory):
    """The small business with a customer about whom much is written down, looked at once."""
    root = tmp_path_factory.mktemp("known") / "home"
    shutil.copytree(small_seen.root, root)
    with Workspace.open(root, small_seen.slug, now=lambda: MOMENT) as shop:
        write_much(shop)
        return Seen.of(shop, root)


def write_much(shop):
    own = {"customer_id": WHO}
    people = shop.book().table("customers").set_index("customer_id")
    shop.correct(
        "customers",
        int(people.loc[WHO, "row_id"]),
        {"call_name": "花ちゃん", "dislikes": "らっきょう", "extra.席": "窓側", "hobby": "登山"},
    )
    for days in (9, 5):
        shop.add("activities", {**own, "date": _ago(days), "kind": "sales",
                                     "channel": "other", "direction": "out"})  # fmt: skip
    shop.add("satisfaction", {**own, "date": _ago(50), "score": 3, "scale": "five"})
    shop.add("satisfaction", {**own, "date": _ago(5), "score": 5, "scale": "five"})
    shop.add("extras", {**own, "date": _ago(8), "note": "傘をお貸しした", "reaction": 2})
    shop.add("promises", {**own, "made_date": _ago(3), "due_date": _ago(-60),
                               "content": "色見本を送る", "by_whom": "us"})  # fmt: skip


@pytest.fixture
def known(known_seen, monkeypatch):
    """That customer."""
    known_seen.look(monkeypatch)
    return WHO


def _ago(days):
    return TODAY - dt.timedelta(days=days)


def search(typed):
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value(typed).run()
    return at


def opened(who):
    at = search(who)
    at.button(key=f"found_{who}").click().run()
    assert not at.exception
    return at


def test_the_card_tells_all_that_is_read_before_a_talk(known):
    text = said(opened(known))
    for heading in ("なぜ今", "残っている約束", "これからの日付（12か月）", "満足度", "連絡",
                    "離れたら失うもの", "特別な計らい", "お金のかからない3つの工夫"):  # fmt: skip
        assert heading in text, heading
    assert "前回の3から上がりました（2件）。" in text
    assert "反応の平均は+2.0" in text
    assert "傘をお貸しした" in text
    assert "花ちゃん" in text


def test_two_sales_in_a_row_are_warned_of_on_the_card(known):
    warned = [w.value for w in opened(known).warning]
    assert any("2回続けて売り込み" in text for text in warned)


def test_the_passbook_lists_entries_and_what_an_action_of_this_week_would_change(known):
    at = opened(known)
    text = said(at)
    assert "信頼通帳" in text
    assert "残っている約束を今日果たす：+5.0" in text
    assert "売り込みなしで話す：+3.0" in text
    table = next(table.value for table in at.table if "今日の残り" in table.value.columns)
    points = [html.unescape(cell) for cell in table.iloc[:, 2]]
    assert points == ["-2.0", "-1.0"]


def test_the_letter_and_the_ideas_never_use_what_they_dislike(known):
    at = opened(known)
    letter = next(code.value for code in at.code)
    assert "登山を楽しむ時間" in letter
    assert "らっきょう" not in letter


@pytest.mark.parametrize(
    ("typed", "where"),
    [("窓側", "席"), ("色見本", "約束の「内容」"), ("傘をお貸し", "特別な計らいの「したこと」"),
     ("登山", "「趣味」")],
)  # fmt: skip
def test_a_customer_is_found_by_any_word_and_told_where_it_stands(known, typed, where):
    at = search(typed)
    assert f"found_{known}" in [b.key for b in at.button]
    assert where in said(at)


def test_a_word_of_one_letter_is_looked_for_in_names_only(known):
    assert f"found_{known}" not in [b.key for b in search("傘").button]


def test_whoever_asked_to_stop_gets_no_ideas_letter_or_actions(shop):
    shop.add("customers", {"customer_id": "N2", "name": "止田", "hobby": "登山",
                           "contact_permission": "stop"})  # fmt: skip
    text = said(opened("N2"))
    assert "お金のかからない3つの工夫" not in text
    assert "今週の一手で変わること" not in text
    assert "お礼の手紙の下書き" not in text


def test_from_a_list_the_card_opens_in_a_drawer_with_the_same_content_and_the_whole_one(shown):
    at = open_page("pages/calls.py")
    first = next(b for b in at.button if b.key.startswith("open_call_"))
    who = first.key.removeprefix("open_call_")
    first.click().run()
    assert at.title[0].value == "今週かける人"
    text = said(at)
    assert "信頼通帳" in text
    assert "離れたら失うもの" in text
    at.button(key="drawer_full").click().run()
    assert at.title[0].value == "お客様カード"
    assert who in str([b.key for b in at.button])


def test_the_card_speaks_english_too(known):
    at = open_page(PAGE, locale="en-US")
    at.text_input(key="customer_search").set_value(known).run()
    at.button(key=f"found_{known}").click().run()
    text = said(at)
    assert "Trust passbook" in text
    assert "What they would lose by leaving" in text


@pytest.mark.parametrize("kind", ["postcard", "email", "line"])
def test_a_draft_of_each_kind_speaks_of_what_is_on_record(known, kind):
    at = opened(known)
    control = next(c for c in at.segmented_control if c.key.startswith("draft_kind_"))
    control.set_value(kind).run()
    text = next(code.value for code in at.code)
    assert "花ちゃん" in text.splitlines()[0]
    assert "らっきょう" not in text
