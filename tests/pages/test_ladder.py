"""The ladder: rungs with evidence, proposals, one step away, by hand, and the flow of two days."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from core.errors import StoreError
from core.locale.words import _
from core.workspace import Workspace, current
from tests.pages.conftest import MOMENT
from tests.pages.run import labels, open_page, said

PAGE = "pages/ladder.py"
#: A customer of the salon.
REGULAR = "S0002"


def numbers(column):
    return [int(v.replace(",", "")) if v[0].isdigit() else 0 for v in column]


def written(root):
    """What was set by hand today; the sample has older rows."""
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        rows = workspace.book().table("overrides")
    return rows[rows["date"] == str(MOMENT.date())].reset_index(drop=True)


def press(at, key):
    return at.button(key=key).click().run()


def partner_buttons(at, answer):
    return [b.key for b in at.button if b.key.startswith(f"partner_{answer}_")]


def test_the_six_rungs_stand_with_counts_evidence_and_tenure(shown):
    at = open_page(PAGE)
    rungs = at.table[0].value

    assert at.title[0].value == "お客様のはしご"
    assert rungs["段"].iloc[0] == "パートナー"
    assert rungs["段"].iloc[-1] == "潜在顧客"
    assert sum(numbers(rungs["人数"])) == 1200
    by_kind = [sum(numbers(rungs[kind])) for kind in ("推定", "確認済", "手動指定")]
    assert sum(by_kind) == 1200
    supporters = rungs[rungs["段"] == "支持者"].iloc[0]
    assert numbers([supporters["推定"], supporters["確認済"]]) == [110, 4]
    assert "年" in supporters.iloc[6]


def test_who_is_one_step_away_is_named_with_what_is_missing(shown):
    at = open_page(PAGE)
    near = [b for b in at.button if b.key.startswith("open_near_")]

    assert len(near) > 3
    assert "ご紹介か口コミ" in said(at)
    near[0].click().run()
    assert "次の段まで" in said(at)
    press(at, "drawer_full")
    assert at.title[0].value == "お客様カード"
    assert "次の段まで" in said(at)


def test_a_proposed_partner_is_confirmed_with_a_click_and_taken_back_with_another(ledger):
    at = open_page(PAGE)
    customer_id = partner_buttons(at, "yes")[0].removeprefix("partner_yes_")
    press(at, f"partner_yes_{customer_id}")

    rungs = at.table[0].value
    assert numbers([rungs["人数"].iloc[0]]) == [1]
    row = written(ledger).iloc[0]
    assert (row["customer_id"], row["field"], row["value"]) == (customer_id, "partner", "yes")
    assert row["expires_date"].date() == dt.date(2027, 11, 22)

    press(at, "undo")
    assert numbers([at.table[0].value["人数"].iloc[0]]) == [0]
    assert f"partner_yes_{customer_id}" in partner_buttons(at, "yes")


def test_a_declined_partner_is_not_proposed_again(ledger):
    at = open_page(PAGE)
    key = partner_buttons(at, "no")[0]
    press(at, key)

    assert key not in [b.key for b in at.button]
    assert written(ledger)["value"].tolist() == ["no"]


def card_of(at, customer_id):
    at.session_state["_customer"] = customer_id
    at.switch_page("pages/customer.py")
    return at.run()


def test_the_owner_sets_a_rung_on_the_card_and_takes_it_back(ledger):
    at = card_of(open_page(), REGULAR)
    at.selectbox(key=f"hand_stage_{REGULAR}").set_value("partner")
    at.text_input(key=f"hand_reason_{REGULAR}").set_value("いつも連れてきてくださる")
    press(at, f"hand_set_{REGULAR}")

    told = said(at)
    assert "手で決めた段: パートナー" in told
    assert "2027年11月22日" in told
    assert "いつも連れてきてくださる" in told
    assert "記録からの判定" in told
    assert ":gray[" in told

    at.switch_page(PAGE).run()
    assert f"hand_back_page_{REGULAR}" in [b.key for b in at.button]
    press(at, f"hand_back_page_{REGULAR}")
    assert not len(written(ledger))
    assert "手で決めた段" not in said(at)


def test_a_rung_is_not_set_without_a_reason(ledger):
    at = card_of(open_page(), REGULAR)
    press(at, f"hand_set_{REGULAR}")

    assert "理由を書いてから" in said(at)
    assert not len(written(ledger))


def test_setting_a_rung_again_changes_the_one_setting(ledger):
    at = card_of(open_page(), REGULAR)
    for code in ("partner", "regular"):
        at.selectbox(key=f"hand_stage_{REGULAR}").set_value(code)
        at.text_input(key=f"hand_reason_{REGULAR}").set_value("見直し")
        press(at, f"hand_set_{REGULAR}")

    rows = written(ledger)
    assert rows["value"].tolist() == ["regular"]


def inferred_supporter(sample_seen):
    people = sample_seen.review.customers
    rows = people[(people["stage"] == "supporter") & (people["stage_evidence"] == "inferred")]
    return rows["customer_id"].iloc[0]


def test_an_inferred_supporter_is_confirmed_on_the_card(ledger, sample_seen):
    customer_id = inferred_supporter(sample_seen)
    at = card_of(open_page(), customer_id)
    assert "支持者（推定）" in said(at)

    press(at, f"supporter_yes_{customer_id}")

    assert "支持者（確認済" in said(at)


def test_a_stage_of_the_ledgers_own_column_is_taken_back_too(shop):
    row = shop.book().table("customers").iloc[0]
    shop.correct("customers", int(row["row_id"]), {"stage_override": "advocate"})
    at = open_page(PAGE)

    press(at, f"hand_back_page_{row['customer_id']}")

    assert shop.book().table("customers")["stage_override"].tolist() == ["", "", ""]


def test_thirteen_weeks_show_who_went_up_and_down_by_name_in_numbers_and_yen(shown):
    at = open_page(PAGE)
    flows = at.table[-2].value.set_index("グループ")

    went = html.unescape(flows.loc["支持者", "出た"])
    assert went.startswith("42(")
    assert went.endswith("円)")
    up = [b for b in at.button if b.key.startswith("open_ladder_up_")]
    down = [b for b in at.button if b.key.startswith("open_ladder_down_")]
    assert up
    assert down
    assert "支持者 → 得意客" in " ".join(labels(at))
    matrix = at.table[-1].value.set_index("前 → 後")
    assert matrix.loc["支持者", "得意客"] == "40"


def test_the_cells_can_show_yen_and_name_who_is_behind_them(shown):
    at = open_page(PAGE)
    at.session_state["ladder_measure"] = "sales_before"
    at.run()
    assert at.table[-1].value.set_index("前 → 後").loc["支持者", "得意客"].endswith("円")

    at.selectbox(key="ladder_cell").set_value("supporter>regular").run()

    assert len([b for b in at.button if b.key.startswith("open_ladder_cell_")]) == 12
    assert "40人" in said(at)


def test_any_two_days_can_be_compared(shown):
    at = open_page(PAGE)
    at.session_state["ladder_span"] = "days"
    at.run()
    at.date_input(key="ladder_from").set_value(dt.date(2025, 11, 22))
    at.date_input(key="ladder_to").set_value(dt.date(2026, 5, 31)).run()

    assert "2025年11月22日" in said(at)
    assert "今日の記録で数え直して" in said(at)
    first = at.table[-2].value
    assert sum(numbers(first["前"])) < sum(numbers(first["後"])) < 1200

    at.date_input(key="ladder_to").set_value(dt.date(2025, 11, 22)).run()
    assert "前の日を選んで" in said(at)


def test_as_it_was_seen_then_says_when_no_week_was_kept(shown):
    at = open_page(PAGE)
    at.session_state["ladder_span"] = "seen"
    at.run()
    # The sample was looked at this week for the first time: its Monday is kept.
    assert at.selectbox(key="ladder_week").options
    assert "その" in said(at)
    assert "控えていません" in said(at)


def test_without_a_kept_week_the_page_says_so(shop, monkeypatch):
    monkeypatch.setattr(Workspace, "frozen_weeks", lambda _self: [])
    at = open_page(PAGE)
    at.session_state["ladder_span"] = "seen"
    at.run()

    assert "前の週の控えはまだありません" in said(at)


def test_a_small_shop_without_any_movement_says_so(shop):
    at = open_page(PAGE)
    at.session_state["ladder_span"] = "week"
    at.run()

    assert not at.exception
    assert "データ" in said(at)


@pytest.mark.parametrize("locale", ["en-US"])
def test_the_page_speaks_english_too(shown, locale):
    at = open_page(PAGE, locale=locale)

    assert at.title[0].value == "Ladder of customers"
    assert "One step from the next rung" in said(at)
    assert list(at.table[0].value.columns)[:4] == ["Rung", "People", "Inferred", "Confirmed"]


def test_the_builders_partner_family_stands_at_the_top(builder):
    at = open_page(PAGE)

    rungs = at.table[0].value
    assert numbers([rungs["人数"].iloc[0]]) == [1]
    assert len([b for b in at.button if b.key.startswith("open_rung_")]) == 1


def test_a_refusal_of_the_ledger_is_said_and_nothing_is_lost(ledger, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise StoreError(_("The disk is full."))

    monkeypatch.setattr(Workspace, "add", refuse)
    at = card_of(open_page(), REGULAR)
    at.text_input(key=f"hand_reason_{REGULAR}").set_value("古くからの友人")
    press(at, f"hand_set_{REGULAR}")

    assert "保存先の空きがありません" in said(at)
    assert at.text_input(key=f"hand_reason_{REGULAR}").value == "古くからの友人"
    assert not len(written(ledger))


def test_what_the_loyal_are_worth_stands_on_the_ladder_for_the_owner_alone(shown):
    text = said(open_page("pages/ladder.py"))
    assert "お得意様（支持者以上）という資産を見る" in text
