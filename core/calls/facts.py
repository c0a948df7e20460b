"""The facts of the reasons of listed customers: plain dates, counts and texts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.calls.case import Case, as_day
from core.calls.reasons import Reason


def reasons_of(case: Case, found: pd.DataFrame) -> dict[int, list[Reason]]:
    """The reasons of each customer by place, the one that decides first, each code once."""
    reasons: dict[int, list[Reason]] = {}
    for row in found.to_dict("records"):
        own = reasons.setdefault(row["place"], [])
        if _says_more(row, own):
            own.append(Reason(row["code"], _facts(case, {str(k): v for k, v in row.items()})))
    return reasons


def _says_more(row: dict[Any, Any], own: list[Reason]) -> bool:
    """Two promises are two reasons; a second thanks step or rhythm reason says nothing new."""
    same = [reason for reason in own if reason.code == row["code"]]
    return all(reason.facts["text"] != row["text"] for reason in same)


def _facts(case: Case, row: dict[str, Any]) -> dict[str, Any]:
    person = case.judged.iloc[row["place"]]
    due = as_day(row["due"])
    event = as_day(row["event"])
    today = case.book.today
    return {
        "due": due,
        "event": event,
        "late": 0 if due is None else (today - due).days,
        "silent": _whole(person["days_since_last_purchase"]),
        "silent_contact": 0 if event is None else (today - event).days,
        "rhythm": _whole(person["rhythm_days"]),
        "count": int(row["step"]),
        "step": int(row["step"]),
        "product": row["product"],
        "text": row["text"],
        "detail": row["detail"],
        "row_id": int(row["row_id"]),
    }


def _whole(value: Any) -> int:  # noqa: ANN401 - a number or nothing
    return 0 if pd.isna(value) else round(value)
