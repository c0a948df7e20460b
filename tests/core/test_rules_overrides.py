import pytest

from core.rules import overrides
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, day


def live(field, *rows):
    book = book_with(overrides=[{"customer_id": "A", "field": field, **row} for row in rows])
    return overrides.live(book, Settings(), field)["value"].to_dict()


@pytest.mark.parametrize(
    ("set_on", "expected"), [("2025-11-22", {}), ("2025-11-23", {"A": "regular"})]
)
def test_a_setting_without_an_end_holds_twelve_months(set_on, expected):
    assert live("stage", {"date": day(set_on), "value": "regular"}) == expected


@pytest.mark.parametrize(("end", "expected"), [(TODAY, {}), (ago(-1), {"A": "regular"})])
def test_a_setting_ends_on_its_own_day(end, expected):
    row = {"date": ago(800), "value": "regular", "expires_date": end}

    assert live("stage", row) == expected


@pytest.mark.parametrize("field", ["state", "refuse", "harassment"])
def test_states_and_refusals_do_not_end_by_themselves(field):
    assert live(field, {"date": ago(3000), "value": "x"}) == {"A": "x"}


def test_the_newest_setting_wins_also_when_it_has_ended():
    old = {"date": ago(100), "value": "regular"}
    new = {"date": ago(50), "value": "partner", "expires_date": ago(1)}

    assert live("stage", new, old) == {}
    assert live("stage", old, {**new, "expires_date": None}) == {"A": "partner"}


def test_a_setting_of_tomorrow_does_not_hold_yet():
    assert live("stage", {"date": ago(-1), "value": "regular"}) == {}


def test_any_value_but_no_confirms():
    rows = [
        {"date": ago(1), "customer_id": "A", "field": "partner", "value": "はい"},
        {"date": ago(1), "customer_id": "B", "field": "partner", "value": "no"},
    ]
    book = book_with(overrides=rows)

    assert list(overrides.confirmed(book, Settings(), "partner").index) == ["A"]
    assert list(overrides.declined(book, Settings(), "partner").index) == ["B"]
