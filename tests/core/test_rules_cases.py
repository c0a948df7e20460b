"""Complaints as work of the company: where each stands, causes that return, who is told."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.words import say
from core.rules import cases, causes, workdays
from core.settings import Settings
from tests.core import slow_cases as slow
from tests.core.cared import judged_with
from tests.core.profiles import ago, book_with, calm
from tests.core.samples import sample

SETTINGS = Settings()
SAMPLES = ("salon", "lease", "builder")


def voiced(days, customer="A", **changed):
    row = {"received_date": ago(days), "customer_id": customer, "cause": "delay", "severity": 1}
    return {**row, "content": f"{customer}{days}", "row_id": days + 1, **changed}


def fix(days, **changed):
    return {"date": ago(days), "cause": "delay", "change": "席を分ける", "row_id": 900, **changed}


@cache
def everybody():
    """Three calm customers, judged once: nothing that is tested here hangs on more of them."""
    return judged_with(calm("A"), calm("B"), calm("C"))[0]


def of(*rows, fixes=(), **tables):
    book = book_with(complaints=list(rows), fixes=list(fixes), **tables)
    return everybody(), book, SETTINGS


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20", "2026-11-24"),  # Friday; Monday is a holiday
        ("2026-11-18", "2026-11-19"),
        ("2026-11-21", "2026-11-24"),  # Saturday
        ("2026-12-31", "2027-01-04"),
    ],
)
def test_24_hours_are_one_working_day(received, due):
    days = pd.Series([pd.Timestamp(received), pd.NaT])
    found = workdays.later(days, 1, (0, 1, 2, 3, 4))
    assert str(found[0].date()) == due
    assert pd.isna(found[1])
    assert str(slow.next_working_day(dt.date.fromisoformat(received))) == due


def test_a_shop_that_works_every_day_or_never_says_waits_a_day():
    days = pd.Series([pd.Timestamp("2026-11-18")])
    assert str(workdays.later(days, 1, ())[0].date()) == "2026-11-19"
    assert workdays.later(days[:0], 1, ()).empty


@pytest.mark.parametrize(
    ("changed", "step", "late"),
    [
        ({}, "first_contact", 9),
        ({"first_response_date": ago(9)}, "handling", 3),
        ({"first_response_date": ago(9), "due_date": ago(5)}, "handling", 5),
        ({"first_response_date": ago(9), "promised_contact_date": ago(2)}, "handling", 2),
        ({"first_response_date": ago(1), "promised_contact_date": ago(2)}, "handling", 3),
        ({"resolved_date": ago(8)}, "prevention", 1),
        ({"resolved_date": ago(8), "prevention": "札"}, "confirm", 1),
        ({"resolved_date": ago(8), "prevention": "札", "confirmed_date": ago(1)}, "watch", -82),
    ],
)
def test_a_case_says_where_it_stands_which_clock_runs_and_how_late(changed, step, late):
    found = only(cases.cases(*of(voiced(10, **changed))))
    assert (found["step"], found["late"]) == (step, late)
    assert found["open"] == (step in ("first_contact", "handling"))


def test_after_ninety_days_a_case_is_over():
    assert cases.cases(*of(voiced(99, resolved_date=ago(91)))).empty
    assert len(cases.cases(*of(voiced(99, resolved_date=ago(90))))) == 1


def test_a_talk_after_it_is_the_first_word_but_not_the_call_in_which_it_was_voiced():
    talks = [{"date": ago(10), "customer_id": "A", "outcome": "complaint"}]
    people, book, limits = of(voiced(10), activities=talks)
    assert only(cases.cases(people, book, limits))["step"] == "first_contact"
    talks += [{"date": ago(6), "customer_id": "A", "outcome": "talked"}]
    people, book, limits = of(voiced(10), activities=talks)
    assert only(cases.cases(people, book, limits))["first_word"] == pd.Timestamp(ago(6))


def test_the_time_to_the_first_word_is_told_only_from_five_on():
    rows = [voiced(d, first_response_date=ago(d - 1)) for d in (3, 10, 17, 24)]
    _people, book, limits = of(*rows)
    assert "まだ少なすぎ" in say(cases.answered(book, limits).words(limits))
    _people, book, limits = of(*rows, voiced(31, first_response_date=ago(21)), voiced(2))
    found = cases.answered(book, limits)
    assert (found.n, found.waiting, found.median) == (5, 1, 1.0)
    assert "1日" in say(found.words(limits))


def test_who_deals_with_complaints_gets_the_credit():
    people, book, limits = of(
        voiced(40, staff="大塚", first_response_date=ago(39), resolved_date=ago(30)),
        voiced(50, staff="大塚"), voiced(60, staff=""), voiced(400, staff="大塚"),
    )  # fmt: skip
    found = only(cases.handlers(book, people, limits))
    assert found.to_dict() == {
        "staff": "大塚", "n": 2, "in_time": 1, "resolved": 1, "bought_after": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([voiced(95, "A"), voiced(50, "B"), voiced(6, "C")], ("third",)),
        ([voiced(96, "A"), voiced(50, "B"), voiced(6, "C")], None),
        ([voiced(9, "A"), voiced(5, "B")], None),
        ([voiced(300, "A"), voiced(5, "A")], ("twice",)),
        ([voiced(300, "A"), voiced(5, "A", cause="price")], None),
        ([voiced(5, "A", severity=3)], ("severe",)),
        ([voiced(9, cause="", severity=3)], ("severe",)),
        ([voiced(9, "A", cause=""), voiced(8, "B", cause=""), voiced(7, "C", cause="")], None),
        ([voiced(400, "A", severity=3)], None),
    ],
)
def test_the_third_of_one_cause_the_same_again_and_a_heavy_one_are_tasks_of_the_company(rows, why):
    found = causes.tasks(*of(*rows))
    assert [task.why for task in found] == ([why] if why else [])


def test_how_often_one_customer_voices_a_cause_before_it_is_a_task_is_a_setting():
    people, book, limits = of(voiced(300, "A"), voiced(5, "A"))
    more = limits.changed({"cases.same_customer": 3})
    assert [task.why for task in causes.tasks(people, book, limits)] == [("twice",)]
    assert causes.tasks(people, book, more) == []


def test_a_task_says_since_when_who_what_they_bring_and_where_in_the_work():
    rows = [voiced(30, "A", process="受付"), voiced(20, "B", process="受付"), voiced(10, "Z")]
    people, book, limits = of(*rows)
    (task,) = causes.tasks(people, book, limits)
    assert (task.opened, task.n) == (pd.Timestamp(ago(10)), 3)
    assert task.people == {"Z": "Z", "B": "客B", "A": "客A"}
    assert task.yen == int(people.set_index("customer_id")["annual_profit"][["A", "B"]].sum())
    assert task.steps == {"受付": 2, "": 1}
    assert say(causes.label(task.cause)) == "納期・待ち時間"


def test_a_task_stays_until_it_is_put_right_and_returns_with_the_next_three():
    rows = [voiced(d, "ABC"[d % 3]) for d in (130, 120, 119)]
    assert len(causes.tasks(*of(*rows))) == 1
    assert causes.tasks(*of(*rows, fixes=[fix(100)])) == []
    again = [voiced(d, customer) for d, customer in ((9, "D"), (8, "E"), (7, "F"))]
    (task,) = causes.tasks(*of(*rows, *again, fixes=[fix(100)]))
    assert (task.why, task.n) == (("third",), 3)
    assert causes.tasks(*of(*rows, *again, fixes=[fix(100), fix(7)])) == []


def test_everybody_who_voiced_it_is_told_once_that_it_was_put_right():
    rows = [voiced(30, "A"), voiced(20, "A"), voiced(25, "B"), voiced(3, "C"),
            voiced(40, "C", cause="price")]  # fmt: skip
    found = causes.to_tell(*of(*rows, fixes=[fix(10)]))
    assert found[["customer_id", "rows"]].to_numpy().tolist() == [["A", (31, 21)], ["B", (26,)]]
    assert found["told"].isna().all()
    rows[2]["told_date"] = ago(1)
    found = causes.to_tell(*of(*rows, fixes=[fix(10)]))
    assert found["customer_id"].tolist() == ["A", "B"]
    assert found["told"].notna().tolist() == [False, True]


def test_who_wants_no_contact_is_never_told():
    people, book = judged_with(
        calm("A", contact_permission="stop"), calm("B", status="closed"), calm("C"),
        calm("D"), complaints=[voiced(30 + n, who) for n, who in enumerate("ABCD")],
        fixes=[fix(10)], overrides=[{"date": ago(5), "customer_id": "D", "field": "harassment",
                                     "value": "yes"}],
    )  # fmt: skip
    found = causes.to_tell(people, book, SETTINGS).set_index("customer_id")["barred"]
    assert found.to_dict() == {"A": True, "B": True, "C": False, "D": True}


def test_another_step_of_the_work_is_another_cause_to_put_right():
    rows = [voiced(30, "A", process="受付"), voiced(20, "B", process="会計"), voiced(25, "C")]
    found = causes.to_tell(*of(*rows, fixes=[fix(10, process="受付")]))
    assert sorted(found["customer_id"]) == ["A", "C"]


def test_what_came_back_is_told_with_its_count():
    rows = [voiced(100, "A"), voiced(5, "A"), voiced(6, "B"), voiced(7, "C"), voiced(8, "D")]
    _people, book, limits = of(*rows)
    found = causes.pareto(book, limits)
    assert "まだ少なすぎ" in say(causes.returned_words(found, limits))
    _people, book, limits = of(*rows, voiced(9, "E"), fixes=[fix(8)])
    found = causes.pareto(book, limits)
    assert only(found)[["n", "before", "returned"]].tolist() == [5, 1, 3]
    assert "60%" in say(causes.returned_words(found, limits)).replace("％", "%")


DAYS = st.integers(0, 200)
ROW = st.fixed_dictionaries(
    {
        "received_date": DAYS.map(ago),
        "customer_id": st.sampled_from("ABC"),
        "cause": st.sampled_from(["delay", "price", ""]),
        "severity": st.sampled_from([1, 2, 3, None]),
        "process": st.sampled_from(["", "受付", "会計"]),
        "prevention": st.sampled_from(["", "札"]),
    },
    optional={
        "first_response_date": DAYS.map(ago),
        "resolved_date": DAYS.map(ago),
        "confirmed_date": DAYS.map(ago),
        "due_date": DAYS.map(ago),
        "promised_contact_date": DAYS.map(ago),
        "told_date": DAYS.map(ago),
    },
)
FIX = st.fixed_dictionaries(
    {"date": DAYS.map(ago), "cause": st.sampled_from(["delay", "price"]),
     "process": st.sampled_from(["", "受付"]), "change": st.just("x")}
)  # fmt: skip
TALK = st.fixed_dictionaries(
    {"date": DAYS.map(ago), "customer_id": st.sampled_from("ABC"),
     "direction": st.sampled_from(["in", "out", ""]),
     "channel": st.sampled_from(["phone", "email"]),
     "outcome": st.sampled_from(["", "talked", "no_answer"])}
)  # fmt: skip


def numbered(rows, start=1):
    return [row | {"row_id": number} for number, row in enumerate(rows, start)]


@settings(max_examples=20)
@given(rows=st.lists(ROW, max_size=8), fixes=st.lists(FIX, max_size=3),
       talks=st.lists(TALK, max_size=4))  # fmt: skip
def test_random_complaints_are_counted_as_slowly(rows, fixes, talks):
    for row in rows:
        if row.get("resolved_date", row["received_date"]) < row["received_date"]:
            row["resolved_date"] = row["received_date"]
    rows, fixes = numbered(rows), numbered(fixes, 100)
    people, book, limits = of(*rows, fixes=fixes, activities=talks)
    mine, slowly = both(people, book, limits)
    assert mine == slowly


@settings(max_examples=8)
@given(days=st.lists(st.integers(0, 60), min_size=3, max_size=6))
def test_the_third_of_a_cause_always_opens_a_task(days):
    found = causes.tasks(*of(*numbered([voiced(d, chr(65 + n)) for n, d in enumerate(days)])))
    assert "third" in found[0].why


@pytest.mark.parametrize("code", SAMPLES)
def test_the_samples_are_counted_as_slowly(code):
    seen = sample(code)
    mine, slowly = both(seen.customers, seen.book, seen.settings)
    assert mine == slowly


def both(people, book, limits):
    """Everything that is counted of complaints, as counted and as counted slowly."""
    found = cases.cases(people, book, limits)
    steps = {r: (s, d.date()) for r, s, d in zip(found["row_id"], found["step"], found["due"],
                                                 strict=True)}  # fmt: skip
    slow_steps = {
        row["row_id"]: where
        for row in slow.complaints(book)
        if (where := slow.step_and_due(row, book)) is not None
    }
    word, (n, waiting, in_time, median) = cases.answered(book, limits), slow.answered(book)
    counted = causes.pareto(book, limits).set_index("cause")
    pareto = {c: tuple(map(int, r)) for c, *r in
              counted[["n", "before", "returned"]].itertuples()}  # fmt: skip
    tasks = {
        t.cause: (t.opened.date(), set(t.why), t.n) for t in causes.tasks(people, book, limits)
    }
    told = {}
    for row in causes.to_tell(people, book, limits).to_dict("records"):
        key = (row["fixed"].date(), row["customer_id"])
        newest = max(row["voiced"].date(), told.get(key, (row["voiced"].date(),))[0])
        told[key] = (newest, told.get(key, (0, 0))[1] + len(row["rows"]))
    mine = (steps, (word.n, word.waiting, word.in_time), word.median if n else None, pareto,
            tasks, told)  # fmt: skip
    slowly = (slow_steps, (n, waiting, in_time), median if n else None, slow.pareto(book),
              slow.tasks(book),
              {k: (d, len(t)) for k, (d, t) in slow.to_tell(book).items()})  # fmt: skip
    return mine, slowly


def test_waiting_complaints_of_the_salon_are_a_task_with_names_and_yen():
    seen = sample("salon")
    (task,) = [t for t in causes.tasks(seen.customers, seen.book, seen.settings)
               if t.cause == "delay"]  # fmt: skip
    assert (task.n, task.why, len(task.people)) == (5, ("third",), 5)
    assert task.yen > 0
    assert causes.pareto(seen.book, seen.settings).iloc[0][["cause", "n"]].tolist() == ["delay", 5]


def test_the_broken_promise_of_the_builder_is_a_heavy_case_and_late():
    seen = sample("builder")
    found = cases.cases(seen.customers, seen.book, seen.settings).iloc[0]
    assert (found["severity"], found["step"], found["late"] > 0) == (3, "handling", True)
