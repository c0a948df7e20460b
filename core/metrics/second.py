"""The second purchase (F2転換率): how many first-time customers come again, and how soon.

Only *closed* ones count in a rate: those whose window, so many days of the trade, has fully passed
at the data-as-of day. A month is closed when that holds for everybody of it. DOMAIN 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.bands import banded
from core.metrics.beginning import known_from
from core.metrics.moment import Moment
from core.settings import Settings

_NEVER = 9_999_999
#: What was taken off at the first purchase: nothing, less than a coupon takes, or so much.
FULL, SMALL, LARGE = "full", "small", "large"


def first_times(engine: Engine, book: Book, settings: Settings) -> pd.DataFrame:
    """Everybody with a first purchase that is known to be one, one row per customer.

    Returns:
        ``customer_id``; ``first_day`` (day number), ``month`` ("2026-03"); ``gap``: days to the
        second purchase, 0 without one; ``watched``: days from the first purchase to the
        data-as-of day; ``closed``: the trade's window has passed; ``back``: came again within
        it; ``product, staff, store``: of the line that stands for the first purchase;
        ``discount``: :data:`FULL`, :data:`SMALL` or :data:`LARGE`, ``""`` where no line of the
        ledger carries one; ``way``: code of how they came, ``""`` unknown.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    day = {"asof": moment.asof, "min_net": moment.min_net}
    found = engine.run("first_days", **day)
    lines = engine.run("first_lines", **day).set_index("cno").reindex(found["cno"])
    first, second = (found[n].to_numpy(np.int64) for n in ("first_day", "second_day"))
    gap = np.where(second < _NEVER, second - first, 0)
    window, watched = settings.trade.f2_window_days, moment.asof - first
    months = first.astype("datetime64[D]").astype("datetime64[M]")
    frame = pd.DataFrame(
        {
            "customer_id": found["customer_id"].astype("str"),
            "first_day": first,
            "month": pd.Series(months.astype("str"), dtype="str"),
            "gap": gap,
            "watched": watched,
            "closed": watched >= window,
            "back": (gap > 0) & (gap <= window),
            **{name: lines[name].fillna("").to_numpy() for name in ("product", "staff", "store")},
            "discount": _discounts(engine, moment, found["cno"], settings),
            "way": _ways(found["customer_id"], book),
        }
    )
    known = frame["first_day"] >= known_from(first, moment.asof, settings)
    return frame[known].reset_index(drop=True)


def inside(found: pd.DataFrame, months: tuple[str | None, str | None]) -> pd.DataFrame:
    """Those whose first purchase lies in some months, both ends included; None leaves it open."""
    first, last = months
    kept = found["month"].ge(first or "") & found["month"].le(last or "9999-12")
    return found[kept].reset_index(drop=True)


def f2_by_month(found: pd.DataFrame, asof: int, settings: Settings) -> pd.DataFrame:
    """F2転換率 month by month, oldest first.

    Returns:
        ``month``; ``n``: first-time customers; ``back``: who came again within the window;
        ``closed``: whether it has passed for the whole month; ``share``: NaN where it has not or
        ``n`` is too small; ``before``: share of the closed months before it together, as many as
        the settings say, NaN without all of them; ``change``: points from ``before``.
    """
    limits = settings.cohorts
    grouped = found.groupby("month")
    frame = pd.DataFrame({"n": grouped.size(), "back": grouped["back"].sum()}).astype("int64")
    ends = pd.PeriodIndex(frame.index, freq="M").end_time.normalize()
    last = (ends - pd.Timestamp(0)).days.to_numpy(np.int64)
    frame["closed"] = last + settings.trade.f2_window_days <= asof
    told = frame["closed"] & (frame["n"] >= limits.f2_least)
    frame["share"] = (frame["back"] / frame["n"]).where(told)
    whole = frame[frame["closed"]][["n", "back"]]
    sums = whole.rolling(limits.f2_before).sum().shift(1)
    usual = (sums["back"] / sums["n"]).where(sums["n"] >= limits.f2_least)
    frame["before"] = usual.reindex(frame.index)
    frame["change"] = frame["share"] - frame["before"]
    return frame.reset_index()


def not_again(found: pd.DataFrame, months: Sequence[str], people: pd.DataFrame) -> list[str]:
    """Numbers of those of some months who have not come again so far and may be contacted.

    Args:
        found: of :func:`first_times`.
        months: of the first purchase.
        people: judged customers: who asked not to be contacted is left out.
    """
    silent = people.loc[people["state"] == "dnc", "customer_id"]
    rows = found[found["month"].isin(months) & (found["gap"] == 0)]
    return rows.loc[~rows["customer_id"].isin(silent), "customer_id"].tolist()


def again_in(found: pd.DataFrame, days: Sequence[int], width: int) -> list[str]:
    """Numbers of those who came a second time within so many days up to some day, soonest first.

    Args:
        found: of :func:`first_times`.
        days: the last day of each bucket, counted from the first purchase.
        width: days of a bucket.
    """
    gap = found["gap"].to_numpy(np.int64)
    inside = np.zeros(len(found), dtype=bool)
    for last in days:
        inside |= (gap > max(last - width, 0)) & (gap <= last)
    return found[inside].sort_values("gap", kind="stable")["customer_id"].tolist()


def second_curve(found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """How many have come again so many days after the first purchase (Kaplan–Meier).

    Returns:
        The frame of :func:`core.metrics.bands.banded`: ``still`` is the share that has not yet.
        Who has not come so far counts up to the data-as-of day.
    """
    came = found["gap"].to_numpy(np.int64) > 0
    length = np.where(came, found["gap"], found["watched"])
    return banded(length, came, settings)


def middle_day(curve: pd.DataFrame, share: float) -> float:
    """The day up to which so large a share has come; NaN where the curve ends before it."""
    reached = curve.loc[curve["still"] <= 1.0 - share + 1e-12, "x"]
    return float(reached.iloc[0]) if len(reached) else float("nan")


def _ways(ids: pd.Series[str], book: Book) -> npt.NDArray[np.object_]:
    customers = book.table("customers")
    known = customers.drop_duplicates("customer_id").set_index("customer_id")["trigger"]
    return known.reindex(ids).fillna("").to_numpy(object)


def _discounts(
    engine: Engine, moment: Moment, cno: pd.Series[int], settings: Settings
) -> npt.NDArray[np.object_]:
    """What part of the price was taken off on the first day, in three sizes."""
    day = {"asof": moment.asof, "min_net": moment.min_net}
    sums = engine.run("first_discounts", **day).set_index("cno").reindex(cno).fillna(0)
    if not engine.run("kept_columns", asof=moment.asof)["has_discount"].any():
        return np.full(len(cno), "", dtype=object)
    full = (sums["sold"] + sums["off"]).to_numpy(np.float64)
    share = sums["off"].to_numpy(np.float64) / np.where(full > 0, full, 1.0)
    sizes = [share >= settings.cohorts.coupon_share, share > 0]
    return np.select(sizes, [LARGE, SMALL], FULL).astype(object)
