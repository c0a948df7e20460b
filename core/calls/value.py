"""What a call is expected to bring in yen (一本の見込み粗利)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.case import Bools, Case, Floats
from core.calls.rates import is_learned, rate_of
from core.calls.reasons import REASONS, ReasonKind
from core.locale.words import Money, Words, _
from core.rules.worth import minor_of_yen
from core.settings.calls import CallSettings


@dataclass(frozen=True)
class Worth:
    """The figures of each candidate, in the candidates' order.

    Attributes:
        minutes: how long the call takes.
        profit: expected gross profit E in minor units; NaN where yen do not order the class or
            the ledger has no amounts.
        rate: what class 4 is ordered by: E per minute; without amounts P x effect per minute.
        learned: by rates that results have taught; else some of them are only assumed.
    """

    minutes: Floats
    profit: Floats
    rate: Floats
    learned: Bools


def worth(case: Case, found: pd.DataFrame) -> Worth:
    """E = P(connects) x effect x (V + R) - minutes x cost of a minute.

    Source: DOMAIN 3.3. V is the customer's yearly gross profit and R the value of referrals, both
    from :mod:`core.asset`; somebody deciding on a first purchase counts with what a customer of
    this shop usually brings in a year. The rates begin as assumptions of the settings; results
    move them (:mod:`core.calls.learned`).
    """
    chance = _connects(case)[found["place"].to_numpy()] * _effect(case, found)
    minutes = _minutes(case.limits, found)
    learned = _learned(case, found)
    if not case.book.has_amounts:
        return Worth(minutes, np.full(len(found), np.nan), chance / minutes, learned)
    profit = chance * _value(case, found) - minutes * minute_cost(case.book, case.limits)
    return Worth(minutes, profit, profit / minutes, learned)


def leverage(case: Case, found: pd.DataFrame) -> Floats:
    """The share of a reason's full effect that each candidate's own chance allows for (0-1).

    4p(1-p) where certain returners and the gone gain nothing from a call; how well it fits, for a
    new product; else 1.
    """
    hump = _by_code(found, lambda kind: float(kind.hump))
    fits = _by_code(found, lambda kind: float(kind.fits))
    places = found["place"].to_numpy()
    p = case.numbers("p_return")[places]
    fit = fitting(case)[places]
    return np.select([hump > 0, fits > 0], [4 * p * (1 - p), fit], 1.0)


def fitting(case: Case) -> Floats:
    """How well the new product fits each customer, 0 to 1; 0 where none is offered."""
    if "launch_fit" not in case.judged:
        return np.zeros(case.size)
    return case.numbers("launch_fit")


def minute_cost(book: Book, limits: CallSettings) -> float:
    """The cost of a minute in minor units of the ledger.

    The setting is in yen. In another currency it is read as hundredths of the major unit.
    """
    return minor_of_yen(limits.minute_cost, book)


def profit_words(
    profit: float, book: Book, *, of_sales: bool = False, learned: bool = False
) -> Words:
    """The yen of a call for the owner, to two figures.

    Args:
        profit: minor units.
        book: its currency.
        of_sales: no cost or margin is known, so the figure is of sales (売上ベース).
        learned: the rates stand on the shop's own calls; else some of them are provisional.
    """
    money = Money(int(float(f"{profit:.2g}")), book.currency, book.scale)
    if learned and of_sales:
        return _("About {money} of sales is expected from this call (by your calls).", money=money)
    if learned:
        return _(
            "About {money} of gross profit is expected from this call (by your calls).",
            money=money,
        )
    if of_sales:
        return _(
            "About {money} of sales is expected from this call (provisional rates).", money=money
        )
    return _(
        "About {money} of gross profit is expected from this call (provisional rates).",
        money=money,
    )


def typical_year(case: Case) -> float:
    """What a customer who brings anything usually brings in a year (median V), minor units."""
    value = case.numbers("annual_profit")
    positive = value[value > 0]
    return float(np.median(positive)) if len(positive) else 0.0


def _connects(case: Case) -> Floats:
    company = case.among("kind", "company")
    limits, learned = case.limits, case.rates.connects
    of_company = rate_of(learned, "company", limits.connect_company)
    return np.where(company, of_company, rate_of(learned, "person", limits.connect_person))


def _effect(case: Case, found: pd.DataFrame) -> Floats:
    full = _by_code(
        found,
        lambda kind: rate_of(case.rates.effects, kind.code, _setting(case.limits, kind.effect)),
    )
    result: Floats = full * leverage(case, found)
    return result


def _learned(case: Case, found: pd.DataFrame) -> Bools:
    """Whether both rates of a candidate stand on results."""
    connects, effects = case.rates.connects, case.rates.effects
    company = case.among("kind", "company")[found["place"].to_numpy()]
    reached = np.where(company, is_learned(connects, "company"), is_learned(connects, "person"))
    moved = _by_code(found, lambda kind: float(is_learned(effects, kind.code))) > 0
    result: Bools = reached & moved
    return result


def _value(case: Case, found: pd.DataFrame) -> Floats:
    places = found["place"].to_numpy()
    year = np.nan_to_num(case.numbers("annual_profit"))[places]
    first_year = _by_code(found, lambda kind: float(kind.first_year)) > 0
    year = np.where(first_year & (year <= 0), typical_year(case), year)
    referrals = np.nan_to_num(case.numbers("referral_value"))[places]
    result: Floats = year + referrals
    return result


def _minutes(limits: CallSettings, found: pd.DataFrame) -> Floats:
    own = found["minutes"].to_numpy(dtype="float64")
    usual = _by_code(found, lambda kind: _setting(limits, kind.minutes))
    return np.where(np.isnan(own), usual, own)


def _by_code(found: pd.DataFrame, figure: Callable[[ReasonKind], float]) -> Floats:
    """A figure of the catalogue for each candidate."""
    codes = found["code"].cat
    figures = np.array([figure(REASONS[code]) for code in codes.categories], dtype="float64")
    result: Floats = figures[codes.codes.to_numpy()]
    return result


def _setting(limits: CallSettings, name: str) -> float:
    return float(getattr(limits, name)) if name else np.nan
