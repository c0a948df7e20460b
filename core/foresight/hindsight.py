"""Did it come true (当たったか) in words: lists of past days, dates, totals, other rules."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from core.book import Book
from core.engine import open_engine
from core.foresight.backtest import OURS, Backtest, Cut, backtest
from core.foresight.baskets import Baskets
from core.foresight.foretold import purchases
from core.foresight.hits import Hits, backtest_products
from core.locale.words import Words, _
from core.metrics.moment import day_number, day_of
from core.settings.products import ProductSettings

#: Past days at which the next product is judged: half a year.
PRODUCT_CUTS = 2
TWO_YEARS = 2 * 365
#: Past days from which on a band is told, and the quantile that leaves four of five inside.
FEWEST, _INSIDE = 3, 0.9
METHODS = {
    OURS: _("Our forecast"),
    "bg_nbd": _("The usual model of other tools (BG/NBD)"),
    "rfm": _("RFM points"),
    "own_interval": _("The customer's own gap"),
    "revenue_12m": _("Revenue of the last 12 months"),
    "recency": _("Who was here last"),
}


def look_back(book: Book, *, cuts: int, cache: Path | None = None) -> Backtest:
    """Judge the forecasts of a Book at past days.

    Args:
        book: the business.
        cuts: how many past days, 90 days apart.
        cache: folder of the engine's layer.

    Raises:
        EngineError: memory does not suffice or amounts exceed 64 bits.
    """
    with closing(open_engine(book, cache=cache)) as engine:
        bought, _ids = purchases(engine, book)
    return backtest(bought, day_number(book.asof), cuts)


def look_back_products(found: Baskets, asof: int, limits: ProductSettings) -> list[Words]:
    """How both lists of the next product did at past days, one sentence a list and day."""
    judged = backtest_products(found, asof, PRODUCT_CUTS, limits)
    return [words for cut in judged.cuts for words in products_of(cut)]


def products_of(cut: Hits) -> list[Words]:
    """Both lists of one past day beside what is bought most."""
    lines = [
        _(
            "Again, as of {day}: of {m} customers who came within 90 days, {n} took one of their "
            "five; of the five bought most, {other}.",
            day=day_of(cut.day), m=cut.customers, n=cut.hits["again"],
            other=cut.hits["again_popular"],
        )
    ]  # fmt: skip
    if cut.customers_new:
        lines.append(
            _(
                "New, as of {day}: of {m} customers who took something they never had, {n} took "
                "one of their five; of the five bought most, {other}.",
                day=day_of(cut.day), m=cut.customers_new, n=cut.hits["new"],
                other=cut.hits["new_popular"],
            )
        )  # fmt: skip
    return lines


def figure(methods: pd.DataFrame, method: str, name: str) -> float:
    """One figure of one method."""
    return float(methods[name].to_numpy(np.float64)[list(methods.index).index(method)])


def list_of(cut: Cut) -> Words:
    """How many of the list of a past day were expected within 30 days, and how many came."""
    return _(
        "List of {day}: of {k} people {expected} were expected within 30 days, {came} came.",
        day=day_of(cut.day),
        k=cut.k,
        expected=round(figure(cut.methods, OURS, "expected_hits") * cut.k),
        came=round(figure(cut.methods, OURS, "hit") * cut.k),
    )


def total_of(cut: Cut) -> Words:
    """Purchase days of all customers within 90 days, foretold and come."""
    return _(
        "In the 90 days after {day}: {foretold} purchase days foretold, {came} came.",
        day=day_of(cut.day),
        foretold=round(figure(cut.methods, OURS, "foretold")),
        came=round(figure(cut.methods, OURS, "came")),
    )


def band(judged: Backtest, total: float) -> tuple[float, float] | None:
    """Between which numbers a foretold total comes true in four of five cases.

    From how far the totals of past days were off (FORESIGHT 3: the models' own spread is far too
    narrow); None below :data:`FEWEST` such days.
    """
    came = [(figure(c.methods, OURS, "foretold"), figure(c.methods, OURS, "came"))
            for c in judged.cuts]  # fmt: skip
    off = np.array([np.log(true / said) for said, true in came if said > 0 and true > 0])
    if len(off) < FEWEST:
        return None
    wide = float(stdtrit(len(off), _INSIDE) * np.sqrt((off**2).mean()))
    return total * np.exp(-wide), total * np.exp(wide)


def ahead(judged: Backtest, total: float, asof: dt.date) -> Words:
    """Purchase days of all customers in the next 90 days, with their band."""
    found = band(judged, total)
    if found is None:
        return _(
            "In the 90 days after {day}: {total} purchase days foretold; fewer than three past "
            "days are there to say how far off that may be.",
            day=asof, total=round(total),
        )  # fmt: skip
    low, high = (round(end) for end in found)
    return _(
        "In the 90 days after {day}: {total} purchase days foretold; by {n} past days it comes to "
        "between {low} and {high} in four of five cases.",
        day=asof, total=round(total), n=len(judged.cuts), low=low, high=high,
    )  # fmt: skip


def date_of(judged: Backtest) -> Words | None:
    """How far off the next date was in the middle case, beside the own gap; None if unknown."""
    methods = judged.methods
    if "date_error" not in methods or np.isnan(figure(methods, OURS, "date_error")):
        return None
    return _(
        "The next purchase came {days} days from the foretold day in the middle case ({own} days "
        "by the customer's own gap); {inside}% fell into the window.",
        days=round(figure(methods, OURS, "date_error")),
        own=round(figure(methods, "own_interval", "date_error")),
        inside=round(figure(methods, OURS, "date_inside") * 100),
    )


def beside_others(judged: Backtest) -> pd.DataFrame:
    """``method`` (Words), ``came`` of ``k``: people of each list who came, mean over the days."""
    methods = judged.methods
    k = float(np.mean([cut.k for cut in judged.cuts]))
    names = [name for name in METHODS if name in methods.index]
    return pd.DataFrame({
        "method": [METHODS[name] for name in names],
        "came": [round(figure(methods, name, "hit") * k, 1) for name in names],
        "k": round(k),
    })  # fmt: skip


def seasons_missing(judged: Backtest, history: int) -> Words | None:
    """A warning where no season has been seen twice.

    Args:
        judged: what was judged.
        history: days of purchases that the data hold.
    """
    if history >= TWO_YEARS or not judged.cuts:
        return None
    return _(
        "The data hold less than two years: what a season brings is not in the forecast. After "
        "busy months it says too much."
    )
