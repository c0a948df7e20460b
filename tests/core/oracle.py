"""The measures once more, slowly: plain Python over a list of lines, one thing at a time.

A line is a dict with customer_id, date (``datetime.date``), amount, cost, discount (whole numbers
or None), product, staff and store.
"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from collections import Counter, defaultdict
from fractions import Fraction

import pandas as pd
from hypothesis import strategies as st

from tests.core.ledgers import purchases_of

NAMES = "customer_id date amount cost discount product staff store"
# Days that meet often (ties, same-day duplicates, month ends, leap days), and very far ones.
DAYS = st.one_of(
    st.sampled_from(
        [dt.date(y, m, d) for y in (2023, 2024, 2025) for m, d in ((2, 28), (3, 1), (11, 15))]
        + [dt.date(2024, 2, 29), dt.date(1900, 1, 1), dt.date(2100, 12, 31)]
    ),
    st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31)),
)
AMOUNTS = st.one_of(
    st.integers(-3000, 9000), st.sampled_from([None, 0, 1000, -1000, 10**15, -(10**15)])
)
LINE = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["A1", "b", "顧客3", "d"]),
        "date": DAYS,
        "amount": AMOUNTS,
        "cost": st.sampled_from([None, 400, 400]),
        "discount": st.sampled_from([None, 0, 100]),
        "product": st.sampled_from(["", "CD", "本"]),
        "staff": st.sampled_from(["", "佐藤"]),
        "store": st.just("本店"),
    }
)
LINES = st.lists(LINE, max_size=40)
ASOF = st.sampled_from([dt.date(2024, 2, 29), dt.date(2025, 11, 15), dt.date(2100, 12, 31)])


def frame_of(lines) -> pd.DataFrame:
    rows = [[line[name] for name in NAMES.split()] for line in lines]
    return purchases_of(rows, NAMES)


def before(day: dt.date, months: int) -> dt.date:
    return (pd.Timestamp(day) - pd.DateOffset(months=months)).date()


def known(lines, asof):
    return [line for line in lines if line["date"] <= asof]


def nets(lines) -> dict[str, dict[dt.date, int]]:
    found = defaultdict(lambda: defaultdict(int))
    for line in lines:
        found[line["customer_id"]][line["date"]] += line["amount"] or 0
    return found


def purchase_days(days, least=1) -> list[dt.date]:
    return sorted(day for day, net in days.items() if net >= least)


def gaps_of(days) -> list[int]:
    return [(later - day).days for day, later in itertools.pairwise(days)]


def rhythm(days, mean) -> Fraction:
    gaps = gaps_of(days)
    return Fraction(sum(gaps) + 2 * mean) / (len(gaps) + 2)


def sums(lines, days, asof) -> dict:
    """Counts and sums of one customer."""
    bought, a, b = purchase_days(days), before(asof, 12), before(asof, 24)
    gaps = gaps_of(bought)
    median = statistics.median(gaps) if gaps else None
    recent = [g for g, end in zip(gaps, bought[1:], strict=True) if end > b] if gaps else []
    reduced = {line["date"] for line in lines if line["discount"]}
    return {
        "purchase_count": len(bought),
        "total_spend": sum(days.values()),
        "spend_12m": sum(n for d, n in days.items() if d > a),
        "spend_prev_12m": sum(n for d, n in days.items() if b < d <= a),
        "spend_24m": sum(n for d, n in days.items() if d > b),
        "count_12m": sum(d > a for d in bought),
        "count_24m": sum(d > b for d in bought),
        "gaps_24m": len(recent),
        "regular_gaps_24m": sum(g <= Fraction(3, 2) * Fraction(median) for g in recent),
        "median_gap": median,
        "first_purchase_date": bought[0] if bought else None,
        "last_purchase_date": bought[-1] if bought else None,
        "days_since_last_purchase": (asof - bought[-1]).days if bought else None,
        "last_amount": days[bought[-1]] if bought else None,
        "discount_days": sum(d in reduced for d in bought),
        "seasonal": seasonal(bought),
    }


def seasonal(bought) -> bool:
    years = defaultdict(set)
    per_month = Counter(d.month for d in bought)
    for day in bought:
        years[day.month].add(day.year)
    ranked = sorted(years, key=lambda m: (-len(years[m]), -per_month[m], m))
    if not ranked or len(years[ranked[0]]) < 2:
        return False
    elsewhere = Counter(d.year for d in bought if d.month != ranked[0])
    return max(elsewhere.values(), default=0) < 2


def profit(lines, asof) -> int | None:
    """Gross profit of 12 months, None where a sold line has no cost."""
    recent = [line for line in lines if line["date"] > before(asof, 12)]
    if any((line["amount"] or 0) > 0 and line["cost"] is None for line in recent):
        return None
    total = 0
    for line in recent:
        amount, cost = line["amount"] or 0, line["cost"] or 0
        total += amount + abs(cost) if amount < 0 else amount - cost
    return total


def end_line(lines, day) -> dict:
    """The line that stands for a day: with a product, the largest, then by name."""
    rows = [line for line in lines if line["date"] == day]
    return min(
        rows, key=lambda r: (r["product"] == "", -(r["amount"] or 0), r["product"], r["staff"])
    )


def usual(lines) -> str:
    days, money = defaultdict(set), Counter()
    for line in lines:
        if line["product"] and (line["amount"] or 0) >= 1:
            days[line["product"]].add(line["date"])
            money[line["product"]] += line["amount"]
    return min(days, key=lambda p: (-len(days[p]), -money[p], p), default="")


def months(lines) -> dict[str, tuple[int, int, int, int]]:
    """month → new customers, existing customers, new revenue, existing revenue."""
    found = defaultdict(lambda: [0, 0, 0, 0])
    for days in nets(lines).values():
        bought = purchase_days(days)
        first = f"{bought[0]:%Y-%m}" if bought else ""
        for month in {f"{d:%Y-%m}" for d in days}:
            side = 0 if month == first else 1
            found[month][side] += any(f"{d:%Y-%m}" == month for d in bought)
            found[month][2 + side] += sum(n for d, n in days.items() if f"{d:%Y-%m}" == month)
    return {month: tuple(values) for month, values in found.items()}


def window(lines, start, end) -> dict[str, tuple[int, int, int]]:
    """existing and new → revenue, buyers, purchase days from start to end, both included."""
    found = {"existing": [0, 0, 0], "new": [0, 0, 0]}
    for days in nets(known(lines, end)).values():
        bought = purchase_days(days)
        side = found["new" if bought and bought[0] >= start else "existing"]
        inside = [d for d in bought if d >= start]
        side[0] += sum(n for d, n in days.items() if d >= start)
        side[1] += bool(inside)
        side[2] += len(inside)
    return {side: tuple(values) for side, values in found.items()}


def ranks(values, number) -> list[int]:
    """1 … number; equal values take the rank of the middle of their places."""
    result = []
    for value in values:
        below, same = sum(v < value for v in values), sum(v == value for v in values)
        middle = below + Fraction(same, 2)
        result.append(int(middle * number / len(values)) + 1)
    return result
