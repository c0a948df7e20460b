"""How long a silence lasts, in days, and who stands where in it."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from core.engine import open_engine
from core.metrics.no_return import COLUMNS
from core.metrics.silent import days_in_force, now_in, silent_curves
from core.settings import Settings
from tests.core import slow_cohorts
from tests.core.ledgers import book_of, purchases_of
from tests.core.samples import sample


def read(book, by):
    with closing(open_engine(book)) as engine:
        return silent_curves(engine, book, by)


@pytest.mark.parametrize("code", ["salon", "lease"])
def test_the_samples_silences_are_those_of_each_customer(code):
    seen = sample(code)
    asof = seen.book.asof
    pairs = {1: [], 2: [], 3: []}
    for days in slow_cohorts.histories(slow_cohorts.lines_of(seen.book), asof).values():
        for number, (day, later) in enumerate(itertools.zip_longest(days, days[1:]), start=1):
            length = ((later or asof) - day).days
            pairs[min(number, 3)].append((length, later is not None))
    found = read(seen.book, seen.settings)

    for bucket, (curve, n, closed) in found.items():
        assert (n, closed) == (len(pairs[bucket]), sum(ended for _l, ended in pairs[bucket]))
        steps = slow_cohorts.kaplan_meier(pairs[bucket])
        inside = [day for day in steps if day <= curve["x"].max()]
        assert len(inside) > 10
        assert curve.set_index("x")["still"][inside].tolist() == pytest.approx(
            [steps[day] for day in inside]
        )


def test_of_few_silences_there_is_no_curve(tmp_path):
    book = book_of(purchases_of([("a", "2026-01-05", 100)]), tmp_path=tmp_path,
                   asof=dt.date(2026, 2, 1))  # fmt: skip
    curve, n, closed = read(book, Settings())[1]
    assert (len(curve), n, closed) == (0, 1, 0)


def people():
    return pd.DataFrame(
        {
            "customer_id": list("abcdef"),
            "purchase_count": pd.array([1, 1, 1, 4, 0, 1], dtype="Int64"),
            "days_since_last_purchase": pd.array([50, 80, 400, 50, None, 50], dtype="Int64"),
            "nudge_day": [40.0, 40.0, 40.0, 60.0, np.nan, 40.0],
            "no_return_day": [60.0, 60.0, 60.0, 90.0, np.nan, 60.0],
            "stop_day": [365.0, 365.0, 365.0, 500.0, np.nan, 365.0],
            "total_spend": pd.array([1, 2, 3, 4, 0, 9], dtype="Int64"),
            "state": ["at_risk", "dormant", "lapsed", "active", "lead", "dnc"],
        }
    )


def test_everybody_stands_in_one_phase_by_their_own_days_but_who_is_not_to_be_contacted():
    def names(bucket, phase):
        return now_in(people(), bucket, phase)["customer_id"].tolist()

    assert [names(1, phase) for phase in ("nudge", "days", "stop")] == [["a"], ["b"], ["c"]]
    assert [names(3, phase) for phase in ("nudge", "days", "stop")] == [[], [], []]


def test_the_days_in_force_are_those_of_the_chosen_risk_and_the_stop_day_is_the_middle_one():
    row = dict.fromkeys(COLUMNS, 0) | {"bucket": 1, "basis": "own", "missing": ""}
    rows = [row | {"share": 0.1, "days": 90.0}, row | {"share": 0.2, "days": 60.0},
            row | {"bucket": 2, "share": 0.2, "days": 400.0}]  # fmt: skip
    measured = pd.DataFrame(rows)

    assert days_in_force(measured, people(), 1, 0.2)["days"] == 60.0
    assert days_in_force(measured, people(), 1, 0.2)["stop"] == 365.0
    assert days_in_force(measured, people(), 2, 0.2)["stop"] == float("inf")
