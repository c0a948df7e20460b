"""Orders at a loss: how much was allowed, until when, and what came of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.since import margin_since
from core.rules.at_a_loss import DUE, OVER, UNKNOWN, WITHIN, amount, days_of, decided, watched
from tests.core.ledgers import TODAY, book_of, purchases_of
from tests.core.profiles import book_with
from tests.core.samples import sample

NAMES = "customer_id date amount cost"
NAMED = pd.DataFrame({"customer_id": ["A", "B"], "name": ["青葉", "北町"]})


def word(who, limit, *, decided_on=dt.date(2026, 6, 1), review=dt.date(2026, 12, 1)):
    return {
        "date": decided_on, "customer_id": who, "field": "loss_limit", "value": limit,
        "expires_date": review, "by_whom": "大塚", "reason": "本社を取りたい",
    }  # fmt: skip


def profits(lines, days, tmp_path, **how):
    book = book_of(purchases_of(lines, NAMES), tmp_path=tmp_path)
    with closing(open_engine(book)) as engine:
        return margin_since(engine, book, days, **how)


def test_a_loss_beyond_what_was_allowed_is_over(tmp_path):
    lines = [("A", "2026-05-01", 9_000, 1_000), ("A", "2026-06-01", 1_000, 5_000)]
    rows = decided(book_with(overrides=[word("A", "3000")]))
    came = profits(lines, days_of(rows), tmp_path)

    found = watched(rows, came, NAMED, book_with())
    row = found.iloc[0]
    assert (row["profit"], row["limit"], row["verdict"]) == (-4_000, 3_000, OVER)
    assert (row["name"], row["by_whom"], row["reason"]) == ("青葉", "大塚", "本社を取りたい")


def test_a_day_that_has_passed_waits_for_a_look_and_those_who_need_it_stand_first():
    rows = decided(
        book_with(
            overrides=[
                word("A", "3000"), word("B", "3000", review=TODAY - dt.timedelta(days=1)),
                word("C", "viel"),
            ]
        )
    )  # fmt: skip
    found = watched(rows, {"A": -3_000.0, "B": 10.0, "C": 0.0}, NAMED, book_with())

    assert found[["customer_id", "verdict"]].values.tolist() == [
        ["B", DUE], ["C", UNKNOWN], ["A", WITHIN],
    ]  # fmt: skip


def test_the_newest_word_counts_and_one_that_is_still_to_come_does_not():
    told = [word("A", "3000"), word("A", "5000", decided_on=dt.date(2026, 7, 1))]
    told.append(word("A", "9", decided_on=TODAY + dt.timedelta(days=1)))
    assert decided(book_with(overrides=told))["limit"].tolist() == [5_000]


@pytest.mark.parametrize(("text", "scale", "minor"), [("3,000", 0, 3_000), ("12.5", 2, 1_250)])
def test_an_amount_is_read_in_the_units_of_the_ledger(text, scale, minor):
    assert amount(text, scale) == minor
    book = dataclasses.replace(book_with(overrides=[word("A", text)]), scale=scale)
    assert decided(book)["limit"].tolist() == [minor]


@pytest.mark.parametrize("text", ["viel", "-5", "nan", ""])
def test_what_is_no_amount_is_not_known(text):
    assert np.isnan(amount(text, 0))


def test_sales_without_a_cost_count_by_the_margin_and_are_unknown_without_one(tmp_path):
    lines, days = [("A", "2026-06-01", 1_000, None)], {"A": dt.date(2026, 6, 1)}

    assert profits(lines, days, tmp_path) == {"A": None}
    assert profits(lines, days, tmp_path, margin=0.3) == {"A": 300}
    assert profits(lines, {"Z": dt.date(2026, 6, 1)}, tmp_path) == {"Z": 0}
    assert profits(lines, {}, tmp_path) == {}
    assert profits(lines, {"A": dt.date(2026, 7, 1)}, tmp_path) == {"A": 0}


def test_the_profit_since_a_day_is_that_of_the_lines_one_by_one():
    book = sample("lease").book
    frame = pd.concat([pd.read_parquet(path) for path in book.purchases])
    days = {"K001": dt.date(2026, 1, 5), "K086": dt.date(2025, 3, 1), "K150": dt.date(2026, 11, 1)}
    with closing(open_engine(book)) as engine:
        found = margin_since(engine, book, days)

    for who, day in days.items():
        own = frame[(frame["customer_id"] == who) & (frame["date"] >= pd.Timestamp(day))]
        slow = sum(
            amount + abs(cost) if amount < 0 else amount - cost
            for amount, cost in zip(own["amount"], own["cost"], strict=True)
        )
        assert found[who] == slow
