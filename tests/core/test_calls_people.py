"""Calls and minutes of each person in charge: whose week is full, and what the shop keeps."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.capacity import capacity, people_of
from core.calls.reasons import CLASSES
from core.locale.words import say
from core.settings import Settings
from core.settings.calls import CallSettings
from tests.core.call_cases import TODAY, book, day, judged, reasons_left_out, slipping

WITHOUT_LOTS = Settings().changed({"calls.lottery": False})


def with_people(*people, settings=WITHOUT_LOTS, **more):
    """Settings with people of (name, calls a day, minutes a day, weekdays)."""
    return settings.changed({"calls.people": people, **{f"calls.{k}": v for k, v in more.items()}})


def promise(customer_id, content="電話"):
    return {"customer_id": customer_id, "due_date": day(1), "content": content, "by_whom": "us"}


def test_a_persons_week_has_his_own_days_without_holidays_and_days_off():
    # The week of Monday 2026-11-23, which is a holiday.
    settings = CallSettings(
        people=(("野口", 3, 20, (0, 1, 2)), ("小田", 2, 0, ())), days_off=(("野口", "2026-11-25"),)
    )

    week = capacity(TODAY, settings, left={"小田": dt.date(2026, 11, 26)})

    assert [(s.name, s.working_days, s.calls, s.minutes) for s in week.people] == [
        ("野口", 1, 3, 20), ("小田", 3, 6, None),
    ]  # fmt: skip
    assert (week.calls, week.common.calls) == (16, 7)


def test_where_people_together_can_do_more_than_the_shop_theirs_counts():
    week = capacity(TODAY, CallSettings(people=(("野口", 9, 0, ()),), minutes_per_day=0))

    assert (week.calls, week.common.calls, week.minutes) == (36, 0, None)


def test_somebody_away_all_week_has_no_minutes_rather_than_no_limit():
    settings = CallSettings(people=(("野口", 3, 20, (0,)),))

    assert capacity(TODAY, settings).people[0].minutes == 0


@pytest.mark.parametrize(
    "people", [(("", 1, 0, ()),), (("x", -1, 0, ()),), (("x", 1, 0, (9,)),), (("x",),), "x", 3]
)
def test_an_entry_that_cannot_be_read_is_as_good_as_none(people):
    settings = CallSettings(people=people, days_off=(("x", "no day"), ("y",)))

    assert people_of(settings) == []
    assert capacity(TODAY, settings).calls == 16


def test_a_seat_is_taken_from_whoever_is_in_charge_and_the_left_out_say_whose_week_is_full():
    people = [slipping(f"A{i}", staff="野口", annual_profit=90_000) for i in range(6)]
    people += [slipping(f"B{i}", last_staff="小田") for i in range(2)]
    people += [slipping(f"N{i}") for i in range(20)]
    settings = with_people(("野口", 1, 0, ()), ("小田", 1, 0, ()), per_day=4)

    calls = call_list(judged(*people), book(), settings)

    listed = Counter(calls.rows["staff"])
    assert listed == {"野口": 4, "小田": 2, "": 8}
    left = dict(zip(calls.left_out["customer_id"], calls.left_out["words"], strict=True))
    assert say(left["A4"], "ja") == "担当の野口さんの枠が今週はいっぱいです(順番は5番目)。"
    assert "共通の枠" in say(left["N8"], "ja")
    assert [load.listed for load in calls.loads] == [4, 2, 8]


def test_who_has_left_is_in_nobodys_charge():
    people = [slipping("A1", staff="野口"), slipping("A2", last_staff="野口")]
    staff = [{"staff": "野口", "left_date": day(-10)}]

    calls = call_list(judged(*people), book(staff=staff), with_people(("野口", 5, 0, ())))

    assert calls.rows["staff"].tolist() == ["", ""]
    assert calls.loads[0].share.calls == 0


def test_minutes_of_the_shop_limit_the_list_and_a_shorter_call_still_fits():
    people = [slipping("S1"), {"customer_id": "T1", "purchase_count": 1, "lateness": 0.1,
                               "last_purchase_date": day(-17)}]  # fmt: skip
    settings = WITHOUT_LOTS.changed({"calls.minutes_per_day": 1})

    calls = call_list(judged(*people), book(), settings)

    assert calls.minutes == 4
    assert calls.rows["customer_id"].tolist() == ["T1"]
    assert reasons_left_out(calls) == {"S1": "over_capacity"}


def test_promises_are_never_cut_and_the_person_they_are_too_many_for_is_named():
    people = [{"customer_id": f"P{i}", "staff": "野口"} for i in range(3)]
    people += [slipping("S1", staff="野口"), slipping("S2", staff="小田")]
    tables = book(promises=[promise(f"P{i}") for i in range(3)])
    settings = with_people(("野口", 2, 0, (1,)), ("小田", 1, 0, (1,)))

    calls = call_list(judged(*people), tables, settings)

    assert calls.rows["customer_id"].tolist() == ["P0", "P1", "P2", "S2"]
    assert [(load.share.name, load.overflow) for load in calls.loads] == [
        ("野口", True), ("小田", False), ("", False),
    ]  # fmt: skip
    assert not calls.overflow


def test_promises_that_take_more_minutes_than_there_are_leave_no_room_for_others():
    tables = book(promises=[promise("P1", "見積り")])
    settings = WITHOUT_LOTS.changed({"calls.minutes_per_day": 2})

    calls = call_list(judged({"customer_id": "P1"}, slipping("S1")), tables, settings)

    assert calls.rows["customer_id"].tolist() == ["P1"]
    assert calls.overflow


def test_limits_that_nobody_reaches_change_nothing():
    people = [slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)]
    people += [slipping(f"F{i}", stage="supporter", annual_profit=20_000) for i in range(3)]

    plain = call_list(judged(*people), book(), Settings())
    wide = call_list(judged(*people), book(), Settings().changed({"calls.minutes_per_day": 999}))

    assert wide.rows["customer_id"].tolist() == plain.rows["customer_id"].tolist()
    assert reasons_left_out(wide) == reasons_left_out(plain)
    assert wide.lots.to_dict("list") == plain.lots.to_dict("list")


def test_the_lot_falls_half_and_half_for_each_person():
    people = [slipping(f"A{i:02}", staff="野口") for i in range(20)]
    people += [slipping(f"B{i:02}", staff="小田") for i in range(30)]
    settings = with_people(("野口", 1, 0, ()), ("小田", 2, 0, ()), settings=Settings(), per_day=1)

    calls = call_list(judged(*people), book(), settings)

    drawn = calls.lots.groupby(calls.lots["customer_id"].str[0])["drawn"].agg(["sum", "size"])
    assert drawn.to_dict("index") == {"A": {"sum": 2, "size": 4}, "B": {"sum": 4, "size": 8}}
    assert Counter(calls.rows["staff"]) == {"野口": 4, "小田": 8}


def test_friends_of_little_revenue_keep_their_seats_whoever_is_in_charge():
    rich = [slipping(f"R{i:02}", annual_profit=90_000, staff="野口") for i in range(30)]
    friends = [slipping(f"F{i}", stage="supporter", annual_profit=20_000, staff="小田")
               for i in range(3)]  # fmt: skip
    settings = with_people(("野口", 2, 0, ()), ("小田", 1, 0, (1, 2)), settings=Settings())

    calls = call_list(judged(*rich, *friends), book(), settings)

    assert {"F0", "F1"} <= set(calls.rows["customer_id"])


# ---- any shop

NAMES = ("", "野口", "小田", "谷")
PERSON = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["slipping", "thanks", "promise", "due", "none"]),
        "staff": st.sampled_from(NAMES),
        "annual_profit": st.integers(1_000, 99_000),
        "stage": st.sampled_from(["customer", "regular", "supporter"]),
    }
)
SHARES = st.lists(
    st.tuples(
        st.sampled_from(NAMES[1:3]), st.integers(0, 3), st.sampled_from([0, 5, 20]),
        st.sampled_from([(), (1,), (1, 3)]),
    ),
    max_size=2, unique_by=lambda share: share[0],
)  # fmt: skip


def shop(drawn):
    """Judged people and the tables behind them."""
    people, promises, ends = [], [], []
    for number, one in enumerate(drawn):
        own = {k: one[k] for k in ("staff", "annual_profit", "stage")}
        name = f"C{number:02}"
        if one["kind"] == "slipping":
            people.append(slipping(name, **own))
            continue
        bought = {"purchase_count": 1, "last_purchase_date": day(-17), "lateness": 0.1}
        people.append({"customer_id": name, **own, **(bought if one["kind"] == "thanks" else {})})
        promises += [promise(name)] if one["kind"] == "promise" else []
        ends += [{"customer_id": name, "kind": "contract", "end_date": day(20)}] * (
            one["kind"] == "due"
        )
    return people, {"promises": promises, "due_dates": ends}


@profile(max_examples=6, deadline=None)
@given(
    drawn=st.lists(PERSON, min_size=1, max_size=25), shares=SHARES,
    shop_minutes=st.sampled_from([0, 2, 15]), lots=st.booleans(),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_nobodys_list_is_over_his_calls_or_minutes_but_for_promises(
    drawn, shares, shop_minutes, lots, order
):
    people, tables = shop(drawn)
    settings = Settings().changed(
        {"calls.people": tuple(shares), "calls.minutes_per_day": shop_minutes,
         "calls.per_day": 2, "calls.lottery": lots}
    )  # fmt: skip
    week = capacity(TODAY, settings.calls)

    calls = call_list(judged(*people), book(**{k: v for k, v in tables.items() if v}), settings)

    rows = calls.rows
    limits = {share.name: share for share in (*week.people, week.common)}
    rows = rows.assign(whose=[name if name in limits else "" for name in rows["staff"]])
    for name, own in rows.groupby("whose"):
        if (own["class"] != "promise").any():
            share = limits[name]
            assert len(own) <= share.calls
            assert share.minutes is None or own["minutes"].sum() <= share.minutes
    if (rows["class"] != "promise").any():
        assert len(rows) <= week.calls
        assert week.minutes is None or rows["minutes"].sum() <= week.minutes
    ranks = [CLASSES.index(name) for name in rows["class"]]
    assert ranks == sorted(ranks)
    promised = {p["customer_id"] for p in tables["promises"]}
    assert set(rows.loc[rows["class"] == "promise", "customer_id"]) == promised
    left = reasons_left_out(calls)
    assert set(rows["customer_id"]) | set(left) == {p["customer_id"] for p in people}
    assert not set(rows["customer_id"]) & set(left)
    assert all(left.values())
    full = calls.left_out[calls.left_out["reason"] == "over_capacity"]
    assert full["rank"].notna().all()
    assert full["eligible_date"].notna().all()

    again = call_list(
        judged(*order.sample(people, len(people))),
        book(**{k: order.sample(v, len(v)) for k, v in tables.items() if v}), settings,
    )  # fmt: skip
    assert again.rows["customer_id"].tolist() == rows["customer_id"].tolist()
    assert reasons_left_out(again) == left
