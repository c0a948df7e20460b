import datetime as dt

import pytest

from core.rules.state import STATES, silence, state
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, bought_once, calm, lead, profile_of, silent

SALON = Settings(trade_code="salon")
INSURANCE = Settings(trade_code="insurance")


def state_of(row, settings=SALON, **tables):
    return state(profile_of(row), book_with(**tables), settings).iloc[0]


def test_somebody_without_a_purchase_is_a_lead():
    assert state_of(lead()) == "lead"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "active"),
        (99, "active"),
        (100, "at_risk"),
        (149, "at_risk"),
        (150, "dormant"),
        (364, "dormant"),
        (365, "lapsed"),
    ],
)
def test_each_of_the_three_days_begins_its_state(days, expected):
    assert state_of(silent(days=days)) == expected


@pytest.mark.parametrize(
    "row",
    [
        calm(contact_permission="stop"),
        calm(status="closed"),
        calm(status="deceased"),
        lead(contact_permission="stop"),
    ],
)
def test_who_asked_to_stop_closed_or_passed_away_is_never_contacted(row):
    assert state_of(row) == "dnc"


def test_news_only_is_no_stop():
    assert state_of(calm(contact_permission="news_only", status="active")) == "active"


def test_a_stop_said_in_a_talk_holds_at_once():
    said = {"date": TODAY, "customer_id": "A", "outcome": "stop"}

    assert state_of(calm(), activities=[said]) == "dnc"


def test_a_stop_said_in_a_talk_is_taken_back_only_by_the_owner_afterwards():
    said = {"date": ago(10), "customer_id": "A", "outcome": "stop"}
    before = {"date": ago(11), "customer_id": "A", "field": "state", "value": "active"}
    after = {**before, "date": ago(10)}

    assert state_of(calm(), activities=[said], overrides=[before]) == "dnc"
    assert state_of(calm(), activities=[said], overrides=[after]) == "active"


def test_the_owner_can_stop_contact_for_good():
    long_ago = {"date": ago(2000), "customer_id": "A", "field": "state", "value": "dnc"}

    assert state_of(calm(), overrides=[long_ago]) == "dnc"


def test_the_owners_word_holds_until_the_next_purchase():
    gone = {"date": ago(20), "customer_id": "A", "field": "state", "value": "lapsed"}
    earlier = {**gone, "date": ago(21)}

    assert state_of(silent(days=20), overrides=[gone]) == "lapsed"
    assert state_of(silent(days=20), overrides=[earlier]) == "active"


@pytest.mark.parametrize("value", ["lead", "asleep"])
def test_a_state_that_is_a_fact_or_no_state_cannot_be_set(value):
    row = {"date": TODAY, "customer_id": "A", "field": "state", "value": value}

    assert state_of(calm(), overrides=[row]) == "active"


def contract(**changed):
    row = {
        "customer_id": "A",
        "kind": "insurance",
        "start_date": ago(300),
        "end_date": ago(-65),
        "status": "open",
    }
    return {**row, **changed}


def test_a_running_contract_keeps_a_silent_customer_active():
    assert state_of(silent(days=400), INSURANCE, due_dates=[contract()]) == "active"
    assert state_of(silent(days=400), INSURANCE) == "lapsed"


def test_a_contract_runs_through_its_last_day():
    last_day = contract(end_date=TODAY)
    day_after = contract(end_date=ago(1))

    assert state_of(silent(days=20), INSURANCE, due_dates=[last_day]) == "active"
    assert state_of(silent(days=20), INSURANCE, due_dates=[day_after]) == "lapsed"


def test_contracts_count_only_in_contract_trades():
    assert state_of(silent(days=400), SALON, due_dates=[contract()]) == "lapsed"


@pytest.mark.parametrize("status", ["lost", "cancelled"])
def test_a_lost_contract_ends_the_relation_even_before_its_end_date(status):
    assert state_of(silent(days=20), INSURANCE, due_dates=[contract(status=status)]) == "lapsed"


def test_one_running_contract_is_enough():
    rows = [contract(status="lost"), contract()]

    assert state_of(silent(days=20), INSURANCE, due_dates=rows) == "active"


def test_a_purchase_after_the_last_contract_lets_the_silence_speak():
    ended = contract(end_date=ago(100))

    assert state_of(silent(days=20), INSURANCE, due_dates=[ended]) == "active"


def test_a_renewed_contract_without_a_successor_says_nothing_of_an_end():
    renewed = contract(end_date=ago(10), status="renewed")

    assert state_of(silent(days=20), INSURANCE, due_dates=[renewed]) == "active"
    assert state_of(silent(days=120), INSURANCE, due_dates=[renewed]) == "at_risk"


def test_a_contract_with_a_rival_is_not_ours():
    theirs = contract(partner="まるまる保険")

    assert state_of(silent(days=400), INSURANCE, due_dates=[theirs]) == "lapsed"


def test_points_and_warranties_bind_only_us():
    assert state_of(silent(days=400), INSURANCE, due_dates=[contract(kind="points")]) == "lapsed"


def seasonal(last, **changed):
    last = dt.date.fromisoformat(last)
    row = {"last_purchase_date": last, "days_since_last_purchase": (TODAY - last).days}
    return calm(**{**row, "seasonal": True, "stop_day": 800.0, **changed})


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-12-10", "active"),  # this December has not passed
        ("2025-11-01", "active"),  # this November is not over
        ("2025-10-31", "at_risk"),  # October has passed, 22 days ago
        ("2025-09-30", "dormant"),  # September has passed, 53 days ago, 50 are allowed
        ("2023-10-10", "lapsed"),
    ],
)
def test_a_seasonal_buyer_is_compared_with_the_month_of_last_year(last, expected):
    assert state_of(seasonal(last)) == expected


def test_the_silence_of_a_seasonal_buyer_begins_at_the_nudge_day():
    rows = profile_of(seasonal("2025-10-31"), calm("B"), lead("C", seasonal=True))

    found = silence(rows, book_with())

    assert found.iloc[0] == 100 + 21
    assert found.iloc[1] == 20
    assert found.isna().iloc[2]


def test_a_seasonal_buyer_who_came_once_this_season_is_active():
    assert state_of(bought_once(days=10, seasonal=True)) == "active"


def test_every_state_of_a_frame_is_in_the_catalogue():
    rows = profile_of(lead("A"), calm("B"), silent("C", 120), silent("D", 200), silent("E", 400))

    found = state(rows, book_with(), SALON)

    assert found.tolist() == ["lead", "active", "at_risk", "dormant", "lapsed"]
    assert [*STATES] == [*found, "dnc"]
