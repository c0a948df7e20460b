"""RFM ranks, deciles (デシル) and ABC classes. DOMAIN 1.1."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.metrics.rhythm import Ints
from core.settings.money import MoneySettings


def quantile_ranks(values: npt.NDArray[Any], ranks: int) -> Ints:
    """Ranks 1 (smallest) … ``ranks`` of equal head-count; equal values share a rank.

    A group of equal values takes the rank of the middle of its places, so that a shop in which
    most bought once does not put them all on top.
    """
    _values, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(sizes) - sizes
    doubled_middle = (2 * below + sizes)[group]
    # Whole numbers all the way: no rank hangs on a rounded share.
    result: Ints = doubled_middle * ranks // (2 * max(len(values), 1)) + 1
    return result


def rfm_scores(
    silent: Ints, count: Ints, money: Ints, inside: npt.NDArray[np.bool_], settings: MoneySettings
) -> pd.DataFrame:
    """R, F and M ranks among the customers with a purchase in the last 24 months.

    Args:
        silent: days since the last purchase; fewer is better.
        count: purchase days in 24 months.
        money: gross profit of 24 months, or sales where costs are not known.
        inside: who bought in the 24 months; the others have no rank.
        settings: how many ranks.

    Returns:
        ``r_score, f_score, m_score`` as ``Int64``, NA outside.
    """
    columns = {"r_score": -silent, "f_score": count, "m_score": money}
    scores = pd.DataFrame({name: pd.Series(pd.NA, index=range(len(silent)), dtype="Int64")
                           for name in columns})  # fmt: skip
    for name, values in columns.items():
        scores.loc[inside, name] = quantile_ranks(values[inside], settings.rfm_ranks)
    return scores


def deciles(spend: Ints, last_day: Ints, number: int) -> Ints:
    """1 (most money) … ``number``, equal head-counts.

    Equal spenders stand in the order of their last purchase, newest first, then of their id
    (the order of the arrays).
    """
    order = np.lexsort((-last_day, -spend))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place * number // max(len(order), 1) + 1


def abc_classes(spend: Ints, settings: MoneySettings) -> pd.Series[str]:
    """A up to 70 % of cumulative sales, B up to 95 %, C the rest; the best customer is always A.

    Equal spenders share a class: that of the first among them. Without a positive total, and for
    customers without positive sales, C.
    """
    order = np.argsort(-spend, kind="stable")
    ordered = spend[order]
    total = float(ordered.sum())
    _values, first, group = np.unique(-ordered, return_index=True, return_inverse=True)
    share = np.cumsum(ordered, dtype=np.float64)[first][group] / (total if total > 0 else 1.0)
    names = np.select([share <= settings.abc_a, share <= settings.abc_b], ["A", "B"], "C")
    names[ordered == ordered[:1]] = "A"
    names[(ordered <= 0) | (total <= 0)] = "C"
    result = np.empty(len(order), dtype=object)
    result[order] = names
    return pd.Series(result, dtype="str")
