"""Since when a first purchase in the ledger is a first purchase (台帳のはじまり).

A ledger that begins in the middle of the business shows every old customer as new once: in its
first weeks come those who have been coming for years. Nearly all of them are seen within one
戻らぬ日, for longer silences rarely end. So where in that time far more customers appear in a day
than later, those who appear in it are taken as old ones and stay out of every figure on who comes
back after a first purchase.
"""

from __future__ import annotations

from core.metrics.rhythm import Ints
from core.settings import Settings

_PERCENT = 100


def no_return_days_of(settings: Settings) -> int:
    """戻らぬ日 of the trade's regulars, in days."""
    trade = settings.trade
    unit = trade.rhythm_days / _PERCENT if trade.own_multiples else 1.0
    return round(trade.no_return_days * unit)


def known_from(first: Ints, asof: int, settings: Settings) -> int:
    """The day number from which a first purchase counts as one; 0 without any purchase.

    Args:
        first: the first purchase day in the ledger of every customer.
        asof: the data-as-of day; all are day numbers.
        settings: how many more in a day are far more, and how many customers it takes.

    Returns:
        The first day of the ledger, unless it begins in the middle of the business; that is not
        said of a ledger too short to compare with a time of the same length.
    """
    if not len(first):
        return 0
    begin, days = int(first.min()), no_return_days_of(settings)
    later = asof - begin - days + 1
    if later < days:
        return begin
    early = int((first < begin + days).sum())
    usual = (len(first) - early) * days / later
    limits = settings.cohorts
    crowd = early >= limits.crowd_least and early > limits.crowd_factor * usual
    return begin + days if crowd else begin
