"""Who comes back, once more and slowly: plain Python over a list of lines, one thing at a time.

A line is a dict with customer_id, date (``datetime.date``), amount, cost and discount (whole
numbers or None), product, staff and store, as in :mod:`tests.core.oracle`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pandas as pd

from tests.core.oracle import known, nets, purchase_days


def lines_of(book) -> list[dict]:
    """The lines of a book's files as plain dicts."""
    rows = []
    for path in book.purchases:
        frame = pd.read_parquet(path)
        for row in frame.to_dict("records"):
            plain = {
                k: None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()
            }
            rows.append(plain | {"date": row["date"].date()})
    return rows


def histories(lines, asof, least=1) -> dict[str, list[dt.date]]:
    """customer → purchase days up to a day, oldest first; nobody without any."""
    found = {c: purchase_days(days, least) for c, days in nets(known(lines, asof)).items()}
    return {customer: days for customer, days in found.items() if days}


def trade_days(settings) -> int:
    trade = settings.trade
    if trade.own_multiples:
        return round(trade.no_return_days * trade.rhythm_days / 100)
    return trade.no_return_days


def begins(history, asof, settings) -> dt.date | None:
    """From which day on a first purchase is one."""
    if not history:
        return None
    firsts = [days[0] for days in history.values()]
    begin, days = min(firsts), trade_days(settings)
    end = begin + dt.timedelta(days=days)
    later_days = (asof - end).days + 1
    if later_days < days:
        return begin
    early = sum(first < end for first in firsts)
    later = len(firsts) - early
    crowded = early >= 20 and early / days > 2 * later / later_days
    return end if crowded else begin


def kept_by_year(lines, asof, settings, least=1) -> dict[int, tuple[int, int]]:
    """year → (at risk, kept): customers followed one by one, year by year."""
    history = histories(lines, asof, least)
    start = begins(history, asof, settings)
    day_of_knowledge = asof - dt.timedelta(days=max(365, trade_days(settings)))
    found = defaultdict(lambda: [0, 0])
    for days in history.values():
        if days[0] < start:
            continue
        for year in range(1, 300):
            opens = days[0] + dt.timedelta(days=365 * (year - 1))
            ends = days[0] + dt.timedelta(days=365 * year)
            was_one = year == 1 or any(day > opens for day in days)
            if ends > day_of_knowledge or not was_one:
                break
            found[year][0] += 1
            found[year][1] += any(day > ends for day in days)
    return {year: tuple(pair) for year, pair in found.items() if pair[0]}
