"""Steps of plans: when they are due, what settles them, how much of them was done."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.planned import planned
from core.locale.words import say
from core.rules.done_shares import shares
from core.rules.follow_up import due_steps, follow_up
from core.rules.plans import CADENCES, as_rows, plans_of, waiting_plans
from core.settings import TRADES, Settings
from tests.core.call_cases import TODAY, book, day, found_by, judged
from tests.core.samples import sample
from tests.core.slow_follow_up import slow_follow_up
from tests.drills.share import examples

DAY = dt.timedelta(days=1)
LIMITS = Settings().plans


def plan_rows(*counts, plan="使い心地", unit="days", **more):
    """Rows of ``plan_steps`` for a plan of the owner's."""
    given = {"aim": "care", "starts_with": "purchase", "in_use": "yes", "unit": unit, **more}
    return [
        {"plan": plan, "action": f"{count}日目の声かけ", "count": count, "position": n, **given}
        for n, count in enumerate(counts, start=1)
    ]


def steps_of(person, *, bought=None, **tables):
    people = judged({"customer_id": "C1", **person})
    return follow_up(people, book(**tables), Settings(), bought)


def states(found):
    return dict(zip(found["step"], found["state"], strict=True))


def touch(days, **more):
    return {
        "customer_id": "C1",
        "date": day(days),
        "channel": "phone",
        "outcome": "talked",
        **more,
    }


# ---- when a step is due


@pytest.mark.parametrize(
    ("since", "due"), [(6, []), (7, [1]), (14, [1]), (36, [1]), (37, []), (53, [2]), (149, [2])]
)
def test_a_step_waits_for_its_day_and_is_carried_over_until_the_next_one_takes_over(since, due):
    found = steps_of({"last_purchase_date": day(-since)}, plan_steps=plan_rows(14, 60))

    assert due_steps(found)["step"].tolist() == due


def test_a_step_that_is_late_says_its_age_and_the_last_one_is_given_up_after_its_time():
    late = due_steps(steps_of({"last_purchase_date": day(-20)}, plan_steps=plan_rows(14)))
    gone = steps_of({"last_purchase_date": day(-104)}, plan_steps=plan_rows(14))

    assert late["late"].tolist() == [6]
    assert gone["state"].tolist() == ["missed"]


def test_a_contact_settles_the_step_that_it_lies_nearest_to():
    rows = plan_rows(14, 60)
    early = steps_of({"last_purchase_date": day(-60)}, plan_steps=rows, activities=[touch(-50)])
    late = steps_of({"last_purchase_date": day(-60)}, plan_steps=rows, activities=[touch(-20)])

    assert states(early) == {1: "done", 2: "due"}
    assert states(late) == {1: "missed", 2: "done"}


@pytest.mark.parametrize(
    ("contact", "state"),
    [
        ({}, "done"),
        ({"direction": "in", "channel": "email", "outcome": ""}, "done"),
        ({"outcome": "no_answer"}, "due"),
        ({"outcome": "", "channel": "email", "kind": "sales"}, "due"),
        ({"outcome": "", "channel": "postcard", "kind": "useful"}, "done"),
        ({"customer_id": "C2"}, "due"),
    ],
)
def test_any_touch_either_way_settles_a_step_but_not_an_offer_nobody_answered(contact, state):
    found = steps_of(
        {"last_purchase_date": day(-15)},
        plan_steps=plan_rows(14),
        activities=[touch(-1, **contact)],
    )

    assert found["state"].tolist() == [state]


def test_somebody_of_the_same_household_settles_it_too():
    people = judged(
        {"customer_id": "C1", "household_id": "H1", "last_purchase_date": day(-15)},
        {"customer_id": "C2", "household_id": "H1", "last_purchase_date": None},
    )
    tables = book(plan_steps=plan_rows(14), activities=[touch(-1, customer_id="C2")])

    assert follow_up(people, tables, Settings())["state"].tolist() == ["done"]


@pytest.mark.parametrize(
    "silent",
    [{"contact_permission": "stop"}, {"state": "dnc"}, {"status": "deceased"},
     {"status": "closed"}],
)  # fmt: skip
def test_whoever_asked_for_silence_has_no_steps(silent):
    hand = [{"date": TODAY, "customer_id": "C1", "action": "電話"}]
    found = steps_of(
        {"last_purchase_date": day(-15), **silent}, plan_steps=plan_rows(14), plans=hand
    )

    assert found.empty


def test_a_plan_that_is_switched_off_asks_for_nothing():
    rows = plan_rows(14, in_use="no")

    assert steps_of({"last_purchase_date": day(-15)}, plan_steps=rows).empty


def test_a_plan_of_one_product_counts_from_the_day_on_which_that_was_bought():
    bought = pd.DataFrame({"customer_id": ["C1", "C9"], "date": [day(-90), day(-1)]})
    found = steps_of(
        {"last_purchase_date": day(-2)},
        plan_steps=plan_rows(3, unit="months", attached_to="複合機"),
        bought={"複合機": bought},
    )

    assert found["customer_id"].tolist() == ["C1"]
    assert found["day"].tolist() == [pd.Timestamp("2026-11-24")]
    assert found["state"].tolist() == ["due"]


def test_a_plan_of_an_event_begins_with_it_and_may_lie_before_it():
    rows = plan_rows(-30, 10, starts_with="event", attached_to="wedding")
    events = [{"customer_id": "C1", "date": day(28), "kind": "wedding"}]
    found = steps_of({}, plan_steps=rows, events=events)

    assert states(found) == {1: "due", 2: "later"}


# ---- so many words a year


def cadence(count=6, **more):
    return plan_rows(count, unit="a_year", starts_with="stage", attached_to="regular", **more)


@pytest.mark.parametrize("contact", [{}, {"direction": "in"}, {"kind": "sales", "outcome": ""}])
@pytest.mark.parametrize(("days", "state"), [(-61, "due"), (-54, "due"), (-53, "done")])
def test_a_cadence_counts_from_the_last_touch_in_or_out(contact, days, state):
    found = steps_of({}, plan_steps=cadence(), activities=[touch(-200), touch(days, **contact)])

    assert found["state"].tolist() == [state]


def test_a_cadence_is_of_its_rung_alone_and_without_a_contact_counts_from_the_last_purchase():
    assert steps_of({"stage": "customer"}, plan_steps=cadence()).empty
    found = steps_of({"last_purchase_date": day(-80)}, plan_steps=cadence())
    assert (found["state"].tolist(), found["late"].tolist()) == (["due"], [19])
    for silent in ({"former": True}, {"state": "lapsed"}):
        assert steps_of({"last_purchase_date": day(-80), **silent}, plan_steps=cadence()).empty
    never = steps_of({"last_purchase_date": None}, plan_steps=cadence())
    assert never.empty


def test_the_four_ready_made_cadences_are_12_6_4_and_2_words_a_year():
    ready = {plan.code: plan for plan in waiting_plans(Settings())}

    assert [ready[code].steps[0].count for code in CADENCES] == [12, 6, 4, 2]


# ---- by hand


def test_what_was_attached_by_hand_is_due_on_its_day_and_done_when_ticked_or_touched():
    hand = [
        {"date": day(3), "customer_id": "C1", "action": "お礼のはがき", "staff": "野口"},
        {"date": day(-9), "customer_id": "C1", "action": "電話", "done_date": day(-8)},
        {"date": day(40), "customer_id": "C1", "action": "点検"},
    ]
    found = steps_of({}, plans=hand)

    assert found["state"].tolist() == ["done", "due", "later"]
    touched = steps_of({}, plans=hand, activities=[touch(-1)])
    assert touched["state"].tolist() == ["done", "done", "later"]


def test_a_step_that_was_ticked_off_is_done_once_and_is_no_second_step():
    rows = plan_rows(14, 60)
    tick = {"date": day(-1), "customer_id": "C1", "plan": "使い心地", "action": "x",
            "done_date": TODAY, "staff": "野口"}  # fmt: skip
    found = steps_of({"last_purchase_date": day(-15)}, plan_steps=rows, plans=[tick])

    assert states(found) == {1: "done", 2: "later"}
    assert found["done_by"].tolist() == ["野口", ""]


# ---- the list of calls


def test_a_due_step_is_a_reason_of_thanks_with_its_script_and_nothing_to_sell():
    rows = plan_rows(14, script="その後いかがですか。")
    person = {"customer_id": "C1", "last_purchase_date": day(-15)}

    calls = call_list(judged(person), book(plan_steps=rows), Settings()).rows

    assert calls["class"].tolist() == ["thanks"]
    assert [r.code for r in calls["reasons"][0]] == ["plan_step"]
    assert say(calls["why"][0][0], "ja") == (
        "段取り「使い心地: 14日目の声かけ」の予定は2026年11月21日(土)でした。1日遅れています。"
    )
    assert "その後いかがですか。" in [say(line, "ja") for line in calls["opener"][0]]


def test_an_open_complaint_keeps_a_step_from_the_list():
    person = {"customer_id": "C1", "last_purchase_date": day(-15), "open_complaint": True}
    calls = call_list(judged(person), book(plan_steps=plan_rows(14)), Settings())

    assert calls.rows.empty


def test_a_supporter_whose_long_silence_speaks_is_not_listed_for_the_cadence_as_well():
    person = {"customer_id": "C1", "stage": "supporter", "trust_word": "thick"}
    rows = cadence(12) + plan_rows(14, plan="別")
    rows[0]["attached_to"] = "supporter"
    long = {**person, "last_purchase_date": day(-15)}

    assert found_by(planned, long, plan_steps=rows) == [("C1", "plan_step")]
    spoken = found_by(planned, long, plan_steps=rows[:1], activities=[touch(-40)])
    assert spoken == [("C1", "plan_step")]


# ---- shares


def test_the_share_done_is_told_for_each_plan_and_each_person_in_charge():
    people = judged(
        {"customer_id": "C1", "staff": "野口", "last_purchase_date": day(-20)},
        {"customer_id": "C2", "staff": "野口", "last_purchase_date": day(-20)},
        {"customer_id": "C3", "last_purchase_date": day(-2)},
        {"customer_id": "C4", "last_purchase_date": day(-700)},
    )
    tables = book(plan_steps=plan_rows(14), activities=[touch(-5)])
    found = follow_up(people, tables, Settings())

    (plan,) = shares(found, Settings(), by="name")
    (person,) = shares(found, Settings(), by="staff")
    assert (plan.what, plan.done, plan.n) == ("使い心地", 1, 2)
    assert (person.what, person.done, person.n) == ("野口", 1, 2)


def test_who_no_longer_works_here_has_no_step_in_charge_but_those_of_their_own():
    staff = [{"staff": "三宅", "left_date": day(-100)}]
    person = {"last_purchase_date": day(-20), "last_staff": "三宅"}
    found = steps_of(person, plan_steps=plan_rows(14), staff=staff)
    named = steps_of({**person, "staff": "小田"}, plan_steps=plan_rows(14), staff=staff)

    assert found["staff"].tolist() == [""]
    assert named["staff"].tolist() == ["小田"]


# ---- the ready-made ones


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_has_thanks_warranty_support_usage_and_cadences_and_can_take_them_over(trade):
    limits = Settings(trade_code=trade)
    plans = plans_of(book(), limits)
    codes = [plan.code for plan in plans]

    assert {"thanks", "warranty", "support_end", "usage", *CADENCES} <= set(codes)
    assert len(set(codes)) == len(codes)
    for plan in plans:
        if plan.setting:
            group, _dot, name = plan.setting.partition(".")
            days = getattr(getattr(limits, group), name)
            assert tuple(abs(step.count) for step in plan.steps) == days
        else:
            rows = as_rows(plan, lambda words: say(words, "ja"), in_use=True)
            taken = {p.code: p for p in plans_of(book(plan_steps=rows), limits)}[plan.code]
            assert taken.in_use
            assert [s.count for s in taken.steps] == [s.count for s in plan.steps]


def test_the_days_of_the_ready_made_plans_are_those_of_the_articles():
    found = {plan.code: plan for plan in plans_of(book(), Settings(trade_code="car"))}
    days = {code: tuple(step.count for step in plan.steps) for code, plan in found.items()}

    assert days["thanks"] == (3, 21, 90)
    assert days["usage"] == (14, 60)
    assert days["inspections"] == (3, 6, 12, 24)
    assert days["warranty"] == (-45,)
    assert days["vehicle_inspection"] == (-90, -60, -30)
    assert days["support_end"] == (30, 90, 180)
    assert {p.code for p in found.values() if p.in_use} == {
        "thanks", "warranty", "vehicle_inspection", "inspection", "insurance", "support_end"
    }  # fmt: skip


# ---- against the slow way

DAYS = st.integers(-240, 40)
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["", "H1"]), st.booleans(), st.none() | st.integers(-240, 0)),
    max_size=4,
)
TOUCHES = st.lists(
    st.tuples(
        st.integers(1, 4), DAYS, st.sampled_from(["", "sales", "thanks"]),
        st.sampled_from(["", "talked", "no_answer"]), st.sampled_from(["in", "out"]),
    ),
    max_size=6,
)  # fmt: skip
STEPS = st.lists(st.integers(-20, 120).filter(bool), min_size=1, max_size=3, unique=True)


@pytest.mark.drill
@settings(max_examples=examples(200), deadline=None)
@given(PEOPLE, TOUCHES, STEPS, st.lists(st.tuples(st.integers(1, 4), DAYS), max_size=3))
def test_every_step_is_what_the_slow_way_finds_in_any_order_of_the_rows(who, seen, steps, planned):
    people = [
        {"customer_id": f"C{n}", "home": home, "silent": silent, "stage": "regular",
         "last": None if last is None else TODAY + DAY * last}
        for n, (home, silent, last) in enumerate(who, start=1)
    ]  # fmt: skip
    contacts = [
        {"customer_id": f"C{n}", "date": TODAY + DAY * d, "kind": k, "outcome": o, "direction": w,
         "channel": "other"}
        for n, d, k, o, w in seen
    ]  # fmt: skip
    hand = [{"customer_id": f"C{n}", "date": TODAY + DAY * d, "action": "a"} for n, d in planned]
    events = [{"customer_id": "C1", "date": TODAY + DAY * 9, "kind": "birth"}]
    plans = [("p", "purchase", steps), ("e", "birth", steps)]
    expected = slow_follow_up(people, contacts, plans, events, unique(hand), TODAY, LIMITS)

    frame = judged(
        *({"customer_id": p["customer_id"], "household_id": p["home"],
           "contact_permission": "stop" if p["silent"] else "",
           "last_purchase_date": None if p["last"] is None else pd.Timestamp(p["last"])}
          for p in people)
    ) if people else judged({"customer_id": "C1"}).head(0)  # fmt: skip
    rows = plan_rows(*steps, plan="p")
    rows += plan_rows(*steps, plan="e", starts_with="event", attached_to="birth")
    for turned in (False, True):
        tables = {"activities": contacts, "plans": hand, "events": events, "plan_steps": rows}
        tables = {n: r[::-1] if turned else r for n, r in tables.items() if r}
        found = follow_up(frame[::-1] if turned else frame, book(**tables), Settings())
        got = {(r.customer_id, r.plan, r.step, r.day.date()): r.state for r in found.itertuples()}
        assert got == expected
        due = due_steps(found)
        assert not due[due["plan"] != ""].duplicated(["customer_id", "plan", "event"]).any()


def unique(rows):
    return list({(r["customer_id"], r["date"]): r for r in rows}.values())


# ---- the samples


def test_the_salons_planned_words_are_due_this_week_with_who_does_them():
    review = sample("salon")
    due = due_steps(follow_up(review.customers, review.book, review.settings))

    assert set(due["action"]) == {"お礼のはがき", "新しい染料の案内", "お手入れの電話"}
    assert set(due["staff"]) == {"野口"} or len(set(due["staff"])) == 1


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_a_plan_on_a_sample_business_is_what_the_slow_way_finds(code):
    review = sample(code)
    frame = review.customers
    rows = plan_rows(14, 60, plan="p")
    tables = dict(review.book.tables) | {"plan_steps": book(plan_steps=rows).table("plan_steps")}
    changed = book()
    changed = type(changed)(**{**vars(review.book), "tables": tables})
    found = follow_up(frame, changed, review.settings)
    found = found[found["plan"] == "p"]
    plain = [
        {"customer_id": r["customer_id"], "home": r["household_id"],
         "silent": r["contact_permission"] == "stop" or r["state"] == "dnc"
         or r["status"] in ("closed", "deceased"),
         "stage": r["stage"], "last": None if pd.isna(r["last_purchase_date"])
         else r["last_purchase_date"].date()}
        for r in frame.head(60).to_dict("records")
    ]  # fmt: skip
    homes = {p["customer_id"] for p in plain}
    contacts = review.book.table("activities")
    contacts = contacts.merge(frame[["customer_id", "household_id"]], on="customer_id")
    same = contacts["household_id"].isin({p["home"] for p in plain} - {""})
    contacts = contacts[contacts["customer_id"].isin(homes) | same]
    everybody = plain + [
        {"customer_id": r["customer_id"], "home": r["household_id"], "silent": True,
         "stage": "", "last": None}
        for r in frame.iloc[60:].to_dict("records") if r["household_id"]
    ]  # fmt: skip
    seen = [
        {**r, "date": r["date"].date()} for r in contacts.to_dict("records")
        if _counts_alike(r)
    ]  # fmt: skip
    expected = slow_follow_up(
        everybody, seen, [("p", "purchase", [14, 60])], [], [], review.book.today, LIMITS
    )
    got = {
        (r.customer_id, r.plan, r.step, r.day.date()): r.state
        for r in found.itertuples() if r.customer_id in homes
    }  # fmt: skip
    assert got == expected
    assert len(got) >= 60


def _counts_alike(row):
    """Offers that were answered in other ways than a talk are left to the tests above."""
    return (
        row["kind"] != "sales"
        or row["outcome"] in ("talked", "no_answer")
        or (row["outcome"] == "" and row["channel"] not in ("phone", "visit", "shop"))
        or row["direction"] == "in"
    )
