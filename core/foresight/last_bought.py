"""When each customer last bought something (最後に買った日), by product or category."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.foresight.baskets import Baskets
from core.foresight.products import plain_name

_EPOCH = np.datetime64("1970-01-01", "D")


def last_bought(some: Baskets, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The last purchase of each product or category by everybody who has not given it back.

    Args:
        some: every product of every customer.
        names: of products or categories, however wide their letters were typed.

    Returns:
        {name: ``customer_id, date``}, one row for each customer who bought it.
    """
    wanted = list(names)
    if not wanted:
        return {}
    bought = some.bought(int(some.day.max(initial=0)))
    products = np.array([plain_name(str(name)) for name in some.goods.product], dtype=object)
    shelves = np.array([plain_name(str(name)) for name in some.goods.category], dtype=object)
    return {name: _of(bought, plain_name(name), products, shelves) for name in wanted}


def _of(bought: Baskets, name: str, products: np.ndarray, shelves: np.ndarray) -> pd.DataFrame:
    fits = (products == name) | (shelves == name)
    of = fits[bought.item] if len(fits) else np.zeros(0, dtype=bool)
    last = pd.Series(bought.day[of]).groupby(bought.cno[of]).max()
    days = (_EPOCH + last.to_numpy().astype("timedelta64[D]")).astype("datetime64[us]")
    ids = bought.ids.reindex(last.index).to_numpy(dtype=object)
    return pd.DataFrame({"customer_id": pd.array(ids, dtype="str"), "date": days})
