"""Plans by hand: laid down, changed, ordered, attached; each taken back with one action."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import StoreError
from core.locale.words import say
from core.rules.plans import as_rows, own_plans, plans_of, rule_plans, waiting_plans
from core.settings import Settings
from core.store import snapshots
from core.store.rungs import kept_weeks, rungs
from tests.core.keeping import TODAY, bring, customer, everything, rows_of, sheet
from tests.core.whole_ledgers import same_again

MONDAY = dt.date(2026, 11, 16)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path, who="店主") as workspace:
        yield workspace


def fill(workspace):
    bring(workspace, sheet([customer(1)]))


def usage(in_use=True):
    plan = next(p for p in waiting_plans(Settings()) if p.code == "usage")
    return as_rows(plan, lambda words: say(words, "ja"), in_use=in_use)


def kept(shop):
    return own_plans(rows_of(shop, "plan_steps"))


def ids(shop):
    return rows_of(shop, "plan_steps").sort_values("position")["row_id"].tolist()


def taken_back(shop, action, before):
    """Whether taking it back leaves everything as it was, and doing it again as it then was."""
    after = everything(shop)
    shop.undo(action)
    assert everything(shop) == before
    shop.redo(action)
    assert everything(shop) == after


def test_a_ready_made_plan_becomes_the_owners_in_one_action(shop):
    before = everything(shop)
    action = shop.keep_plan(usage())

    assert [step.count for step in kept(shop)["usage"].steps] == [14, 60]
    assert say(shop.last_actions(1)[0].words, "ja") == "段取りを変えました: 使っていただけているか"
    taken_back(shop, action, before)


def test_a_plan_is_laid_down_once_and_not_without_a_step(shop):
    shop.keep_plan(usage())

    with pytest.raises(StoreError) as refusal:
        shop.keep_plan(usage())
    assert "もうあります" in say(refusal.value.words, "ja")
    with pytest.raises(StoreError):
        shop.keep_plan([])
    own = [{**row, "template": ""} for row in usage()]
    with pytest.raises(StoreError):
        shop.keep_plan(own)


def test_all_steps_of_a_plan_are_switched_off_together(shop):
    shop.keep_plan(usage())
    before = everything(shop)
    action = shop.change_plan(ids(shop), {"in_use": "no"})

    assert not kept(shop)["usage"].in_use
    taken_back(shop, action, before)


def test_steps_are_put_in_another_order(shop):
    shop.keep_plan(usage())
    before = everything(shop)
    action = shop.order_steps(ids(shop)[::-1])

    assert [step.count for step in kept(shop)["usage"].steps] == [60, 14]
    taken_back(shop, action, before)


def test_a_plan_that_is_dropped_leaves_the_ready_made_one(shop):
    shop.keep_plan(usage())
    before = everything(shop)
    action = shop.drop_plan(ids(shop))

    assert kept(shop) == {}
    ready = {p.code: p for p in plans_of(shop.book(TODAY), Settings())}["usage"]
    assert (ready.own, ready.in_use) == (False, False)
    taken_back(shop, action, before)
    with pytest.raises(StoreError):
        shop.drop_plan([])


def test_a_plan_attached_to_a_customer_stands_in_the_journal_with_the_name(shop):
    before = everything(shop)
    rows = [{"date": TODAY, "action": "電話", "plan": "usage"},
            {"date": TODAY, "action": "はがき", "plan": "usage"}]  # fmt: skip
    action = shop.attach_plan("C1", "使い心地", rows)

    assert rows_of(shop, "plans")["customer_id"].tolist() == ["C1", "C1"]
    said = say(shop.last_actions(1)[0].words, "ja")
    assert said == "試験 1さんに段取りをつけました: 使い心地"
    taken_back(shop, action, before)


def test_a_plan_without_a_day_cannot_be_attached(shop):
    with pytest.raises(StoreError) as refusal:
        shop.attach_plan("C1", "年6回", [])

    assert "日の決まった手順がありません" in say(refusal.value.words, "ja")


def test_a_plan_that_stands_instead_of_a_rule_goes_out_and_comes_back_in_a_workbook(
    shop, tmp_path
):
    ready = next(p for p in rule_plans(Settings()) if p.code == "thanks")
    rows = as_rows(ready, lambda words: say(words, "ja"), in_use=True)
    rows[0] |= {"staff": "野口", "channel": "postcard", "script": "いかがですか。"}
    rows[1] |= {"unit": "date", "on_date": TODAY}
    shop.keep_plan(rows)
    for word in ("=消火器", "ﾘｰｽ"):
        shop.add("due_dates", {"customer_id": "C1", "kind": word, "end_date": TODAY})

    same_again(shop, tmp_path, "ja")
    assert own_plans(rows_of(shop, "plan_steps"))["thanks"].rule == "thanks"
    assert rows_of(shop, "due_dates")["kind"].tolist() == ["=消火器", "lease"]


def test_a_rule_is_taken_over_and_given_back_in_one_action(shop):
    ready = next(p for p in rule_plans(Settings()) if p.code == "thanks")
    before = everything(shop)
    action = shop.keep_plan(as_rows(ready, lambda words: say(words, "ja"), in_use=True))

    (found,) = (p for p in plans_of(shop.book(TODAY), Settings()) if p.code == "thanks")
    assert (found.own, found.setting) == (True, "")
    taken_back(shop, action, before)


# ---- weeks in which somebody was seen on a rung


def test_the_weeks_that_are_kept_say_who_came_to_which_rung(shop):
    rows = [{"plan": "得意客", "aim": "care", "starts_with": "stage", "attached_to": "regular",
             "count": 14, "unit": "days", "action": "電話", "in_use": "yes"}]  # fmt: skip
    assert shop.book(TODAY).weeks is None
    keep_week(shop, -2, {"C1": "customer", "C2": "regular", "C3": "prospect"})
    keep_week(shop, -1, {"C1": "customer", "C2": "regular"})
    keep_week(shop, 0, {"C1": "regular", "C2": "customer"})
    assert shop.book(TODAY).rungs.empty

    shop.keep_plan(rows)
    book = shop.book(TODAY)

    assert book.weeks == (MONDAY - 2 * WEEK, MONDAY)
    assert [(r.customer_id, r.stage, r.week.date()) for r in book.rungs.itertuples()] == [
        ("C1", "customer", MONDAY - 2 * WEEK), ("C1", "regular", MONDAY),
        ("C2", "regular", MONDAY - 2 * WEEK), ("C2", "customer", MONDAY),
        ("C3", "prospect", MONDAY - 2 * WEEK),
    ]  # fmt: skip


def keep_week(shop, ago, stages):
    standing = {who: [stage, "", "", "", "", ""] for who, stage in stages.items()}
    with shop._ledger.writing() as connection:
        said = {"calls": [], "lots": [], "figures": {}, "standing": standing}
        snapshots.keep(connection, MONDAY + ago * WEEK, "x", said, "2026-11-22T09:00:00")


def test_those_who_are_shown_as_one_have_one_rung(shop):
    keep_week(shop, -1, {"C1": "customer", "C9": "customer"})
    with shop._ledger.reading() as connection:
        found = rungs(connection, TODAY, {"C9": "C1"})
        assert found["customer_id"].tolist() == ["C1"]
        assert kept_weeks(connection, MONDAY - 2 * WEEK) is None
        assert rungs(connection, MONDAY - 2 * WEEK).empty
