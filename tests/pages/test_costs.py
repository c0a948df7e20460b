"""What was spent and came back: shut where others look, the coupon in red, budget, complaints."""

from __future__ import annotations

import html

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.scope import Period, Scope
from core.workspace import Workspace, current, keep_look
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said, unfold

PAGE = "pages/costs.py"


def overrides(root):
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        return workspace.book().table("overrides")


def cells(at, title):
    """The table with such a column, as rows of text."""
    found = next(table.value for table in at.table if title in table.value.columns)
    return found.map(html.unescape)


def test_the_coupon_month_stands_in_red_and_its_table_says_that_nothing_came_back(shown):
    at = open_page(PAGE)

    errors = [html.unescape(error.value) for error in at.error]
    text = errors[0]
    assert len(errors) == 1
    assert "2026年3月" in text
    assert "88人に662,000円" in text
    months = cells(at, "費用の戻り")
    coupon = months[months["月"] == "2026年3月"].iloc[0]
    assert coupon["費用の戻り"] == "戻っていません"
    assert coupon["根づいた方1人あたり"] == "220,667円"


def test_a_way_of_the_sheet_is_put_beside_the_customers_who_came_by_it_and_taken_back(ledger):
    at = unfold(open_page(PAGE), "ways_unknown")
    at.selectbox(key="way_of_クーポンサイト").select("flyer").run()

    ways = cells(at, "きっかけ")
    flyer = ways[ways["きっかけ"] == "チラシ"].iloc[0]
    assert flyer["かけた費用"] == "2,098,000円"
    at.button(key="ways_forget").click().run()
    assert "チラシ" in set(cells(at, "きっかけ")["きっかけ"])
    assert cells(at, "きっかけ").iloc[0]["かけた費用"] == "1,570,000円"


def test_the_budget_the_ratio_and_the_advantages_are_said_with_their_counts(shown):
    text = said(open_page(PAGE))

    assert "1年に563,123円までかけられます。281,561円なら半分が残ります" in text
    assert "7.8倍です" in text
    assert "新しいお客様447人、続けてくださった方371人" in text
    assert "既存のお客様の六つの強み" in text


def test_open_complaints_are_a_range_with_its_assumption(shown):
    text = said(open_page(PAGE))

    assert "1人をお待たせしています。1年で34,473円〜430,914円" in text
    assert "初期値（仮）" in text or "初期値・仮" in text
    assert "言わずに去る方がいるのは確かです" in text


def test_a_shop_without_aftercare_is_asked_whether_it_is_not_zero(shop):
    text = said(open_page(PAGE))

    assert "アフターフォローの費用が12か月で0円です" in text
    assert "この期間の獲得費が書かれていません" in text
    assert "まだ分かりません" in text


def test_a_loss_is_allowed_watched_and_ended(lease):
    at = unfold(open_page(PAGE), "loss_form")
    at.text_input(key="loss_find").set_value("K086").run()
    at.button(key="loss_find_K086").click().run()
    at.button(key="loss_write").click().run()
    assert "認める赤字の額、見る人、理由を書いてください" in said(at)

    at.number_input(key="loss_limit").set_value(300_000)
    at.text_input(key="loss_by").set_value("大塚")
    at.text_input(key="loss_why").set_value("本社を取りたい")
    at.button(key="loss_write").click().run()

    row = overrides(lease).iloc[-1]
    assert row[["field", "value", "by_whom"]].tolist() == ["loss_limit", "300000", "大塚"]
    text = said(at)
    assert "赤字でも取りに行くお客様（1件）" in text
    assert "認めた範囲です" in text
    assert "認めた赤字：300,000円" in text
    at.button(key="loss_end_K086").click().run()
    assert "赤字でも取りに行くお客様（0件）" in said(at)


def test_a_day_that_has_passed_is_red_and_what_is_no_amount_cannot_be_told(lease):
    values = {
        "date": "2026-05-01", "customer_id": "K001", "field": "loss_limit", "value": "5000",
        "expires_date": "2026-11-01", "by_whom": "大塚", "reason": "入札",
    }  # fmt: skip
    with Workspace.open(lease, current(lease), now=lambda: MOMENT) as workspace:
        workspace.add("overrides", values)
        workspace.add("overrides", values | {"customer_id": "K002", "value": "少し",
                                             "expires_date": "2027-11-01"})  # fmt: skip

    text = said(open_page(PAGE))
    assert "見直す日を過ぎました" in text
    assert "認めた赤字：金額ではありません" in text
    assert "分かりません" in text


def behind():
    """What a click on a month and on a month of age would name, in numbers."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the function's text alone

    from pages._ui import business, payback  # noqa: PLC0415

    here = business.here()
    found = payback.read(here)
    st.text(len(payback._of_months(here, found, ("2026-03", "2026-02"))))
    st.text(len(payback._of_age(here, found, ("3", "13"))))


def test_a_click_names_who_was_won_in_those_months_and_who_has_come_for_so_long(
    shown, sample_seen
):
    at = AppTest.from_function(behind, default_timeout=60).run()
    people = sample_seen.review.customers
    first = people["first_purchase_date"].dt.to_period("M")
    last = people["last_purchase_date"].dt.to_period("M")
    won = first.isin(pd.PeriodIndex(["2026-03", "2026-02"], freq="M")).sum()
    span = (last.dt.year - first.dt.year) * 12 + last.dt.month - first.dt.month + 1
    stayed = ((first >= pd.Period("2024-12", "M")) & (span >= 13)).sum()

    assert [int(text.value) for text in at.text] == [won, stayed]
    assert won == 115


def test_only_the_way_in_and_the_months_narrow_the_page(ledger):
    slug = current(ledger)
    keep_look(ledger, slug, Scope(ways=("flyer",)), Period("2026-01", "2026-06"))
    text = said(open_page(PAGE))
    assert "132,000円をかけました" in text
    assert "この画面はお店全体を表しています" not in text

    keep_look(ledger, slug, Scope(staff=("野口 香織",)), Period())
    text = said(open_page(PAGE))
    assert "この画面はお店全体を表しています" in text
    assert "2,098,000円をかけました" in text


def test_months_of_which_nothing_came_back_beyond_three_are_counted(lease):
    at = open_page(PAGE)

    assert len(at.error) == 3
    assert "ほか2か月" in said(at)


def test_sales_without_a_cost_say_that_profit_is_sales(shop):
    shop.add("costs", {"month": "2026-11", "way": "チラシ", "amount": 5000, "kind": "acquisition"})
    text = said(open_page(PAGE))

    assert "原価のない売上は、売上のまま数えています" in text
    assert "根づいた方1人あたりの費用は、まだ分かりません" in text
    assert "新しいお客様がまだ少なく、出せません" in text


def test_somebody_who_joined_and_never_bought_is_named_with_the_money(shop):
    shop.add("costs", {"month": "2026-07", "way": "チラシ", "amount": 5000, "kind": "acquisition"})
    who = shop.book().table("customers").query("customer_id == 'C2'")["row_id"].iloc[0]
    shop.correct("customers", int(who), {"first_visit_date": "2026-07-01"})

    text = said(open_page(PAGE))
    assert "入ったまま一度も使っていない方が1人。その方たちにかけた費用は5,000円です" in text
    assert "鈴木 実" in text


def test_in_a_shared_ledger_the_page_and_its_link_are_shut(shown, shared_by_several):
    at = open_page(PAGE)

    assert "共有している台帳では開きません" in said(at)
    assert "円" not in said(at)
    assert not [link for link in at.sidebar.page_link if "見返り" in link.label]


def test_the_page_speaks_english(shown):
    at = open_page(PAGE, locale="en-US")

    assert at.title[0].value == "Spent and returned"
    assert "NOT BACK" in said(at)
    assert "Forget what I said of ways" not in labels(at)
