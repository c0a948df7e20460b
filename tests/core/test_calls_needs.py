"""The next need after a life event as a reason to call, and the owner's own chains."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from core.calls import call_list
from core.calls.needs import needs
from core.foresight.chains import CHAINS, ahead, chains_known, chains_of, mark_of, named
from core.foresight.when import When
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import TODAY, book, day, found_by, judged, reasons_left_out

CAR = Settings(trade_code="car")


def event(days, kind="vehicle_delivery", **more):
    return {"customer_id": "C1", "date": day(days), "kind": kind, **more}


def found(*events, settings=CAR, **tables):
    return found_by(needs, {"customer_id": "C1"}, settings=settings, events=list(events), **tables)


def own_step(**more):
    """A step of a chain of the owner's own."""
    row = {"plan": "七五三の前撮り", "aim": "need", "attached_to": "birth", "count": 34,
           "unit": "months", "action": "前撮りのご案内", "lead_days": 40, "position": 1,
           "in_use": "yes"}  # fmt: skip
    return row | more


@pytest.mark.parametrize(
    ("age", "times"),
    [(0, 1), (16, 1), (31, 1), (91, 1), (92, 0), (140, 0), (155, 1), (244, 1), (250, 0)],
)
def test_a_need_is_a_reason_from_its_notice_until_it_is_long_past(age, times):
    """Delivered so many days ago; checks fall due after 1 and 6 months, 30 days of notice."""
    assert len(found(event(-age))) == times


def test_a_talk_about_the_time_settles_it_and_the_next_event_too():
    talk = {"customer_id": "C1", "date": day(-3), "channel": "phone", "outcome": "talked"}
    wedding = event(-240, "wedding", person="長女")
    salon = Settings(trade_code="salon")
    home = {**event(-2, "new_home"), "person": "長女"}

    assert found(event(-28), activities=[talk]) == []
    assert len(found(wedding, settings=salon)) == 1
    assert found(wedding, home, settings=salon) == []
    assert len(found(wedding, {**home, "person": "次男"}, settings=salon)) == 1


def test_a_recorded_due_date_nearby_is_the_same_need_and_speaks_for_itself():
    due = {"customer_id": "C1", "kind": "inspection", "end_date": day(10), "status": "open"}

    assert found(event(-28), due_dates=[due]) == []
    assert len(found(event(-28), due_dates=[{**due, "status": "done"}])) == 1
    assert len(found(event(-28), due_dates=[{**due, "end_date": day(100)}])) == 1


def test_a_need_is_sold_for_its_yen_but_never_on_an_open_complaint():
    person = {"customer_id": "C1", "last_purchase_date": day(-60)}
    calls = call_list(judged(person), book(events=[event(-28)]), CAR).rows

    reasons = [reason.code for reason in calls["reasons"][0]]
    assert "next_need" in reasons
    line = next(w for w, r in zip(calls["why"][0], reasons, strict=True) if r == "next_need")
    assert say(line, "ja") == (
        "2026年10月25日(日)の「納車」のあと、2026年11月25日(水)ごろに「1か月点検」の時期になります。"
    )
    assert calls["class"].tolist() == ["sales"]
    assert calls["expected_profit_per_call"][0] == round(0.5 * 0.06 * 50_000 - 5 * 50)
    angry = call_list(judged({**person, "open_complaint": True}), book(events=[event(-28)]), CAR)
    assert reasons_left_out(angry) == {"C1": "open_complaint"}


def test_the_owners_steps_stand_instead_of_the_ready_made_ones_of_their_chain():
    rows = book(plan_steps=[own_step(template="car", attached_to="vehicle_delivery", count=2)])
    steps = rows.table("plan_steps").assign(row_id=1)

    chains = chains_of(CAR, steps)

    assert [(c.code, c.own, len(c.steps)) for c in chains] == [("car", True, 1)]
    assert [(c.code, c.own) for c in chains_of(CAR)] == [("car", False)]
    assert chains[0].steps[0].notice(CAR.chains) == 40


def test_a_chain_of_the_owners_own_is_looked_at_unless_it_is_switched_off():
    steps = book(plan_steps=[own_step()]).table("plan_steps").assign(row_id=1)
    off = steps.assign(in_use="no")

    assert [c.code for c in chains_of(CAR, steps)] == ["car", "七五三の前撮り"]
    assert [c.code for c in chains_of(CAR, off)] == ["car"]
    assert [c.in_use for c in chains_known(CAR, off)] == [True, False]
    born = event(-1000, "birth")
    assert found(born, plan_steps=[own_step()]) == [("C1", "next_need")]


def test_the_card_shows_the_owners_step_with_who_helps():
    steps = book(plan_steps=[own_step(partner="青葉写真館")]).table("plan_steps").assign(row_id=1)
    events = book(events=[event(-1000, "birth")]).table("events")

    (due,) = ahead(events, "C1", TODAY, CAR, steps)

    assert say(due.what, "ja") == "前撮りのご案内(青葉写真館と)"


def test_a_mark_names_its_step_again():
    for chain in CHAINS.values():
        for number, step in enumerate(chain.steps):
            assert named(mark_of(chain, number)) == step.what
    assert named("夏#1") == "夏#1"


@pytest.mark.parametrize("unit", ["days", "months", "november", "april", "january"])
def test_the_days_of_many_are_the_days_of_each(unit):
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(0, 800)]
    when = When(7, unit)

    for birth, got in zip(days, when.of(np.array(days, dtype="datetime64[D]")), strict=True):
        assert got.item() == slow_day(birth, 7, unit) == when(birth)


def slow_day(day, count, unit):
    if unit == "days":
        return day + dt.timedelta(days=count)
    if unit == "months":
        year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
        for last in (day.day, 30, 29, 28):
            try:
                return dt.date(year, month + 1, last)
            except ValueError:
                continue
    if unit == "november":
        return dt.date(day.year + count, 11, 15)
    began = day.year if (day.month, day.day) > (4, 1) else day.year - 1
    month, date = (4, 1) if unit == "april" else (1, 8)
    return dt.date(began + count + (month < 4), month, date)
