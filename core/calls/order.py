"""The order of the list: four classes, then what each class is ordered by."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.case import Case, Floats, Ints, days_between, days_of
from core.calls.reasons import CLASSES
from core.calls.thanks import LOYAL
from core.calls.value import Worth

#: What candidates are ordered and seated by.
BY = (
    "place", "class", "code", "due", "severity", "profit", "rate", "minutes", "learned", "product",
    "text",
)  # fmt: skip
_STAGE_RANK = {stage: rank for rank, stage in enumerate(("prospect", "customer", *LOYAL))}


def with_worth(found: pd.DataFrame, worth_of: Worth) -> pd.DataFrame:
    """Candidates with ``minutes, profit, rate, learned``."""
    return found.assign(
        minutes=worth_of.minutes, profit=worth_of.profit, rate=worth_of.rate,
        learned=worth_of.learned,
    )  # fmt: skip


def in_order(case: Case, found: pd.DataFrame) -> pd.DataFrame:
    """The columns :data:`BY` of candidates with their key, the first to be called first.

    The index says which candidate each is. ``key`` is what the class is ordered by: points
    (promise, most first), days left (due and thanks, fewest first), yen per minute (sales, most
    first). Ties go to the more valuable call, the higher stage, and at last the customer id, so
    the order of the sheets never matters.
    """
    days_left = days_between(days_of(found["due"]), case.today)
    points = _points(case, found, days_left)
    places = found["place"].to_numpy(dtype="int64")
    profit, rate = (found[name].to_numpy(dtype="float64") for name in ("profit", "rate"))
    rank: Ints = found["class"].cat.codes.to_numpy(dtype="int64").astype(np.int64)
    by_class = {
        "promise": (-points, days_left),
        "due": (days_left, -profit),
        "thanks": (days_left, -_stage(case, places, rank)),
        "sales": (-rate, -rate),
    }
    first = _pick(rank, {name: keys[0] for name, keys in by_class.items()})
    second = _pick(rank, {name: keys[1] for name, keys in by_class.items()})
    shown = {"promise": points, "due": days_left, "thanks": days_left, "sales": rate}
    order = np.lexsort((_text(found, places), case.id_ranks[places], second, first, rank))
    return found.assign(key=_pick(rank, shown)).iloc[order]


def _stage(case: Case, places: Ints, rank: Ints) -> Floats:
    """The height of the customer's stage, of the candidates of thanks, which it orders."""
    thanks = np.flatnonzero(rank == CLASSES.index("thanks"))
    heights = np.full(len(places), np.nan)
    heights[thanks] = [_STAGE_RANK[name] for name in case.text("stage")[places[thanks]]]
    return heights


def _text(found: pd.DataFrame, places: Ints) -> Ints:
    """What orders the candidates of one customer; nobody else's are ever compared by it."""
    several = np.bincount(places)[places] > 1
    ranks: Ints = np.zeros(len(found), dtype=np.int64)
    for name in ("code", "product", "text"):  # numbers are compared faster than joined texts
        numbers, known = pd.factorize(found[name].to_numpy(object)[several], sort=True)
        ranks[several] = ranks[several] * (len(known) + 1) + numbers
    return ranks


def _points(case: Case, found: pd.DataFrame, days_left: Floats) -> Floats:
    """10 x severity + 2 x days overdue; before its day the days count down (DOMAIN 3.4)."""
    limits = case.limits
    severity = found["severity"].to_numpy(dtype="float64")
    return limits.severity_weight * severity - limits.overdue_weight * days_left


def _pick(rank: Ints, by_class: dict[str, Floats]) -> Floats:
    chosen = [rank == CLASSES.index(name) for name in by_class]
    return np.select(chosen, list(by_class.values()), np.nan)
