"""Who comes back: month by month, the second time, over the years, how long they stay away."""

from __future__ import annotations

import html
import json
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from core.engine import open_engine
from core.metrics.cohorts import COST, MARGIN, SALES, between
from core.metrics.cohorts import cohorts as count
from core.metrics.second import first_times, inside
from core.scope import Period, Scope
from core.workspace import Workspace, current, home, keep_look, set_current
from pages._ui import cohorts, second
from tests.core.keeping import bring, customer, line, sheet
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/cohorts.py"


def opened(view, **keys):
    at = open_page(PAGE)
    at.session_state["cohort_view"] = view
    for key, value in keys.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


def figures(at):
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


def columns(table):
    return [html.unescape(name) for name in table.columns]


def test_the_map_says_of_how_many_and_what_does_not_count(shown):
    at = open_page(PAGE)
    text = said(at)

    assert at.title[0].value == "戻ってくる人"
    assert "はじめて買った1か月後の月に、20%の方が買っています(757人のうち)" in text
    assert "2026年11月15日(日)にまだ終わっていない月" in text
    colour, cells = figures(at)[0]["data"]
    assert "2026年3月 (88)" in colour["y"]
    assert "6%" in cells["text"]
    assert len(at.table[0].value) == 25
    assert columns(at.table[0].value)[:2] == ["はじめて買った月(人)", "1"]


def test_sales_and_profit_stand_in_their_unit_and_say_what_they_are(shown):
    sales = opened("months", cohort_what="revenue")
    profit = opened("months", cohort_what="earned")

    assert "単位は万円です" in said(sales)
    assert "粗利は、売上から表に書かれた原価を引いたものです" in said(profit)
    by_year = opened("months", cohort_period="year")
    assert "2年後" not in said(by_year)  # three years of a ledger: of too few it is known
    assert "(2026年 (" in figures(by_year)[0]["data"][0]["y"][-2]


def test_a_part_of_the_business_is_counted_as_though_it_were_all(shown):
    keep_look(home(), current(home()), Scope(ways=("referral",)), Period("2025-01", ""))
    try:
        months, second_time = open_page(PAGE), opened("second")
        with Workspace.open(home(), current(home()), now=lambda: MOMENT) as ledger:
            part, by = ledger.book().within(Scope(ways=("referral",))), ledger.settings()
        with closing(open_engine(part)) as engine:
            found = between(count(engine, part, by), "2025-01", "")
            firsts = inside(first_times(engine, part, by), ("2025-01", ""))
    finally:
        keep_look(home(), current(home()), Scope(), Period())

    rows = figures(months)[0]["data"][0]["y"]
    assert len(rows) == 1 + len(found.sizes)
    assert rows[0] == f"2025年1月 ({found.sizes['customers'].iloc[0]})"
    assert f"初回の方{len(firsts)}人のうち" in said(second_time)


def test_of_the_month_of_the_coupon_it_is_said_that_few_came_again(shown):
    """The salon's coupon of 2026-03 took 3,000 yen off."""
    at = opened("second", f2_axis_way_product_staff_discount="discount")
    text, groups = said(at), at.table[-1].value

    assert "2026年3月は目立ちます。88人のうち11%しか来ていません(その前の月は31%)" in text
    bars = figures(at)[0]["data"][0]
    assert bars["text"][bars["x"].index("2026-03")] == "11%<br>(88)"
    assert bars["text"][-1] == "まだ<br>(23)"
    assert groups.iloc[-1].map(html.unescape).tolist() == [
        "大きな値引き(割引券)", "78", "6", "8%", "4%〜16%", "全体より少ない",
    ]  # fmt: skip
    assert "また来る方の半分は37日目までに来ています" in text


def test_ways_stand_in_order_and_groups_of_too_few_are_counted_only(shown):
    ways = opened("second").table[-1].value
    products = opened("second", f2_axis_way_product_staff_discount="product")

    assert ways.iloc[0, 0] == "紹介"
    assert ways.iloc[0, 5] == "全体より多い"
    assert "ほかの2組は、待つ日数がすぎた初回の方が20人に足りない" in said(products)


def test_the_first_year_stands_beside_hughes_and_what_is_not_known_says_so(shown):
    at = opened("years")
    text = said(at)

    assert "1年目: 137人のうち38人が残りました(28%)。ヒューズの線は50%です" in text
    assert "2年目: まだ分かりません(n=0、30人から言います)。ヒューズの線は55%です" in text
    assert "線のあてはめはまだできません" in text
    assert "離れやすい方から先に離れるから" in text
    table = at.table[0].value
    assert table.iloc[:, 6].map(html.unescape).tolist() == ["100.0%", "50.0%", "27.5%", "16.5%"]


def test_a_long_ledger_is_told_by_years_and_fitted(builder):
    months, years = open_page(PAGE), opened("years")

    assert "はじめて買った1年後の年に" in said(months)
    assert "7年目: 33人のうち28人が残りました(85%)。" in said(years)
    assert "あてはめた線(α 0.46、β 0.80)では、5年後に100人中35人が残ります" in said(years)
    assert "1,825日買っていない方は離れたと数えます" in said(years)
    silence = opened("silence", silence_bucket=3)
    assert "この線は" in said(silence)


def test_the_days_in_force_stand_on_the_curve_of_silences(shown):
    at = opened("silence")
    notes = [note["text"] for note in figures(at)[0]["layout"]["annotations"]]

    assert "1回のお客様：69日を過ぎると" in said(at)
    assert notes == ["声かけ日 46日", "戻らぬ日 69日", "止める日 365日"]
    assert (
        "この線は1,196件のごぶさたから引いています。そのうち653件は、また来て終わりました"
        in said(at)
    )
    thrice = opened("silence", silence_bucket=3)
    assert "3回以上のお客様" in said(thrice)


def behind():
    """A page that calls what a click calls."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the function's text alone

    from pages._ui import cohorts, curves, second  # noqa: PLC0415
    from pages._ui.business import here  # noqa: PLC0415

    now = here()
    found = st.session_state
    found["cell"] = cohorts._behind(now, (f"{2026 * 12 + 5}:1",), by_year=False)
    found["lost"] = curves._left(now, ("1", "2"))
    found["silent"] = curves._now(now.people(), 1, ("nudge", "other"))
    found["gone"] = curves._now(now.people(), 3, ("stop",))
    firsts = now.counted("first", lambda e, book: second.first_times(e, book, now.settings))
    gaps = firsts["gap"].between(31, 40)
    found["soon"], found["gaps"] = second._came_then(now, firsts, ("40",)), int(gaps.sum())
    found["nobody"] = curves._now(now.people(), 1, ())


def test_who_stands_behind_a_point_is_found(shown):
    at = AppTest.from_function(behind, default_timeout=60)
    at.context = {"locale": "ja-JP", "timezone": "Asia/Tokyo"}
    at.run()
    found = at.session_state

    assert not at.exception
    assert len(found["cell"]) == 11  # 38 % of the 29 who came first in June
    assert found["cell"]["name"].ne("").all()
    assert len(found["lost"]) > 250
    assert 0 < len(found["silent"]) < 200
    assert len(found["gone"]) > 0
    assert len(found["nobody"]) == 0
    assert len(found["soon"]) == found["gaps"] > 0


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")

    assert at.title[0].value == "Who comes back"
    assert "1 month after the first purchase, 20% bought (of 757 customers)" in said(at)


@pytest.mark.parametrize("view", ["months", "second", "years", "silence"])
def test_of_three_customers_nothing_is_claimed(shop, view):
    text = said(opened(view))

    told = {
        "months": "数えられる月がまだありません",
        "second": "月が、まだありません",
        "years": "まだ分かりません(n=0",
        "silence": "線は引けません",
    }
    assert told[view] in text


@pytest.fixture
def without_amounts(tmp_path, monkeypatch):
    """A shop whose sheets carry no amounts."""
    root = tmp_path / "home"
    with Workspace.create(root, "数だけの店", now=lambda: MOMENT) as made:
        lines = [
            line(f"2026-{month:02d}-05", n, None) for n in range(1, 25) for month in (3, 6, 8)
        ]
        bring(made, sheet([customer(n) for n in range(1, 25)], lines=lines, has_amounts=False))
        set_current(root, made.business.slug)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))


def test_without_amounts_people_are_counted_and_no_money_is_offered(without_amounts):
    at = open_page(PAGE)
    choices = next(g for g in at.button_group if g.key == "cohort_what")

    assert len(choices.options) == 1
    assert "3か月後の月に、100%の方が買っています(24人のうち)" in said(at)
    assert "見分けられることが、表に書かれていません" in said(opened("second"))


@pytest.mark.parametrize(("basis", "words"), [(COST, "costs"), (MARGIN, "margin"),
                                              (SALES, "Sales basis")])  # fmt: skip
def test_a_margin_says_what_it_stands_on(basis, words):
    class Found:
        pass

    found = Found()
    found.basis = basis
    (said_of,) = cohorts._basis(found, "earned")
    assert words in said_of.message


def test_months_beside_those_before_them_are_more_fewer_or_as_many(shown):
    with Workspace.open(home(), current(home()), now=lambda: MOMENT) as ledger:

        class Here:
            settings = ledger.settings()

        rows = [{"change": change, "before": 0.4} for change in (0.2, -0.2, 0.01, float("nan"))]
        said_of = [[w.message for w in second._beside(Here, row)] for row in rows]
    assert [bool(one) for one in said_of] == [True, True, True, False]
    assert ["more than" in said_of[0][0], "fewer" in said_of[1][0], "as in" in said_of[2][0]] == [
        True, True, True,
    ]  # fmt: skip
