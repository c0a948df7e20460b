"""What is foretold of one customer, in words, with what it stands on (先読みの言い方)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.foresight.evidence import RUNGS, Evidence
from core.locale.words import Money, Words, _, n_

#: A chance is said in steps of five percent, and never as nothing or as certain.
_STEP, _LEAST, _MOST = 5, 5, 95


def told(row: Mapping[str, Any]) -> list[Words]:
    """How likely and when somebody buys again; nothing of somebody who never bought.

    Args:
        row: a customer with the columns of :data:`core.foresight.foretold.COLUMNS`.
    """
    if pd.isna(row["p_buy_30"]):
        return []
    low, middle, high = (row[f"next_purchase{end}"].date() for end in ("_low", "", "_high"))
    chances = [
        _("Buys within 30 days: {chance}", chance=chance(row["p_buy_30"])),
        _("Buys within 90 days: {chance}", chance=chance(row["p_buy_90"])),
    ]
    if row["foreseen_by"] == "season":
        return [*chances, _("If they come this season: between {low} and {high}",
                            low=low, high=high)]  # fmt: skip
    return [
        *chances,
        _(
            "If they come within half a year: between {low} and {high} (4 of 5), "
            "about {middle}",
            low=low, high=high, middle=middle,
        ),
    ]  # fmt: skip


def much(row: Mapping[str, Any], currency: str, scale: int) -> list[Words]:
    """How often and for how much somebody buys, and whether they come back at all.

    Args:
        row: as of :func:`told`, with ``p_return`` and ``p_return_basis`` of the profile.
        currency: of the ledger's money.
        scale: decimal places of it.
    """
    if pd.isna(row["p_buy_30"]):
        return []
    lines = [
        _("Purchase days in the next 90 days: about {n}", n=f"{row['expected_purchases_90']:.1f}")
    ]
    if pd.notna(row["expected_spend_365"]):
        # Two digits: more would promise what nobody knows.
        amount = Money(int(float(f"{row['expected_spend_365']:.2g}")), currency, scale)
        lines.append(_("In a year: about {amount}; one customer may differ widely", amount=amount))
    if pd.notna(row["p_return"]) and row["foreseen_by"] == "model":
        said = chance(row["p_return"])
        if row["p_return_basis"] == "learned":
            lines.append(_("Comes back at all after this silence: {chance}", chance=said))
        else:
            lines.append(
                _(
                    "Comes back at all after this silence: {chance} – as is usual in the trade "
                    "(initial value, provisional)",
                    chance=said,
                )
            )
    return lines


def chance(share: float) -> Words:
    """A chance as an owner says it, in steps of five percent."""
    percent = _STEP * round(share * 100 / _STEP)
    if percent < _LEAST:
        return _("under 5%")
    if percent > _MOST:
        return _("over 95%")
    return _("about {percent}%", percent=percent)


def because(row: Mapping[str, Any]) -> Words:
    """The customer's own facts behind it; after one purchase only the shop has a usual gap."""
    if row["foreseen_by"] == "season":
        return n_(
            "Comes once a year: bought in that month in {n} year so far; the silence between the "
            "seasons says nothing.",
            "Comes once a year: bought in that month in {n} years so far; the silence between the "
            "seasons says nothing.",
            n=int(row["season_years"]),
        )
    if row["purchase_count"] == 1:
        return _(
            "From one purchase day, the usual gap of {gap} days in this shop and {silent} days of "
            "silence.",
            gap=round(row["rhythm_days"]),
            silent=int(row["days_since_last_purchase"]),
        )
    return _(
        "From {count}, the usual gap of {gap} days and {silent} days of silence: {late} times the "
        "usual gap.",
        count=n_("{n} purchase day", "{n} purchase days", n=int(row["purchase_count"])),
        gap=round(row["rhythm_days"]),
        silent=int(row["days_since_last_purchase"]),
        late=f"{row['lateness']:.1f}",
    )


def basis(evidence: Evidence, asof: dt.date) -> list[Words]:
    """What all figures of a shop stand on: the rung, how many, as of when."""
    lines = [
        _("How sure: {rung}.", rung=RUNGS[evidence.rung]),
        _(
            "Learned from {customers} customers and {repeats} repeat purchases, as of {day}.",
            customers=evidence.customers,
            repeats=evidence.repeats,
            day=asof,
        ),
    ]
    if not evidence.leaving_known:
        lines.append(_("The purchases cannot tell who has left; only the rhythm speaks here."))
    return lines
