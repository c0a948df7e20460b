"""The groups page says whom a new product fits best, and what that is worth."""

from __future__ import annotations

import datetime as dt

import pytest

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said, unfold

PAGE = "pages/groups.py"


def asked(products=(), categories=(), locale="ja-JP"):
    at = open_page(PAGE, locale=locale)
    at.multiselect(key="fit_products").set_value(list(products))
    at.multiselect(key="fit_categories").set_value(list(categories))
    return at.run()


def test_three_clicks_give_the_customers_with_points_and_reasons(shown):
    at = asked(["トリートメント剤"])
    text = said(at)

    table = next(t.value for t in at.table if "相性の点" in t.value.columns)
    assert len(table) == 20
    points = [int(value) for value in table["相性の点"]]
    assert points == sorted(points, reverse=True)
    assert points[-1] > 0
    assert "「トリートメント剤」を買った" in text
    assert "似た品を買ったお客様" in text
    assert "2026年11月15日(日)現在" in text
    assert "参考" in text  # the salon never launched anything like it


def test_nobody_who_is_gone_or_asked_to_stop_is_on_the_list(shown, sample_seen):
    at = asked(categories=["店販"])

    people = sample_seen.review.customers.set_index("customer_id")
    listed = [b.key.removeprefix("open_fit_") for b in at.button if b.key.startswith("open_fit_")]
    assert 0 < len(listed) <= 5
    assert not people.loc[listed, "state"].isin(["lapsed", "dnc"]).any()
    assert not (people.loc[listed, "trust_word"] == "overdrawn").any()
    at.button(key=f"open_fit_{listed[0]}").click().run()
    at.button(key="drawer_full").click().run()
    assert at.title[0].value == "お客様カード"


def test_nobody_who_declined_something_like_it_is_asked_again(ledger):
    first = asked(["ヘッドスパ"])
    listed = next(b.key for b in first.button if b.key.startswith("open_fit_"))
    customer_id = listed.removeprefix("open_fit_")
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        workspace.add(
            "activities",
            {
                "customer_id": customer_id, "date": dt.date(2026, 1, 5), "outcome": "declined",
                "product": "ﾍｯﾄﾞｽﾊﾟ",
            },
        )  # fmt: skip

    again = asked(["ヘッドスパ"])

    assert listed not in [b.key for b in again.button]
    assert any("相性の点" in table.value.columns for table in again.table)


def test_a_click_says_where_the_points_come_from(shown):
    at = unfold(asked(["ヘッドスパ"]), "fit_basis")

    table = next(t.value for t in at.table if "特徴" in t.value.columns)
    assert table["特徴"].iloc[0].startswith("似た品を")
    assert "人のうち" in table["似た品を買った方"].iloc[0]


def test_the_section_speaks_english_too(shown):
    text = said(asked(["ヘッドスパ"], locale="en-US"))

    assert "Whom a new product fits best" in text
    assert "For reference" in text
    assert "days with something like it" in text


def test_nothing_chosen_says_what_to_do(shown):
    assert "似た品か分類を選んでください" in said(open_page(PAGE))


@pytest.mark.parametrize(("locale", "words"), [("ja-JP", "比べられません"), ("en-US", "compared")])
def test_without_named_products_the_section_says_what_would_help(shop, locale, words):
    assert words in said(open_page(PAGE, locale=locale))


def test_a_price_out_of_all_reach_changes_nothing_and_an_empty_business_is_told_how_to_begin(
    shown, tmp_path, monkeypatch
):
    at = asked(["ヘッドスパ"])
    before = at.table[-1].value
    at.number_input(key="fit_price").set_value(9_999_999).run()
    assert at.table[-1].value.equals(before)

    empty = tmp_path / "empty"
    Workspace.create(empty, "空のお店", now=lambda: MOMENT).close()
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(empty))
    assert "まだ表が入っていません" in said(open_page(PAGE))


def test_what_is_bought_after_what_is_counted_when_it_is_opened(shown):
    at = unfold(open_page(PAGE), "bought_after")

    table = next(t.value for t in at.table if "あとで買った品" in t.value.columns)
    assert len(table) >= 1
    assert "人のうち" in table["両方買った方"].iloc[0]
    assert "1.3" in said(at)


def test_a_shop_without_such_a_pair_says_so(shop):
    assert "There is no such pair" in said(unfold(open_page(PAGE, locale="en-US"), "bought_after"))


def test_a_new_product_is_offered_by_the_call_list_until_it_is_taken_back(ledger):
    at = open_page(PAGE)
    at.multiselect(key="fit_products").set_value(
        [at.multiselect(key="fit_products").options[0]]
    ).run()
    at.button(key="launch_on").click().run()
    assert "新商品の名前を書いてください" in said(at)
    at.text_input(key="launch_name").set_value("新しい試験品").run()
    at.button(key="launch_on").click().run()
    assert "「新しい試験品」を電話ですすめます" in said(at)
    with Workspace.open(ledger, current(ledger), now=lambda: MOMENT) as workspace:
        launch = workspace.settings().launch
    assert (launch.name, launch.until) == ("新しい試験品", "2027-02-20")
    at.button(key="launch_off").click().run()
    assert "launch_on" in [b.key for b in at.button]
