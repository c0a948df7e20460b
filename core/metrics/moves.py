"""Whose money it was: the waterfall of existing customers' revenue, customer by customer (増減).

:func:`core.metrics.growth.waterfall` gives the same sums from the engine alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.growth import Waterfall
from core.metrics.moment import day_number
from core.metrics.recent import Recent
from core.settings import Settings

#: The steps between the two windows, in the order in which they are told.
WAYS = ("more", "returned", "joined", "less", "left")


def revenue_moves(recent: Recent, settings: Settings) -> pd.DataFrame:
    """Every existing customer with money or a purchase in one of the two windows.

    Money of a window in which the customer was new is left out, as in ``Windows.existing_…``.

    Returns:
        ``customer_id``, ``way`` (:data:`WAYS`; what each means is told in
        :class:`core.metrics.growth.Waterfall`), ``before, now`` (minor units, Int64) and
        ``change``; the largest change first, then by id.
    """
    length, to_now = settings.money.window_days, day_number(recent.asof)
    to_before = to_now - settings.money.year_days
    now, before = (_of_window(recent, to - length, to) for to in (to_now, to_before))
    both = now.add_suffix("_now").join(before.add_suffix("_before"), how="outer")
    both = both.fillna(0).astype("int64")
    first = _firsts(recent, both.index)
    joined = (first > to_before - length) & (first <= to_now - length)
    bought_now, bought_before = both["days_now"] > 0, both["days_before"] > 0
    way = np.select(
        [
            joined,
            bought_before & ~bought_now,
            bought_now & ~bought_before,
            both["money_now"] >= both["money_before"],
        ],
        ["joined", "left", "returned", "more"],
        "less",
    )
    money = both[["money_before", "money_now"]].astype("Int64").set_axis(["before", "now"], axis=1)
    found = money.assign(
        customer_id=recent.ids.reindex(both.index).astype("str"),
        way=pd.Series(way, index=both.index, dtype="str"),
        change=money["now"] - money["before"],
    )
    moved = bought_now | bought_before | (money != 0).any(axis=1)
    found = found.loc[moved, ["customer_id", "way", "before", "now", "change"]]
    by = found["change"].abs()
    order = found.assign(_by=by).sort_values(["_by", "customer_id"], ascending=[False, True])
    return found.loc[order.index].reset_index(drop=True)


def summed(moves: pd.DataFrame) -> Waterfall:
    """The steps of the waterfall, added up from the customers of :func:`revenue_moves`."""
    sums = moves.groupby("way")["change"].sum()
    return Waterfall(**{way: int(sums.get(way, 0)) for way in WAYS})


def _of_window(recent: Recent, after: int, to: int) -> pd.DataFrame:
    """Money and purchase days by ``cno``, without those who were new in the window."""
    rows = recent.span(after, to)
    new = (recent.first[rows] > after) & (recent.first[rows] <= to)
    frame = pd.DataFrame(
        {
            "cno": recent.cno[rows][~new],
            "money": recent.spend[rows][~new],
            "days": recent.bought[rows][~new].astype(np.int64),
        }
    )
    return frame.groupby("cno")[["money", "days"]].sum().astype("Int64")


def _firsts(recent: Recent, cnos: pd.Index) -> pd.Series[int]:
    """The first purchase of these customers, by ``cno``."""
    # Every row of a customer says the same: whichever is written last.
    known = np.zeros(int(recent.cno.max()) + 1 if len(recent.cno) else 0, dtype=np.int64)
    known[recent.cno] = recent.first
    return pd.Series(known[cnos.to_numpy(np.int64)], index=cnos)
