"""Ranks stand beside the raw values that they hide."""

from __future__ import annotations

from core.metrics.ranks import ranked, raw_values
from tests.core.profiles import calm, lead, profile_of


def people():
    return profile_of(
        calm("A", r_score=5, total_spend=300, days_since_last_purchase=2, abc="A"),
        calm("B", r_score=5, total_spend=100, days_since_last_purchase=4, abc="B"),
        calm("C", r_score=1, total_spend=100, days_since_last_purchase=700, abc="B"),
        lead("D"),
    )


def test_each_rank_has_its_people_money_and_medians():
    found = ranked(people(), "r_score")

    assert found.loc[5, ["people", "spend"]].tolist() == [2, 400]
    assert found.loc[5, "share"] == 0.8
    assert found["silent_days"].tolist() == [700, 3]
    assert found["people"].sum() == 3


def test_classes_in_letters_leave_out_who_has_none():
    found = ranked(people(), "abc")

    assert found["people"].to_dict() == {"A": 1, "B": 2}


def test_nobody_is_ranked_where_nothing_is_known():
    assert ranked(profile_of(lead()), "decile").empty


def test_the_first_of_a_rank_are_those_with_the_largest_sales():
    rows = raw_values(people(), "r_score", 5, 1)

    assert list(rows["customer_id"]) == ["A"]
