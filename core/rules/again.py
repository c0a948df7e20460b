"""Which first-time customers come again (2回目のお買い物), by what is known of the first time.

The rate stands with its interval (Wilson) and its number; a difference is called one only where
the interval of the group lies wholly beside the rate of all.
"""

from __future__ import annotations

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


def asked_of(found: pd.DataFrame) -> list[str]:
    """The axes on which there is more than one group to tell apart."""
    return [axis for axis in AXES if found[axis].nunique() > 1]
