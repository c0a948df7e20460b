"""The call list as a whole, held against the worked example of DOMAIN 3.4."""

from __future__ import annotations

import dataclasses
import random
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from core.calls import call_list
from core.calls.candidates import all_candidates
from core.calls.capacity import capacity
from core.calls.case import Case
from core.calls.contacts import contacts
from core.calls.listing import FINDERS
from core.calls.order import in_order, with_worth
from core.calls.reasons import CLASSES
from core.calls.value import worth
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, judged, reasons_left_out, slipping
from tests.drills.share import examples


@pytest.fixture
def car_shop():
    """The eight customers of the car shop in the week of 2026-11-23."""
    people = judged(
        {"customer_id": "C1", "name": "佐々木", "annual_profit": 62_000},
        {"customer_id": "C2", "name": "高橋", "annual_profit": 210_000, "kind": "company"},
        {"customer_id": "C3", "name": "渡辺", "annual_profit": 95_000},
        {
            "customer_id": "C4", "name": "中村", "purchase_count": 1, "big_purchase": True,
            "last_purchase_date": day(-17), "lateness": 0.1,
        },
        {"customer_id": "C5", "name": "小林", "stage": "advocate"},
        {
            "customer_id": "C6", "name": "加藤", "state": "at_risk", "rhythm_days": 95,
            "last_purchase_date": day(-150), "lateness": 1.6, "p_return": 0.45,
            "annual_profit": 48_000,
        },
        {
            "customer_id": "C7", "name": "山本", "rhythm_days": 180, "nudge_day": 240,
            "last_purchase_date": day(-185), "lateness": 1.03, "p_return": 0.9,
            "annual_profit": 120_000,
        },
        {
            "customer_id": "C8", "name": "吉田", "purchase_count": 1, "p_return": 0.02,
            "state": "lapsed", "last_purchase_date": day(-426), "lateness": 7.0,
            "stage": "customer",
        },
    )  # fmt: skip
    tables = book(
        complaints=[{
            "customer_id": "C1", "received_date": "2026-11-18", "severity": 3,
            "content": "走ると異音がする", "promised_contact_date": "2026-11-20",
            "first_response_date": "2026-11-18",
        }],
        promises=[{
            "customer_id": "C2", "made_date": "2026-11-17", "due_date": "2026-11-24",
            "content": "見積り", "by_whom": "us",
        }],
        due_dates=[{
            "customer_id": "C3", "kind": "vehicle_inspection", "end_date": "2027-01-20",
            "status": "open",
        }],
        referrals=[{
            "customer_id": "C5", "date": "2026-11-20", "kind": "referral", "referred_name": "木村",
        }],
    )  # fmt: skip
    return people, tables


def test_the_worked_example_gives_the_same_customers_in_the_same_order(car_shop):
    people, tables = car_shop

    calls = call_list(people, tables, Settings(trade_code="car"))

    assert calls.rows["name"].tolist() == [
        "佐々木",
        "高橋",
        "渡辺",
        "中村",
        "小林",
        "加藤",
        "山本",
    ]
    assert calls.rows["class"].tolist() == [
        "promise", "promise", "due", "thanks", "thanks", "sales", "sales",
    ]  # fmt: skip
    assert calls.rows["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_the_worked_example_gives_the_same_figures(car_shop):
    people, tables = car_shop

    rows = call_list(people, tables, Settings(trade_code="car")).rows.set_index("name")

    assert rows["key"].round().to_dict() == {
        "佐々木": 34, "高橋": 16, "渡辺": 59, "中村": 4, "小林": 5, "加藤": 520, "山本": 310,
    }  # fmt: skip
    profit = rows["expected_profit_per_call"]
    assert profit[["渡辺", "加藤", "山本"]].tolist() == [4500, 2601, 1550]
    assert profit[["佐々木", "高橋", "中村", "小林"]].isna().all()
    assert rows["minutes"].tolist() == [15, 10, 5, 3, 3, 5, 5]


def test_the_worked_example_leaves_yoshida_out_by_the_one_year_rule(car_shop):
    people, tables = car_shop

    left = call_list(people, tables, Settings(trade_code="car")).left_out

    assert left["customer_id"].tolist() == ["C8"]
    assert left["reason"].tolist() == ["stop_day"]


def test_the_week_of_the_worked_example_has_four_working_days(car_shop):
    people, tables = car_shop

    calls = call_list(people, tables, Settings(trade_code="car"))

    assert (str(calls.week), calls.working_days, calls.capacity) == ("2026-11-23", 4, 16)
    assert not calls.overflow


#: Every weight that a listed customer of the example is ordered by.
WEIGHTS = (
    "severity_weight", "overdue_weight", "effect_return", "effect_expiry", "effect_due",
    "connect_person", "connect_company", "minute_cost",
)  # fmt: skip


def test_the_full_order_of_the_worked_example_stands_in_79_of_100_draws_of_weights(car_shop):
    people, tables = car_shop
    settings = Settings(trade_code="car")
    case = Case(people, tables, settings, capacity(tables.today, settings.calls))
    found = all_candidates(case, contacts(case), FINDERS)
    usual = order_of(case, found)
    rng = random.Random(7)

    orders = [order_of(weighted(case, rng), found) for _draw in range(2000)]

    assert 0.76 <= np.mean([order == usual for order in orders]) <= 0.82
    assert {tuple(order[:5]) for order in orders} == {tuple(usual[:5])}


def weighted(case, rng):
    drawn = {name: getattr(case.limits, name) * rng.uniform(0.5, 2) for name in WEIGHTS}
    limits = dataclasses.replace(case.limits, **drawn)
    return dataclasses.replace(case, settings=dataclasses.replace(case.settings, calls=limits))


def order_of(case, found):
    """Names in the order of calling; the one-year rule has left 吉田 out."""
    ordered = in_order(case, with_worth(found, worth(case, found))).drop_duplicates("place")
    names = case.judged["name"].to_numpy()[ordered["place"].to_numpy()]
    return [name for name in names if name != "吉田"]


# ---- the frames


def test_nobody_in_the_book_gives_an_empty_list_with_its_columns():
    calls = call_list(judged({"customer_id": "C1"}).head(0), book(), Settings())

    assert len(calls.rows) == 0
    assert list(calls.rows.columns) == [
        "rank", "customer_id", "name", "staff", "class", "reasons", "why", "opener",
        "expected_profit_per_call", "minutes", "phone", "key", "card",
    ]  # fmt: skip
    assert list(calls.left_out.columns) == [
        "customer_id", "reason", "words", "eligible_date", "rank", "opens",
    ]  # fmt: skip


def test_left_out_customers_stand_without_name_and_phone():
    people = judged({"customer_id": "C1", "name": "停止 太郎", "contact_permission": "stop"})

    left = call_list(people, book(), Settings()).left_out

    assert left["reason"].tolist() == ["stopped"]
    assert not re.search("太郎|090-", " ".join(map(str, left.iloc[0].tolist())))


def test_somebody_without_any_reason_is_left_out_with_the_day_of_their_usual_time():
    people = judged({"customer_id": "C1", "last_purchase_date": day(-30), "rhythm_days": 60})

    left = call_list(people, book(), Settings()).left_out

    assert left["reason"].tolist() == ["nothing_due"]
    assert left["eligible_date"].tolist() == [day(18)]
    assert "12月10日" in say(left["words"][0], "ja")


def test_the_next_word_after_the_usual_time_is_at_the_nudge_day():
    people = judged(
        {
            "customer_id": "C1", "last_purchase_date": day(-80), "rhythm_days": 60,
            "lateness": 1.33, "nudge_day": 100,
        }
    )  # fmt: skip

    left = call_list(people, book(), Settings()).left_out

    assert left["eligible_date"].tolist() == [day(20)]


def test_a_lead_without_any_reason_has_no_day():
    people = judged(
        {
            "customer_id": "C1", "state": "lead", "last_purchase_date": pd.NaT,
            "rhythm_days": np.nan, "lateness": np.nan, "purchase_count": 0, "p_return": np.nan,
            "nudge_day": np.nan, "stop_day": np.nan,
        }
    )  # fmt: skip

    left = call_list(people, book(), Settings()).left_out

    assert left["reason"].tolist() == ["nothing_due"]
    assert left["eligible_date"].isna().all()
    assert say(left["words"][0], "en") == "Nothing is due."


def test_a_call_that_costs_more_than_it_brings_is_not_listed():
    people = judged(slipping("C1", annual_profit=1000))

    calls = call_list(people, book(), Settings())

    assert reasons_left_out(calls) == {"C1": "not_worth"}


def test_somebody_whose_chance_is_unknown_is_not_listed_for_slipping_away():
    calls = call_list(judged(slipping("C1", p_return=np.nan)), book(), Settings())

    assert reasons_left_out(calls) == {"C1": "not_worth"}


def test_without_amounts_the_effect_orders_and_no_yen_are_shown():
    people = judged(slipping("C1", p_return=0.9), slipping("C2", p_return=0.5))
    tables = dataclasses.replace(book(), has_amounts=False)

    calls = call_list(people, tables, Settings())

    assert calls.rows["customer_id"].tolist() == ["C2", "C1"]
    assert calls.rows["expected_profit_per_call"].isna().all()
    assert [card.expected for card in calls.rows["card"]] == [None, None]


def test_of_several_reasons_the_one_with_the_highest_yen_counts():
    people = judged(
        slipping(
            "C1", state="active", lateness=1.0, purchase_count=2, count_12m=2, stage="customer",
            annual_profit=90_000,
        )
    )  # fmt: skip
    heard = {"customer_id": "C1", "heard_date": day(-100), "next_time": day(5), "named_by": "us"}

    calls = call_list(people, book(not_now=[heard]), Settings())

    codes = [reason.code for reason in calls.rows["reasons"][0]]
    assert codes[0] == "not_now"
    assert set(codes) == {"not_now", "due_now", "promotion"}
    assert calls.rows["expected_profit_per_call"].tolist() == [0.5 * 0.10 * 90_000 - 250]


# ---- households


def test_one_household_is_called_once():
    people = judged(
        slipping("C1", household_id="H1", annual_profit=80_000),
        slipping("C2", household_id="H1", annual_profit=90_000),
        slipping("C3", annual_profit=70_000),
    )

    calls = call_list(people, book(), Settings())

    assert calls.rows["customer_id"].tolist() == ["C2", "C3"]
    assert reasons_left_out(calls) == {"C1": "same_household"}


def test_a_promise_is_kept_to_each_of_a_household():
    people = judged(
        {"customer_id": "C1", "household_id": "H"}, {"customer_id": "C2", "household_id": "H"}
    )
    promises = [
        {"customer_id": name, "content": "見本を送る", "due_date": day(1)} for name in ("C1", "C2")
    ]

    calls = call_list(people, book(promises=promises), Settings())

    assert calls.rows["customer_id"].tolist() == ["C1", "C2"]


# ---- capacity


def test_promises_beyond_the_capacity_are_all_listed_and_nothing_else():
    people = judged(*({"customer_id": f"C{i}"} for i in range(3)), slipping("S1"))
    promises = [
        {"customer_id": f"C{i}", "content": "電話する", "due_date": day(i)} for i in range(3)
    ]

    calls = call_list(people, book(promises=promises), Settings(), capacity=2)

    assert calls.overflow
    assert calls.rows["class"].tolist() == ["promise"] * 3
    assert reasons_left_out(calls) == {"S1": "over_capacity"}
    assert calls.left_out["rank"].tolist() == [4]


def test_more_customers_than_seats_draw_the_last_seats_by_lot():
    people = judged(*(slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)))

    calls = call_list(people, book(), Settings(), capacity=10)

    assert calls.rows["customer_id"].tolist()[:5] == [f"C{i:02}" for i in range(5)]
    assert len(calls.rows) == 10
    assert list(reasons_left_out(calls).values()).count("lottery") == 5
    assert "抽選" in say(calls.lottery, "ja")
    pool = set(calls.rows["customer_id"][5:]) | {
        name for name, reason in reasons_left_out(calls).items() if reason == "lottery"
    }
    assert pool == {f"C{i:02}" for i in range(5, 15)}


def test_the_lot_stands_for_eight_weeks_and_then_falls_differently():
    people = judged(*(slipping(f"C{i:02}", annual_profit=99_000 - i) for i in range(40)))

    def in_week(number):
        later = book(today=day(7 * number).date())
        return call_list(people, later, Settings(), capacity=10).rows["customer_id"].tolist()

    weeks = [in_week(number) for number in range(16)]

    assert all(week[:5] == weeks[0][:5] for week in weeks)
    first = next(n for n in range(1, 9) if weeks[n] != weeks[0])
    assert all(week == weeks[first] for week in weeks[first : first + 8])


# ---- whatever the customers are

CLASS_OF = {name: rank for rank, name in enumerate(CLASSES)}
PERSON = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["active", "at_risk", "dormant", "lapsed", "dnc", "lead"]),
        "stage": st.sampled_from(["prospect", "customer", "regular", "supporter", "advocate"]),
        "policy": st.sampled_from(["standard", "passive", "no_approach", "defend"]),
        "relation": st.sampled_from(["repeat", "lost_to"]),
        "trust_word": st.sampled_from(["thick", "normal", "overdrawn"]),
        "contact_permission": st.sampled_from(["", "yes", "news_only", "stop"]),
        "contact_preference": st.sampled_from(["", "phone", "line", "none"]),
        "status": st.sampled_from(["", "active", "closed", "deceased"]),
        "refusal": st.booleans(),
        "big_purchase": st.booleans(),
        "household_id": st.sampled_from(["", "", "H1", "H2"]),
        "phone": st.sampled_from(["090-0000-0000", "090-0000-0000", ""]),
        "purchase_count": st.integers(1, 4),
        "lateness": st.floats(0, 3),
        "p_return": st.floats(0, 1),
        "annual_profit": st.integers(0, 200_000),
        "last_purchase_date": st.integers(0, 500).map(lambda days: day(-days)),
        "selling_streak": st.integers(0, 3),
    }
)
RECORD = st.tuples(
    st.sampled_from(["promises", "due_dates", "complaints", "referrals", "not_now", "doubts"]),
    st.integers(0, 11),
    st.integers(-40, 40),
)
TOUCH = st.tuples(
    st.integers(0, 11),
    st.integers(-60, 0),
    st.sampled_from(["talked", "no_answer", "declined", "bought"]),
    st.sampled_from(["sales", "thanks", "chat"]),
)


def a_shop(people, records, touches):
    """Customers with records and contacts scattered over them."""
    named = [{"customer_id": f"C{i:02}", **person} for i, person in enumerate(people)]
    tables: dict[str, list[dict]] = {}
    for table, place, days in records:
        customer = named[place % len(named)]["customer_id"]
        tables.setdefault(table, []).append({"customer_id": customer, **row(table, days)})
    tables["activities"] = [
        {
            "customer_id": named[place % len(named)]["customer_id"], "date": day(days),
            "outcome": outcome, "kind": kind, "channel": "phone",
        }
        for place, days, outcome, kind in touches
    ]  # fmt: skip
    return named, {name: rows for name, rows in tables.items() if rows}


def row(table, days):
    past = day(-abs(days))
    return {
        "promises": {"due_date": day(days), "content": f"約束{days}", "by_whom": "us"},
        "due_dates": {"end_date": day(days), "kind": "insurance", "item": f"保険{days}"},
        "complaints": {"received_date": past, "severity": 1 + abs(days) % 3, "content": "音"},
        "referrals": {"date": past, "kind": "referral", "referred_name": f"友人{days}"},
        "not_now": {"heard_date": past, "next_time": day(days), "named_by": "customer"},
        "doubts": {"date": past, "words": f"疑問{days}"},
    }[table]


SHOP = st.builds(
    a_shop,
    st.lists(PERSON, min_size=1, max_size=12),
    st.lists(RECORD, max_size=10),
    st.lists(TOUCH, max_size=10),
)


@pytest.mark.drill
@profile(max_examples=examples(200), deadline=None)
@given(shop=SHOP, seats=st.integers(0, 12))
def test_every_shop_has_a_list_that_keeps_its_rules(shop, seats):
    named, tables = shop
    people = judged(*named)

    calls = call_list(people, book(**tables), Settings(), capacity=seats)

    listed = calls.rows["customer_id"].tolist()
    left = reasons_left_out(calls)
    assert sorted(listed + list(left)) == [person["customer_id"] for person in named]
    assert all(left.values())
    ranks = [CLASS_OF[name] for name in calls.rows["class"]]
    assert ranks == sorted(ranks)
    promises = ranks.count(0)
    assert len(listed) <= max(seats, promises)
    assert calls.overflow == (promises > seats)
    assert all(may_be_called(person) for person in named if person["customer_id"] in listed)
    said = [*calls.left_out["words"], *(w for why in calls.rows["why"] for w in why)]
    assert all(say(words, language) for words in said for language in ("ja", "en"))


def may_be_called(person):
    stopped = (
        person["contact_permission"] == "stop"
        or person["status"] in {"closed", "deceased"}
        or person["state"] == "dnc"
    )
    return person["phone"] != "" and not stopped and not person["refusal"]


@pytest.mark.drill
@profile(max_examples=examples(100), deadline=None)
@given(shop=SHOP, order=st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_changes_nothing(shop, order):
    named, tables = shop
    shuffled = {name: order.sample(rows, len(rows)) for name, rows in tables.items()}

    calls = call_list(judged(*named), book(**tables), Settings(), capacity=5)
    again = call_list(
        judged(*order.sample(named, len(named))), book(**shuffled), Settings(), capacity=5
    )

    columns = ["customer_id", "class", "reasons", "why", "minutes", "key"]
    assert again.rows[columns].to_dict("records") == calls.rows[columns].to_dict("records")
    assert reasons_left_out(again) == reasons_left_out(calls)
