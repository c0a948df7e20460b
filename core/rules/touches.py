"""How often we are in touch (アプローチ回数), and how much of it sells (売り込み比率)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, contact
from core.rules.passbook import REGULAR_UP
from core.settings import Settings
from core.settings.care import CareSettings

#: Periods in which contacts are counted, days.
PERIODS = (30, 90, 365)
_YEAR = PERIODS[-1]


@dataclass(frozen=True, slots=True)
class Touches:
    """The contacts with one customer up to ``book.today``.

    Attributes:
        counts: {days: contacts in them}; calls that nobody answered are none.
        two_way: of the year's, those in which both sides spoke.
        outbound: of the year's, those that came from us.
        selling: of the year's from us, those that sold.
        giving: of the year's from us, those that gave (thanks, useful news, asking how it goes).
        wanted: contacts a year that the stage asks for.
        last_in, last_out: the newest day each way, None without one.
        streak: selling contacts in a row without a purchase.
        money_only: the next contact must not sell.
    """

    counts: Mapping[int, int]
    two_way: int
    outbound: int
    selling: int
    giving: int
    wanted: int
    last_in: dt.date | None
    last_out: dt.date | None
    streak: int
    money_only: bool
    today: dt.date

    @property
    def year(self) -> int:
        """Contacts in the last 365 days."""
        return self.counts[_YEAR]

    @property
    def days_since(self) -> int | None:
        """Days since the last contact of either way, None without one."""
        known = [day for day in (self.last_in, self.last_out) if day is not None]
        return (self.today - max(known)).days if known else None


def touches(row: Mapping[str, Any], book: Book, settings: Settings) -> Touches:
    """How often we were in touch with one customer, and how.

    Args:
        row: the customer's judged row.
        book: the business.
        settings: its settings.
    """
    rows = book.table("activities")
    rows = _rows.until(rows[rows["customer_id"] == row["customer_id"]], "date", book.today)
    rows = rows[rows["outcome"] != "no_answer"]
    age = _rows.days_until(rows["date"], book.today)
    year = rows[age < _YEAR]
    ours = contact.from_us(year)
    sold = contact.selling(year)
    streak = row.get("selling_streak")
    streak = 0 if streak is None or pd.isna(streak) else int(streak)
    return Touches(
        counts={days: int((age < days).sum()) for days in PERIODS},
        two_way=int(contact.two_way(year).sum()),
        outbound=int(ours.sum()),
        selling=int(sold.sum()),
        giving=int((ours & ~sold & (year["kind"] != "complaint")).sum()),
        wanted=wanted(str(row["stage"]), settings.care),
        last_in=_last(rows[~contact.from_us(rows)]),
        last_out=_last(rows[contact.from_us(rows)]),
        streak=streak,
        money_only=streak >= settings.care.money_only_contacts,
        today=book.today,
    )


def wanted(stage: str, limits: CareSettings) -> int:
    """How many contacts a year a stage asks for."""
    if stage in REGULAR_UP:
        return limits.touches_regular if stage == "regular" else limits.touches_supporting
    return limits.touches_customer if stage == "customer" else limits.touches_prospect


def said(found: Touches) -> list[Words]:
    """The counts in words, the warning of a relation of money alone first."""
    lines = [*_money_only(found), _against(found)]
    if found.year:
        lines.append(
            _(
                "Both sides spoke in {two_way} of them; {outbound} came from us.",
                two_way=found.two_way,
                outbound=found.outbound,
            )
        )
    if found.outbound:
        lines.append(
            _(
                "{selling} of {outbound} from us were offers to buy ({share}%).",
                selling=found.selling,
                outbound=found.outbound,
                share=round(100 * found.selling / found.outbound),
            )
        )
    return [*lines, *_silence(found)]


def _money_only(found: Touches) -> list[Words]:
    if not found.money_only:
        return []
    return [
        n_(
            "The last {n} contact from us was selling, and nothing was bought: "
            "next time only thanks or something useful.",
            "The last {n} contacts from us were all selling, and nothing was bought: "
            "next time only thanks or something useful.",
            n=found.streak,
        )
    ]


def _against(found: Touches) -> Words:
    facts = {
        "year": found.year,
        "quarter": found.counts[PERIODS[1]],
        "month": found.counts[PERIODS[0]],
        "wanted": found.wanted,
    }
    if found.year < found.wanted:
        return _(
            "Contacts in 365 days: {year} ({quarter} in 90, {month} in 30). This rung asks for "
            "{wanted} a year, {missing} more than that.",
            missing=found.wanted - found.year,
            **facts,
        )
    return _(
        "Contacts in 365 days: {year} ({quarter} in 90, {month} in 30). This rung asks for "
        "{wanted} a year.",
        **facts,
    )


def _silence(found: Touches) -> list[Words]:
    if found.days_since is None:
        return [_("We have never been in touch, as far as the records go.")]
    lines = [
        n_(
            "{n} day since the last contact.", "{n} days since the last contact.",
            n=found.days_since,
        )
    ]  # fmt: skip
    if found.last_in is not None:
        lines.append(_("They last turned to us on {day}.", day=found.last_in))
    return lines


def _last(rows: pd.DataFrame) -> dt.date | None:
    return None if rows.empty else rows["date"].max().date()
