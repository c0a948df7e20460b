"""The rungs counted with their evidence, who is one step away, and what stands by hand."""

from __future__ import annotations

import math

from core.rules.judge import judge
from core.rules.ladder import CODES
from core.rules.rungs import both_axes, one_step, rungs, set_by_hand
from core.settings import Settings
from tests.core.profiles import (
    TODAY,
    ago,
    book_with,
    bought_once,
    calm,
    day,
    lead,
    profile_of,
    silent,
)

SALON = Settings(trade_code="salon")


def judged(*rows, **tables):
    book = book_with(**tables)
    return judge(profile_of(*rows), book, SALON), book


def owner(customer_id, value, **changed):
    row = {"date": ago(1), "customer_id": customer_id, "field": "stage", "value": value}
    return {**row, "reason": "古くからの友人", **changed}


def test_each_rung_has_its_people_their_evidence_tenure_and_sales():
    answer = {"date": ago(9), "customer_id": "B", "only_us": "yes", "scale": "nps", "score": 10}
    people, book = judged(
        calm("A"), calm("B"), silent("C", days=200), lead("D"), satisfaction=[answer],
        overrides=[owner("C", "supporter")],
    )  # fmt: skip

    found = rungs(people, book.asof).set_index("stage")

    top = found.loc["supporter"]
    assert top[["people", "inferred", "confirmed", "by_hand"]].tolist() == [3, 1, 1, 1]
    assert top["tenure_days"] == 730
    assert top["sales"] == 180_000
    assert found.loc["prospect", "people"] == 1
    assert math.isnan(found.loc["prospect", "tenure_days"])
    assert found["people"].sum() == 4
    assert list(found.index) == list(CODES)


def test_who_fell_silent_is_counted_on_the_rung_that_was_held():
    people, book = judged(silent("A", days=200), calm("B", gaps_24m=3, regular_gaps_24m=3))

    found = rungs(people, book.asof).set_index("stage")

    assert found.loc["regular", ["people", "former"]].tolist() == [2, 1]


def test_buying_stands_against_recommending():
    referral = {"date": ago(5), "customer_id": "B", "kind": "referral", "referred_name": "友人"}
    people, _book = judged(calm("A"), bought_once("B"), referrals=[referral])

    found = both_axes(people)

    assert found.loc["supporter"].tolist() == [1, 0, 0]
    assert found.loc["customer"].tolist() == [0, 1, 0]
    assert found.to_numpy().sum() == 2


def test_who_lacks_one_thing_is_one_step_away_and_who_lacks_more_is_not():
    people, _book = judged(
        bought_once("A", count_regular_window=2),  # one more purchase
        bought_once("B", count_regular_window=1),  # two more
        calm("C", gaps_24m=5, regular_gaps_24m=3),  # only steadiness
        calm("D", gaps_24m=5, regular_gaps_24m=3, competitor="隣"),  # and a rival
        calm("E"),  # a referral
        silent("F", days=400),  # gone: nobody is led up by chasing
    )

    assert set(one_step(people)["customer_id"]) == {"A", "C", "E"}


def test_the_largest_customers_are_the_first_of_those_one_step_away():
    people, _book = judged(calm("A", spend_12m=5), calm("B", spend_12m=9))

    assert list(one_step(people)["customer_id"]) == ["B", "A"]


def test_who_lacks_only_to_be_asked_is_one_step_away():
    refuted = {"date": ago(9), "customer_id": "A", "field": "supporter", "value": "no"}
    people, _book = judged(calm("A"), overrides=[refuted])

    assert people["stage_missing"].iloc[0] == (("ask_only_us", {}),)
    assert list(one_step(people)["customer_id"]) == ["A"]


def test_what_stands_by_hand_has_its_reason_its_end_and_the_computed_rung_beside_it():
    people, book = judged(
        calm("A"), calm("B"), calm("C", stage_override="advocate", override_reason="町内会長"),
        overrides=[owner("A", "regular"), owner("B", "partner", expires_date=ago(-30))],
    )  # fmt: skip

    found = set_by_hand(people, book, SALON).set_index("customer_id")

    assert found["stage"].to_dict() == {"A": "regular", "B": "partner", "C": "advocate"}
    assert set(found["stage_computed"]) == {"supporter"}
    assert found.loc["A", "expires_date"].date() == day("2027-11-21")
    assert found.loc["B", "expires_date"].date() == ago(-30)
    assert found["reason"].to_dict()["C"] == "町内会長"
    assert found.loc["C", "row_id"] == 0
    assert ago(1) < TODAY
