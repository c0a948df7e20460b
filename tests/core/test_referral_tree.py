"""The tree of referrals: generations, yields, thanks, circles, and how much comes by referral."""

import time

import pytest

from core.rules.referral_tree import forest, rates, unthanked
from core.settings import Settings
from tests.core.cared import SETTINGS, judged_with
from tests.core.profiles import TODAY, ago, bought_once, calm

HALF_MARGIN = Settings().changed({"money.margin": 0.5})


def brought(who, whom, days=40, **changed):
    return {"date": ago(days), "customer_id": who, "referred_id": whom, **changed}


def family(*pairs, people="ABCDE", settings=HALF_MARGIN):
    rows = [bought_once(who, spend_12m=1_000, total_spend=1_000) for who in people]
    judged, book = judged_with(*rows, settings=settings, referrals=[brought(*p) for p in pairs])
    return forest(judged, book, settings).people.set_index("customer_id")


def test_who_brought_whom_is_told_by_generation_with_children_and_descendants():
    found = family("AB", "AC", "BD")
    assert list(found.index) == ["A", "B", "D", "C"]
    assert list(found["depth"]) == [0, 1, 2, 1]
    assert list(found["root"]) == ["A"] * 4
    assert list(found["children"]) == [2, 1, 0, 0]
    assert list(found["descendants"]) == [3, 1, 0, 0]


def test_the_yield_is_the_descendants_profit_with_a_half_for_each_generation():
    """Each brought 1,000 at a margin of a half: 500; a child counts ½, a grandchild ¼."""
    found = family("AB", "AC", "BD")
    assert list(found["yield_plain"]) == [1500, 500, 0, 0]
    assert list(found["yield_half"]) == [250 + 250 + 125, 250, 0, 0]


def test_the_weight_of_a_generation_is_a_setting():
    whole = HALF_MARGIN.changed({"care.referral_weight": 1.0})
    assert list(family("AB", "BD", settings=whole)["yield_half"]) == [1000, 500, 0]


def test_whoever_is_named_by_two_belongs_to_the_first():
    rows = [bought_once(who) for who in "ABC"]
    pairs = [brought("A", "C", 10), brought("B", "C", 20)]
    judged, book = judged_with(*rows, referrals=pairs)
    found = forest(judged, book, SETTINGS).people.set_index("customer_id")
    assert found.loc["C", "parent"] == "B"


def test_a_referrer_named_in_the_customers_own_row_counts_too():
    judged, book = judged_with(calm("A"), calm("B", referrer_id="A"))
    assert list(forest(judged, book, SETTINGS).people["customer_id"]) == ["A", "B"]


def test_a_circle_is_told_and_stands_in_no_tree():
    rows = [bought_once(who) for who in "ABCDE"]
    pairs = [brought("A", "B"), brought("B", "A", 30), brought("C", "D")]
    judged, book = judged_with(*rows, referrals=pairs)
    found = forest(judged, book, SETTINGS)
    assert found.circles == ("A", "B")
    assert list(found.people["customer_id"]) == ["C", "D"]


def test_without_a_referral_there_is_no_tree():
    judged, book = judged_with(calm())
    found = forest(judged, book, SETTINGS)
    assert (len(found.people), found.circles) == (0, ())


def test_a_chain_of_two_thousand_generations_is_walked_without_recursion():
    rows = [bought_once(f"C{n:04d}") for n in range(2_000)]
    pairs = [brought(f"C{n:04d}", f"C{n + 1:04d}") for n in range(1_999)]
    judged, book = judged_with(*rows, referrals=pairs)
    begun = time.perf_counter()
    found = forest(judged, book, SETTINGS)
    assert int(found.people["depth"].max()) == 1_999
    assert int(found.people["descendants"].max()) == 1_999
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    ("days", "late", "mark"), [(7, [False], "due"), (8, [True], "late"), (0, [False], "due")]
)
def test_thanks_are_due_within_seven_days_and_late_after(days, late, mark):
    judged, book = judged_with(calm("A"), bought_once("B"), referrals=[brought("A", "B", days)])
    assert list(unthanked(book, SETTINGS)["late"]) == late
    assert forest(judged, book, SETTINGS).people["thanks"].iloc[0] == mark


def test_a_referral_that_was_thanked_for_or_long_ago_waits_for_nothing():
    told = [brought("A", "B", 5, thanked_date=ago(2)), brought("A", "C", 2_000)]
    judged, book = judged_with(calm("A"), bought_once("B"), bought_once("C"), referrals=told)
    assert not len(unthanked(book, SETTINGS))
    assert set(forest(judged, book, SETTINGS).people["thanks"]) == {""}


def test_the_shares_are_counted_over_twelve_months_with_their_numbers():
    people = [calm("A"), bought_once("B", 30), bought_once("C", 40), bought_once("D", 500)]
    judged, book = judged_with(*people, referrals=[brought("A", "B", 33), brought("A", "D", 510)])
    found = rates(judged, book)
    assert (found.new, found.referred) == (2, 1)
    assert (found.givers, found.given) == (1, 1)
    assert found.per_hundred == pytest.approx(100 / found.active)
    assert found.weeks_silent == 4


@pytest.mark.parametrize(("days", "silent"), [(55, False), (56, True)])
def test_referrals_have_stopped_after_eight_weeks_without_one(days, silent):
    judged, book = judged_with(calm("A"), bought_once("B"), referrals=[brought("A", "B", days)])
    assert rates(judged, book).silent(SETTINGS) is silent


def test_where_nobody_ever_referred_they_have_stopped_too():
    judged, book = judged_with(calm("A"))
    found = rates(judged, book)
    assert found.weeks_silent is None
    assert found.silent(SETTINGS)
    assert found.asof == TODAY
