"""Ranks and classes: raw values beside each, ties, movement; only what is open is counted."""

from __future__ import annotations

import html

import pandas as pd
import pytest

from core.workspace import Workspace, set_current
from tests.core.keeping import bring, customer, line, sheet
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/classes.py"


def numbers(column):
    return [int(v.replace(",", "")) if v[0].isdigit() else 0 for v in column]


def plain(column):
    return [html.unescape(value) for value in column]


def opened(view, **keys):
    at = open_page(PAGE)
    at.session_state["class_view"] = view
    for key, value in keys.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


def test_tenure_stands_with_its_part_of_margin_and_the_change_of_a_year(lease):
    at = open_page(PAGE)
    table = at.table[0].value.set_index("お付き合い")

    assert at.title[0].value == "順位と分類"
    assert list(table.index) == ["1年未満", "1〜3年", "3〜5年", "5年以上"]
    assert sum(numbers(table["人数"])) == 152
    assert plain(table["人数の割合"])[3] == "78%"
    assert plain(table["その割合"])[3] == "83%"
    assert all(change.endswith("ポイント") for change in table["12か月前と比べて"])
    assert "台帳は" in said(at)


def test_of_very_many_customers_nothing_that_was_counted_of_a_past_day_stays(lease, monkeypatch):
    from pages._ui import then  # noqa: PLC0415 - as a page loads it

    kept = open_page(PAGE).table[0].value
    then.forget()
    monkeypatch.setattr(then, "KEPT_UP_TO", 0)
    monkeypatch.setattr(then, "_measured", None)
    again = open_page(PAGE)

    assert not again.exception
    pd.testing.assert_frame_equal(again.table[0].value, kept)


def test_too_few_buyers_make_no_shares(shop):
    at = open_page(PAGE)

    assert "20人からは割合を出します" in said(at)
    assert not at.table


def test_new_customers_discount_and_margin_stand_against_those_of_existing_ones(shown):
    at = opened("terms")
    table = at.table[0].value.set_index("お客様")

    new, existing = table.index[0], table.index[1]
    assert plain([table.loc[new, "平均の値引き率"]]) == ["5.5%"]
    assert plain([table.loc[existing, "平均の値引き率"]]) == ["0.5%"]
    assert numbers([table.loc[existing, "人数"], table.loc[existing, "1年前の人数"]]) == [374, 347]
    assert len([b for b in at.button if b.key.startswith("open_reduced_")]) == 6


def test_fewer_existing_customers_than_a_year_before_are_said_in_red(shown, monkeypatch):
    from core.metrics import terms  # noqa: PLC0415 - what it counts is changed here
    from pages._ui import strength  # noqa: PLC0415 - as a page loads it

    def fewer(*args, **kwargs):
        found = terms.terms_of(*args, **kwargs)
        people = terms.Side(customers=300, revenue=1)
        return terms.Terms(
            new=found.new, existing=people, new_before=found.new_before,
            existing_before=terms.Side(customers=320, revenue=1), start=found.start,
            has_discounts=False, whole=True,
        )  # fmt: skip

    monkeypatch.setattr(strength, "terms_of", fewer)
    monkeypatch.setattr("pages._ui.then.mark_of", lambda _here: "fewer")
    at = opened("terms")

    assert "6%減りました(いま300人、1年前320人)" in said(at)
    assert ":red[" in "".join(m.value for m in at.markdown)
    assert "値引きの記録がありません" in said(at)


@pytest.mark.parametrize("score", ["r_score", "f_score", "m_score"])
def test_ranks_stand_beside_their_raw_values(shown, score):
    at = opened("rfm", rfm_score=score)
    ranks, raw = at.table[0].value, at.table[1].value

    best_first = ["5点", "4点", "3点", "2点", "1点"]
    assert list(ranks.iloc[:, 0]) == best_first[: len(ranks)]  # nobody is below a large tie
    assert len(raw) == 12
    assert {"最後の購入からの日数", "24か月のお買い上げ日数"} <= set(raw.columns)
    assert "同じ数字の方は同じ順位" in said(at)


def test_recency_ranks_follow_the_days(shown):
    days = numbers(opened("rfm", rfm_score="r_score").table[0].value.iloc[:, 2])

    assert days == sorted(days)


def test_the_tenths_share_all_sales_and_the_best_fifth_is_the_shops_own(shown):
    at = opened("decile")
    tenths = at.table[0].value

    assert "上位2割の方で、売上の68%です" in said(at)
    assert len(tenths) == 10
    assert 98 <= sum(int(v.rstrip("%")) for v in plain(tenths["売上の割合"])) <= 102
    assert len(at.get("plotly_chart")) == 2


def test_who_moved_from_tenth_to_tenth_is_named(shown):
    at = opened("decile")
    matrix = at.table[-1].value.set_index("前 → 後")

    assert matrix.loc["2番目", "1番目"] != "–"
    assert "その時に見えていたまま" not in said(at)
    assert [b for b in at.button if b.key.startswith("open_class_decile_up_")]


def test_abc_has_three_classes(shown):
    assert list(opened("abc").table[0].value.iloc[:, 0]) == ["A", "B", "C"]


def test_the_ten_classes_can_be_cut_by_own_gaps_or_by_the_published_days(shown):
    own = opened("portfolio").table[0].value
    published = opened("portfolio", cpm_cuts="portfolio_literal").table[0].value

    assert own.iloc[0, 0].startswith("優良客")
    assert sum(numbers(own["人数"])) == sum(numbers(published["人数"])) == 1196
    assert list(own["人数"]) != list(published["人数"])


def test_the_twelve_cells_stand_with_approach_share_and_names(lease):
    at = opened("lanchester", lanchester_approach="win")
    table, names = at.table[0].value, at.table[1].value

    assert html.unescape(table.iloc[0, 2]).startswith("7(攻める)")
    assert "280人のうち60人" in said(at)
    assert set(names["区分"]) <= {"Ab", "Ac", "Bb"}
    assert len([b for b in at.button if b.key.startswith("open_lanchester_")]) == 12
    assert at.selectbox(key="class_cell_cell").options


def test_without_a_known_need_the_page_says_how_to_begin(shown):
    assert "お客様カードにおおよその額を書くと" in said(opened("lanchester"))


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")

    assert at.title[0].value == "Ranks and classes"
    assert "Less than 1 y" in at.table[0].value.iloc[0, 0]


@pytest.fixture
def without_amounts(tmp_path, monkeypatch):
    """A shop whose sheets carry no amounts."""
    root = tmp_path / "home"
    with Workspace.create(root, "数だけの店", now=lambda: MOMENT) as made:
        lines = [line(f"2026-{month:02d}-05", n, None) for n in range(1, 25) for month in (3, 9)]
        bring(made, sheet([customer(n) for n in range(1, 25)], lines=lines, has_amounts=False))
        set_current(root, made.business.slug)
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))


def test_without_amounts_only_what_can_be_counted_is_shown(without_amounts):
    assert "表に金額がない" in said(opened("terms"))
    recency = opened("rfm")
    assert "これまでの売上" not in recency.table[0].value.columns
    assert "これまでの売上" not in recency.table[1].value.columns
    assert "まだ記録が足りません" in said(opened("abc"))
    assert "0人です。20人からは" in said(opened("decile"))
