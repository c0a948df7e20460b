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


def month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def cells(lines, asof, *, by_year=False, least=1) -> dict[tuple[int, int], list[int]]:
    """(first period, periods since) → buyers, revenue, cost, lines sold without a cost."""
    period = (lambda day: day.year) if by_year else month
    found = defaultdict(lambda: [0, 0, 0, 0])
    for customer, days in histories(lines, asof, least).items():
        first = days[0]
        for number in {period(day) for day in days}:
            found[period(first), number - period(first)][0] += 1
        for line in known(lines, asof):
            if line["customer_id"] != customer or period(line["date"]) < period(first):
                continue
            cell = found[period(first), period(line["date"]) - period(first)]
            amount, cost = line["amount"] or 0, line["cost"] or 0
            cell[1] += amount
            cell[2] += -abs(cost) if amount < 0 else cost
            cell[3] += amount > 0 and line["cost"] is None
    return dict(found)


def behind(lines, asof, cohort, since) -> dict[str, int]:
    """customer → net of a month, of those of a month's cohort who bought in it."""
    found = {}
    for customer, days in histories(lines, asof).items():
        bought = [day for day in days if month(day) == cohort + since]
        if month(days[0]) == cohort and bought:
            own = nets(known(lines, asof))[customer]
            found[customer] = sum(net for day, net in own.items() if month(day) == cohort + since)
    return found


def first_times(lines, asof, settings) -> dict[str, dict]:
    """customer → the first purchase, the days to the second, whether the window has passed."""
    history = histories(lines, asof)
    start = begins(history, asof, settings)
    window = settings.trade.f2_window_days
    found = {}
    for customer, days in history.items():
        if days[0] < start:
            continue
        gap = (days[1] - days[0]).days if len(days) > 1 else 0
        sold = [
            line for line in lines
            if line["customer_id"] == customer and line["date"] == days[0]
            and (line["amount"] or 0) > 0
        ]  # fmt: skip
        off = sum(abs(line["discount"] or 0) for line in sold)
        full = off + sum(line["amount"] for line in sold)
        found[customer] = {
            "month": f"{days[0]:%Y-%m}",
            "gap": gap,
            "watched": (asof - days[0]).days,
            "closed": (asof - days[0]).days >= window,
            "back": 0 < gap <= window,
            "off": off / full if full else 0.0,
        }
    return found


def f2_months(firsts, asof, settings, least=20, so_many=4) -> dict[str, tuple]:
    """month → n, came again, share or None (too few, or not closed), share of four before."""
    grouped = defaultdict(list)
    for one in firsts.values():
        grouped[one["month"]].append(one)
    found, closed_so_far = {}, []
    for name in sorted(grouped):
        people, year, number = grouped[name], int(name[:4]), int(name[5:])
        following = dt.date(year + number // 12, number % 12 + 1, 1)
        last = following - dt.timedelta(days=1)
        n, back = len(people), sum(one["back"] for one in people)
        closed = (asof - last).days >= settings.trade.f2_window_days
        before, usual = closed_so_far[-so_many:], None
        total = sum(n for n, _back in before)
        if closed and len(before) == so_many and total >= least:
            usual = sum(back for _n, back in before) / total
        found[name] = (n, back, back / n if closed and n >= least else None, usual)
        if closed:
            closed_so_far.append((n, back))
    return found


def kaplan_meier(pairs) -> dict[int, float]:
    """day → share that goes on, of (length, whether it ended): product over the days."""
    still, found = 1.0, {}
    for day in sorted({length for length, ended in pairs if ended}):
        at_risk = sum(length >= day for length, _ended in pairs)
        still *= 1 - sum(ended and length == day for length, ended in pairs) / at_risk
        found[day] = still
    return found
