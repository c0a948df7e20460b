"""Week by week (週ごと): revenue of existing and new customers, and the count of active ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.metrics.moment import day_number, day_of, months_before
from core.metrics.recent import WEEK, Recent, week_ends
from core.settings import Settings


def weeks(recent: Recent, settings: Settings) -> pd.DataFrame:
    """The 13 weeks to the data-as-of day, each beside the same week of last year.

    Existing and new are told apart as in :class:`core.metrics.growth.Windows`: by the beginning of
    each year's window, so that the sums of the weeks are those of the windows.

    Returns:
        ``start, end`` (dates of this year's week), ``start_before, end_before`` (of last year's),
        and ``existing_now, new_now, existing_before, new_before`` (minor units, returns included)
        and the same with ``_days`` before the end (purchase days), ``Int64``; the oldest first.
    """
    length, asof = settings.money.window_days, day_number(recent.asof)
    ends = {"now": asof, "before": asof - settings.money.year_days}
    rows = []
    for back in range(-(-length // WEEK) - 1, -1, -1):
        row: dict[str, object] = {}
        for when, end in ends.items():
            window, last = end - length, end - WEEK * back
            # Where the window is no whole number of weeks, its first one is the shorter.
            first = max(last - WEEK, window)
            tail = "" if when == "now" else "_before"
            row |= {f"start{tail}": _stamp(first + 1), f"end{tail}": _stamp(last)}
            row |= _of_week(recent, (first, last), (window, end), when)
        rows.append(row)
    found = pd.DataFrame(rows)
    counts = [name for name in map(str, found) if not name.startswith(("start", "end"))]
    return found.astype(dict.fromkeys(counts, "Int64"))


def active_line(recent: Recent, settings: Settings) -> pd.DataFrame:
    """Active customers at the end of each of the last 52 weeks, and of the week before them.

    Returns:
        ``end`` (date) and ``customers`` (Int64): who bought in the 12 months to it; the oldest
        first. Weeks whose 12 months begin before the ledger does are left out, for they would show
        a rise that is only the ledger's youth.
    """
    ends = week_ends(recent.asof, settings.verdict.active_weeks + 1)
    known = [end for end in ends if _reaches(recent, months_before(end, 12))]
    return pd.DataFrame(
        {
            "end": pd.Series(pd.to_datetime(known), dtype="datetime64[us]"),
            "customers": pd.Series([recent.active(end) for end in known], dtype="Int64"),
        }
    )


@dataclass(frozen=True)
class Kept:
    """How many customers, and how much of their money, stayed over the last 12 months.

    Attributes:
        start, end: the two days; active at each: bought in the 12 months to it.
        at_start, at_end: active customers; ``new``: of those at the end, first bought after start.
        revenue_start, revenue_end: what the customers of the start bought in the 12 months to the
            start and to the end, in minor units, returns included.
        whole: the ledger reaches back to the beginning of the 12 months before the start.
    """

    start: dt.date
    end: dt.date
    at_start: int
    at_end: int
    new: int
    revenue_start: int
    revenue_end: int
    whole: bool

    @property
    def rate(self) -> float | None:
        """Retention (顧客維持率): (at the end − new) ÷ at the start (DOMAIN 1.1).

        Who had been away at the start and came back counts as kept: so is the definition.
        """
        if not self.whole or not self.at_start:
            return None
        return (self.at_end - self.new) / self.at_start

    @property
    def nrr(self) -> float | None:
        """Net revenue retention (既存売上維持率) of the customers of the start (DOMAIN 1.1)."""
        if not self.whole or self.revenue_start <= 0:
            return None
        return self.revenue_end / self.revenue_start


def kept(recent: Recent) -> Kept:
    """Who and what stayed since 12 months ago."""
    start = months_before(recent.asof, 12)
    oldest, middle, last = (
        day_number(day) for day in (months_before(recent.asof, 24), start, recent.asof)
    )
    then, now = recent.buyers(oldest, middle), recent.buyers(middle, last)
    rows_then, rows_now = recent.span(oldest, middle), recent.span(middle, last)
    new = recent.first[rows_now] > middle
    is_new = now.copy()
    is_new[recent.cno[rows_now][~new]] = False
    return Kept(
        start=start,
        end=recent.asof,
        at_start=int(then.sum()),
        at_end=int(now.sum()),
        new=int(is_new.sum()),
        revenue_start=int(recent.spend[rows_then][then[recent.cno[rows_then]]].sum()),
        revenue_end=int(recent.spend[rows_now][then[recent.cno[rows_now]]].sum()),
        whole=_reaches(recent, months_before(recent.asof, 24)),
    )


def _reaches(recent: Recent, day: dt.date) -> bool:
    """Whether the ledger begins no later than the day after this one."""
    return recent.ledger_first is not None and recent.ledger_first <= day_number(day) + 1


def _of_week(
    recent: Recent, week: tuple[int, int], window: tuple[int, int], when: str
) -> dict[str, object]:
    """Both sides of one week, told apart by the window that it lies in."""
    rows = recent.span(*week)
    new = (recent.first[rows] > window[0]) & (recent.first[rows] <= window[1])
    found: dict[str, object] = {}
    for side, chosen in (("existing", ~new), ("new", new)):
        found[f"{side}_{when}"] = int(recent.spend[rows][chosen].sum())
        found[f"{side}_{when}_days"] = int((recent.bought[rows] & chosen).sum())
    return found


def _stamp(number: int) -> pd.Timestamp:
    return pd.Timestamp(day_of(number))
