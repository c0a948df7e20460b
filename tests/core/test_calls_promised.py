"""Reasons of class 1: complaints, promises, callbacks, times that customers named."""

import pytest

from core.calls import call_list
from core.calls.promised import promised
from core.settings import Settings
from tests.core.call_cases import book, day, found_by, judged

C1 = {"customer_id": "C1"}


def found(**tables):
    return [code for _id, code in found_by(promised, C1, **tables)]


def complaint(**more):
    return {**C1, "received_date": day(-10), "severity": 2, **more}


# ---- promises


def test_a_promise_is_due_until_the_end_of_the_week_to_be_called():
    due = [{**C1, "content": f"約束{days}", "due_date": day(days)} for days in (-1, 0, 7, 8)]

    assert found(promises=due) == ["promise_due", "promise_due", "promise_overdue"]


def test_promises_of_theirs_and_kept_ones_are_no_reason():
    kept = {**C1, "content": "済", "due_date": day(-3), "done_date": day(-4)}
    theirs = {**C1, "content": "入金", "due_date": day(-3), "by_whom": "them"}

    assert found(promises=[kept, theirs]) == []


def test_an_older_promise_stands_above_a_newer_one():
    people = judged({"customer_id": "C1"}, {"customer_id": "C2"})
    promises = [
        {"customer_id": "C1", "content": "資料", "due_date": day(2)},
        {"customer_id": "C2", "content": "資料", "due_date": day(-2)},
    ]

    rows = call_list(people, book(promises=promises), Settings()).rows

    assert rows["customer_id"].tolist() == ["C2", "C1"]
    assert rows["key"].tolist() == [24, 16]


@pytest.mark.parametrize(("content", "minutes"), [("お見積り", 10), ("Quote", 10), ("写真", 5)])
def test_an_estimate_takes_longer_than_another_promise(content, minutes):
    promises = [{**C1, "content": content, "due_date": day(1)}]

    rows = call_list(judged(C1), book(promises=promises), Settings()).rows

    assert rows["minutes"].tolist() == [minutes]


# ---- complaints


def test_a_new_complaint_asks_for_a_word_within_a_day():
    rows = call_list(
        judged(C1), book(complaints=[complaint(received_date=day(-3))]), Settings()
    ).rows

    assert rows["key"].tolist() == [10 * 2 + 2 * 2]
    assert rows["minutes"].tolist() == [15]


def test_a_complaint_without_a_severity_counts_as_middling():
    rows = call_list(
        judged(C1), book(complaints=[complaint(severity=None, received_date=day(-1))]), Settings()
    ).rows

    assert rows["key"].tolist() == [20]


def test_after_the_first_word_the_next_is_due_in_a_week():
    assert found(complaints=[complaint(first_response_date=day(-1))]) == ["complaint_due"]
    rows = call_list(
        judged(C1), book(complaints=[complaint(first_response_date=day(-9))]), Settings()
    ).rows

    assert rows["key"].tolist() == [20 + 2 * 2]


def test_a_named_day_goes_before_the_usual_one():
    assert found(complaints=[complaint(promised_contact_date=day(9))]) == []
    assert found(complaints=[complaint(due_date=day(9))]) == []


def test_a_word_on_the_named_day_begins_the_usual_wait():
    promised_day = complaint(promised_contact_date=day(-2))
    talked = {**C1, "date": day(-1), "outcome": "talked"}

    rows = call_list(
        judged(C1), book(complaints=[promised_day], activities=[talked]), Settings()
    ).rows

    assert rows["key"].tolist() == [20 - 2 * 6]


def test_a_settled_complaint_is_no_reason():
    assert found(complaints=[complaint(resolved_date=day(-1))]) == []


# ---- callbacks


def missed(days=-1, **more):
    return {**C1, "date": day(days), "direction": "in", "channel": "phone", **more}


def test_a_call_that_we_missed_asks_for_a_callback():
    assert found(activities=[missed(outcome="no_answer")]) == ["callback_asked"]


def test_a_question_by_mail_asks_for_an_answer():
    assert found(activities=[missed(channel="email", kind="consult")]) == ["callback_asked"]


def test_a_talk_of_ours_answers_it():
    answered = {**C1, "date": day(0), "outcome": "talked", "channel": "phone"}

    assert found(activities=[missed(outcome="no_answer"), answered]) == []


def test_a_visit_to_the_shop_and_an_old_call_ask_for_nothing():
    visit = missed(channel="shop", kind="consult")

    assert found(activities=[visit, missed(-31, outcome="no_answer")]) == []


# ---- times that customers named


def named(**more):
    return {
        **C1, "heard_date": day(-100), "next_time": day(3), "named_by": "customer", **more,
    }  # fmt: skip


def test_a_time_that_the_customer_named_is_kept_like_a_promise():
    assert found(not_now=[named()]) == ["not_now_arrived"]
    assert found(not_now=[named(next_time=day(8))]) == []


def test_a_talk_since_the_time_came_settles_it():
    talked = {**C1, "date": day(-1), "outcome": "talked"}

    assert found(not_now=[named(next_time=day(-2))], activities=[talked]) == []


def test_the_talk_in_which_it_was_said_settles_nothing():
    talked = {**C1, "date": day(-1), "outcome": "not_now"}
    waiting = named(heard_date=day(-1), next_time=day(-1))

    assert found(not_now=[waiting], activities=[talked]) == ["not_now_arrived"]


def test_a_newer_answer_about_the_same_product_replaces_the_older():
    older = named(product="コピー機")
    newer = named(product="コピー機", heard_date=day(-5), next_time=day(100))

    assert found(not_now=[older, newer]) == []


def test_no_need_and_a_time_long_past_are_forgotten():
    assert found(not_now=[named(reason="no_need"), named(next_time=day(-181), product="x")]) == []
