"""Reasons of class 2: contracts, inspections and points whose day comes near."""

import pytest

from core.calls import call_list
from core.calls.due import due
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import book, day, found_by, judged

C1 = {"customer_id": "C1"}


def found(kind, days, *, settings=None, status="open", activities=()):
    ending = {**C1, "kind": kind, "end_date": day(days), "status": status}
    tables = {"due_dates": [ending]} | ({"activities": list(activities)} if activities else {})
    return [code for _id, code in found_by(due, C1, settings=settings, **tables)]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("vehicle_inspection", 90), ("insurance", 60), ("lease", 270), ("warranty", 45),
        ("inspection", 30), ("membership", 30), ("contract", 90), ("", 90),
        ("birthday", 7), ("anniversary", 14),
    ],
)  # fmt: skip
def test_a_due_date_is_told_when_its_first_step_is_reached_in_the_week(kind, days):
    assert found(kind, days + 7) == ["expiry"]
    assert found(kind, days + 8) == []


@pytest.mark.parametrize("days", [-20, 0, 20])
def test_the_end_of_support_is_no_occasion_to_sell(days):
    assert found("support_end", days) == []


def test_points_are_a_reason_of_their_own():
    assert found("points", 20) == ["points"]


def test_a_builder_speaks_of_a_warranty_half_a_year_before():
    assert found("warranty", 180, settings=Settings(trade_code="builder")) == ["expiry"]
    assert found("warranty", 180) == []


@pytest.mark.parametrize("status", ["done", "renewed", "lost", "cancelled"])
def test_a_date_that_is_settled_is_no_reason(status):
    assert found("insurance", 20, status=status) == []


def test_a_talk_since_the_step_settles_it_until_the_next():
    talked = {**C1, "date": day(-20), "outcome": "talked"}

    assert found("insurance", 45, activities=[talked]) == []
    assert found("insurance", 45, activities=[{**talked, "date": day(-25)}]) == ["expiry"]
    assert found("insurance", 25, activities=[talked]) == ["expiry"]


def test_what_has_ended_is_kept_for_a_while_and_a_missed_inspection_longer():
    assert found("insurance", -30) == ["expiry"]
    assert found("insurance", -31) == []
    assert found("inspection", -31) == ["expiry"]
    assert found("inspection", -181) == []


def test_each_thing_that_ends_is_a_reason_and_the_same_twice_is_one():
    items = ("火災", "自動車", "火災")
    endings = [{**C1, "kind": "insurance", "end_date": day(9), "item": item} for item in items]

    rows = call_list(judged(C1), book(due_dates=endings), Settings()).rows

    assert [reason.facts["product"] for reason in rows["reasons"][0]] == ["火災", "自動車"]


def test_days_left_order_due_dates_and_yen_break_ties():
    people = judged(
        {"customer_id": "C1", "annual_profit": 50_000},
        {"customer_id": "C2", "annual_profit": 90_000},
        {"customer_id": "C3", "annual_profit": 50_000},
    )
    ends = {"C1": 20, "C2": 20, "C3": 10}
    endings = [
        {"customer_id": name, "kind": "insurance", "end_date": day(days)}
        for name, days in ends.items()
    ]

    rows = call_list(people, book(due_dates=endings), Settings()).rows

    assert rows["customer_id"].tolist() == ["C3", "C2", "C1"]
    assert rows["key"].tolist() == [10, 20, 20]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"end_date": day(59), "kind": "vehicle_inspection"},
            "車検の期限は2027年1月20日(水)、あと59日です。",
        ),
        ({"end_date": day(0), "kind": "warranty"}, "保証の期限は今日(2026年11月22日(日))です。"),
        (
            {"end_date": day(-2), "kind": "lease", "item": "複合機"},
            "リース(複合機)の期限は2026年11月20日(金)でした。2日過ぎています。",
        ),
        (
            {"end_date": day(9), "kind": "lease", "partner": "他社リース"},
            "リース(相手: 他社リース)の期限は2026年12月1日(火)、あと9日です。",
        ),
        ({"end_date": day(3)}, "契約の期限は2026年11月25日(水)、あと3日です。"),
    ],
)  # fmt: skip
def test_the_owner_reads_what_ends_and_when(row, sentence):
    rows = call_list(judged(C1), book(due_dates=[{**C1, **row}]), Settings()).rows

    assert say(rows["why"][0][0], "ja") == sentence
