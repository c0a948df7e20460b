"""When each customer bought a product or something of a category: plans begin with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.foresight.baskets import Baskets
from core.foresight.products import plain_name
from core.metrics.moment import day_number

_EPOCH = np.datetime64("1970-01-01", "D")


def last_bought(some: Baskets, names: Mapping[str, dt.date]) -> dict[str, pd.DataFrame]:
    """The purchases of each product or category by everybody who has not given it back.

    Args:
        some: every product of every customer.
        names: {product or category, however wide its letters were typed: since when}; of older
            purchases only the last of each customer is told.

    Returns:
        {name: ``customer_id, date``}, one row for each customer and day.
    """
    if not names:
        return {}
    bought = some.bought(int(some.day.max(initial=0)))
    products = np.array([plain_name(str(name)) for name in some.goods.product], dtype=object)
    shelves = np.array([plain_name(str(name)) for name in some.goods.category], dtype=object)
    found = {}
    for name, since in names.items():
        plain = plain_name(name)
        found[name] = _of(bought, (products == plain) | (shelves == plain), day_number(since))
    return found


def _of(bought: Baskets, fits: np.ndarray, since: int) -> pd.DataFrame:
    of = fits[bought.item] if len(fits) else np.zeros(0, dtype=bool)
    whose, day = bought.cno[of], bought.day[of]
    order = np.lexsort((day, whose))
    whose, day = whose[order], day[order]
    # The last row of each customer stays however old it is; a day is told once.
    last = np.append(whose[1:] != whose[:-1], True)[: len(whose)]
    again = np.append((whose[1:] == whose[:-1]) & (day[1:] == day[:-1]), False)[: len(whose)]
    kept = (last | (day >= since)) & ~again
    days = (_EPOCH + day[kept].astype("timedelta64[D]")).astype("datetime64[us]")
    ids = bought.ids.reindex(whose[kept]).to_numpy(dtype=object)
    return pd.DataFrame({"customer_id": pd.array(ids, dtype="str"), "date": days})
