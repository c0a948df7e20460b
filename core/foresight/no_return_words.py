"""The shop's days of no return in words (戻らぬ日の言い方), each with its n and its range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.locale.words import Words, _, n_
from core.metrics.no_return import CONTRACT, HISTORY, POOLED, PRESET

#: How often somebody came, by bucket.
VISITS = {
    1: _("Came once"),
    2: _("Came twice"),
    3: _("Came three times or more"),
}
_HUNDRED = 100
#: A stop day so many days away is none.
_NEVER = 3650


def after_days(row: Mapping[str, Any]) -> Words:
    """From which day on few come back, of one bucket; what is usual in the trade says so."""
    days, chance = round(row["days"]), round(row["chance"] * _HUNDRED)
    if row["basis"] == PRESET:
        return _(
            "{visits}: past {days} days hardly anybody comes back – what is usual in the trade "
            "(initial value, provisional).",
            visits=VISITS[row["bucket"]],
            days=days,
        )
    return _(
        "{visits}: past {days} days at most {chance} of 100 come back (estimated from {n} "
        "customers, range {low} to {high} days).",
        visits=VISITS[row["bucket"]],
        days=days,
        chance=chance,
        n=row["customers"],
        low=round(row["low"]),
        high=round(row["high"]),
    )


def why(row: Mapping[str, Any]) -> Words | None:
    """Why a bucket has no days of its own, or not of its own alone."""
    if row["basis"] == POOLED:
        return _(
            "{visits}: too few for themselves; estimated together with the group beside them.",
            visits=VISITS[row["bucket"]],
        )
    if row["basis"] != PRESET:
        return None
    if row["missing"] == CONTRACT:
        return _("Contracts and their ends tell here who has left, not the days of silence.")
    if row["missing"] == HISTORY:
        return n_(
            "{visits}: {n} more day of records is needed to estimate your own days.",
            "{visits}: {n} more days of records are needed to estimate your own days.",
            n=row["missing_n"],
            visits=VISITS[row["bucket"]],
        )
    return n_(
        "{visits}: {n} more return must be on record to estimate your own days.",
        "{visits}: {n} more returns must be on record to estimate your own days.",
        n=row["missing_n"],
        visits=VISITS[row["bucket"]],
    )


def stop(days: int, asof: dt.date) -> Words:
    """Where selling ends (止める日), as of the day of the data; some trades never stop."""
    if days > _NEVER:
        return _("As of {day}. In this trade a card a year goes on for ever.", day=asof)
    return _(
        "As of {day}. No more selling from the stop day on: {days} days of silence or four times "
        "the own gap, whichever is later.",
        day=asof,
        days=days,
    )


def at_risk(frame: pd.DataFrame, percent: int) -> pd.DataFrame:
    """The rows of one risk, in percent, of :func:`core.metrics.no_return.no_return_days`."""
    return frame[(frame["share"] * _HUNDRED).round() == percent]
