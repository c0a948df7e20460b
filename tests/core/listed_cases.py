"""Kept lists, calls and purchases made by hand, for the tests of what calls teach."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd

from core.book import LISTED, nobody_listed
from core.metrics.bought import nothing_bought
from tests.core.call_cases import book, rows_of

MONDAY = dt.date(2026, 8, 31)
ASOF = dt.date(2026, 11, 22)


def listed(rows):
    """Rows of kept lists; what is not said is that of somebody slipping away, ranked first."""
    usual = {
        "week": MONDAY, "rank": 1, "class": "sales", "reason": "lapse_risk", "late": False,
        "chance": None, "weight": 1.0, "lot": "",
    }  # fmt: skip
    if not rows:
        return nobody_listed()
    frame = pd.DataFrame([usual | row for row in rows])
    return frame[list(LISTED)].assign(week=pd.to_datetime(frame["week"])).astype(LISTED)


def bought(rows):
    """Customer-days; what is not said is a purchase of 1,000 with a profit of 400."""
    usual = {"purchase": True, "spend": 1000, "profit": 400.0}
    empty = nothing_bought()
    if not rows:
        return empty
    frame = pd.DataFrame([usual | row for row in rows])
    return frame[list(empty)].assign(day=pd.to_datetime(frame["day"])).astype(empty.dtypes)


def kept(lists, calls=(), people=()):
    """A book with kept lists, calls that were made, and who is a company."""
    made = [{"channel": "phone", "direction": "out", **call} for call in calls]
    tables = {"activities": made} if made else {}
    if people:
        tables["customers"] = list(people)
    of = book(today=ASOF, **tables)
    return dataclasses.replace(of, listed=listed(lists), asof=ASOF)


__all__ = ["ASOF", "MONDAY", "bought", "kept", "listed", "rows_of"]
