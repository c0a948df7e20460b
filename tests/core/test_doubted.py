"""Doubting customers: what is doubted, what it stops, and why customers left."""

from __future__ import annotations

import pytest

from core.locale.words import say
from core.rules.doubted import doubted, leaving, leaving_kind, not_yet_asked
from core.settings.voices import VoiceSettings
from tests.core.call_cases import book, day, judged
from tests.core.samples import sample

USUAL = VoiceSettings()


def doubt(days, kind="price", **more):
    return {"date": day(days), "customer_id": "C1", "kind": kind, "words": "高い", **more}


def deal(days, step="lost", **more):
    return {"start_date": day(days), "customer_id": "C1", "step": step, "amount": 1000, **more}


def counted(*, last=-1, **tables):
    rows = judged({"customer_id": "C1", "last_purchase_date": day(last)})
    return doubted(book(**tables), rows, USUAL)


def test_doubts_are_counted_by_kind_with_the_thirteen_weeks_and_those_before():
    found = counted(doubts=[doubt(-1), doubt(-90), doubt(-100), doubt(-200), doubt(-3, "effect")])

    first = found.kinds.iloc[0]
    assert (first["kind"], first["n"], first["now"], first["before"]) == ("price", 4, 2, 1)
    assert found.total == 5


def test_a_month_without_a_doubt_says_that_nobody_was_listened_to():
    assert say(counted(doubts=[doubt(-31)]).words) == (
        "この1か月、疑問の声を1件も聞けていません。目標は月4件です。"
    )
    assert "2件" in say(counted(doubts=[doubt(-1), doubt(-29)]).words)


@pytest.mark.parametrize(("last", "bought"), [(-5, 1), (-20, 0)])
def test_purchases_after_an_answer_are_counted_of_the_answered(last, bought):
    prospect = doubt(-10, prospect_name="乙", customer_id="", answered="yes")
    found = counted(last=last, doubts=[doubt(-10, answered="yes"), prospect])

    assert (found.answered, found.asked_after, found.bought_after) == (2, 1, bought)


def test_the_deals_that_a_doubt_stopped_stand_beside_it():
    found = counted(
        doubts=[doubt(-10, "trust")],
        deals=[deal(-5), deal(-4, step="on_hold"), deal(-3, step="won")],
    )

    trust = found.kinds.set_index("kind").loc["trust"]
    assert (trust["deals"], trust["amount"]) == (2, 2000)


def test_a_lost_deal_with_a_reason_and_no_doubt_is_proposed_as_one():
    lost = not_yet_asked(
        book(
            doubts=[doubt(-9)],
            deals=[
                deal(-8, lost_reason="高い"),
                deal(-7, customer_id="C2", lost_reason="相見積もりで価格"),
                deal(-6, customer_id="C3"),
            ],
        )
    )

    assert list(lost["customer_id"]) == ["C2"]
    assert list(lost["kind"]) == ["price"]


def test_leaving_for_our_values_is_countable():
    found = leaving(
        book(
            deals=[deal(-9, lost_reason="社長の発言に共感できない"), deal(-8, lost_reason="価格")],
            activities=[
                {
                    "date": day(-5),
                    "customer_id": "C1",
                    "outcome": "stop",
                    "note": "価値観が合わない",
                },
                {"date": day(-4), "customer_id": "C1", "outcome": "declined", "note": "孫が来る"},
            ],
        )
    ).set_index("kind")

    assert found.loc["values", "n"] == 2
    assert found.loc["price", "n"] == 1
    assert found["n"].sum() == 3


def test_words_that_tell_no_kind_tell_none():
    assert leaving_kind("なんとなく") == ""


def test_the_builders_doubt_about_the_price_stands_beside_six_lost_paintings():
    seen = sample("builder")

    price = doubted(seen.book, seen.customers, USUAL).kinds.set_index("kind").loc["price"]

    assert (price["n"], price["deals"], price["amount"]) == (1, 6, 7_200_000)
