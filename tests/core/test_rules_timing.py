"""今はいらない台帳: when each wakes, how it stands, lease-ups and budgets; nobody is lost."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules import timing
from core.settings import Settings
from tests.core import slow_timing as slow
from tests.core.cared import judged_with
from tests.core.profiles import ago, book_with, calm, lead
from tests.core.samples import sample

SETTINGS = Settings()
SAMPLES = ("salon", "lease", "builder")


def said(heard, **changed):
    return {"heard_date": ago(heard), "customer_id": "A", "reason": "timing", "row_id": 1,
            **changed}  # fmt: skip


def one(*rows, people=(), **tables):
    people = people or (calm("A"),)
    judged, book = judged_with(*people, not_now=list(rows), **tables)
    found = timing.register(judged, book, SETTINGS)
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("changed", "wakes", "stands"),
    [
        ({"next_time": ago(-31)}, ago(-1), "asleep"),
        ({"next_time": ago(-30)}, ago(0), "awake"),
        ({"next_time": ago(-90), "reason": "budget"}, ago(0), "awake"),
        ({"next_time": ago(-91), "reason": "contract"}, ago(-1), "asleep"),
        ({"next_time": ago(181)}, ago(211), "past"),
        ({"next_time": ago(-9), "reason": "no_need"}, ago(21), "no_need"),
        ({}, ago(-80), "asleep"),
    ],
)
def test_a_row_wakes_its_lead_days_before_its_time(changed, wakes, stands):
    found = one(said(10, **changed))
    assert (found["wakes"].date(), found["stands"]) == (wakes, stands)


def test_without_a_time_we_ask_once_after_ninety_days():
    assert one(said(90))["stands"] == "awake"
    assert not one(said(90))["timed"]
    talks = [{"date": ago(0), "customer_id": "A", "outcome": "talked"}]
    assert one(said(90), activities=talks)["stands"] == "asked"


def test_the_newest_word_about_a_thing_counts_and_prospects_keep_their_name():
    rows = [said(20, next_time=ago(-9)), said(5, next_time=ago(-400), row_id=2)]
    assert one(*rows)["row_id"] == 2
    prospect = one(said(5, customer_id="", prospect_name="若葉試験堂", next_time=ago(-40)))
    assert (prospect["name"], prospect["yen"]) == ("若葉試験堂", 60_000)


def test_who_brings_nothing_yet_is_worth_what_a_customer_usually_brings():
    people = (calm("B"), lead("A"))
    assert one(said(5, next_time=ago(-40)), people=people)["yen"] == 60_000


def test_who_wants_no_contact_is_not_in_it():
    judged, book = judged_with(calm("A", contact_permission="stop"), not_now=[said(5)])
    assert timing.register(judged, book, SETTINGS).empty


def test_contracts_with_us_and_with_rivals_wake_before_they_end():
    row = {"customer_id": "A", "kind": "lease", "end_date": ago(-271), "status": "lost"}
    judged, book = judged_with(calm("A"), due_dates=[row, {**row, "partner": "海猫事務機"},
                                                     {**row, "status": "open"}])  # fmt: skip
    found = timing.register(judged, book, SETTINGS)
    assert found["basis"].tolist() == ["海猫事務機", ""] or found["basis"].tolist() == [
        "",
        "海猫事務機",
    ]
    assert found["stands"].tolist() == ["asleep", "asleep"]


def test_months_put_what_is_awake_first_and_leave_out_who_needs_nothing():
    rows = [said(5, next_time=ago(-10), row_id=1), said(5, next_time=ago(-100), product="b"),
            said(5, reason="no_need", product="c")]  # fmt: skip
    judged, book = judged_with(calm("A"), not_now=rows)
    found = timing.months(timing.register(judged, book, SETTINGS))
    assert found["month"].tolist() == ["now", "2027-01"]


DAYS = st.integers(-300, 300).map(ago)
ROW = st.fixed_dictionaries(
    {"customer_id": st.sampled_from(["A", "B"]), "product": st.sampled_from(["", "複合機"]),
     "reason": st.sampled_from(["budget", "contract", "timing", "no_need", ""])},
    optional={"heard_date": DAYS, "next_time": DAYS},
)  # fmt: skip
DUE = st.fixed_dictionaries(
    {"customer_id": st.sampled_from(["A", "B"]), "end_date": DAYS,
     "kind": st.sampled_from(["lease", "insurance", "points"]),
     "partner": st.sampled_from(["", "海猫"]), "status": st.sampled_from(["", "open", "lost"])}
)  # fmt: skip
TALK = st.fixed_dictionaries(
    {"date": DAYS, "customer_id": st.sampled_from(["A", "B"]),
     "outcome": st.sampled_from(["talked", "no_answer"])}
)  # fmt: skip
PEOPLE = judged_with(calm("A"), calm("B"))[0]


@settings(max_examples=25)
@given(rows=st.lists(ROW, max_size=6), dues=st.lists(DUE, max_size=4),
       talks=st.lists(TALK, max_size=3))  # fmt: skip
def test_random_registers_are_read_as_slowly(rows, dues, talks):
    tables = {name: [row | {"row_id": n} for n, row in enumerate(given, 1)]
              for name, given in (("not_now", rows), ("due_dates", dues))}  # fmt: skip
    mine, slowly = both(PEOPLE, book_with(**tables, activities=talks))
    assert mine == slowly


@pytest.mark.parametrize("code", SAMPLES)
def test_the_samples_are_read_as_slowly(code):
    seen = sample(code)
    mine, slowly = both(seen.customers, seen.book)
    assert mine == slowly


def both(people, book):
    """When each row wakes and how it stands, as counted and as counted slowly."""
    found = timing.register(people, book, SETTINGS)
    mine = {
        (row["source"], row["row_id"]): (
            None if pd.isna(row["wakes"]) else row["wakes"].date(), row["stands"]
        )
        for row in found.to_dict("records")
    }  # fmt: skip
    silent = set(people.loc[(people["state"] == "dnc") | people["refusal"], "customer_id"])
    ids = {(name, row["row_id"]): row["customer_id"]
           for name, table in (("not_now", "not_now"), ("contract", "due_dates"))
           for row in slow.rows_of(book.table(table))}  # fmt: skip
    return mine, {k: v for k, v in slow.register(book).items() if ids[k] not in silent}


def test_the_lease_ups_of_nine_months_and_the_budgets_of_the_lease_business_are_there():
    seen = sample("lease")
    found = timing.register(seen.customers, seen.book, seen.settings)
    nine = seen.book.today + dt.timedelta(days=270)
    ups = found[(found["source"] == "contract") & (found["next_time"] <= pd.Timestamp(nine))]
    assert len(ups) == 14
    assert set(ups["stands"]) == {"awake"}
    heard = found[found["source"] == "not_now"]
    assert len(heard) >= 99
    assert (heard.loc[heard["reason"] == "budget", "lead"] == 90).all()
    assert (heard["reason"] == "budget").sum() == 27
    assert (heard["stands"] == "no_need").sum() == 4


def test_a_time_is_moved_on_from_the_later_of_it_and_today():
    today = dt.date(2026, 11, 22)
    assert timing.moved(pd.Timestamp("2027-01-31"), today, 1) == dt.date(2027, 2, 28)
    assert timing.moved(pd.Timestamp("2026-01-31"), today, 3) == dt.date(2027, 2, 22)
    assert timing.moved(None, today, 1) == timing.moved(pd.NaT, today, 1) == dt.date(2026, 12, 22)


def test_the_months_count_every_row_that_waits():
    seen = sample("lease")
    rows = timing.months(timing.register(seen.customers, seen.book, seen.settings))
    counts = timing.by_month(rows)
    assert sum(counts.values()) == len(rows)
    assert list(counts) == list(dict.fromkeys(rows["month"]))


def test_who_was_given_a_policy_by_hand_is_not_proposed_again():
    seen = sample("lease")
    found = timing.register(seen.customers, seen.book, seen.settings)
    rows = timing.needing_nothing(found, seen.customers)
    assert len(rows) == 4 - int(seen.customers.set_index("customer_id")["policy_by_hand"].reindex(
        found.loc[found["stands"] == "no_need", "customer_id"]).fillna(False).sum())  # fmt: skip
    by_hand = seen.customers.assign(policy_by_hand=True)
    assert not len(timing.needing_nothing(found, by_hand))
