"""The facts of the reasons of listed customers: plain dates, counts and texts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.calls.case import Case, as_day
from core.calls.reasons import Reason


def reasons_of(case: Case, found: pd.DataFrame) -> dict[int, list[Reason]]:
    """The reasons of each customer by place, the one that decides first, each code once."""
    reasons: dict[int, list[Reason]] = {}
    silent = case.numbers("days_since_last_purchase")
    rhythm = case.numbers("rhythm_days")
    for row in found.to_dict("records"):
        own = reasons.setdefault(row["place"], [])
        if _says_more(row, own):
            facts = _facts(case, {str(k): v for k, v in row.items()})
            facts["silent"] = _whole(silent[row["place"]])
            facts["rhythm"] = _whole(rhythm[row["place"]])
            own.append(Reason(row["code"], facts))
    return reasons


def _says_more(row: dict[Any, Any], own: list[Reason]) -> bool:
    """Two promises are two reasons; the same promise written down twice is one."""
    same = [reason.facts for reason in own if reason.code == row["code"]]
    return all((f["text"], f["product"]) != (row["text"], row["product"]) for f in same)


def _facts(case: Case, row: dict[str, Any]) -> dict[str, Any]:
    due = as_day(row["due"])
    event = as_day(row["event"])
    today = case.book.today
    return {
        "due": due,
        "event": event,
        "late": 0 if due is None else (today - due).days,
        "silent_contact": 0 if event is None else (today - event).days,
        "count": int(row["step"]),
        "step": int(row["step"]),
        "product": row["product"],
        "text": row["text"],
        "detail": row["detail"],
        "script": row["script"],
        "staff": row["staff"],
        "channel": row["channel"],
        "row_id": int(row["row_id"]),
    }


def _whole(value: Any) -> int:  # noqa: ANN401 - a number or nothing
    return 0 if pd.isna(value) else round(value)
