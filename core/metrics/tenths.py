"""What each tenth of the customers brings (デシル)."""

from __future__ import annotations

import pandas as pd


def tenths(profile: pd.DataFrame) -> pd.DataFrame:
    """Customers and sales by decile, best first.

    Args:
        profile: with ``decile`` and ``total_spend`` (minor units).

    Returns:
        decile, people, spend (minor units), share (of all spend, 0 without any), average (minor
        units, rounded).
    """
    known = profile.dropna(subset=["decile"])
    result: pd.DataFrame = known.groupby("decile", as_index=False).agg(
        people=("total_spend", "size"), spend=("total_spend", "sum")
    )
    whole = max(int(result["spend"].sum()), 1)
    return result.assign(
        share=result["spend"].astype("float64") / whole,
        average=(result["spend"].astype("float64") / result["people"]).round().astype("int64"),
    )
