"""One customer: found however they are typed, with the reasons for their rung."""

from __future__ import annotations

import pytest

from core.ingest import combine, read
from core.workspace import Workspace
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/customer.py"


@pytest.fixture
def person(sample_home):
    """A listed customer of the sample, as the ledger has them."""
    with Workspace.open(sample_home, "sample-salon", now=lambda: MOMENT) as workspace:
        people = workspace.book().table("customers")
    found = people[(people["name"] == "武田 和夫")]
    return found.iloc[0]


def search(typed):
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value(typed).run()
    return at


@pytest.mark.parametrize("typed", ["武田和夫", "たけだ かず", "タケダ", "武田　和夫"])
def test_a_customer_is_found_by_name_and_reading_in_any_kana_and_spacing(shown, person, typed):
    at = search(typed)
    assert f"found_{person['customer_id']}" in [b.key for b in at.button]


def test_a_customer_is_found_by_phone_and_number(shown, person):
    for typed in (person["phone"], person["phone"].replace("-", ""), person["customer_id"]):
        assert f"found_{person['customer_id']}" in [b.key for b in search(typed).button]


def test_nobody_found_says_what_to_try(shown):
    assert "「存在しない人」に合う方は見つかりません" in said(search("存在しない人"))


def test_the_card_says_the_rung_with_its_reasons_and_what_was_bought(shown, person):
    at = search("武田和夫")
    at.button(key=f"found_{person['customer_id']}").click().run()
    text = said(at)
    assert "武田 和夫様" in text
    assert "なぜこの段か" in text
    assert "方針" in text
    assert "はじめてのお買い物" in text
    assert "4,200円" in text
    assert "やりとり" in text


def test_a_name_that_is_markdown_stays_a_name(ledger):
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.add(
            "customers", {"customer_id": "N1", "name": "![x](http://evil.example/i.png)"}
        )
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value("N1").run()
    at.button(key="found_N1").click().run()
    raw = [m.value for m in at.markdown] + [b.label for b in at.button]
    assert "![x](http://evil.example/i.png)様" in said(at)
    assert not [text for text in raw if "![x](" in text]
    assert "まだご購入はありません" in said(at)


def test_whoever_asked_to_stop_is_marked_do_not_contact(ledger):
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        workspace.add(
            "customers", {"customer_id": "N2", "name": "止田", "contact_permission": "stop"}
        )
    at = open_page(PAGE)
    at.text_input(key="customer_search").set_value("N2").run()
    at.button(key="found_N2").click().run()
    assert "連絡しないでください" in at.error[0].value.replace("&#", "")


def test_a_contact_off_the_list_is_recorded_on_the_card(ledger, person):
    who = person["customer_id"]
    at = search("武田和夫")
    at.button(key=f"found_{who}").click().run()
    at.text_input(key=f"note_{who}").set_value("店でお会いした")
    at.button(key=f"talked_{who}").click().run()
    assert "店でお会いした" in said(at)
    at.button(key="undo").click().run()
    assert "店でお会いした" not in said(at)


def test_the_page_asks_to_search_first(shown):
    assert "お客様をさがすか" in said(open_page(PAGE))


def test_the_card_speaks_english_too(shown, person):
    at = open_page(PAGE, locale="en-US")
    at.text_input(key="customer_search").set_value(person["customer_id"]).run()
    at.button(key=f"found_{person['customer_id']}").click().run()
    assert "Why this rung" in said(at)


SHEET = (
    "顧客ID,氏名,電話番号,犬の名前,**座右**,きっかけ,初回来店日\n"
    "X1,犬飼 花,12-34,ポチ [x](http://evil.example),![x](http://evil.example/i.png),占い,2026年10月\n"
    "X2,猫田 実,090-0000-0002,,,紹介,2026/10/2\n"
)


@pytest.fixture
def own_columns(ledger):
    """A ledger with a sheet that has columns of the owner's own."""
    data = SHEET.encode()
    with Workspace.open(ledger, "sample-salon", now=lambda: MOMENT) as workspace:
        reading = read(data, "顧客.csv", settings=workspace.settings(), today=workspace.today())
        workspace.commit(combine([reading]), files=[("顧客.csv", data)], mapping={}, counts={})


def card_of(customer_id, locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.text_input(key="customer_search").set_value(customer_id).run()
    return at.button(key=f"found_{customer_id}").click().run()


def test_the_owners_own_columns_and_what_could_not_be_read_stand_on_the_card(own_columns):
    text = said(card_of("X1"))
    assert "その他の項目" in text
    for line in (
        "**犬の名前** ポチ",
        "**電話番号** 12-34",
        "**きっかけ** 占い",
        "**初回来店日** 2026年10月",
    ):
        assert line in text


def test_the_owners_own_columns_cannot_be_markdown(own_columns):
    at = card_of("X1")
    raw = [m.value for m in at.markdown]
    assert "![x](http://evil.example/i.png)" in said(at)
    assert not [text for text in raw if "](" in text or "**座右**" in text]


def test_a_customer_without_own_columns_has_no_such_section(own_columns):
    assert "その他の項目" not in said(card_of("X2"))
    assert "Other columns of your sheets" not in said(card_of("X2", "en-US"))
    assert "Other columns of your sheets" in said(card_of("X1", "en-US"))
