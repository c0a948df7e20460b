"""What five more of a hundred staying would be worth (5:25の試算), DOMAIN 2.8.

The value of today's customers is Σ V · (r/(1+i))^k over five years: what they bring a year, times
how many of them are still there, times what money of that year is worth today; regulars and the
others each by their own r, as everywhere (:mod:`core.lifetime`). Without an end of years it is
V · r/(1+i−r), the form of Gupta, Lehmann and Stuart (2004); it is told beside the five years,
because the famous 25 % is only near it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.lifetime import OTHER, REGULAR, Kept, kept_as, retention, still_here, years_worth
from core.locale.words import Words, _
from core.rules import _rows
from core.rules.shares import wilson
from core.settings import Settings
from core.settings.asset import AssetSettings
from core.simulators.assumed import Basis


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of one retention.

    Attributes:
        code: ``regular`` or ``other``.
        people: who buy; ``yearly``: what they bring a year, minor units.
        kept, of: of those of the year before so many bought in the last twelve months.
        own: the retention is the shop's; else it is the assumed one.
        stay, low, high: share that stays a year, with its range.
    """

    code: str
    people: int
    yearly: float
    kept: int
    of: int
    own: bool
    stay: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Staying:
    """What the shop knows of those who stay.

    Attributes:
        groups: regulars and the others who buy.
        left_out: who buy, and of whom only the sales are known where others' gross profit is.
        basis: ``profit``, or ``sales`` where no gross profit is known.
        asof: the data-as-of day.
    """

    groups: tuple[Group, ...]
    left_out: int
    basis: str
    asof: dt.date

    @property
    def people(self) -> int:
        """How many are counted."""
        return sum(group.people for group in self.groups)

    @property
    def of(self) -> int:
        """How many of the year before their staying is counted of."""
        return sum(group.of for group in self.groups)

    @property
    def own(self) -> bool:
        """Whether every retention that matters is the shop's own."""
        return all(group.own for group in self.groups if group.people) and self.people > 0


@dataclass(frozen=True, slots=True)
class MoreStay:
    """What more staying would change, in minor units over the years ahead.

    Attributes:
        now, then: the value at the retention of today, and with more points.
        more: then − now; ``low``, ``high``: the same at the ends of the retentions' ranges.
        first_year: how much of it comes in the coming twelve months.
        share: more ÷ now; ``forever``: the same without an end of years.
    """

    now: int
    then: int
    more: int
    low: int
    high: int
    first_year: int
    share: float
    forever: float


def staying(rows: pd.DataFrame, asof: dt.date, settings: Settings) -> Staying:
    """How many stay, and what those bring who buy now.

    In trades with years between purchases a year's silence says nothing, so the assumed retention
    stands there.

    Args:
        rows: customers, judged and valued (:func:`core.asset.with_value`).
        asof: the data-as-of day.
        settings: its settings.
    """
    buying = rows[still_here(rows)]
    basis = "profit" if (buying["value_basis"] == "profit").any() else "sales"
    counted = buying[buying["value_basis"] == basis]
    kind, yearly = kept_as(counted, settings), _rows.numbers(counted["annual_profit"])
    found = retention(rows, settings)
    groups = [
        _group(code, yearly[kind == code].clip(lower=0.0), found[code], settings)
        for code in (REGULAR, OTHER)
    ]
    return Staying(tuple(groups), len(buying) - len(counted), basis, asof)


def _group(code: str, yearly: pd.Series[float], found: Kept, settings: Settings) -> Group:
    limits = settings.laws
    own, share = found.share is not None, wilson(found.kept, found.of, error=1.0 - limits.interval)
    stay, band = limits.retention, limits.retention_band
    return Group(
        code=code,
        people=len(yearly),
        yearly=float(yearly.sum()),
        kept=found.kept,
        of=found.of,
        own=own,
        stay=share.share if own else stay,
        low=share.low if own else max(0.0, stay - band),
        high=share.high if own else min(1.0, stay + band),
    )


def growth(stay: float, points: float, limits: AssetSettings, *, years: int | None) -> float:
    """By which share the value grows with more points of retention.

    Args:
        stay: share that stays a year, above 0.
        points: how much more, as a share (0.05); nobody stays more than wholly.
        limits: the years ahead and what is taken off for each.
        years: how many years count; None for all of them.
    """
    worth = forever if years is None else years_worth
    return worth(more_of(stay, points), limits) / worth(stay, limits) - 1.0


def more_of(stay: float, points: float) -> float:
    """A retention with more points: nobody stays more than wholly, or less than not at all."""
    return min(1.0, max(0.0, stay + points))


def forever(stay: float, limits: AssetSettings) -> float:
    """How many of today's years all coming ones are worth: r/(1+i−r)."""
    return stay / (1.0 + limits.discount_rate - stay)


def more_stay(found: Staying, points: float, limits: AssetSettings) -> MoreStay:
    """What it would be worth if more stayed.

    Args:
        found: of :func:`staying`.
        points: how much more, as a share (0.05).
        limits: the years ahead and what is taken off for each.
    """

    def gained(of: Callable[[Group], float]) -> float:
        return sum(
            group.yearly
            * (years_worth(more_of(of(group), points), limits) - years_worth(of(group), limits))
            for group in found.groups
        )

    now, more = value(found, 0.0, limits), gained(lambda group: group.stay)
    ends = (gained(lambda group: group.low), more, gained(lambda group: group.high))
    first = sum(g.yearly * (more_of(g.stay, points) - g.stay) for g in found.groups)
    endless = [sum(g.yearly * forever(more_of(g.stay, p), limits) for g in found.groups)
               for p in (0.0, points)]  # fmt: skip
    return MoreStay(
        now=round(now),
        then=round(now + more),
        more=round(more),
        low=round(min(ends)),
        high=round(max(ends)),
        first_year=round(first / (1.0 + limits.discount_rate)),
        share=more / now if now > 0 else 0.0,
        forever=endless[1] / endless[0] - 1.0 if endless[0] > 0 else 0.0,
    )


def value(found: Staying, points: float, limits: AssetSettings) -> float:
    """What today's customers are worth over the years with so many points more, minor units."""
    return sum(g.yearly * years_worth(more_of(g.stay, points), limits) for g in found.groups)


def staying_curve(found: Staying, limits: AssetSettings, points: range) -> pd.DataFrame:
    """The value over the years with more of a hundred staying, or fewer.

    Returns:
        ``points`` (whole ones of a hundred) and ``value`` in minor units.
    """
    values = [value(found, one / 100, limits) for one in points]
    return pd.DataFrame({"points": list(points), "value": values})


def staying_bases(found: Staying, settings: Settings) -> list[Basis]:
    """What the result stands on."""
    left_out = Basis(
        _("{n} more who buy are left out: their costs are not known.", n=found.left_out), own=True
    )
    return [
        _yearly_basis(found),
        *([left_out] if found.left_out else []),
        *(_retention_basis(group, found, settings) for group in found.groups if group.people),
        Basis(
            _(
                "{years} years ahead, {rate}% a year off.",
                years=settings.asset.years, rate=round(100 * settings.asset.discount_rate),
            ),
            own=False,
        ),
        Basis(_("Each year the same share stays, and each who stays brings the same."), own=False),
    ]  # fmt: skip


def _yearly_basis(found: Staying) -> Basis:
    facts = {"n": found.people, "day": found.asof}
    words: Words = _(
        "Gross profit of a year of the customers who buy (n={n}, as of {day}).", **facts
    )
    if found.basis == "sales":
        words = _(
            "On sales basis: no margin and no costs are known (n={n}, as of {day}).", **facts
        )
    return Basis(words, own=True)


def _retention_basis(group: Group, found: Staying, settings: Settings) -> Basis:
    facts = {
        "who": WHO[group.code], "percent": round(100 * group.stay), "low": round(100 * group.low),
        "high": round(100 * group.high),
    }  # fmt: skip
    if group.own:
        words = _(
            "{who}: {percent}% stay a year ({low} to {high}%). Of {of} of the year before {kept} "
            "bought again in the last twelve months (as of {day}).",
            of=group.of, kept=group.kept, day=found.asof, **facts,
        )  # fmt: skip
        return Basis(words, own=True)
    if settings.trade.long_cycle:
        words = _(
            "{who}: {percent}% stay a year ({low} to {high}%). In your trade years lie between "
            "purchases, so your own share cannot be counted.",
            **facts,
        )
        return Basis(words, own=False)
    words = _(
        "{who}: {percent}% stay a year ({low} to {high}%). Your own share is not known yet "
        "(n={n}; from {needed} of the year before on).",
        n=group.of, needed=settings.asset.retention_count, **facts,
    )  # fmt: skip
    return Basis(words, own=False)


WHO = {
    REGULAR: _("Who buys like a regular"),
    OTHER: _("The other customers"),
}
