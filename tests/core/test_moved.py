"""Who moved in the last days: each on the day that begins the new standing."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from core.rules.moved import COLUMNS, moved

ASOF = dt.date(2026, 11, 15)


def judged(*rows):
    """Customers from (id, state, days since the last purchase, days since the first)."""
    frame = pd.DataFrame(rows, columns=["customer_id", "state", "silent", "age"])
    frame["name"] = frame["customer_id"] + "さん"
    frame["stage"] = "customer"
    frame["total_spend"] = pd.Series(range(len(frame)), dtype="Int64")
    frame["days_since_last_purchase"] = frame["silent"].astype("Int64")
    frame["first_purchase_date"] = pd.Timestamp(ASOF) - pd.to_timedelta(frame["age"], unit="D")
    return frame.assign(nudge_day=100.0, no_return_day=150.0, stop_day=365.0)


def found(*rows, days=7):
    result = moved(judged(*rows), ASOF, days)
    assert list(result.columns) == COLUMNS
    return list(zip(result["customer_id"], result["move"], strict=True))


def test_a_first_purchase_within_the_days_is_new():
    assert found(("A", "active", 6, 6), ("B", "active", 7, 7)) == [("A", "new")]


def test_a_state_is_new_from_its_first_day_for_so_many_days():
    assert found(
        ("A", "at_risk", 100, 900),
        ("B", "at_risk", 106, 900),
        ("C", "at_risk", 107, 900),
        ("D", "active", 99, 900),
    ) == [("B", "at_risk"), ("A", "at_risk")]


def test_each_state_begins_on_its_own_day():
    assert found(("A", "dormant", 152, 900), ("B", "lapsed", 366, 900)) == [
        ("A", "dormant"),
        ("B", "lapsed"),
    ]


def test_a_state_that_another_rule_gave_is_no_move():
    assert found(("A", "dnc", 101, 900), ("B", "lapsed", 20, 900)) == []


def test_whoever_never_bought_has_not_moved():
    frame = judged(("A", "lead", 0, 0))
    frame["first_purchase_date"] = pd.NaT
    frame["days_since_last_purchase"] = pd.Series([pd.NA], dtype="Int64")
    assert len(moved(frame, ASOF, 7)) == 0


def test_nobody_is_nobody():
    assert len(moved(judged(("A", "active", 1, 1)).head(0), ASOF, 7)) == 0
