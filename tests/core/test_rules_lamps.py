"""The lamps: six signs of a failing shop, and the four questions that close the week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.locale.words import say
from core.metrics.growth import Windows
from core.metrics.health import Health
from core.metrics.once import came_once
from core.metrics.rhythm import silences
from core.rules.lamps import closing, failing
from core.settings import Settings
from tests.core.cared import contact, judged_with
from tests.core.profiles import ago, bought_once, calm
from tests.core.test_rules_verdict import CALM as SAME

SETTINGS = Settings()
STEADY = Windows(**SAME)
WELL_KEPT = Health(lines=100, who=100, what=100, how_much=100)


def people(n, **changed):
    return [calm(f"C{number}", **changed) for number in range(n)]


def six(*rows, windows=STEADY, amounts=True, **tables):
    judged, book = judged_with(*rows, **tables)
    book = replace(book, has_amounts=amounts)
    return {lamp.code: lamp for lamp in failing(judged, book, windows, SETTINGS)}


def four(*rows, health=WELL_KEPT, once=(0, 0), **tables):
    judged, book = judged_with(*rows, **tables)
    return {lamp.code: lamp for lamp in closing(judged, book, health, once, SETTINGS)}


GONE = {"days_since_last_purchase": 400, "last_purchase_date": ago(400)}


@pytest.mark.parametrize(("gone", "lit"), [(4, False), (5, True)])
def test_more_than_two_of_five_gone_silent_in_a_year_light_the_first_lamp(gone, lit):
    rows = [*people(10 - gone), *(calm(f"G{n}", **GONE) for n in range(gone))]
    lamp = six(*rows)["leaving"]
    assert lamp.lit is lit
    assert f"10人のうち{gone}人" in say(lamp.words)


def test_nine_customers_of_a_year_ago_are_too_few_to_tell():
    assert six(*people(9))["leaving"].lit is None


@pytest.mark.parametrize(("gave", "sold", "lit"), [(5, 5, False), (4, 6, True), (4, 5, None)])
def test_more_selling_than_giving_lights_the_lamp_of_money_alone(gave, sold, lit):
    rows = [contact(n + 1, kind="useful", direction="out") for n in range(gave)]
    rows += [contact(n + 1, kind="sales", direction="out") for n in range(sold)]
    assert six(calm("A"), activities=rows)["money_only"].lit is lit


def test_contacts_of_the_year_before_and_calls_nobody_answered_do_not_count():
    rows = [contact(400, kind="sales", direction="out") for _n in range(20)]
    rows += [contact(n, kind="sales", direction="out", outcome="no_answer") for n in range(20)]
    assert six(calm("A"), activities=rows)["money_only"].lit is None


@pytest.mark.parametrize(("referred", "lit"), [(0, True), (1, False)])
def test_no_new_customer_by_referral_lights_the_lamp_of_referrals(referred, lit):
    new = [bought_once(f"N{n}", days=40) for n in range(10)]
    brought = [
        {"date": ago(50), "customer_id": "A", "referred_id": f"N{n}"} for n in range(referred)
    ]
    lamp = six(calm("A"), *new, referrals=brought)["referrals"]
    assert lamp.lit is lit
    assert f"10人のうち{referred}人" in say(lamp.words)


@pytest.mark.parametrize(("told", "lit"), [(4, True), (5, False)])
def test_the_target_is_unknown_where_few_have_told_why_they_buy(told, lit):
    rows = people(10)
    for row in rows[:told]:
        row["purchase_reason"] = "髪が広がる"
    assert six(*rows)["target"].lit is lit


def test_sales_below_last_years_light_the_lamp_of_growth_and_a_cheaper_visit_its_own():
    less = replace(STEADY, existing_now=STEADY.existing_now * 9 // 10)
    found = six(calm("A"), windows=less)
    assert found["growth"].lit is True
    assert found["unit_price"].lit is True
    same = six(calm("A"))
    assert (same["growth"].lit, same["unit_price"].lit) == (False, False)


def test_fewer_visits_at_the_same_price_light_growth_alone():
    fewer = replace(
        STEADY,
        existing_now=STEADY.existing_now // 2, new_now=STEADY.new_now // 2,
        existing_days_now=STEADY.existing_days_now // 2, new_days_now=STEADY.new_days_now // 2,
    )  # fmt: skip
    found = six(calm("A"), windows=fewer)
    assert (found["growth"].lit, found["unit_price"].lit) == (True, False)


def test_without_amounts_nothing_is_said_of_money():
    found = six(calm("A"), amounts=False)
    assert (found["growth"].lit, found["unit_price"].lit) == (None, None)


def test_too_few_purchases_of_last_year_are_not_compared():
    young = replace(STEADY, existing_days_before=3, new_days_before=0)
    assert six(calm("A"), windows=young)["growth"].lit is None


def test_the_ledger_lamp_is_lit_where_one_sale_in_ten_lacks_its_customer():
    assert four(calm("A"))["ledger"].lit is False
    assert four(calm("A"), health=replace(WELL_KEPT, who=89))["ledger"].lit is True
    assert four(calm("A"), health=Health(0, 0, 0, 0))["ledger"].lit is None


def test_the_ledger_lamp_is_lit_where_customers_stand_in_another_list():
    kept = [calm(f"C{n}", phone="090-0123-4567") for n in range(9)]
    strangers = [calm(f"S{n}") for n in range(2)]

    assert four(*kept, calm("S"))["ledger"].lit is False
    assert four(*kept, *strangers)["ledger"].lit is True
    assert "いま来られている11人のうち" in say(four(*kept, *strangers)["ledger"].words, "ja")


def test_satisfaction_is_known_only_where_it_was_asked_within_a_year():
    asked = [{"date": ago(30), "customer_id": f"C{n}", "score": 4} for n in range(3)]
    assert four(*people(10))["satisfaction"].lit is True
    assert four(*people(10), satisfaction=asked)["satisfaction"].lit is False
    old = [{**row, "date": ago(400)} for row in asked]
    assert four(*people(10), satisfaction=old)["satisfaction"].lit is True
    complaint = [{"received_date": ago(3), "customer_id": "C0", "severity": 1}]
    waiting = four(*people(10), satisfaction=asked, complaints=complaint)["satisfaction"]
    assert waiting.lit is True


@pytest.mark.parametrize(("once", "lit"), [((40, 41), True), ((41, 41), False), ((3, 9), None)])
def test_a_growing_list_of_those_who_came_once_lights_its_lamp(once, lit):
    assert four(calm("A"), once=once)["once"].lit is lit


def test_former_regulars_who_fell_silent_get_a_letter_first_and_the_best_stands_first():
    asleep = {"days_since_last_purchase": 200, "last_purchase_date": ago(200), "state": "dormant"}
    small, large = calm("S", **asleep), calm("L", **asleep, total_spend=900_000)
    lamp = four(calm("A"), small, large)["too_long"]
    assert lamp.lit is True
    assert lamp.who == ("L", "S")
    assert "手紙" in say(lamp.words)
    assert four(calm("A"))["too_long"].lit is False


def test_who_came_once_is_counted_as_it_was_on_any_day():
    import pandas as pd  # noqa: PLC0415

    days = pd.DataFrame({"cno": [0, 0, 1, 2, 2], "day": [10, 50, 20, 30, 200]})
    found = silences(days, 300)
    assert [came_once(found, day) for day in (5, 10, 49, 50, 199, 200, 300)] == [
        0, 1, 3, 2, 2, 1, 1
    ]  # fmt: skip
    assert came_once(silences(days.iloc[:0], 300), 300) == 0
    assert np.isscalar(came_once(found, 300))
