"""The review measures, judges and lists a business; what did not change is not counted again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from core.review import review
from core.settings import Settings
from core.tables import TABLES
from tests.core.ledgers import TODAY, book_of, purchases_of

SALON = Settings(trade_code="salon")


@pytest.fixture
def book(tmp_path):
    days = pd.date_range("2026-01-10", "2026-10-10", freq="45D")
    rows = [("a", day.date(), 5_000) for day in days] + [("b", "2026-11-15", 3_000)]
    people = pd.DataFrame(
        {
            "customer_id": ["a", "b"],
            "name": ["見本 花子", "見本 太郎"],
            "phone": ["090-0000-0001", "090-0000-0002"],
        }
    )
    return book_of(purchases_of(rows), people, tmp_path=tmp_path)


def with_contact(book):
    contact = pd.DataFrame(
        {
            "date": [pd.Timestamp(book.asof)],
            "customer_id": ["a"],
            "direction": ["out"],
            "channel": ["phone"],
            "outcome": ["talked"],
        }
    )
    tables = {**book.tables, "activities": TABLES["activities"].shape(contact)}
    return replace(book, tables=tables, digest="after")


def test_everybody_is_judged_and_listed_or_left_out(book):
    result = review(book, SALON)

    assert set(result.customers["customer_id"]) == {"a", "b"}
    shown = {*result.calls.rows["customer_id"], *result.calls.left_out["customer_id"]}
    assert shown == {"a", "b"}
    assert result.windows.end_now == dt.date(2026, 11, 15)


def test_progress_goes_from_nothing_to_done(book):
    told = []

    review(book, SALON, progress=lambda share, _words: told.append(share))

    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_after_a_logged_call_the_list_is_new_but_nothing_is_counted_again(book):
    before = review(book, SALON)
    later = with_contact(book)

    after = review(later, SALON, before=before)

    assert after.measures is before.measures
    fresh = review(later, SALON)
    pd.testing.assert_frame_equal(after.customers, fresh.customers)
    assert after.calls.rows["customer_id"].to_list() == fresh.calls.rows["customer_id"].to_list()
    assert after.calls.left_out["reason"].to_list() == fresh.calls.left_out["reason"].to_list()


@pytest.mark.parametrize("what", ["asof", "customers", "purchases", "settings"])
def test_whatever_the_measures_depend_on_is_measured_again_when_it_changes(book, what, tmp_path):
    before = review(book, SALON)
    renamed = book.table("customers").assign(name=["別名 花子", "見本 太郎"])
    (tmp_path / "more").mkdir()
    more = book_of(purchases_of([("c", "2026-11-15", 1_000)]), tmp_path=tmp_path / "more")
    changed = {
        "asof": (book.at(TODAY), SALON),
        "customers": (replace(book, tables={**book.tables, "customers": renamed}), SALON),
        "purchases": (replace(book, purchases=(*book.purchases, *more.purchases)), SALON),
        "settings": (book, SALON.changed({"trade_code": "rental"})),
    }[what]

    after = review(*changed, before=before)

    assert after.measures is not before.measures
    counted = after.measures.months is not before.measures.months
    assert counted == (what != "customers")  # other words about the same customers count nothing
    pd.testing.assert_frame_equal(after.customers, review(*changed).customers)
