"""One row per customer with everything that is measured from purchases.

Purchase: a day with a positive net (returns are netted on their own day); a day with net ≤ 0 is no
purchase but stays in all sums (DOMAIN 0a, 2.1). Rows after the data-as-of day do not count.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics import portfolio as cpm
from core.metrics.moment import all_months_before, to_dates
from core.metrics.rfm import abc_classes, deciles, rfm_scores
from core.metrics.rhythm import (
    Flags,
    Floats,
    Ints,
    gap_facts,
    own_rhythm,
    shop_gap,
    shop_median_gap,
)
from core.metrics.shop import Shop, read_shop, renumbered
from core.metrics.survival import curves, three_days
from core.settings import Settings

#: Columns and dtypes of the profile behind those of the customers table.
COLUMNS = {
    "first_purchase_date": "datetime64[us]",
    "last_purchase_date": "datetime64[us]",
    "purchase_count": "Int64",
    "total_spend": "Int64",
    "average_order_value": "float64",
    "days_since_last_purchase": "Int64",
    "rhythm_days": "float64",
    "lateness": "float64",
    "p_return": "float64",
    "p_return_basis": "str",
    "nudge_day": "float64",
    "no_return_day": "float64",
    "stop_day": "float64",
    "days_basis": "str",
    "spend_12m": "Int64",
    "spend_prev_12m": "Int64",
    "spend_24m": "Int64",
    "profit_12m": "Int64",
    "count_12m": "Int64",
    "count_24m": "Int64",
    "count_regular_window": "Int64",
    "gaps_24m": "Int64",
    "regular_gaps_24m": "Int64",
    "median_gap": "float64",
    "discount_share": "float64",
    "last_product": "str",
    "first_product": "str",
    "usual_product": "str",
    "last_amount": "Int64",
    "last_staff": "str",
    "last_store": "str",
    "big_purchase": "bool",
    "seasonal": "bool",
    "season_month": "Int64",
    "season_years": "Int64",
    "r_score": "Int64",
    "f_score": "Int64",
    "m_score": "Int64",
    "decile": "Int64",
    "abc": "str",
    "portfolio": "str",
    "portfolio_literal": "str",
}
#: Counts and sums are 0, not unknown, for a customer without a purchase.
_ZERO = (
    "purchase_count", "total_spend", "spend_12m", "spend_prev_12m", "spend_24m", "count_12m",
    "count_24m", "count_regular_window", "gaps_24m", "regular_gaps_24m",
)  # fmt: skip


def profile(engine: Engine, book: Book, settings: Settings) -> pd.DataFrame:
    """Everybody in the customers table or with a line up to the data-as-of day, one row each.

    Args:
        engine: holds the book's purchases; it may have been opened for another day.
        book: says the data-as-of day and the customers.
        settings: thresholds and the trade preset.

    Returns:
        The columns of the customers table and :data:`COLUMNS`; customers in the table's order,
        then ids known only from purchases. Days in days, money in minor units. Without a purchase
        counts and sums are 0 and the rest is missing (NaT, NA, NaN, ``""``, False).

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    return profile_of(read_shop(engine, book), engine, book, settings)


def profile_of(shop: Shop, engine: Engine, book: Book, settings: Settings) -> pd.DataFrame:
    """:func:`profile` of a shop that was read already."""
    more = [
        _of_buyers(shop, _classes(shop, settings)),
        _lines(engine, shop),
        _seasons(engine, shop, settings),
    ]
    return _together(shop, [*_for_the_ladder(shop, settings), *more], book)


def looked_back(engine: Engine, book: Book, settings: Settings) -> pd.DataFrame:
    """What the ladder needs of an earlier look: a :func:`profile` without goods and classes.

    Counting those takes as long as all the rest.

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    shop = read_shop(engine, book)
    return _together(shop, _for_the_ladder(shop, settings), book)


def _for_the_ladder(shop: Shop, settings: Settings) -> list[pd.DataFrame]:
    return [
        _sums(shop),
        _of_buyers(shop, _rhythm(shop, settings)),
        _of_buyers(shop, _money(shop, settings)),
        _gaps(shop, settings),
    ]


def _together(shop: Shop, pieces: list[pd.DataFrame], book: Book) -> pd.DataFrame:
    measured = pd.concat(pieces, axis=1)
    measured.index = pd.Index(shop.totals["customer_id"])
    return _beside_customers(book.table("customers"), measured)


def _sums(shop: Shop) -> pd.DataFrame:
    totals = shop.totals
    same = ["total_spend", "spend_12m", "spend_prev_12m", "spend_24m", "count_12m", "count_24m"]
    known = (totals["uncosted_12m"] == 0) & shop.has_costs
    profit = (totals["spend_12m"] - totals["cost_12m"]).astype("Int64").where(known)
    return totals[same].assign(purchase_count=totals["purchases"], profit_12m=profit)


def _of_buyers(shop: Shop, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with one row per buyer, at the buyers' positions."""
    return frame.set_axis(np.flatnonzero(shop.bought), axis=0)


def _rhythm(shop: Shop, settings: Settings) -> pd.DataFrame:
    first, last, count = (shop.ints(n) for n in ("first_day", "last_day", "purchases"))
    silent = shop.moment.asof - last
    mean = shop_gap(shop.found, settings)
    rhythm = own_rhythm(last - first, count - 1, mean, settings.lapse.rhythm_weight)
    learned = curves(shop.found, mean, shop.moment.asof, settings)
    days = three_days(count, silent, rhythm, learned, settings)
    return days.assign(
        count_regular_window=_regular_days(shop, days["no_return_day"].to_numpy(), settings),
        first_purchase_date=to_dates(first),
        last_purchase_date=to_dates(last),
        days_since_last_purchase=silent,
        rhythm_days=rhythm,
        lateness=silent / rhythm,
    )


def _regular_days(shop: Shop, no_return: Floats, settings: Settings) -> Ints:
    """Purchase days in the window of the trade's 得意客 rule.

    The window ends at the data-as-of day, or at the customer's 戻らぬ日 when that has passed:
    silence never demotes (DOMAIN 0a).
    """
    last = shop.ints("last_day")
    end = np.minimum(shop.moment.asof, last + np.floor(no_return).astype(np.int64))
    begin = np.full(len(shop.totals), shop.moment.asof)
    begin[shop.bought] = all_months_before(end, settings.trade.regular_months)
    inside = shop.found.day > begin[shop.found.cno]
    return np.bincount(shop.found.cno[inside], minlength=len(begin))[shop.bought]


def _money(shop: Shop, settings: Settings) -> pd.DataFrame:
    count = shop.ints("purchases")
    last = shop.spend[~shop.found.closed]
    frame = pd.DataFrame({"last_amount": pd.array(last, dtype="Int64")})
    frame["average_order_value"] = shop.ints("total_spend") / count
    frame["big_purchase"] = _big(shop.spend, last, settings.money.big_purchase)
    frame["discount_share"] = shop.ints("reduced_days") / count
    if not shop.has_discounts:
        frame["discount_share"] = np.nan
    if not shop.has_amounts:
        frame["last_amount"] = pd.NA
        frame["average_order_value"] = np.nan
        frame["big_purchase"] = False
    return frame


def _big(spend: Ints, last: Ints, share: float) -> Flags:
    """Whether the last purchase day is among the shop's largest tenth.

    Where prices hardly differ the largest tenth begins at the usual amount, which is not big.
    """
    if not len(spend):
        return np.zeros(0, dtype=bool)
    line, usual = np.quantile(spend, [share, 0.5], method="inverted_cdf")
    big: Flags = (last >= line) & (last > usual)
    return big


def _classes(shop: Shop, settings: Settings) -> pd.DataFrame:
    first, last, count = (shop.ints(n) for n in ("first_day", "last_day", "purchases"))
    silent, spend = shop.moment.asof - last, shop.ints("total_spend")
    inside = shop.ints("count_24m") > 0
    frame = rfm_scores(
        silent, shop.ints("count_24m"), _worth(shop, inside), inside, settings.money
    )
    frame["decile"] = pd.array(deciles(spend, last, settings.money.deciles), dtype="Int64")
    frame["abc"] = abc_classes(spend, settings.money)
    if not shop.has_amounts:
        frame[["m_score", "decile"]] = pd.NA
        frame["abc"] = ""
        spend = count
    rich = spend >= settings.money.cpm_orders * (spend.sum() / max(count.sum(), 1))
    own = cpm.own_cuts(shop_median_gap(shop.found, settings), settings.money)
    literal = cpm.literal_cuts(settings.money)
    frame["portfolio"] = cpm.portfolio(count, last - first, silent, rich, own)
    frame["portfolio_literal"] = cpm.portfolio(count, last - first, silent, rich, literal)
    return frame


def _worth(shop: Shop, inside: Flags) -> Ints:
    """M of RFM: gross profit of 24 months when every line sold carries a cost, else sales.

    One basis for all, for ranks over two kinds of money would mean nothing.
    """
    spend = shop.ints("spend_24m")
    if shop.has_costs and not shop.ints("uncosted_24m")[inside].any():
        return spend - shop.ints("cost_24m")
    return spend


def _gaps(shop: Shop, settings: Settings) -> pd.DataFrame:
    return gap_facts(
        shop.found, len(shop.totals), shop.moment.from_24m, settings.lapse.regular_gap
    )


def _lines(engine: Engine, shop: Shop) -> pd.DataFrame:
    """What was bought first, last and most, and who served last."""
    day = {"asof": shop.moment.asof, "min_net": shop.moment.min_net}
    first, last, usual = (
        renumbered(engine.run(kernel, **day), shop.totals).set_index("cno")
        for kernel in ("first_lines", "last_lines", "usual_lines")
    )
    return pd.DataFrame(
        {
            "first_product": first["product"],
            "last_product": last["product"],
            "last_staff": last["staff"],
            "last_store": last["store"],
            "usual_product": usual["product"],
        },
        index=shop.totals.index,
    )


def _seasons(engine: Engine, shop: Shop, settings: Settings) -> pd.DataFrame:
    found = engine.run("seasons", asof=shop.moment.asof, min_net=shop.moment.min_net)
    lapse = settings.lapse
    seasonal = (found["years"] >= lapse.seasonal_years) & (
        found["most_elsewhere"] < lapse.seasonal_elsewhere
    )
    season = found[["month", "years"]].astype("Int64").where(seasonal)
    return pd.DataFrame(
        {"seasonal": seasonal, "season_month": season["month"], "season_years": season["years"]}
    ).set_axis(renumbered(found, shop.totals)["cno"], axis=0)


def with_customers(profile: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """A profile with the words of the customers table as they stand now, nothing counted again.

    Args:
        profile: measured when the table had the same customers.
        customers: the table now.
    """
    measured = [name for name in COLUMNS if name in profile]
    return _beside_customers(
        customers, profile[["customer_id", *measured]].set_index("customer_id")
    )


def _beside_customers(customers: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """The customers table, longer by the ids known only from purchases, with the measures."""
    ids = pd.Index(customers["customer_id"])
    everybody = ids.append(measured.index.difference(ids))
    left = customers.set_index("customer_id").reindex(everybody)
    right = measured.reindex(everybody)
    kinds = {str(name): str(kind) for name, kind in left.dtypes.items()}
    known = {name: _typed(left[name], kind) for name, kind in kinds.items()}
    counted = {name: _typed(right[name], COLUMNS[name]) for name in COLUMNS if name in right}
    ids = pd.Series(everybody, index=everybody, dtype="str")
    return pd.DataFrame({"customer_id": ids, **known, **counted}).reset_index(drop=True)


def _typed(column: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    """The column with nothing missing where its dtype or meaning has a word for none."""
    if dtype == "str":
        return column.astype("str").fillna("")
    if dtype == "bool":
        return column.eq(True)
    typed: pd.Series[Any] = column.astype(pd.api.types.pandas_dtype(dtype))
    return typed.fillna(0) if column.name in _ZERO else typed
