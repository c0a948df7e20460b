"""Value so far and ahead, the bridge and the dependence once more: plain loops, one at a time.

Lines are dicts as in :mod:`tests.core.oracle`; people are dicts of judged customers. Nothing here
is shared with the program but the words.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from tests.core.oracle import before, nets, purchase_days

RUNGS = ["prospect", "customer", "regular", "supporter", "advocate", "partner"]


def plain(frame) -> list[dict]:
    """Rows of a frame as dicts; what is missing is None."""
    rows = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in rows]


def lines_of(frame) -> list[dict]:
    """Lines of the purchases table as the oracles read them."""
    rows = plain(frame)
    return [row | {"date": row["date"].date()} for row in rows]


# ---- so far, from the lines


def earned(lines, asof) -> dict[str, tuple[int, int | None]]:
    """{customer: (spend, gross profit or None)} of all lines up to a day."""
    known = [line for line in lines if line["date"] <= asof]
    any_cost = any(line["cost"] is not None for line in known)
    found = {}
    for line in known:
        spend, profit = found.get(line["customer_id"], (0, 0))
        amount, cost = line["amount"] or 0, line["cost"]
        spend += amount
        if (amount > 0 and cost is None) or not any_cost:
            profit = None
        elif profit is not None:
            profit += amount + abs(cost or 0) if amount < 0 else amount - (cost or 0)
        found[line["customer_id"]] = (spend, profit)
    return found


def usual_staff(lines, asof) -> dict[str, str]:
    """{customer: who served them on most days of the last 12 months}."""
    served = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for line in lines:
        inside = before(asof, 12) < line["date"] <= asof
        if inside and (line["amount"] or 0) > 0 and line["staff"]:
            served[line["customer_id"]][line["staff"]][line["date"]] += line["amount"]
    found = {}
    for customer, people in served.items():
        best = None
        for staff in sorted(people):
            days = people[staff]
            key = (len(days), max(days), sum(days.values()))
            if best is None or key > best[0]:
                best = (key, staff)
        found[customer] = best[1]
    return found


# ---- ahead, from the lines and the judged people


def kept(lines, asof, often) -> dict[str, tuple[int, int]]:
    """{"regular" or "other": (bought again, of so many)} of the buyers of the year before."""
    found = {"regular": [0, 0], "other": [0, 0]}
    for days in nets([line for line in lines if line["date"] <= asof]).values():
        bought = purchase_days(days)
        year, earlier = before(asof, 12), before(asof, 24)
        past = [day for day in bought if earlier < day <= year]
        if past:
            group = found["regular" if len(past) >= often else "other"]
            group[1] += 1
            group[0] += any(day > year for day in bought)
    return {code: tuple(counts) for code, counts in found.items()}


def years(share, rate=0.1, number=5) -> float:
    """What one yen a year is worth."""
    return sum(share**k / (1 + rate) ** k for k in range(1, number + 1))


def forever(share, rate=0.1) -> float:
    """The infinite form r / (1 + i − r), to check :func:`years` against."""
    return share / (1 + rate - share)


def here(person) -> bool:
    """Has bought, and has not fallen silent or ended."""
    if not person["purchase_count"] or person["state"] in ("lead", "dormant", "lapsed"):
        return False
    if person["state"] != "dnc":
        return True
    ended = person["status"] in ("closed", "deceased")
    return not ended and person["days_since_last_purchase"] < person["no_return_day"]


def high(person) -> bool:
    """Supporter or above."""
    return RUNGS.index(person["stage"]) >= RUNGS.index("supporter")


def ahead(person, shares, often) -> int | None:
    """Σ V·S_k/(1+i)^k of one customer."""
    if not here(person):
        return 0
    regular = person["count_12m"] >= often or high(person)
    share = shares["regular" if regular else "other"]
    return None if share is None else round(max(person["annual_profit"], 0) * years(share))


def bridge(then, now, shares) -> dict[str, tuple[int, int]]:
    """{part: (yen, people)} between two days, and ``opening`` and ``closing``."""
    old = {p["customer_id"]: p for p in then}
    new = {p["customer_id"]: p for p in now}
    found = defaultdict(lambda: [0, 0])
    for customer in {**old, **new}:
        for part, amount in _moves(old.get(customer), new.get(customer), shares):
            found[part][0] += amount
            found[part][1] += 1
    return {part: tuple(counts) for part, counts in found.items()}


def _moves(was, there, shares):
    """What one customer did to the asset."""
    opening = _worth(was, shares[0]) if _inside(was) else 0
    closing = _worth(there, shares[1]) if _inside(there) else 0
    if _inside(was):
        yield "opening", opening
    if _inside(there):
        yield "closing", closing
    if _inside(was) and _inside(there):
        middle = _worth(there, shares[0])
        yield "stay", closing - middle
        if middle != opening:
            yield ("up" if middle > opening else "down"), middle - opening
    elif _inside(there):
        yield _how_they_came(was), closing
    elif _inside(was):
        yield _how_they_went(there), -opening


def _worth(person, share) -> int:
    return round(max(person["annual_profit"], 0) * years(share))


def _inside(person) -> bool:
    return bool(person) and high(person) and here(person) and person["value_basis"] == "profit"


def _how_they_came(was) -> str:
    if was is None or not was["purchase_count"]:
        return "won"
    if not high(was):
        return "promoted"
    return "known" if here(was) else "returned"


def _how_they_went(there) -> str:
    if there is None or not here(there):
        return "lost"
    return "known" if high(there) else "demoted"


def shares(people, asof, left, basis="profit") -> tuple[dict, dict]:
    """({staff: (people, asset, profit)}, {top n: (asset share, profit share)})."""
    by_staff, values = defaultdict(lambda: [0, 0, 0]), []
    for person in people:
        if not person["bought"] or person["ahead_basis"] != basis:
            continue
        asset = (person["ahead"] or 0) if person["loyal"] else 0
        old = person["first_purchase_date"].date() <= before(asof, 12)
        profit = max(person["profit_12m"], 0) if old else 0
        values.append((asset, profit))
        staff = person["staff"]
        if staff in left and person["last_staff"]:
            staff = person["last_staff"]
        if staff and (person["loyal"] or profit):
            row = by_staff[staff]
            row[0], row[1], row[2] = row[0] + 1, row[1] + asset, row[2] + profit
    tops = {}
    for count in (1, 5, 10):
        parts = []
        for place in (0, 1):
            column = sorted((value[place] for value in values), reverse=True)
            parts.append(sum(column[:count]) / sum(column) if sum(column) else None)
        tops[count] = tuple(parts)
    return {staff: tuple(row) for staff, row in by_staff.items()}, tops


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
