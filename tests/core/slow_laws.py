"""The laws and the simulators once more: plain loops over dicts of people and of contacts.

People are dicts of judged customers. Nothing here is shared with the program but the words.
"""

from __future__ import annotations

import math

from scipy.stats import beta

from tests.core.slow_asset import forever, here, high, years


def interval(hits, of, inside=0.8):
    """Wilson's interval by trying every share: those the count does not contradict."""
    z = beta_normal(inside)
    fits = [
        share / 10_000
        for share in range(10_001)
        if abs(hits / of - share / 10_000)
        <= z * math.sqrt(share / 10_000 * (1 - share / 10_000) / of)
    ]
    return min(fits), max(fits)


def beta_normal(inside):
    """How many standard deviations hold so much of the normal curve, by halving."""
    low, high_end = 0.0, 10.0
    for _try in range(60):
        middle = (low + high_end) / 2
        low, high_end = (
            (middle, high_end) if math.erf(middle / math.sqrt(2)) < inside else (low, middle)
        )
    return low


def staying(people, kept, often, points, assumed=0.7, least=30):
    """(now, then, without an end now, and then) of today's customers with so many points more."""
    now = then = endless_now = endless_then = 0.0
    buying = [p for p in people if here(p)]
    known = [p for p in buying if p["value_basis"] == "profit"]
    for person in known or buying:
        group = "regular" if person["count_12m"] >= often or high(person) else "other"
        again, of = kept[group]
        share = again / of if of >= least else assumed
        more = min(1.0, share + points)
        yearly = max(float(person["annual_profit"]), 0.0)
        now += yearly * years(share)
        then += yearly * years(more)
        endless_now += yearly * forever(share)
        endless_then += yearly * forever(more)
    return now, then, endless_now, endless_then


def price(people, percent, lost):
    """(before, after) of a price rise."""
    before = after = 0.0
    for person in people:
        if person["state"] not in ("active", "at_risk") or not person["count_12m"]:
            continue
        profit = person["profit_12m"]
        if profit is None:
            profit = person["spend_12m"] or 0
        before += profit
        more = max(person["spend_12m"] or 0, 0) * percent / 100
        after += (profit + more) * (1 - lost.get(person["stage"], 0.0))
    return before, after


def parked(people, day, a_year, cost, minutes, minute, *, rate=None):
    """(people, saved, forgone, low, high) of a stop day; ``rate``: gross profit of sales."""
    number, hope = 0, 0.0
    spend = sum(p["spend_12m"] or 0 for p in people if counts(p) and p["profit_12m"] is not None)
    profit = sum(p["profit_12m"] for p in people if counts(p) and p["profit_12m"] is not None)
    rate = rate or (profit / spend if spend > 0 and profit else 1.0)
    for person in people:
        if not counts(person):
            continue
        earliest = max(4 * (person["rhythm_days"] or 0), person["no_return_day"] or 0, day)
        if person["days_since_last_purchase"] < earliest:
            continue
        number += 1
        stay = (person["last_purchase_date"] - person["first_purchase_date"]).days
        chance = person["p_return"] or 0.0
        yearly = max(person["total_spend"], 0) * rate / max(1.0, stay / 365)
        hope += yearly * 4 * chance * (1 - chance)
    hope *= min(1.0, a_year)
    low, high_end = (beta.ppf(q, 20 * 0.12, 20 * 0.88) for q in (0.1, 0.9))
    saved = round(number * a_year * cost) + round(number * a_year * minutes * minute)
    return number, saved, round(hope * 0.12), round(hope * low), round(hope * high_end)


def counts(person):
    """Has bought, and may be touched."""
    return bool(person["purchase_count"]) and person["state"] != "dnc"


def spoke(people, complaints, asof):
    """(who complained in a year, who passed the day of no return in it without a word)."""
    ages = [((asof - row["received_date"].date()).days, row["customer_id"]) for row in complaints]
    told = {who for age, who in ages if 0 <= age < 365 and who}
    ever = {who for age, who in ages if 0 <= age < 730}
    silent = 0
    for person in people:
        if person["state"] == "dnc" or not person["purchase_count"]:
            continue
        past = person["days_since_last_purchase"] - person["no_return_day"]
        silent += 0 <= past < 365 and person["customer_id"] not in ever
    return len(told), silent


def best_fifth(people):
    """What the best fifth brings, the last one in part."""
    spends = sorted(
        (p["total_spend"] for p in people if (p["total_spend"] or 0) > 0), reverse=True
    )
    room, brought = len(spends) / 5, 0.0
    for spend in spends:
        part = min(1.0, room)
        brought += part * spend
        room -= part
    return brought / sum(spends)
