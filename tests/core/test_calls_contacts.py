"""When each customer was last talked to, sold to, refused, tried and thanked."""

import numpy as np

from core.calls.contacts import contacts
from tests.core.call_cases import case, day


def touch(days, **more):
    return {"customer_id": "C1", "date": day(days), "channel": "phone", **more}


def facts(*touches, **person):
    return contacts(case({"customer_id": "C1", **person}, activities=list(touches)))


def the_day(days):
    return np.datetime64(day(days), "D")


def test_the_newest_talk_counts_in_either_direction():
    known = facts(touch(-20, outcome="talked"), touch(-5, direction="in", channel="email"))

    assert known.talk.tolist() == [the_day(-5).item()]


def test_a_talk_that_only_the_judgement_knows_counts():
    known = facts(touch(-20, outcome="talked"), last_talk_date=day(-3))

    assert known.talk[0] == the_day(-3)


def test_a_card_is_no_talk():
    known = facts(touch(-5, channel="postcard", kind="thanks"))

    assert np.isnat(known.talk[0])
    assert known.thanked[0] == the_day(-5)


def test_an_offer_that_nobody_answered_is_no_selling_contact():
    known = facts(
        touch(-3, kind="sales", outcome="no_answer"), touch(-9, kind="sales", outcome="talked")
    )

    assert known.sale[0] == the_day(-9)


def test_tries_are_counted_since_the_last_talk():
    known = facts(
        touch(-9, outcome="no_answer"),
        touch(-8, outcome="talked"),
        touch(-3, outcome="no_answer"),
        touch(-1, outcome="no_answer"),
    )

    assert known.tries.tolist() == [2]
    assert known.last_try[0] == the_day(-1)


def test_tries_of_long_ago_are_forgotten():
    known = facts(touch(-15, outcome="no_answer"), touch(-14, outcome="no_answer"))

    assert known.tries.tolist() == [0]


def test_a_call_that_we_missed_is_not_our_try():
    assert facts(touch(-1, direction="in", outcome="no_answer")).tries.tolist() == [0]


def test_refusals_are_counted_within_a_year():
    known = facts(*(touch(-days, outcome="declined") for days in (10, 300, 400)))

    assert known.declined_count.tolist() == [2]
    assert known.declined[0] == the_day(-10)


def test_a_contact_after_today_and_one_of_a_stranger_count_nowhere():
    known = facts(
        touch(1, outcome="talked"),
        {"customer_id": "unknown", "date": day(-1), "outcome": "talked"},
    )

    assert np.isnat(known.talk[0])
