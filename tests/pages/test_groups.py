"""Groups: policies against relations, states, money classes."""

from __future__ import annotations

import html

from tests.pages.run import open_page, said

PAGE = "pages/groups.py"


def numbers(column):
    return [int(v.replace(",", "")) if v[0].isdigit() else 0 for v in column]


def test_the_counts_of_all_groups_add_up_to_all_customers(shown):
    at = open_page(PAGE)
    assert at.title[0].value == "お客様のグループ"
    crossed = at.table[0].value
    assert sum(numbers(crossed["合計"])) == 1200
    states = at.table[1].value
    assert sum(numbers(states["人数"])) == 1200
    assert list(states["状態"])[:4] == ["見込", "現役", "離れかけ", "休眠"]


def test_ten_equal_groups_share_all_sales(shown):
    deciles = open_page(PAGE).table[2].value
    assert len(deciles) == 10
    assert deciles["売上"].iloc[0].endswith("円")
    assert 98 <= sum(int(html.unescape(share).rstrip("%")) for share in deciles["割合"]) <= 102


def test_members_of_a_group_are_named_and_open_their_card(shown):
    at = open_page(PAGE)
    at.selectbox(key="group_stage").set_value("supporter").run()
    names = [b for b in at.button if b.key.startswith("open_group_")]
    assert 0 < len(names) <= 20
    names[0].click().run()
    assert at.title[0].value == "お客様カード"
    assert "なぜこの段か" in said(at)


def test_groups_can_be_looked_at_by_policy_relation_and_state(shown):
    at = open_page(PAGE)
    for axis in ("policy", "relation", "state"):
        at.session_state["group_axis"] = axis
        at.run()
        assert at.selectbox(key=f"group_{axis}").options
    assert not at.exception


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")
    assert "How we deal with whom" in said(at)
    assert "All" in at.table[0].value.columns
