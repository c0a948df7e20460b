"""What one action of this week would change, and who trusts us enough for a high-priced offer."""

import pytest
from pandas.testing import assert_frame_equal

from core.rules.passbook import ready, told
from core.rules.trust import balances, passbook
from core.settings import Settings
from tests.core.cared import SETTINGS, contact, judged_with, talk
from tests.core.profiles import ago, book_with, calm, profile_of

ROWS = profile_of(calm())
REGULAR = [talk(60 * n) for n in range(1, 12)]


def changes(**tables):
    return {w.code: w for w in told("A", ROWS, book_with(**tables), SETTINGS).changes}


def test_a_talk_a_card_and_a_pitch_change_the_balance_by_their_points():
    found = changes()
    assert {code: round(w.change, 2) for code, w in found.items()} == {
        "talk": 3.0, "card": 2.0, "sales": -1.0,
    }  # fmt: skip
    assert [w.word for w in found.values()] == ["normal", "thin", "overdrawn"]


def test_a_second_talk_within_thirty_days_is_worth_half():
    assert changes(activities=[talk(10)])["talk"].change == pytest.approx(1.5)


def test_a_pitch_soon_after_the_last_one_costs_more():
    pitch = contact(5, kind="sales", channel="other")
    assert changes(activities=[pitch])["sales"].change == pytest.approx(-2.0)


def test_keeping_the_open_promise_is_offered_only_where_one_of_ours_is_open():
    promise = {"customer_id": "A", "made_date": ago(9), "due_date": ago(-3)}
    theirs = {**promise, "by_whom": "them"}
    assert "promise" not in changes(promises=[theirs, {**promise, "done_date": ago(1)}])
    assert changes(promises=[promise])["promise"].change == pytest.approx(5.0)


def test_the_balance_afterwards_is_the_one_that_the_passbook_shows_once_it_is_done():
    found = changes(activities=REGULAR)
    done = [*REGULAR, contact(0, channel="postcard", direction="out", kind="thanks")]
    after = balances(ROWS, book_with(activities=done), SETTINGS).iloc[0]
    assert found["card"].balance == pytest.approx(after["trust"])
    assert found["card"].word == after["trust_word"] == "thick"


def test_what_stands_in_the_passbook_is_what_stands_there_without_any_what_if():
    promise = {"customer_id": "A", "made_date": ago(9), "due_date": ago(3)}
    book = book_with(
        activities=[*REGULAR, {**talk(3), "customer_id": "B"}, contact(0, kind="sales")],
        promises=[promise, {**promise, "customer_id": "B"}],
    )
    found = told("A", ROWS, book, SETTINGS).entries
    assert_frame_equal(found, passbook("A", ROWS, book, SETTINGS))
    assert set(found["code"]) == {"talk", "sales_pitch", "promise_late"}


def test_the_entries_of_others_change_nothing():
    others = [{**talk(3), "customer_id": "B"} for _n in range(4)]
    assert changes(activities=others)["talk"].balance == pytest.approx(3.0)


READY = {"activities": REGULAR}
OPEN = {"complaints": [{"customer_id": "A", "received_date": ago(3), "severity": 1}]}
SOLD = [contact(n, kind="sales", channel="other") for n in (2, 1)]


def test_who_trusts_us_enough_for_a_high_priced_offer_is_listed():
    judged, _book = judged_with(calm(), calm("B"), **READY)
    assert list(ready(judged, SETTINGS)["customer_id"]) == ["A"]


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {**READY, **OPEN},
        {"activities": [*REGULAR, *SOLD]},
        {**READY, "overrides": [{"date": ago(1), "customer_id": "A", "field": "harassment",
                                 "value": "yes"}]},
    ],
    ids=["little trust", "a complaint open", "sold to twice", "harassment"],
)  # fmt: skip
def test_nobody_is_ready_with_little_trust_a_complaint_or_after_selling_alone(tables):
    judged, _book = judged_with(calm(), **tables)
    assert not len(ready(judged, SETTINGS))


def test_how_much_trust_is_enough_is_a_setting():
    judged, _book = judged_with(calm(), **READY)
    assert not len(ready(judged, Settings().changed({"care.ready_from": 25.0})))
