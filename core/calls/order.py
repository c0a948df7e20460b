"""The order of the list: four classes, then what each class is ordered by."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.case import Case, Floats, days_between, days_of
from core.calls.reasons import CLASSES
from core.calls.thanks import LOYAL
from core.calls.value import Worth

_STAGE_RANK = {stage: rank for rank, stage in enumerate(("prospect", "customer", *LOYAL))}


def in_order(case: Case, found: pd.DataFrame, worth_of: Worth) -> pd.DataFrame:
    """Candidates with minutes, profit, rate and key, the first to be called first.

    ``key`` is what the class is ordered by: points (promise, most first), days left (due and
    thanks, fewest first), yen per minute (sales, most first). Ties go to the more valuable call,
    the higher stage, and at last the customer id, so the order of the sheets never matters.
    """
    days_left = days_between(days_of(found["due"]), case.today)
    points = _points(case, found, days_left)
    class_ = found["class"].to_numpy(dtype=object)
    rank = np.array([CLASSES.index(name) for name in class_], dtype="int64")
    stage = np.array([_STAGE_RANK[name] for name in case.text("stage")], dtype="float64")
    by_class = {
        "promise": (-points, days_left),
        "due": (days_left, -worth_of.profit),
        "thanks": (days_left, -stage[found["place"].to_numpy()]),
        "sales": (-worth_of.rate, -worth_of.rate),
    }
    first = _pick(class_, {name: keys[0] for name, keys in by_class.items()})
    second = _pick(class_, {name: keys[1] for name, keys in by_class.items()})
    shown = {"promise": points, "due": days_left, "thanks": days_left, "sales": worth_of.rate}
    found = found.assign(
        minutes=worth_of.minutes, profit=worth_of.profit, rate=worth_of.rate,
        learned=worth_of.learned,
        key=_pick(class_, shown),
    )  # fmt: skip
    ids = case.judged["customer_id"].to_numpy(dtype=object)[found["place"].to_numpy()]
    text = found["code"] + "|" + found["product"] + "|" + found["text"]
    return found.iloc[np.lexsort((text, ids, second, first, rank))].reset_index(drop=True)


def _points(case: Case, found: pd.DataFrame, days_left: Floats) -> Floats:
    """10 x severity + 2 x days overdue; before its day the days count down (DOMAIN 3.4)."""
    limits = case.limits
    severity = found["severity"].to_numpy(dtype="float64")
    return limits.severity_weight * severity - limits.overdue_weight * days_left


def _pick(class_: np.ndarray, by_class: dict[str, Floats]) -> Floats:
    names = list(by_class)
    return np.select([class_ == name for name in names], [by_class[n] for n in names], np.nan)
