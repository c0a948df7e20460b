"""Payback and what a settled customer costs once more: plain loops over the lines of purchases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from tests.core.slow_costs import month_of


def profits(lines, margin=0.0):
    """{customer: {month: gross profit}}; a month with a sold line without a cost by the margin."""
    nets, costs, bare = defaultdict(int), defaultdict(int), set()
    for line in lines:
        key = line["customer_id"], month_of(line["date"])
        amount, cost = line["amount"] or 0, line["cost"]
        nets[key] += amount
        costs[key] += 0 if cost is None else -abs(cost) if amount < 0 else cost
        if amount > 0 and cost is None:
            bare.add(key)
    found = defaultdict(dict)
    for (who, month), net in nets.items():
        known = (who, month) not in bare
        found[who][month] = net - costs[who, month] if known else net * (margin or 1.0)
    return found


def purchase_days(lines):
    """{customer: sorted days with more bought than given back}."""
    nets = defaultdict(lambda: defaultdict(int))
    for line in lines:
        nets[line["customer_id"]][line["date"]] += line["amount"] or 0
    found = {who: sorted(d for d, net in days.items() if net > 0) for who, days in nets.items()}
    return {who: days for who, days in found.items() if days}


def cohort(lines, month, cost, *, gone, asof, window, most=0.5, least=10, margin=0.0):
    """One month of new customers as a dict; ``gone`` are the ids that are dormant or lapsed."""
    days = purchase_days(lines)
    new = [who for who, own in days.items() if month_of(own[0]) == month]
    brought = profits(lines, margin)
    over = last_day(month) + dt.timedelta(days=2 * window) <= asof
    second = [w for w in new if came(days[w], 1, window)]
    third = [w for w in second if came(days[w], 2, window)]
    payback, total = None, 0
    for age in range(month_of(asof) - month + 1):
        total += sum(brought[who].get(month + age, 0) for who in new)
        if payback is None and cost > 0 and total >= cost:
            payback = age + 1
    left = [
        who for who in new
        if who in gone and (payback is None or month_of(days[who][-1]) - month + 1 < payback)
    ]  # fmt: skip
    settled = cost / len(third) if over and third and len(new) >= least else None
    return {
        "new": len(new), "second": len(second), "third": len(third), "profit": total,
        "payback": payback, "gone": len(left), "settled_cac": settled,
        "most_left": cost > 0 and bool(new) and len(left) >= most * len(new),
    }  # fmt: skip


def came(own, place, window):
    """Whether somebody came again within the window of the purchase before."""
    return len(own) > place and (own[place] - own[place - 1]).days <= window


def last_day(month):
    year, number = divmod(month + 1, 12)
    return dt.date(year, number + 1, 1) - dt.timedelta(days=1)


def curve(lines, asof, first):
    """[(members, mean profit)] by month of age, of those won since the month ``first``."""
    days, brought = purchase_days(lines), profits(lines)
    whole = month_of(asof + dt.timedelta(days=1)) - 1
    won = {who: month_of(own[0]) for who, own in days.items() if month_of(own[0]) >= first}
    found, age = [], 0
    while lived := [who for who, month in won.items() if month + age <= whole]:
        found.append(
            (len(lived), sum(brought[w].get(won[w] + age, 0) for w in lived) / len(lived))
        )
        age += 1
    return found
