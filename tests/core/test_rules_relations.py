import math

import pytest

from core.rules.relations import RELATIONS, days_to_win, losses, relation
from core.rules.state import state
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


def relation_of(row, settings=SALON, **tables):
    rows, book = profile_of(row), book_with(**tables)
    return relation(rows, state(rows, book, settings), book, settings).iloc[0]


def deal(**changed):
    return {"customer_id": "A", "start_date": ago(10), "step": "inquiry", **changed}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "new_30"),
        (30, "new_30"),
        (31, "new_90"),
        (90, "new_90"),
        (91, "new_365"),
        (365, "new_365"),
        (366, "repeat"),
    ],
)
def test_the_first_purchase_makes_a_new_customer_for_a_year(days, expected):
    assert relation_of(bought_once(days=days, stop_day=1000.0)) == expected


def test_who_is_past_the_stop_day_is_gone():
    assert relation_of(silent(days=364)) == "repeat"
    assert relation_of(silent(days=365)) == "lapsed"


def test_a_lead_without_any_sign_is_in_talks():
    assert relation_of(lead()) == "lead"


@pytest.mark.parametrize(("days", "expected"), [(30, "lead"), (31, "dropped")])
def test_an_inquiry_waits_thirty_days(days, expected):
    assert relation_of(lead(), deals=[deal(start_date=ago(days))]) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, "lead"), (31, "dropped")])
def test_a_first_visit_without_a_purchase_waits_thirty_days(days, expected):
    assert relation_of(lead(first_visit_date=ago(days))) == expected


@pytest.mark.parametrize(("days", "expected"), [(60, "lead"), (61, "dropped")])
def test_a_quote_waits_sixty_days_below_ten_won_deals(days, expected):
    won = [deal(customer_id="B", step="won", start_date=ago(100), end_date=ago(95))] * 9

    assert relation_of(lead(), deals=[deal(step="quote", start_date=ago(days)), *won]) == expected


@pytest.mark.parametrize(("days", "expected"), [(10, "lead"), (11, "dropped")])
def test_from_ten_won_deals_on_a_quote_waits_twice_the_median(days, expected):
    won = [deal(customer_id="B", step="won", start_date=ago(100), end_date=ago(95))] * 10

    assert relation_of(lead(), deals=[deal(step="quote", start_date=ago(days)), *won]) == expected


def test_the_latest_sign_counts():
    old, new = deal(start_date=ago(100)), deal(start_date=ago(5))

    assert relation_of(lead(), deals=[old, new]) == "lead"


def test_who_named_a_later_time_has_not_dropped_out():
    later = {"customer_id": "A", "heard_date": ago(80), "next_time": TODAY}
    passed = {**later, "next_time": ago(1)}
    asked = [deal(start_date=ago(100))]

    assert relation_of(lead(), deals=asked, not_now=[later]) == "lead"
    assert relation_of(lead(), deals=asked, not_now=[passed]) == "dropped"


def test_a_won_deal_waits_for_its_first_purchase():
    won = deal(step="won", start_date=ago(100), end_date=ago(50))

    assert relation_of(lead(), deals=[won]) == "lead"


def test_a_deal_lost_to_nobody_in_particular_is_a_drop_out():
    lost = deal(step="lost", start_date=ago(100), end_date=ago(70))

    assert relation_of(lead(), deals=[lost]) == "dropped"


def member(**changed):
    row = {"customer_id": "A", "kind": "membership", "start_date": ago(61), "end_date": ago(-300)}
    return {**row, **changed}


def test_a_member_who_used_nothing_since_joining_has_dropped_out():
    assert relation_of(bought_once(days=61), due_dates=[member()]) == "dropped"
    assert relation_of(bought_once(days=60), due_dates=[member()]) == "new_90"
    assert relation_of(bought_once(days=60), due_dates=[member(start_date=ago(60))]) == "new_90"
    assert relation_of(lead(), due_dates=[member()]) == "dropped"


def test_a_cancelled_membership_waits_for_nothing():
    assert relation_of(lead(), due_dates=[member(status="cancelled")]) == "lead"


def lost_deal(**changed):
    return deal(step="lost", start_date=ago(30), end_date=ago(10), lost_to="他社", **changed)


def test_a_deal_lost_to_a_rival_is_a_complete_loss_until_they_buy_again():
    assert relation_of(lead(), deals=[lost_deal()]) == "lost_to"
    assert relation_of(silent(days=10), deals=[lost_deal()]) == "lost_to"
    assert relation_of(silent(days=9), deals=[lost_deal()]) == "repeat"


@pytest.mark.parametrize(
    ("end", "expected"), [("2023-11-23", "lost_to"), ("2023-11-22", "dropped")]
)
def test_a_loss_is_remembered_thirty_six_months(end, expected):
    lost = {**lost_deal(), "start_date": day("2023-01-01"), "end_date": day(end)}

    assert relation_of(lead(), deals=[lost]) == expected


def test_a_contract_that_moved_is_a_complete_loss():
    moved = {"customer_id": "A", "kind": "lease", "end_date": ago(15), "status": "lost"}

    assert relation_of(silent(days=20), due_dates=[moved]) == "lost_to"
    assert relation_of(silent(days=10), due_dates=[moved]) == "repeat"


def test_a_rivals_contract_dates_the_loss_by_its_start():
    theirs = {
        "customer_id": "A",
        "kind": "lease",
        "status": "lost",
        "partner": "他社",
        "start_date": ago(50),
        "end_date": ago(-1000),
    }
    book = book_with(due_dates=[theirs, {**theirs, "start_date": None}])

    found = losses(book)

    assert found["date"].dt.date.tolist() == [ago(50), TODAY]
    assert found["lost_to"].tolist() == ["他社", "他社"]


def test_a_rivals_running_contract_is_no_loss():
    theirs = {"customer_id": "A", "kind": "lease", "partner": "他社", "end_date": ago(-500)}

    assert relation_of(lead(), due_dates=[theirs]) == "lead"


def test_the_relations_hold_in_the_order_of_the_catalogue():
    joined_long_ago = member(start_date=ago(400))
    lost = [lost_deal()]

    assert relation_of(silent(days=400), deals=lost, due_dates=[joined_long_ago]) == "lost_to"
    assert relation_of(silent(days=400), due_dates=[joined_long_ago]) == "dropped"
    assert [*RELATIONS][:4] == ["lost_to", "dropped", "lead", "lapsed"]


def test_days_to_win_are_known_from_ten_won_deals_on():
    won = [deal(step="won", start_date=ago(50), end_date=ago(50 - n)) for n in range(10)]

    assert days_to_win(book_with(deals=won), SALON) == 4.5
    assert math.isnan(days_to_win(book_with(deals=won[:9]), SALON))


def test_a_calm_customer_of_years_is_a_repeat_customer():
    assert relation_of(calm()) == "repeat"
