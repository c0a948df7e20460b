"""Which first-time customers come again (2回目のお買い物), by what is known of the first time.

The rate stands with its interval (Wilson) and its number; a difference is called one only where
the interval of the group lies wholly beside the rate of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from core.rules.shares import wilson
from core.settings import Settings

#: What first-time customers are told apart by: a column of ``core.metrics.second.first_times``.
AXES = ("way", "product", "staff", "store", "discount")
ABOVE, BELOW, LIKE = "above", "below", "like"


def by_axis(found: pd.DataFrame, axis: str, settings: Settings) -> pd.DataFrame:
    """F2転換率 of each group of one axis, closed windows only.

    Args:
        found: of :func:`core.metrics.second.first_times`.
        axis: one of :data:`AXES`; what is not known is the group ``""``.
        settings: below how many no share is said.

    Returns:
        ``value`` (str), ``n``, ``back``, ``share, low, high``,
        ``enough``, ``than_all`` (:data:`ABOVE`, :data:`BELOW` or :data:`LIKE`): the best rate
        first, then those of whom there are too few, the largest first.
    """
    closed = found[found["closed"]]
    grouped = closed.groupby(closed[axis].astype("str").rename("value"))["back"]
    counts = pd.DataFrame({"n": grouped.size(), "back": grouped.sum()}).astype("int64")
    everybody = wilson(int(closed["back"].sum()), len(closed)).share
    shares = [wilson(back, n) for back, n in zip(counts["back"], counts["n"], strict=True)]
    frame = counts.reset_index().assign(
        share=[one.share for one in shares],
        low=[one.low for one in shares],
        high=[one.high for one in shares],
    )
    frame["enough"] = frame["n"] >= settings.cohorts.f2_least
    frame["than_all"] = pd.Series(LIKE, index=frame.index, dtype="str")
    frame.loc[frame["enough"] & (frame["low"] > everybody), "than_all"] = ABOVE
    frame.loc[frame["enough"] & (frame["high"] < everybody), "than_all"] = BELOW
    frame["_rank"] = frame["share"].where(frame["enough"], -1.0)
    ordered = frame.sort_values(["_rank", "n", "value"], ascending=[False, False, True])
    return ordered.drop(columns="_rank").reset_index(drop=True)


def beside_before(row: Mapping[str, Any], settings: Settings) -> str:
    """Whether a month's rate is above, below or like that of the months before it.

    Args:
        row: of :func:`core.metrics.second.f2_by_month`.
        settings: a smaller change is none.

    Returns:
        :data:`ABOVE`, :data:`BELOW`, :data:`LIKE`, or ``""`` where one of the two is not known.
    """
    if pd.isna(row["change"]):
        return ""
    if abs(row["change"]) < settings.cohorts.f2_change:
        return LIKE
    return ABOVE if row["change"] > 0 else BELOW


def standing_out(months: pd.DataFrame) -> pd.DataFrame:
    """Months whose interval lies wholly beside the rate of the months before, the worst first.

    Args:
        months: of :func:`core.metrics.second.f2_by_month`.

    Returns:
        Those rows with ``than_before``: :data:`ABOVE` or :data:`BELOW`.
    """
    known = months[months["change"].notna()]
    around = [wilson(b, n) for b, n in zip(known["back"], known["n"], strict=True)]
    usual = known["before"].to_numpy()
    below = np.array([one.high for one in around]) < usual
    above = np.array([one.low for one in around]) > usual
    than = np.where(below, BELOW, np.where(above, ABOVE, LIKE))
    told = known.assign(than_before=pd.Series(than, index=known.index, dtype="str"))
    return told[below | above].sort_values("change", kind="stable")


def asked_of(found: pd.DataFrame) -> list[str]:
    """The axes on which there is more than one group to tell apart."""
    return [axis for axis in AXES if found[axis].nunique() > 1]
