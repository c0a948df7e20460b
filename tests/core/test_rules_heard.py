"""Voices by channel, mismatches of tempo, and buying on after a closed complaint."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.heard import PRESSED, SLOW, after_complaints, by_channel, tempo
from core.settings import Settings
from tests.core import slow_heard
from tests.core.profiles import book_with, calm, lead, profile_of
from tests.core.samples import sample
from tests.core.slow_costs import rows_of

ASOF = dt.date(2026, 11, 15)
ROWS = profile_of(calm("A"), calm("B"), lead("L"))
NEEDED = ("activities", "satisfaction", "doubts", "complaints")
DAYS = st.dates(dt.date(2024, 10, 1), dt.date(2026, 11, 20))
VOICE = st.fixed_dictionaries(
    {
        "date": DAYS,
        "customer_id": st.sampled_from(["A", "B"]),
        "direction": st.sampled_from(["in", "out", ""]),
        "channel": st.sampled_from(["email", "phone", ""]),
    }
)


def contact(day, who="A", **columns):
    return {"date": dt.date(2026, 11, day), "customer_id": who, **columns}


def hurried(day, who="A"):
    return contact(day, who, direction="in", channel="email", tempo="hurry")


def test_voices_are_counted_by_channel_for_a_hundred_active_customers():
    wrote = [contact(day, direction="in", channel="email", note="質問") for day in (1, 2)]
    complaint = {"customer_id": "A", "received_date": dt.date(2026, 11, 2)}
    doubt = {"customer_id": "B", "date": dt.date(2025, 11, 1), "words": "高い"}
    book = book_with(activities=wrote, complaints=[complaint], doubts=[doubt], asof=ASOF)

    found = by_channel(ROWS, book)

    assert found[["channel", "now", "before"]].values.tolist() == [["email", 3, 0], ["", 0, 1]]
    assert found["per_100"].tolist() == [150.0, 0.0]
    assert found.attrs["active"] == 2


def test_a_complaint_has_the_channel_that_stands_with_it_before_any_contact_of_that_day():
    day = dt.date(2026, 11, 2)
    said = {"customer_id": "A", "received_date": day}
    rows = [{**said, "channel": "line"}, {**said, "channel": ""}, {**said, "customer_id": "B"}]
    called = [{"date": day, "customer_id": "A", "channel": "phone", "direction": "out"}]
    found = by_channel(ROWS, book_with(activities=called, complaints=rows, asof=ASOF))
    assert found.set_index("channel")["now"].to_dict() == {"line": 1, "phone": 1, "": 1}


def test_nobody_active_gives_no_rate():
    book = book_with(satisfaction=[{"date": ASOF, "customer_id": "L", "score": 4}], asof=ASOF)
    assert pd.isna(by_channel(ROWS[2:], book)["per_100"][0])


def test_somebody_in_a_hurry_who_waits_over_a_business_day_is_named():
    # Friday 6 November to Tuesday: two business days; answered on Monday: one.
    book = book_with(
        activities=[hurried(6), contact(10), hurried(6, "B"), contact(9, "B")], asof=ASOF
    )

    found = tempo(ROWS, book, Settings())

    assert found[["customer_id", "kind", "days", "waiting"]].values.tolist() == [
        ["A", SLOW, 2, False]
    ]
    assert found["name"].tolist() == ["客A"]


def test_somebody_in_a_hurry_without_any_word_is_still_waiting():
    found = tempo(ROWS, book_with(activities=[hurried(11)], asof=ASOF), Settings())
    assert found[["days", "waiting"]].values.tolist() == [[3, True]]
    answered = tempo(ROWS, book_with(activities=[hurried(11), contact(11)], asof=ASOF), Settings())
    assert answered.empty


def test_somebody_who_takes_time_is_pressed_by_two_offers_close_together():
    slow = contact(1, direction="in", tempo="slow")
    offers = [contact(day, kind="sales", outcome="talked") for day in (2, 9)]
    found = tempo(ROWS, book_with(activities=[slow, *offers], asof=ASOF), Settings())

    assert found[["kind", "days"]].values.tolist() == [[PRESSED, 7]]
    now_hurried = contact(3, direction="in", tempo="normal")
    book = book_with(activities=[slow, now_hurried, *offers], asof=ASOF)
    assert tempo(ROWS, book, Settings()).empty


def test_buying_on_after_a_complaint_stands_against_those_without_one():
    day = dt.date(2026, 6, 1)
    people = profile_of(
        calm("A", last_purchase_date=dt.date(2026, 8, 1)),
        calm("B", last_purchase_date=dt.date(2026, 5, 1)),
        calm("C", last_purchase_date=dt.date(2026, 10, 1)),
        calm("D", last_purchase_date=dt.date(2026, 2, 1)),
        calm("E", last_purchase_date=dt.date(2025, 1, 1)),
    ).assign(buying_stage=["regular", "customer", "regular", "regular", "regular"])
    cases = [{"customer_id": who, "received_date": day, "resolved_date": day} for who in "AB"]
    late = {"customer_id": "A", "received_date": ASOF, "resolved_date": ASOF}
    chosen = Settings().changed({"spending.least_count": 2})

    found = after_complaints(people, book_with(complaints=[*cases, late], asof=ASOF), chosen)

    assert (found.closed, found.bought, found.share, found.regulars) == (2, 1, 0.5, 1)
    assert (found.others, found.others_share) == (2, 0.5)
    assert (
        after_complaints(people, book_with(complaints=cases, asof=ASOF), Settings()).share is None
    )
    nothing = after_complaints(people, book_with(asof=ASOF), chosen)
    assert (nothing.closed, nothing.others_share) == (0, None)


@settings(max_examples=25)
@given(st.lists(VOICE, max_size=10))
def test_channels_are_those_of_the_slow_oracle(voices):
    tables = {"activities": voices} if voices else {}
    if voices:
        tables["doubts"] = [{"date": v["date"], "customer_id": v["customer_id"], "words": "？"}
                            for v in voices[:3]]  # fmt: skip
        tables["complaints"] = [
            {"received_date": v["date"], "customer_id": v["customer_id"], "channel": channel}
            for v, channel in zip(voices, ("line", "", "email", ""), strict=False)
        ]
    mine, slowly = channels(ROWS, book_with(asof=ASOF, **tables))
    assert mine == slowly


def channels(rows, book):
    """Voices by channel, as counted and as counted slowly."""
    found = by_channel(rows, book)
    tables = {name: rows_of(book.table(name)) for name in NEEDED}
    seen = {row["channel"]: [row["now"], row["before"]] for row in found.to_dict("records")}
    return seen, slow_heard.channels(tables, book.asof)


@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_voices_and_buying_on_of_each_sample_are_those_of_the_slow_oracle(business):
    seen = sample(business)
    mine, slowly = channels(seen.customers, seen.book)
    assert mine == slowly

    found = after_complaints(seen.customers, seen.book, seen.settings)
    columns = ["customer_id", "first_purchase_date", "last_purchase_date"]
    slow = slow_heard.after(
        rows_of(seen.customers[columns]), rows_of(seen.book.table("complaints")), seen.book.asof
    )
    assert (found.closed, found.bought, found.others) == slow[:3]
    assert found.others_share == pytest.approx(slow[3])
