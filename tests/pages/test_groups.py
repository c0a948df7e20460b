"""Groups: the eleven on their axes, what may be done, what waits for the owner, who moved."""

from __future__ import annotations

import datetime as dt
import html

from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import open_page, said

PAGE = "pages/groups.py"


def numbers(column):
    return [int(v.replace(",", "")) if v[0].isdigit() else 0 for v in column]


def percents(column):
    return [int(html.unescape(share).rstrip("%")) for share in column]


def choose(at, axis, code):
    at.session_state["group_axis"] = axis
    at.run()
    return at.selectbox(key=f"group_{axis}").set_value(code).run()


def written(root):
    """What was set by hand today; the sample has older rows."""
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        rows = workspace.book().table("overrides")
    return rows[rows["date"] == str(MOMENT.date())].reset_index(drop=True)


def test_the_eleven_groups_stand_with_their_part_of_customers_sales_and_margin(shown):
    at = open_page(PAGE)
    eleven = at.table[0].value

    assert at.title[0].value == "お客様のグループ"
    assert [group[0] for group in eleven["グループ"]] == list("①②③④⑤⑥⑦⑦⑦⑧⑨⑩⑪")
    relations = eleven[eleven["軸"] == "関係"]
    assert sum(numbers(relations["人数"])) < 1200  # gone customers and leads are none of them
    defend = eleven.iloc[5]
    assert numbers([defend["人数"]]) == [102]
    assert percents([defend["売上の割合"]])[0] > 25
    assert html.unescape(defend["12か月の売上"]).endswith("円")


def test_the_groups_of_one_axis_share_all_customers_and_sales(shown):
    at = open_page(PAGE)
    for axis in ("policy", "relation", "state", "segment"):
        at.session_state["group_axis"] = axis
        at.run()
        table = at.table[1].value
        assert sum(numbers(table["人数"])) == 1200
        assert 97 <= sum(percents(table["売上の割合"])) <= 103


def test_a_group_says_what_may_be_done_and_names_its_people(shown):
    at = choose(open_page(PAGE), "policy", "passive")

    may = at.table[2].value.set_index("項目")["してよいか"]
    assert may.to_dict() == {
        "約束の電話": "はい", "期日の電話": "はい", "お礼の電話": "はい",
        "電話での売り込み": "いいえ", "訪問": "いいえ", "値引き": "いいえ",
    }  # fmt: skip
    names = [b for b in at.button if b.key.startswith("open_group_")]
    assert len(names) == 12
    names[0].click().run()
    at.button(key="drawer_full").click().run()
    assert at.title[0].value == "お客様カード"


def test_repeat_customers_are_split_by_pattern_and_rhythm(shown):
    at = choose(open_page(PAGE), "relation", "repeat")

    split = at.table[3].value
    assert list(split["買い方の型"]) == ["初回客", "よちよち客", "コツコツ客", "流行客", "優良客"]
    found = sum(sum(numbers(split[name])) for name in ("週ごと", "月ごと", "季節ごと", "年ごと"))
    assert found == 378
    assert "特別扱い" in split["向き合い方"].iloc[-1]


def test_lifecycle_signs_are_an_axis_of_their_own(shown):
    at = open_page(PAGE)
    at.session_state["group_axis"] = "lifecycle"
    at.run()

    table = at.table[1].value
    assert "40代" in list(table["グループ"])
    assert 0 < sum(numbers(table["人数"])) < 1200
    assert "してよいことは変わりません" in said(at)


def test_where_nothing_is_told_there_is_no_lifecycle(shop):
    at = open_page(PAGE)
    at.session_state["group_axis"] = "lifecycle"
    at.run()

    assert "この記録はまだありません" in said(at)


def test_an_investment_is_confirmed_with_reason_budget_and_a_day(lease):
    at = open_page(PAGE)
    key = next(b.key for b in at.button if b.key.startswith("confirm_"))
    customer_id = key.removeprefix("confirm_")
    at.button(key=key).click().run()
    assert "理由を書いてから" in said(at)
    assert not len(written(lease))

    at.text_input(key=f"why_{customer_id}").set_value("新社屋の計画がある")
    at.number_input(key=f"budget_{customer_id}").set_value(50_000)
    at.button(key=key).click().run()

    row = written(lease).iloc[0]
    assert (row["customer_id"], row["field"], row["value"]) == (customer_id, "policy", "invest")
    assert row["reason"] == "新社屋の計画がある(予算50,000円)"
    assert row["expires_date"].date() == dt.date(2026, 11, 22) + dt.timedelta(days=90)
    assert numbers([at.table[0].value["人数"].iloc[0]]) == [1]
    assert numbers([at.table[0].value["ご判断待ち"].iloc[0]]) == [7]

    assert "新社屋の計画がある" in said(at)
    at.button(key=f"policy_back_{customer_id}").click().run()
    assert not len(written(lease))
    assert key in [b.key for b in at.button]
    at.button(key="undo").click().run()
    assert written(lease)["value"].tolist() == ["invest"]


def test_an_investment_that_is_declined_is_not_proposed_again(lease):
    at = open_page(PAGE)
    key = next(b.key for b in at.button if b.key.startswith("decline_"))
    at.button(key=key).click().run()

    row = written(lease).iloc[0]
    assert (row["field"], row["value"]) == ("invest", "no")
    assert key not in [b.key for b in at.button]


def test_a_deal_to_close_is_proposed_with_its_facts_and_confirmed(lease):
    with Workspace.open(lease, current(lease), now=lambda: MOMENT) as workspace:
        deal = {
            "customer_id": "L001", "start_date": dt.date(2026, 5, 1), "product": "複合機",
            "step": "quote",
        }  # fmt: skip
        people = workspace.book().table("customers")["customer_id"]
        never = next(i for i in people if i not in set(workspace.book().buyers()))
        workspace.add("deals", deal | {"customer_id": never})
        for day in (1, 10, 20):
            tried = {"date": dt.date(2026, 8, day), "customer_id": never, "direction": "out"}
            workspace.add("activities", tried | {"outcome": "no_answer"})
    at = open_page(PAGE)
    assert "お返事のない連絡が3回" in said(at)

    at.text_input(key=f"why_{never}").set_value("予算がない")
    at.button(key=f"confirm_{never}").click().run()

    assert written(lease)["value"].tolist() == ["cut_deal"]
    assert numbers([at.table[0].value["人数"].iloc[2]]) == [1]


def test_policies_stand_against_relations_and_movement_is_shown_for_every_axis(shown):
    at = open_page(PAGE)
    crossed = at.table[3].value
    assert sum(numbers(crossed["合計"])) == 1200

    for axis in ("policy", "relation", "state"):
        at.session_state["moving_axis"] = axis
        at.run()
        assert not at.exception
        assert at.selectbox(key=f"moving_{axis}_cell").options


def test_the_page_speaks_english_too(shown):
    at = open_page(PAGE, locale="en-US")

    assert "The eleven groups" in said(at)
    assert "All" in at.table[3].value.columns
