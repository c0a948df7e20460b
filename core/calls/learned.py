"""What calls have taught (電話の効き目): who is reached, who bought, what a call moves.

That somebody bought after a call is not the effect of the call: many would have come anyway. So
connections move by outcomes, and effects move by the lottery alone. Source: DOMAIN 3.3, 3.7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.called import listed_calls
from core.calls.rates import Rate, Rates, Seen, blended, moved
from core.calls.reasons import REASONS
from core.calls.trial import by_reason, lots_seen
from core.metrics.bought import nothing_bought
from core.settings import Settings


def learn_rates(book: Book, settings: Settings, bought: pd.DataFrame | None = None) -> Rates:
    """The rates of a call after everything that came of listed calls.

    Args:
        book: kept lists, contacts, customers; nothing listed teaches nothing.
        settings: what is assumed, and how much that weighs.
        bought: what listed customers bought (:func:`core.metrics.bought.bought_by`).
    """
    if not len(book.listed):
        return Rates()
    known = nothing_bought() if bought is None else bought
    connects = connect_rates(listed_calls(book), settings)
    return Rates(connects, _effects(book, settings, known, connects))


def connect_rates(calls: pd.DataFrame, settings: Settings) -> dict[str, Rate]:
    """P(connects) (つながる率) of persons and companies: calls of the list that reached them."""
    limits, cases = settings.calls, settings.learning.prior_cases
    priors = {"person": limits.connect_person, "company": limits.connect_company}
    made = calls[calls["called"]]
    return {
        str(kind): blended(int(own["connected"].sum()), len(own), priors[str(kind)], cases)
        for kind, own in made.groupby("kind")
    }


def responses(calls: pd.DataFrame) -> pd.DataFrame:
    """How customers answered, by reason, as counted.

    Returns:
        One row for each reason that was called: ``reason, called, connected, due`` (called, and
        the days to buy have passed)``, bought`` (of those) and ``profit`` (gross profit of those
        who bought, minor units). Buying after a call is not its effect.
    """
    made = calls[calls["called"]]
    ripe = made["closed"].to_numpy(dtype=bool)
    told = made.assign(
        due=ripe, bought=ripe & made["hit"].to_numpy(), profit=made["profit"].where(ripe, 0.0)
    )
    found = told.groupby("reason", as_index=False).agg(
        called=("called", "sum"), connected=("connected", "sum"), due=("due", "sum"),
        bought=("bought", "sum"), profit=("profit", "sum"),
    )  # fmt: skip
    known = list(REASONS)
    order = found["reason"].map(lambda code: known.index(code) if code in known else len(known))
    return found.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _effects(
    book: Book, settings: Settings, bought: pd.DataFrame, connects: dict[str, Rate]
) -> dict[str, Rate]:
    """The effect of a call that connects, by reason, moved by the lottery.

    Those drawn are not all reached, and somebody at 90:10 can hardly be moved: what was measured
    is divided by both before it stands beside the assumption. Lots of one reason move the
    others too.
    """
    lots = lots_seen(book, settings, bought)
    reached = _reached(connects, settings)
    priors = {
        code: float(getattr(settings.calls, kind.effect))
        for code, kind in REASONS.items() if kind.effect
    }  # fmt: skip
    seen = {
        code: Seen(lift / (reached * weight), spread / (reached * weight), n)
        for code, (lift, spread, weight, n) in by_reason(lots).items()
        if code in priors and reached * weight > 0
    }
    learning = settings.learning
    return moved(priors, seen, learning.prior_cases, learning.shared_error) if seen else {}


def _reached(connects: dict[str, Rate], settings: Settings) -> float:
    """The share of calls that connect, whoever is called; the assumed one without a call."""
    calls = sum(rate.n for rate in connects.values())
    if not calls:
        return settings.calls.connect_person
    return sum(rate.value * rate.n for rate in connects.values()) / calls
