"""Reasons of class 3: first and big purchases, referrals, days to remember, old friends."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.calls import call_list
from core.calls.thanks import next_days, thanks
from core.locale.words import say
from core.settings import Settings
from tests.core.call_cases import TODAY, book, day, found_by, judged


def found(person=None, **tables):
    return [
        code for _id, code in found_by(thanks, {"customer_id": "C1", **(person or {})}, **tables)
    ]


def first(days):
    return {"purchase_count": 1, "last_purchase_date": day(-days)}


def touch(days, **more):
    return {"customer_id": "C1", "date": day(days), **more}


# ---- purchases


@pytest.mark.parametrize("since", [0, 10, 14, 28, 83, 97])
def test_a_first_purchase_is_thanked_about_day_3_21_and_90(since):
    assert found(first(since)) == ["first_purchase"]


@pytest.mark.parametrize("since", [11, 13, 29, 82, 98])
def test_between_the_steps_no_thanks_are_due(since):
    assert found(first(since)) == []


def test_a_big_purchase_is_thanked_once_however_new_the_customer():
    assert found({"big_purchase": True, "last_purchase_date": day(-2)}) == ["big_purchase"]
    assert found({"big_purchase": True, **first(2)}) == ["first_purchase"]


def test_a_usual_purchase_is_not():
    assert found({"last_purchase_date": day(-2)}) == []


def test_a_word_of_thanks_settles_the_step_that_it_lies_nearest_to():
    card = touch(-12, kind="thanks", channel="postcard")

    assert found(first(16), activities=[card]) == ["first_purchase"]
    assert found(first(25), activities=[card]) == []


def test_the_purchase_itself_is_no_thanks():
    assert found(first(2), activities=[touch(-2, channel="shop", kind="chat")]) == [
        "first_purchase"
    ]


def test_thanks_that_are_late_say_how_late():
    person = {"customer_id": "C1", **first(5)}

    why = call_list(judged(person), book(), Settings()).rows["why"][0]

    assert say(why[0], "ja") == (
        "2026年11月17日(火)に初めてお買い上げいただきました。3日目のお礼が2日遅れています。"
    )


# ---- referrals


def referral(days, **more):
    return {"customer_id": "C1", "date": day(-days), "kind": "referral", **more}


def test_a_referral_is_thanked_until_somebody_has_done_so():
    assert found(referrals=[referral(2)]) == ["referral_thanks"]
    assert found(referrals=[referral(2, thanked_date=day(-1))]) == []
    assert found(referrals=[referral(5)], activities=[touch(-1, outcome="talked")]) == []
    assert found(referrals=[referral(5)], activities=[touch(-5, outcome="referral")]) == [
        "referral_thanks"
    ]


def test_an_old_referral_and_word_of_mouth_ask_for_no_call():
    assert found(referrals=[referral(31), referral(2, kind="word_of_mouth")]) == []


# ---- days to remember


@pytest.mark.parametrize(
    ("birthday", "codes"),
    [
        ("1980-11-29", ["birthday"]),
        ("11-22", ["birthday"]),
        ("11-30", []),
        ("11-21", []),
        ("", []),
    ],
)
def test_the_birthday_of_a_regular_is_remembered_in_the_coming_week(birthday, codes):
    assert found({"birthday": birthday}) == codes


def test_the_birthday_of_a_passing_customer_is_not():
    assert found({"birthday": "11-25", "stage": "customer"}) == []


def test_who_was_greeted_in_the_week_before_is_not_greeted_again():
    assert found({"birthday": "11-25"}, activities=[touch(-1, kind="thanks")]) == []


def test_an_anniversary_is_remembered_like_a_birthday():
    assert found({"anniversary": "11-25"}) == ["anniversary"]


def test_days_come_round_every_year_and_a_leap_day_on_the_28th():
    texts = pd.Series(["11-22", "1999-11-21", "02-29", "", "13-01", "たぶん春"], dtype="str")

    days = next_days(texts, TODAY)

    known = [None if np.isnat(value) else value.item() for value in days]
    assert known == [
        dt.date(2026, 11, 22), dt.date(2027, 11, 21), dt.date(2027, 2, 28), None, None, None,
    ]  # fmt: skip


# ---- old friends


@pytest.mark.parametrize("stage", ["supporter", "advocate", "partner"])
def test_a_supporter_who_trusts_us_and_was_long_not_spoken_to_is_rung(stage):
    friend = {"stage": stage, "trust_word": "thick"}

    assert found(friend | {"last_contact_date_any": day(-91)}) == ["keep_in_touch"]
    assert found(friend | {"last_contact_date_any": day(-90)}) == []
    assert found(friend) == ["keep_in_touch"]


def test_without_thick_trust_or_as_a_regular_nobody_is_rung_for_old_times():
    assert found({"stage": "supporter", "trust_word": "normal"}) == []
    assert found({"stage": "regular", "trust_word": "thick"}) == []


# ---- after support has ended


def ended(since, **changed):
    due = {"customer_id": "C1", "kind": "support_end", "item": "保守", "end_date": day(-since)}
    return [{**due, **changed}]


@pytest.mark.parametrize("since", [23, 30, 37, 83, 97, 173, 187])
def test_after_support_has_ended_we_ask_how_they_are_about_day_30_90_and_180(since):
    assert found(due_dates=ended(since)) == ["support_ended"]


@pytest.mark.parametrize("since", [-5, 0, 22, 38, 82, 98, 172, 188])
def test_between_these_days_nothing_is_asked(since):
    assert found(due_dates=ended(since)) == []


def test_a_talk_after_the_end_settles_the_step_that_it_lies_nearest_to():
    talk = touch(-5, channel="phone", outcome="talked")
    assert found(due_dates=ended(33), activities=[talk]) == []
    early = touch(-70, channel="phone", outcome="talked")
    assert found(due_dates=ended(90), activities=[early]) == ["support_ended"]


@pytest.mark.parametrize("status", ["lost", "renewed", "cancelled"])
def test_support_that_goes_on_or_went_elsewhere_brings_no_call(status):
    assert found(due_dates=ended(30, status=status)) == []


def test_the_call_after_support_sells_nothing():
    calls = call_list(
        judged({"customer_id": "C1"}), book(due_dates=ended(30)), Settings(), capacity=5
    )
    row = calls.rows.iloc[0]
    assert row["class"] == "thanks"
    assert "保守が" in say(row["why"][0])
    assert any("売り込み" in say(line) for line in row["card"].not_to_say)
