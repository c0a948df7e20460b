import pandas as pd
import pytest

from core.rules import contact
from core.settings import Settings
from tests.core.profiles import TODAY, ago, book_with, calm, day, lead, profile_of

SETTINGS = Settings()


def facts_of(*activities, row=None, **tables):
    rows = profile_of(row or calm())
    book = book_with(activities=[{"customer_id": "A", **a} for a in activities], **tables)
    return contact.facts(rows, book, SETTINGS).iloc[0]


def streak(*activities, row=None):
    return facts_of(*activities, row=row)["selling_streak"]


def offer(days, **changed):
    return {"date": ago(days), "channel": "postcard", "kind": "sales", **changed}


def test_without_contacts_nothing_is_known():
    found = facts_of()

    assert pd.isna(found["last_talk_date"])
    assert pd.isna(found["last_contact_date_any"])
    assert found["last_note"] == ""
    assert found["next_question"] == ""
    assert found["selling_streak"] == 0
    assert not found["open_complaint"]
    assert not found["refusal"]


@pytest.mark.parametrize(
    "activity",
    [
        {"outcome": "talked"},
        {"outcome": "declined", "kind": "sales"},
        {"direction": "in", "channel": "email"},
        {"channel": "visit"},
        {"channel": "phone"},
    ],
)
def test_a_talk_is_a_contact_in_which_both_sides_spoke(activity):
    found = facts_of({"date": ago(5), **activity})

    assert found["last_talk_date"] == pd.Timestamp(ago(5))


@pytest.mark.parametrize(
    "activity",
    [
        {"channel": "phone", "outcome": "no_answer"},
        {"direction": "in", "channel": "phone", "outcome": "no_answer"},
        {"channel": "postcard"},
        {"channel": "email", "direction": "out"},
    ],
)
def test_a_card_or_an_unanswered_call_is_a_contact_but_no_talk(activity):
    found = facts_of({"date": ago(5), **activity})

    assert pd.isna(found["last_talk_date"])
    assert found["last_contact_date_any"] == pd.Timestamp(ago(5))


def test_the_newest_note_and_question_stand_even_when_a_later_contact_has_none():
    found = facts_of(
        {"date": ago(40), "note": "仕事が忙しい", "next_question": "お仕事はその後"},
        {"date": ago(9), "note": "お嬢さんが入学"},
        {"date": ago(2), "note": " "},
    )

    assert found["last_note"] == "お嬢さんが入学"
    assert found["last_note_date"] == pd.Timestamp(ago(9))
    assert found["next_question"] == "お仕事はその後"


def test_of_two_contacts_on_one_day_the_later_row_is_the_newest():
    found = facts_of({"date": ago(9), "note": "朝"}, {"date": ago(9), "note": "夕"})

    assert found["last_note"] == "夕"


def test_contacts_after_today_are_not_known_yet():
    found = facts_of({"date": ago(-1), "outcome": "talked", "note": "明日"})

    assert pd.isna(found["last_talk_date"])
    assert found["last_note"] == ""


@pytest.mark.parametrize(
    ("ledger", "expected"), [("2026-11-20", "2026-11-20"), ("2026-01-01", "2026-11-12")]
)
def test_the_last_contact_is_the_later_of_the_ledger_and_the_contacts(ledger, expected):
    row = calm(last_contact_date=day(ledger))

    found = facts_of({"date": day("2026-11-12")}, row=row)

    assert found["last_contact_date_any"] == pd.Timestamp(expected)


def test_the_ledgers_last_contact_stands_alone_where_no_contact_is_written():
    found = facts_of(row=calm(last_contact_date=ago(3)))

    assert found["last_contact_date_any"] == pd.Timestamp(ago(3))


def test_selling_contacts_in_a_row_are_counted():
    assert streak(offer(10), offer(5), offer(1)) == 3


def test_a_contact_that_is_not_selling_ends_the_row():
    thanks = {"date": ago(5), "channel": "postcard", "kind": "thanks"}

    assert streak(offer(10), thanks, offer(1)) == 1
    assert streak(offer(10), offer(6), thanks) == 0


def test_a_purchase_after_the_offers_ends_the_row():
    assert streak(offer(30), offer(20)) == 0  # the last purchase is 20 days ago
    assert streak(offer(20), offer(19)) == 1


def test_an_offer_that_was_taken_ends_the_row():
    assert streak(offer(10), offer(5, outcome="bought"), offer(1)) == 1


def test_an_unanswered_offer_did_not_reach_them():
    assert streak(offer(10), offer(5, outcome="no_answer"), offer(1)) == 2


def test_what_comes_from_the_customer_does_not_end_the_row():
    asked = {"date": ago(5), "direction": "in", "channel": "email", "kind": "chat"}

    assert streak(offer(10), asked, offer(1)) == 2


def test_offers_to_a_lead_are_counted_too():
    assert streak(offer(10), offer(5), row=lead()) == 2


def test_a_complaint_is_open_until_the_day_it_is_resolved():
    received = {"customer_id": "A", "received_date": ago(5)}

    assert facts_of(complaints=[received])["open_complaint"]
    assert facts_of(complaints=[{**received, "resolved_date": ago(-1)}])["open_complaint"]
    assert not facts_of(complaints=[{**received, "resolved_date": TODAY}])["open_complaint"]


@pytest.mark.parametrize("field", ["refuse", "harassment"])
def test_a_refusal_holds_until_it_is_taken_back(field):
    refused = {"customer_id": "A", "date": ago(900), "field": field, "value": "yes"}
    taken_back = {**refused, "date": ago(1), "value": "no"}

    assert facts_of(overrides=[refused])["refusal"]
    assert not facts_of(overrides=[refused, taken_back])["refusal"]
