"""Notices at the nudge day, drafts to be sent by hand, whom we no longer chase."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.calls import call_list
from core.calls.drafts import CHANNELS, channel_of, draft
from core.calls.notices import notices, parked
from core.locale.words import say
from core.rules.contact import declined_again
from core.settings import Settings
from tests.core.call_cases import TODAY, book, day, judged
from tests.core.samples import sample


def touch(number, ago, **said):
    when = pd.Timestamp(TODAY - dt.timedelta(days=ago))
    return {"customer_id": f"C{number}", "date": when, **said}


def drifting(number, **said):
    """Somebody who is drifting away since 20 days and is worth no call of ours."""
    return {
        "customer_id": f"C{number}", "name": f"試験{number}", "state": "at_risk",
        "last_purchase_date": pd.Timestamp(TODAY - dt.timedelta(days=120)),
        "days_since_last_purchase": 120, "nudge_day": 100.0, "annual_profit": 100.0,
        "address": "北町1", **said,
    }  # fmt: skip


def people(*rows):
    frame = judged(*rows)
    for name in ("address", "email", "line", "contact_permission", "contact_preference", "policy"):
        told = [row.get(name, "") for row in rows]
        frame[name] = pd.array(told, dtype="str")
    return frame


def written_to(frame, business=None):
    business = business or book()
    calls = call_list(frame, business, Settings())
    return list(notices(frame, calls, business, Settings())["customer_id"])


def test_everybody_drifting_away_who_is_not_called_is_written_to():
    review = sample("salon")
    found = notices(review.customers, review.calls, review.book, review.settings)
    at_risk = review.customers[review.customers["state"] == "at_risk"]
    called = set(review.calls.rows["customer_id"])
    left = review.calls.left_out.set_index("customer_id")["reason"]
    missing = set(at_risk["customer_id"]) - called - set(found["customer_id"])
    assert len(found)
    assert not set(found["customer_id"]) & called
    told = at_risk.set_index("customer_id").loc[sorted(missing)]
    held = ("stopped", "refusal", "snoozed", "selling_held", "doubting", "same_household",
            "no_approach")  # fmt: skip
    again = declined_again(review.book, review.settings)
    written = written_since(at_risk, review.book.table("activities"))
    for customer_id, row in told.iterrows():
        excused = (
            left.get(customer_id) in held
            or row["contact_permission"] == "stop"
            or row["contact_preference"] == "none"
            or row["open_complaint"]
            or row["policy"] == "no_approach"
            or customer_id in again
            or customer_id in written
        )
        assert excused, customer_id


def written_since(people, activities):
    """Whom we reached since their nudge day, one after the other."""
    found = set()
    for person in people.to_dict("records"):
        nudge = person["last_purchase_date"] + pd.Timedelta(days=round(person["nudge_day"]))
        for touch_ in activities[activities["customer_id"] == person["customer_id"]].to_dict(
            "records"
        ):
            ours = touch_["direction"] != "in" and touch_["outcome"] != "no_answer"
            if ours and touch_["date"] >= nudge:
                found.add(person["customer_id"])
    return found


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, True),
        ({"state": "active"}, False),
        ({"state": "dormant"}, False),
        ({"contact_permission": "stop"}, False),
        ({"contact_permission": "news_only"}, True),
        ({"contact_preference": "none"}, False),
        ({"open_complaint": True}, False),
        ({"policy": "no_approach"}, False),
        ({"refusal": True}, False),
    ],
)
def test_nobody_is_written_to_who_must_not_be(said, kept):
    assert bool(written_to(people(drifting(1, **said)))) == kept


@pytest.mark.parametrize(
    ("touches", "kept"),
    [
        ([(10, {"direction": "out", "channel": "postcard"})], False),
        ([(30, {"direction": "out", "channel": "postcard"})], True),
        ([(10, {"direction": "out", "outcome": "no_answer"})], True),
        ([(100, {"outcome": "declined"})], True),
        ([(100, {"outcome": "declined"}), (170, {"outcome": "declined"})], False),
        ([(100, {"outcome": "declined"}), (190, {"outcome": "declined"})], True),
    ],
)
def test_who_was_written_to_or_declined_twice_is_left_in_peace(touches, kept):
    said = [touch(1, ago, **more) for ago, more in touches]
    assert bool(written_to(people(drifting(1)), book(activities=said))) == kept


def test_those_who_bring_most_are_written_to_first():
    frame = people(drifting(1, annual_profit=100.0), drifting(2, annual_profit=200.0))
    assert written_to(frame) == ["C2", "C1"]


@pytest.mark.parametrize(
    ("known", "channel"),
    [
        ({"address": "北町1", "email": "a@example.jp"}, "postcard"),
        ({"address": "北町1", "email": "a@example.jp", "contact_preference": "email"}, "email"),
        ({"address": "北町1", "contact_preference": "line"}, "postcard"),
        ({"line": "試"}, "line"),
        ({}, ""),
    ],
)
def test_they_are_written_to_as_they_wish_where_that_is_known(known, channel):
    assert channel_of(
        {"address": "", "email": "", "line": "", "contact_preference": ""} | known
    ) == (channel)


ROW = {
    "customer_id": "C1", "name": "試験 花子", "call_name": "", "contact_person": "",
    "last_purchase_date": pd.Timestamp("2026-07-01"), "last_product": "カラー",
    "purchase_reason": "白髪が気になる", "hobby": "山歩き", "dislikes": "", "caution": "",
    "next_question": "",
}  # fmt: skip
SAID = [touch(1, 60, outcome="talked", note="娘さんの結婚式")]


def text(made):
    return "\n".join(say(line) for line in made.lines)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_draft_speaks_of_their_own_facts_and_signs(channel):
    made = draft(ROW, book(activities=SAID), channel, sender="つばめ", offer="トリートメント進呈")
    assert "試験 花子様" in text(made)
    assert "娘さんの結婚式" in text(made)
    assert "トリートメント進呈" in text(made)
    assert "つばめ" in text(made)
    assert made.personal == (4 if channel == "email" else 2)


def test_a_draft_without_a_fact_of_theirs_says_so():
    bare = ROW | {"last_product": "", "purchase_reason": "", "hobby": ""}
    made = draft(bare, book(), "line")
    assert made.personal == 0
    assert "お変わりなく" in text(made)


def test_what_they_dislike_is_never_written():
    made = draft(ROW | {"dislikes": "カラー"}, book(), "email")
    assert "カラー" not in text(made)


def test_who_is_past_the_stop_day_costs_nothing_any_more():
    gone = {"state": "lapsed", "days_since_last_purchase": 500, "stop_day": 365.0}
    frame = people(drifting(1, **gone), drifting(2, **gone, total_spend=500_000), drifting(3),
                   drifting(4, **gone, contact_permission="stop"))  # fmt: skip
    found = parked(frame, book(), Settings())
    assert list(found.rows["customer_id"]) == ["C2", "C1"]
    # Four notices a year to two people, each three minutes at 50 yen and a stamp of 85 yen.
    assert found.yen == 2 * 4 * (3 * 50 + 85)
    assert found.hours == pytest.approx(2 * 4 * 3 / 60)


def left(said, today=TODAY):
    rows = [{"date": day(-said.pop("ago", 30)), "customer_id": "C1", "field": "snooze", **said}]
    frame = people(drifting(1, annual_profit=90_000.0, p_return=0.5))
    calls = call_list(frame, book(overrides=rows), Settings())
    reasons = dict(zip(calls.left_out["customer_id"], calls.left_out["reason"], strict=True))
    return reasons.get("C1", ""), calls


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"value": "yes"}, "snoozed"),
        ({"value": "yes", "ago": 3000}, "snoozed"),
        ({"value": "yes", "expires_date": pd.Timestamp("2026-12-06")}, "snoozed"),
        ({"value": "yes", "expires_date": pd.Timestamp("2026-11-20")}, ""),
        ({"value": "no"}, ""),
    ],
)
def test_who_is_left_off_the_list_stays_off_until_the_day_or_until_taken_back(said, reason):
    assert left(dict(said))[0] == reason


def test_the_day_from_which_they_may_be_listed_again_is_said():
    _reason, calls = left({"value": "yes", "expires_date": pd.Timestamp("2026-12-06")})
    row = calls.left_out.iloc[0]
    assert row["eligible_date"] == pd.Timestamp("2026-12-06")
    assert "2026年12月6日" in say(row["words"])
