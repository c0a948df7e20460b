"""Any rank or class beside the raw values that it hides (順位と元の数字)."""

from __future__ import annotations

import pandas as pd

_MEDIANS = ["days_since_last_purchase", "purchase_count", "average_order_value"]


def ranked(profile: pd.DataFrame, column: str) -> pd.DataFrame:
    """Customers by rank or class, with what the rank does not tell.

    Args:
        profile: one row per customer (:mod:`core.metrics.profile`).
        column: a column of ranks or classes; who has none is left out.

    Returns:
        ``people, spend, share`` (of the spend of all ranked, 0 without any)``, silent_days,
        purchases, order_value`` (medians of days since the last purchase, purchase days and
        average order), by rank in its own order.
    """
    known = profile.loc[profile[column].notna(), [column, *_MEDIANS, "total_spend"]]
    if known[column].dtype == "str":  # not numbers: of classes the empty one is none
        known = known[known[column] != ""]
    grouped = known.groupby(column)
    found = grouped[_MEDIANS].median().astype("Float64")
    found.columns = pd.Index(["silent_days", "purchases", "order_value"])
    spend = grouped["total_spend"].sum().astype("int64")
    whole = max(int(spend.sum()), 1)
    found.insert(0, "people", grouped.size())
    found.insert(1, "spend", spend)
    found.insert(2, "share", spend.astype("float64") / whole)
    return found


def raw_values(profile: pd.DataFrame, column: str, rank: object, most: int) -> pd.DataFrame:
    """The first customers of one rank with their raw values, the largest sales first.

    Returns:
        Rows of ``profile``, at most ``most``.
    """
    inside = profile.loc[profile[column] == rank, "total_spend"]
    first = inside.sort_values(ascending=False, kind="stable").head(most)
    return profile.loc[first.index]
