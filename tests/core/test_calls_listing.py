"""The call list as a whole, held against the worked example of DOMAIN 3.4."""

from __future__ import annotations

import pandas as pd
import pytest

from core.calls import call_list
from core.settings import Settings
from tests.core.call_cases import TODAY, book, judged


def days_ago(count):
    return pd.Timestamp(TODAY) - pd.Timedelta(days=count)


@pytest.fixture
def car_shop():
    """The eight customers of the car shop in the week of 2026-11-23."""
    people = judged(
        {"customer_id": "C1", "name": "佐々木", "annual_profit": 62_000},
        {"customer_id": "C2", "name": "高橋", "annual_profit": 210_000, "kind": "company"},
        {"customer_id": "C3", "name": "渡辺", "annual_profit": 95_000},
        {
            "customer_id": "C4", "name": "中村", "purchase_count": 1, "big_purchase": True,
            "last_purchase_date": days_ago(17), "lateness": 0.1,
        },
        {"customer_id": "C5", "name": "小林", "stage": "advocate"},
        {
            "customer_id": "C6", "name": "加藤", "state": "at_risk", "rhythm_days": 95,
            "last_purchase_date": days_ago(150), "lateness": 1.6, "p_return": 0.45,
            "annual_profit": 48_000,
        },
        {
            "customer_id": "C7", "name": "山本", "rhythm_days": 180, "nudge_day": 240,
            "last_purchase_date": days_ago(185), "lateness": 1.03, "p_return": 0.9,
            "annual_profit": 120_000,
        },
        {
            "customer_id": "C8", "name": "吉田", "purchase_count": 1, "p_return": 0.02,
            "state": "lapsed", "last_purchase_date": days_ago(426), "lateness": 7.0,
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


_WEIGHTS = (
    "severity_weight", "overdue_weight", "effect_return", "effect_expiry", "effect_due",
    "connect_person", "connect_company", "minute_cost",
)  # fmt: skip
