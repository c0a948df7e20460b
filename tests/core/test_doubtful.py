"""Whom the owner has to think about: two kinds of evidence at least, each with its records."""

import pandas as pd
import pytest

from core.locale.words import say
from core.rules.doubtful import STEPS, doubtful, harassed
from core.settings import Settings
from tests.core.cared import judged_with
from tests.core.profiles import ago, calm

SETTINGS = Settings().changed({"money.margin": 0.5})
COST = 50.0


def late(*rows):
    frame = pd.DataFrame(
        [("A", pd.Timestamp(ago(days)), unpaid, 1_000) for days, unpaid in rows],
        columns=["customer_id", "date", "unpaid", "amount"],
    )
    return frame.astype({"customer_id": "str", "date": "datetime64[us]", "unpaid": "bool",
                         "amount": "Int64"})  # fmt: skip


def mark(field, **changed):
    return {"date": ago(9), "customer_id": "A", "field": field, "value": "yes",
            "reason": "言葉", **changed}  # fmt: skip


def missed(*days, **changed):
    return [{"customer_id": "A", "made_date": ago(d + 5), "due_date": ago(d), "by_whom": "them",
             "content": "来店", **changed} for d in days]  # fmt: skip


def found(payments=(), person=None, settings=SETTINGS, **tables):
    judged, book = judged_with(person or calm(), calm("B"), settings=settings, **tables)
    return doubtful(judged, late(*payments), book, settings, minute_cost=COST)


def kinds(payments=(), **given):
    return [[e.code for e in one.evidence] for one in found(payments, **given)]


MARKED = {"overrides": [mark("demand")]}


def test_one_kind_of_evidence_is_not_enough():
    assert kinds([(40, False), (80, False)]) == []
    assert kinds(**MARKED) == []
    assert kinds([(40, False), (80, False)], **MARKED) == [["late_payment", "demand"]]


@pytest.mark.parametrize(
    ("payments", "listed"),
    [
        ([(40, False), (80, False)], True), ([(40, False)], False), ([(31, True)], True),
        ([(30, True)], False),
    ],
)  # fmt: skip
def test_late_twice_or_unpaid_for_more_than_thirty_days_is_evidence(payments, listed):
    assert bool(kinds(payments, **MARKED)) is listed


@pytest.mark.parametrize(
    ("days", "visits", "listed"),
    [((10, 40, 90), 6, True), ((10, 40), 6, False), ((10, 40, 90), 8, False)],
)
def test_not_coming_three_times_and_in_three_of_ten_is_evidence(days, visits, listed):
    person = calm(count_12m=visits)
    assert bool(kinds(person=person, promises=missed(*days), **MARKED)) is listed


def test_what_they_kept_or_what_we_promised_is_no_evidence_against_them():
    kept = missed(10, 40, 90, done_date=ago(2))
    ours = missed(10, 40, 90, by_whom="us")
    assert kinds(promises=[*kept, *ours], person=calm(count_12m=2), **MARKED) == []


def test_our_time_beyond_their_profit_of_four_quarters_is_evidence_where_costs_are_known():
    """Sales 60,000 at a margin of a half: 30,000; 601 minutes at 50 are 30,050."""
    spent = [{"date": ago(20), "customer_id": "A", "minutes": 601}]
    assert kinds(activities=spent, **MARKED) == [["costs_more", "demand"]]
    assert kinds(activities=[{**spent[0], "minutes": 600}], **MARKED) == []
    unknown = Settings()
    assert kinds(activities=spent, settings=unknown, **MARKED) == []


@pytest.mark.parametrize("field", ["haggling", "demand"])
def test_what_the_owner_noted_counts_until_it_is_taken_back(field):
    payments = [(40, False), (80, False)]
    assert kinds(payments, overrides=[mark(field)]) == [["late_payment", field]]
    assert kinds(payments, overrides=[mark(field), mark(field, value="no", date=ago(1))]) == []


def test_complaints_never_count_however_many_there_are():
    complaints = [
        {"customer_id": "A", "received_date": ago(n), "severity": 3, "cause": "quality"}
        for n in range(1, 12)
    ]
    assert kinds(complaints=complaints, **MARKED) == []


def test_the_records_and_figures_stand_with_the_evidence():
    talk = {"date": ago(20), "customer_id": "A", "minutes": 30}
    (one,) = found([(40, True), (80, False)], activities=[talk], **MARKED)
    assert [say(words) for words in one.evidence[0].records] == [
        "2026年10月13日(火)：1,000円、まだお支払いがありません",
        "2026年9月3日(木)：1,000円、遅れてのお支払い",
    ]
    assert say(one.evidence[1].records[0]) == "2026年11月13日(金)：言葉"
    assert (one.profit, one.hours, one.unpaid, one.minutes) == (30_000, 1_500, 1_000, 30)


def test_harassment_stands_apart_ends_calls_and_is_no_kind_of_evidence():
    noted = [mark("harassment"), mark("demand")]
    judged, book = judged_with(calm(), overrides=noted, settings=SETTINGS)
    assert kinds(overrides=noted) == []
    assert list(harassed(book, SETTINGS)["customer_id"]) == ["A"]
    assert judged["refusal"].iloc[0]
    assert len(STEPS) >= 5
