"""Whom something new may be offered (おすすめの相手): what others came for next, a new product.

Both are columns beside the judged customers, so that the call list can weigh them like any other
reason. Who must not be sold to is the gates' word, not theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.foresight.baskets import Baskets
from core.foresight.fit import Fit, Known, Wanted, best_fit
from core.metrics.moment import day_number
from core.settings import Settings

#: What stands for nothing, by column.
_NOTHING: dict[str, Any] = {
    "cross_product": "", "cross_because": "", "cross_days": 0, "cross_n": 0, "launch_fit": 0.0,
}  # fmt: skip


def with_targets(
    customers: pd.DataFrame, cross: pd.DataFrame, baskets: Baskets, book: Book, settings: Settings
) -> pd.DataFrame:
    """The judged customers with what may be offered to them.

    Args:
        customers: one row per customer.
        cross: of :func:`core.foresight.pairs.due_after`.
        baskets: who bought which product when.
        book: the business.
        settings: its settings.

    Returns:
        The frame, ``cross_product, cross_because, cross_days, cross_n`` and ``launch_fit`` (0 to
        1, how well the new product that is offered just now fits; 0 outside its best share).
    """
    fit = launch_fit(customers, baskets, book, settings)
    joined = customers.join(cross, on="customer_id")
    joined = joined.join(fit.rename("launch_fit"), on="customer_id")
    filled = joined.fillna(_NOTHING)
    kinds: Any = {name: type(nothing) for name, nothing in _NOTHING.items()}
    return filled.astype(kinds)


def launch_fit(
    customers: pd.DataFrame, baskets: Baskets, book: Book, settings: Settings
) -> pd.Series[float]:
    """How well the product that is offered just now fits, by customer_id, the best share only."""
    launch = settings.launch
    over = launch.until and dt.date.fromisoformat(launch.until) < book.today
    if not launch.name or over:
        return pd.Series(dtype="float64")
    reasons = customers.set_index("customer_id")["reason_kind"]
    known = Known(baskets, day_number(book.asof), reasons, book.has_amounts, settings.products)
    found = best_fit(Wanted(launch.products, launch.categories, launch.price), known)
    return pd.Series(dtype="float64") if found is None else _best(found, launch.name, known)


def _best(found: Fit, name: str, known: Known) -> pd.Series[float]:
    """The points of the best share as parts of the highest; who has the product is not in it."""
    scored = found.scored
    ids = found.ids.reindex(scored.traits.cno).to_numpy(dtype=object)
    items = np.flatnonzero(known.had.goods.product.astype(str) == name)
    have = np.isin(scored.traits.cno, known.had.cno[np.isin(known.had.item, items)])
    order = scored.order[~have[scored.order]]
    most = max(1, round(known.limits.best_share * len(ids)))
    best = order[:most]
    best = best[scored.score[best] > 0]
    highest = float(scored.score.max(initial=0.0))
    parts = scored.score[best] / highest if highest > 0 else np.zeros(len(best))
    return pd.Series(parts, index=pd.Index(ids[best], name="customer_id"), dtype="float64")
