"""The laws tried on the own shop (法則テスター): its own figure, or what is missing for one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import Money, Words, _
from core.metrics.lorenz import top_share
from core.rules import _rows
from core.rules.spending import Ratio
from core.settings import Settings
from core.simulators.staying import WHO, Staying, more_stay

#: The five points of the 5:25.
FIVE = 0.05


@dataclass(frozen=True, slots=True)
class Own:
    """What the shop says to a law.

    Attributes:
        figure: the shop's own figure in short, None where it cannot be told yet.
        n: of how many it was counted.
        words: the figure in a sentence with its day, or what is missing.
    """

    figure: Words | None
    n: int
    words: tuple[Words, ...]


def not_yet(n: int, *missing: Words) -> Own:
    """「まだ分かりません」, with what is missing."""
    return Own(None, n, missing)


def new_against_kept(spent: Ratio, book: Book) -> Own:
    """1:5: what a new customer cost against one who was kept.

    Args:
        spent: of :func:`core.rules.spending.ratio`.
        book: its currency.
    """
    facts = {"start": spent.start, "end": spent.end}
    new, kept = (
        None if one is None else Money(round(one), book.currency, book.scale)
        for one in (spent.per_new, spent.per_kept)
    )
    won = _(
        "A new customer cost {cost} (n={n}, {start} to {end}).", cost=new, n=spent.new, **facts
    )
    held = _("One who was kept cost {cost} (n={n}, {start} to {end}).", cost=kept, n=spent.kept,
             **facts)  # fmt: skip
    if spent.times is not None:
        told = _("1 : {times}", times=f"{spent.times:.1f}")
        return Own(told, min(spent.new, spent.kept), (won, held))
    known = [line for line, cost in ((won, new), (held, kept)) if cost is not None]
    return not_yet(min(spent.new, spent.kept), *known, *_costs_missing(spent))


def _costs_missing(spent: Ratio) -> list[Words]:
    missing = []
    if spent.per_new is None:
        missing.append(
            _(
                "Of winning customers it takes the costs in the sheet of acquisition and "
                "aftercare costs, and {needed} new customers (so far {n}).",
                needed=spent.least, n=spent.new,
            )
        )  # fmt: skip
    if spent.per_kept is None:
        missing.append(
            _(
                "Of keeping them it takes aftercare costs or contacts on record, and {needed} "
                "customers who came back (so far {n}).",
                needed=spent.least, n=spent.kept,
            )
        )  # fmt: skip
    return missing


def five_points(found: Staying, settings: Settings) -> Own:
    """5:25: what five more of a hundred staying would add to the value over five years.

    Only customers of whom the shop knows how many stay: regulars, the others, or both.
    """
    limits = settings.asset
    known = replace(found, groups=tuple(one for one in found.groups if one.own and one.people))
    if not known.groups:
        return not_yet(found.of, _too_few_years(settings))
    told = more_stay(known, FIVE, limits)
    stay = tuple(
        _(
            "{who}: of {of} of the year before {kept} bought again in the last twelve months (as "
            "of {day}), {percent}%.",
            who=WHO[group.code], of=group.of, kept=group.kept, day=found.asof,
            percent=round(100 * group.stay),
        )
        for group in known.groups
    )  # fmt: skip
    more = _(
        "If five more of a hundred stayed, your customers would be worth {percent}% more over "
        "{years} years, and {forever}% more without an end of years.",
        percent=round(100 * told.share), years=limits.years, forever=round(100 * told.forever),
    )  # fmt: skip
    return Own(_("+{percent}%", percent=round(100 * told.share)), known.of, (*stay, more))


def _too_few_years(settings: Settings) -> Words:
    if settings.trade.long_cycle:
        return _("In your trade years lie between purchases: a year's silence says nothing.")
    return _(
        "It takes {needed} regulars, or {needed} other customers, who bought between 24 and 12 "
        "months ago.",
        needed=settings.asset.retention_count,
    )


def spoke(rows: pd.DataFrame, book: Book, settings: Settings) -> Own:
    """4 %/96 %: of those who had a reason to leave, how many said so at least.

    Those who spoke are the customers with a complaint of twelve months. Those who left without a
    word passed their day of no return in these twelve months and complained neither in them nor in
    the twelve before. Not all of these were unhappy, so the share of those who spoke is a least.
    """
    limits, year = settings.laws, settings.lamps.year_days
    complaints = _rows.until(book.table("complaints"), "received_date", book.asof)
    ages = _rows.days_until(complaints["received_date"], book.asof)
    told = set(complaints.loc[ages < year, "customer_id"]) - {""}
    ever = set(complaints.loc[ages < 2 * year, "customer_id"])
    past = _rows.numbers(rows["days_since_last_purchase"]) - rows["no_return_day"]
    left = rows[(past >= 0) & (past < year) & (rows["state"] != "dnc")]
    silent = int((~left["customer_id"].isin(ever)).sum())
    if len(told) < limits.complaints_count or silent < limits.leavers_count:
        return not_yet(
            len(told),
            _(
                "In twelve months {told} customers complained and {silent} passed their day of no "
                "return without a word (as of {day}). It takes {some} and {more}: write down "
                "every complaint, however small.",
                told=len(told), silent=silent, day=book.asof, some=limits.complaints_count,
                more=limits.leavers_count,
            ),
        )  # fmt: skip
    least = round(100 * len(told) / (len(told) + silent))
    return Own(
        _("{percent}% or more", percent=least),
        len(told) + silent,
        (
            _(
                "In twelve months {told} customers complained; {silent} passed their day of no "
                "return without a word (as of {day}).",
                told=len(told), silent=silent, day=book.asof,
            ),
            _(
                "If all of these had been unhappy, {percent}% would have spoken. Many leave for "
                "other reasons, so the true share is higher; how much nobody knows.",
                percent=least,
            ),
        ),
    )  # fmt: skip


def best_fifth(rows: pd.DataFrame, asof: dt.date, settings: Settings) -> Own:
    """2:8: what the best fifth of the customers brings."""
    bought = int((_rows.numbers(rows["total_spend"]) > 0).sum())
    needed = settings.money.share_customers
    if bought < needed:
        return not_yet(bought, _("It takes {needed} customers with sales.", needed=needed))
    share = round(100 * top_share(rows["total_spend"]))
    return Own(
        _("2 : {tenths}", tenths=f"{share / 10:.1f}"),
        bought,
        (
            _(
                "The best fifth of your {n} customers brings {share}% of the sales (as of {day}).",
                n=bought, share=share, day=asof,
            ),
        ),
    )  # fmt: skip


def yearly(kept: pd.DataFrame, asof: dt.date, settings: Settings) -> Own:
    """50/55/60: how many of those still there stayed in the first, second and third year.

    Args:
        kept: of ``core.metrics.yearly.kept_by_year``.
        asof: the data-as-of day.
        settings: its settings.
    """
    needed = settings.cohorts.years_at_risk
    solid = kept[kept["solid"]].sort_values("year")
    first = int(kept["at_risk"].max()) if len(kept) else 0
    if not len(solid):
        return not_yet(
            first,
            _("It takes {needed} customers of whom it is known whether they stayed a year.",
              needed=needed),
        )  # fmt: skip
    shown = solid.head(settings.cohorts.hughes_years)
    asked = kept[kept["year"] <= settings.cohorts.hughes_years]
    return Own(
        _("{shares}%", shares=" / ".join(f"{100 * share:.0f}" for share in shown["share"])),
        int(shown["at_risk"].iloc[0]),
        tuple(_year(row, asof) for row in asked.to_dict("records")),
    )


def _year(row: dict[Any, Any], asof: dt.date) -> Words:
    if not row["solid"]:
        return _("Year {year}: not known yet (n={n}).", year=int(row["year"]),
                 n=int(row["at_risk"]))  # fmt: skip
    return _(
        "Year {year}: of {n} still there {kept} stayed, {percent}% (as of {day}).",
        year=int(row["year"]), n=int(row["at_risk"]), kept=int(row["kept"]),
        percent=round(100 * row["share"]), day=asof,
    )  # fmt: skip
