"""Learning from calls, counted slowly: plain loops over plain rows."""

from __future__ import annotations

import datetime as dt
import math


def window(days, start, length):
    """(bought, profit) of one customer's days in the days that begin with ``start``."""
    inside = [d for d in days if start <= d["day"] < start + dt.timedelta(days=length)]
    return any(d["purchase"] for d in inside), sum(d["profit"] for d in inside)


def responses(listed, calls, bought, asof, length=30):
    """{reason: [called, connected, due, bought, profit]} by looking at every row by itself."""
    found = {}
    for row in listed:
        own = [
            c for c in calls
            if c["customer_id"] == row["customer_id"]
            and row["week"] <= c["date"] < row["week"] + dt.timedelta(days=7)
        ]  # fmt: skip
        if not own:
            continue
        one = found.setdefault(row["reason"], [0, 0, 0, 0, 0.0])
        one[0] += 1
        one[1] += any(c["outcome"] != "no_answer" for c in own)
        start = min(c["date"] for c in own)
        if start + dt.timedelta(days=length - 1) <= asof:
            days = [b for b in bought if b["customer_id"] == row["customer_id"]]
            hit, profit = window(days, start, length)
            one[2] += 1
            one[3] += hit
            one[4] += profit
    return found


def lift(lots):
    """(lift, standard error) of (reason, drawn, came back), each reason against itself."""
    total = weighted = variance = 0.0
    for reason in {lot[0] for lot in lots}:
        sides = []
        for side in (False, True):
            came = [lot[2] for lot in lots if lot[0] == reason and lot[1] is side]
            sides.append((len(came), sum(came)))
        (n0, k0), (n1, k1) = sides
        if not n0 or not n1:
            continue
        weight = n0 * n1 / (n0 + n1)
        spread = 0.0
        for n, k in sides:
            share = (k + 0.5) / (n + 1)
            spread += share * (1 - share) / n
        total += weight
        weighted += weight * (k1 / n1 - k0 / n0)
        variance += weight**2 * spread
    return (weighted / total, math.sqrt(variance) / total) if total else (math.nan, math.nan)
