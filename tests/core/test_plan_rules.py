"""Rules of the call list whose steps the owner laid down: instead of the rule, never beside it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.calls import call_list
from core.calls.card import card
from core.calls.drafts import draft, planned_words
from core.calls.letter import letter
from core.export.icalendar import week_calendar
from core.locale.words import say
from core.rules.done_shares import shares
from core.rules.follow_up import due_steps, follow_up
from core.rules.plans import as_rows, plans_of, rule_plans
from core.settings import TRADES, Settings
from tests.core.call_cases import TODAY, book, day, found_by, judged

SETTINGS = Settings(trade_code="lease")
SCRIPT = "その後、音はいかがですか。"


def taken_over(code, *, in_use=True, settings=SETTINGS, **changes):
    """The rows that stand instead of a rule, with changes to each."""
    plan = next(p for p in rule_plans(settings) if p.code == code)
    rows = as_rows(plan, lambda words: say(words, "ja"), in_use=in_use)
    return [row | changes for row in rows]


FIRST = {"customer_id": "C1", "purchase_count": 1, "last_purchase_date": day(-3)}
LEASE = {"customer_id": "C1", "kind": "lease", "end_date": day(120), "status": "open"}


def listed(person, **tables):
    calls = call_list(judged(person), book(**tables), SETTINGS)
    return calls, [reason for row in calls.rows["reasons"] for reason in row]


@pytest.mark.parametrize("trade", TRADES)
def test_a_rule_taken_over_unchanged_asks_for_what_it_asked_for_before(trade):
    settings = Settings(trade_code=trade)
    for plan in rule_plans(settings):
        rows = taken_over(plan.code, settings=settings)
        due = plan.starts_with == "due_date"
        people, ends = [], []  # one for each step, for whom it is due today
        for number, step in enumerate(plan.steps):
            who = {"customer_id": f"C{number}"}
            ends.append({**who, "kind": plan.code, "end_date": day(-step.count), "status": "open"})
            people.append(who if due else {**FIRST, **who, "last_purchase_date": day(-step.count)})
        tables = {"due_dates": ends} if due else {}
        before = listed_reasons(people, settings, **tables)
        after = listed_reasons(people, settings, plan_steps=rows, **tables)
        assert after == before
        assert before


def listed_reasons(people, settings, **tables):
    """{customer: (code, due) of each reason that stands on the list}."""
    rows = call_list(judged(*people), book(**tables), settings).rows
    return {
        who: [(reason.code, reason.facts["due"]) for reason in reasons]
        for who, reasons in zip(rows["customer_id"], rows["reasons"], strict=True)
    }


@pytest.mark.parametrize("code", ["thanks", "lease", "warranty", "points", "support_end"])
def test_a_rule_taken_over_stands_once_among_the_plans_and_is_back_when_dropped(code):
    settings = Settings(trade_code="other")
    rows = [{**row, "template": code} for row in taken_over("thanks")]
    found = [p for p in plans_of(book(plan_steps=rows), settings) if code in (p.code, p.rule)]

    assert [(p.own, p.rule) for p in found] == [(True, code)]
    assert all(p.setting for p in plans_of(book(), settings) if p.code == code)


def test_days_who_how_and_words_of_a_taken_over_rule_reach_list_card_calendar_and_drafts():
    rows = taken_over("thanks", staff="野口", channel="postcard", script=SCRIPT)
    calls, (reason,) = listed(FIRST, plan_steps=rows)
    why = [say(line, "ja") for line in calls.rows["why"][0]]

    assert reason.code == "first_purchase"
    assert why[0].endswith("(野口、はがき)")
    assert SCRIPT in [say(line, "ja") for line in calls.rows["opener"][0]]
    assert planned_words(calls.rows["reasons"][0]) == (SCRIPT, "postcard")
    (row,) = judged(FIRST).to_dict("records")
    shown = card(row, book(), SETTINGS, reasons=calls.rows["reasons"][0])
    assert SCRIPT in [say(line, "ja") for line in shown.opener]
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    ics = week_calendar(calls, SETTINGS.calls, shop="店", language="ja", now=now).decode()
    assert SCRIPT in ics.replace("\r\n ", "")
    assert SCRIPT in [say(line, "ja") for line in letter(row, book(), script=SCRIPT)]
    assert SCRIPT in [say(line, "ja") for line in draft(row, book(), "line", script=SCRIPT).lines]


def test_without_words_of_a_plan_nothing_is_laid_down_for_a_draft():
    calls, _reasons = listed(FIRST)

    assert planned_words(calls.rows["reasons"][0]) == ("", "")


def test_the_days_of_a_taken_over_rule_are_the_owners_and_not_those_of_the_setting():
    rows = [{**row, "count": 20} for row in taken_over("thanks")[:1]]
    assert listed({**FIRST, "last_purchase_date": day(-3)}, plan_steps=rows)[1] == []
    _calls, (reason,) = listed({**FIRST, "last_purchase_date": day(-20)}, plan_steps=rows)
    assert (reason.code, reason.facts["step"]) == ("first_purchase", 20)

    ends = [{**LEASE, "end_date": day(30)}]
    months = [{**row, "count": -1, "unit": "months"} for row in taken_over("lease")[:1]]
    _calls, (reason,) = listed({"customer_id": "C1"}, plan_steps=months, due_dates=ends)
    assert reason.code == "expiry"
    early = [{**LEASE, "end_date": day(60)}]
    assert listed({"customer_id": "C1"}, plan_steps=months, due_dates=early)[1] == []


def test_a_rule_that_is_switched_off_asks_for_nothing_and_another_rule_stays():
    off = taken_over("lease", in_use=False)
    other = {**LEASE, "kind": "contract", "end_date": day(30)}

    assert listed({"customer_id": "C1"}, due_dates=[LEASE])[1]
    assert listed({"customer_id": "C1"}, due_dates=[LEASE], plan_steps=off)[1] == []
    assert listed({"customer_id": "C1"}, due_dates=[other], plan_steps=off)[1]


def test_a_plan_of_the_owners_for_a_known_kind_is_the_rule_and_no_second_one():
    own = [{"plan": "リースの声かけ", "aim": "care", "starts_with": "due_date", "in_use": "yes",
            "attached_to": "lease", "count": -120, "unit": "days", "action": "電話"}]  # fmt: skip
    _calls, reasons = listed({"customer_id": "C1"}, due_dates=[LEASE], plan_steps=own)

    assert [reason.code for reason in reasons] == ["expiry"]
    assert "lease" not in [p.code for p in plans_of(book(plan_steps=own), SETTINGS)]


def test_a_step_after_the_date_keeps_the_reason_open_until_then():
    rows = [{**row, "count": 60} for row in taken_over("lease")[:1]]
    ended = [{**LEASE, "end_date": day(-60)}]

    assert found_of_due(ended, rows) == ["expiry"]
    assert found_of_due(ended, []) == []


def found_of_due(ends, rows):
    from core.calls.due import due  # noqa: PLC0415 - beside its one use

    tables = {"due_dates": ends} | ({"plan_steps": rows} if rows else {})
    return [code for _who, code in found_by(due, {"customer_id": "C1"}, **tables)]


def test_steps_of_a_taken_over_rule_count_in_the_shares_and_are_due_on_the_call_list_alone():
    people = judged(
        {**FIRST, "last_purchase_date": day(-30)},
        {**FIRST, "customer_id": "C2", "last_purchase_date": day(-30)},
    )
    touch = {"customer_id": "C1", "date": day(-27), "channel": "phone", "outcome": "talked"}
    of = book(plan_steps=taken_over("thanks"), activities=[touch])
    found = follow_up(people, of, SETTINGS)

    assert due_steps(found).empty
    assert set(found["rule"]) == {"thanks"}
    (share,) = shares(found, SETTINGS, by="name")
    assert (share.done, share.n) == (1, 4)


def test_support_that_ended_goes_by_the_owners_steps():
    rows = taken_over("support_end", script=SCRIPT)
    ended = [{"customer_id": "C1", "kind": "support_end", "end_date": day(-30)}]
    _calls, (reason,) = listed({"customer_id": "C1"}, due_dates=ended, plan_steps=rows)

    assert (reason.code, reason.facts["script"]) == ("support_ended", SCRIPT)


def test_a_due_date_that_was_handled_asks_for_no_step_but_what_was_done_counts():
    kind = {"customer_id": "C1", "kind": "消火器", "end_date": day(0)}
    rows = [{"plan": "消火器の点検", "aim": "care", "starts_with": "due_date", "in_use": "yes",
             "attached_to": "消火器", "count": -7, "unit": "days", "action": "電話"}]  # fmt: skip
    touch = {"customer_id": "C1", "date": day(-6), "channel": "phone", "outcome": "talked"}
    for status, touches, states in (
        ("open", [], ["due"]), ("done", [], []), ("done", [touch], ["done"]),
        ("lost", [touch], []),
    ):  # fmt: skip
        tables = {"activities": touches} if touches else {}
        of = book(due_dates=[{**kind, "status": status}], plan_steps=rows, **tables)
        found = follow_up(judged({"customer_id": "C1"}), of, SETTINGS)
        assert found["state"].tolist() == states
    assert pd.Timestamp(TODAY) == day(0)
