"""The weeks, the trail, the waterfall and the factors of growth once more: plain loops over lines.

Lines are those of :mod:`tests.core.oracle`. Every figure is worked out from the definition in the
rule book, for one day or one customer at a time.
"""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction

import pandas as pd

from tests.core import oracle

WEEK = dt.timedelta(days=7)
YEAR = dt.timedelta(days=364)
WINDOW = dt.timedelta(days=91)


def lines_of(book):
    """The lines of a Book as the oracle writes them."""
    found = []
    for path in book.purchases:
        for row in pd.read_parquet(path).to_dict("records"):
            amount = row["amount"]
            found.append(
                {
                    "customer_id": row["customer_id"],
                    "date": row["date"].date(),
                    "amount": None if pd.isna(amount) else int(amount),
                }
            )
    return oracle.known(found, book.asof)


def days_of(lines):
    """customer → {day: net}."""
    return {customer: dict(days) for customer, days in oracle.nets(lines).items()}


def first_of(days):
    return min((day for day, net in days.items() if net >= 1), default=None)


def active(nets, end):
    """How many bought in the 12 months to a day."""
    start = oracle.before(end, 12)
    return sum(
        any(start < day <= end and net >= 1 for day, net in days.items()) for days in nets.values()
    )


def is_new(days, start, end):
    first = first_of({day: net for day, net in days.items() if day <= end})
    return first is not None and first > start


def side_sums(nets, start, end, week=None):
    """existing and new → (revenue, buyers, purchase days) of a window, or of one week of it."""
    low, high = week or (start, end)
    found = {"existing": [0, 0, 0], "new": [0, 0, 0]}
    for days in nets.values():
        side = found["new" if is_new(days, start, end) else "existing"]
        inside = [net for day, net in days.items() if low < day <= high]
        side[0] += sum(inside)
        side[1] += any(net >= 1 for net in inside)
        side[2] += sum(net >= 1 for net in inside)
    return {side: tuple(values) for side, values in found.items()}


def arrow(now, before):
    """up, flat, down: beyond 3 % either way, on exact numbers."""
    if before <= 0:
        return "unknown"
    change = Fraction(now - before, before)
    if abs(change) <= Fraction(3, 100):
        return "flat"
    return "up" if change > 0 else "down"


def verdict(nets, end):
    """(existing, new, code) as of a day, by the table of the rule book."""
    now = side_sums(nets, end - WINDOW, end)
    before = side_sums(nets, end - YEAR - WINDOW, end - YEAR)
    firsts = [first_of(days) for days in nets.values()]
    ledger = min((day for day in firsts if day is not None and day <= end), default=None)
    whole = ledger is not None and ledger < end - YEAR - WINDOW + dt.timedelta(days=1)
    arrows = {}
    for side in ("existing", "new"):
        money = (now[side][0], before[side][0])
        one = arrow(*money) if any(money) else arrow(now[side][2], before[side][2])
        if side == "existing":
            heads = arrow(active(nets, end), active(nets, end - YEAR))
            if "unknown" in (one, heads):
                one = "unknown"
            else:
                one = next(a for a in ("down", "flat", "up") if a in (one, heads))
        enough = min(now[side][2], before[side][2]) >= 30
        arrows[side] = one if whole and enough else "unknown"
    code = "_".join(arrows.values()) if arrows["existing"] != "unknown" else "unknown"
    return arrows["existing"], arrows["new"], code


def weeks(nets, asof):
    """13 rows of (last day, existing now, new now, existing before, new before) in money."""
    rows = []
    for back in range(12, -1, -1):
        row = [asof - back * WEEK]
        for end in (asof, asof - YEAR):
            last = end - back * WEEK
            sums = side_sums(nets, end - WINDOW, end, (last - WEEK, last))
            row += [sums["existing"][0], sums["new"][0]]
        rows.append(tuple(row))
    return rows


def moves(nets, asof):
    """customer → (way, money before, money now) of everybody who is told of."""
    found = {}
    spans = {"now": (asof - WINDOW, asof), "before": (asof - YEAR - WINDOW, asof - YEAR)}
    for customer, days in nets.items():
        money, bought = {}, {}
        for when, (start, end) in spans.items():
            inside = [net for day, net in days.items() if start < day <= end]
            existing = not is_new(days, start, end)
            money[when] = sum(inside) if existing else 0
            bought[when] = existing and any(net >= 1 for net in inside)
        if not any((*money.values(), *bought.values())):
            continue
        first = first_of(days)
        if first is not None and spans["before"][0] < first <= spans["now"][0]:
            way = "joined"
        elif bought["before"] and not bought["now"]:
            way = "left"
        elif bought["now"] and not bought["before"]:
            way = "returned"
        else:
            way = "more" if money["now"] >= money["before"] else "less"
        found[customer] = (way, money["before"], money["now"])
    return found


def kept(nets, asof):
    """(at start, at end, new at end, revenue of the start's customers then and now)."""
    start, oldest = oracle.before(asof, 12), oracle.before(asof, 24)
    at_start = at_end = new = then = now = 0
    for days in nets.values():
        was = any(oldest < day <= start and net >= 1 for day, net in days.items())
        here = any(start < day <= asof and net >= 1 for day, net in days.items())
        at_start, at_end = at_start + was, at_end + here
        new += here and first_of(days) > start
        if was:
            then += sum(net for day, net in days.items() if oldest < day <= start)
            now += sum(net for day, net in days.items() if start < day <= asof)
    return at_start, at_end, new, then, now


def effects(now, before):
    """The mean effect of customers, frequency and price over the six orders of moving.

    Args:
        now, before: (customers, purchases, revenue) with at least one purchase each.
    """
    old, new = ([Fraction(c), Fraction(p, c), Fraction(r, p)] for c, p, r in (before, now))
    sums = [Fraction(0)] * 3
    for order in itertools.permutations(range(3)):
        state = list(old)
        for place in order:
            was = state[0] * state[1] * state[2]
            state[place] = new[place]
            sums[place] += state[0] * state[1] * state[2] - was
    return [total / 6 for total in sums]
