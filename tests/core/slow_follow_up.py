"""Steps of plans worked out the slow and obvious way: one customer, one step, one day."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)
GONE = ("closed", "deceased")


def slow_follow_up(people, activities, plans, events, hand, today, limits):
    """{(customer, plan, step, day): state}.

    ``people``: dicts with customer_id, home, silent, last (purchase), stage. ``activities``: dicts
    with customer_id, date, kind, outcome, direction. ``plans``: (code, begins, rungs, steps) with
    steps as days after, or times a year.
    """
    found = {}
    for person in people:
        if person["silent"]:
            continue
        for code, begins, steps in plans:
            for begun in beginnings(person, begins, events):
                found |= of_one(person, people, activities, (code, steps, begun), today, limits)
        for row in hand:
            if row["customer_id"] == person["customer_id"]:
                found |= by_hand(person, people, activities, row, today, limits)
    return found


def beginnings(person, begins, events):
    if begins == "purchase":
        return {person["last"]} - {None}
    return {
        e["date"] for e in events
        if e["customer_id"] == person["customer_id"] and e["kind"] == begins
    }  # fmt: skip


def of_one(person, people, activities, what, today, limits):
    code, steps, begun = what
    days = sorted(begun + DAY * step for step in steps)
    found = {}
    for number, day in enumerate(days):
        if number:
            before = days[number - 1]
            start = before + DAY * -(-(day - before).days // 2)
        else:
            start = begun + DAY if day > begun else day - DAY * limits.ahead_days
        if number + 1 < len(days):
            end = day + DAY * -(-(days[number + 1] - day).days // 2)
        else:
            end = day + DAY * limits.carried_days
        done = any(start <= touch < end for touch in touches(person, people, activities, today))
        found[(person["customer_id"], code, number + 1, day)] = state(
            done, day, start, end, today, limits
        )
    return found


def by_hand(person, people, activities, row, today, limits):
    day = row["date"]
    start, end = day - DAY * limits.ahead_days, day + DAY * limits.carried_days
    done = row.get("done_date") is not None or any(
        start <= touch < end for touch in touches(person, people, activities, today)
    )
    key = (person["customer_id"], row.get("plan", ""), 1, day)
    return {key: state(done, day, start, end, today, limits)}


def state(done, day, start, end, today, limits):
    if done:
        return "done"
    if end <= today:
        return "missed"
    if start <= today and day <= today + DAY * limits.ahead_days:
        return "due"
    return "later"


def touches(person, people, activities, today):
    """The days on which anybody of the household was reached, offers nobody answered left out."""
    home = [p["customer_id"] for p in people if p["home"] and p["home"] == person["home"]]
    ids = {person["customer_id"], *home}
    return [
        a["date"] for a in activities
        if a["customer_id"] in ids and a["date"] <= today and a["outcome"] != "no_answer"
        and (a["kind"] != "sales" or a["outcome"] == "talked" or a["direction"] == "in")
    ]  # fmt: skip
