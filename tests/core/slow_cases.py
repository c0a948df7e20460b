"""Complaints once more, slowly: plain loops over the rows of the tables."""

from __future__ import annotations

import datetime as dt
import statistics

import jpholiday

from tests.core.slow_costs import rows_of

DAY = dt.timedelta(days=1)


def complaints(book):
    """Those received by today, the oldest first."""
    rows = [r for r in rows_of(book.table("complaints")) if r["received_date"] <= book.today]
    return sorted(rows, key=lambda r: r["received_date"])


def next_working_day(day):
    day += DAY
    while day.weekday() > 4 or jpholiday.is_holiday(day):
        day += DAY
    return day


def first_word(row, book):
    """As written down, else the first talk from us on a later day."""
    said = row["first_response_date"]
    if said and said <= book.today:
        return said
    talks = [
        a["date"]
        for a in rows_of(book.table("activities"))
        if a["customer_id"] == row["customer_id"]
        and row["received_date"] < a["date"] <= book.today
        and a["direction"] != "in"
        and (a["outcome"] not in ("", "no_answer")
             or (a["outcome"] == "" and a["channel"] in ("phone", "visit", "shop")))
    ]  # fmt: skip
    return min(talks, default=None)


def step_and_due(row, book):
    """(step, due) of a complaint, None where it is over."""
    resolved = (
        row["resolved_date"] if (row["resolved_date"] or dt.date.max) <= book.today else None
    )
    word = first_word(row, book)
    if resolved is None:
        if word is None:
            return "first_contact", next_working_day(row["received_date"])
        named = row["promised_contact_date"]
        if named and word < named:
            return "handling", named
        return "handling", row["due_date"] or row["received_date"] + 7 * DAY
    if resolved + 90 * DAY < book.today:
        return None
    if not row["prevention"].strip():
        return "prevention", resolved + 7 * DAY
    if row["confirmed_date"] is None:
        return "confirm", resolved + 7 * DAY
    return "watch", resolved + 90 * DAY


def answered(book):
    """(n, waiting, in time, median) of the complaints of the last 90 days."""
    found, waiting = [], 0
    for row in complaints(book):
        if (book.today - row["received_date"]).days >= 90:
            continue
        word = first_word(row, book)
        if word is not None:
            found.append(
                (word - row["received_date"], word <= next_working_day(row["received_date"]))
            )
        elif not (row["resolved_date"] and row["resolved_date"] <= book.today):
            waiting += 1
    median = statistics.median([d.days for d, _ok in found]) if found else None
    return len(found), waiting, sum(ok for _d, ok in found), median


def voiced_before(row, book):
    """Whether the same customer voiced the same cause in an earlier row."""
    rows = complaints(book)
    mine = rows.index(row)
    return bool(row["cause"]) and any(
        (r["customer_id"], r["cause"]) == (row["customer_id"], row["cause"]) for r in rows[:mine]
    )


def fixes_of(cause, book):
    return sorted(
        f["date"]
        for f in rows_of(book.table("fixes"))
        if f["cause"] == cause and f["date"] <= book.today
    )


def pareto(book):
    """{cause: (n, before, returned)} of 90 days and the 90 before."""
    found = {}
    for row in complaints(book):
        age = (book.today - row["received_date"]).days
        n, before, returned = found.get(row["cause"], (0, 0, 0))
        fixes = fixes_of(row["cause"], book)
        back = voiced_before(row, book) or (bool(fixes) and row["received_date"] > fixes[0])
        n, returned = n + (age < 90), returned + (age < 90 and back)
        found[row["cause"]] = (n, before + (90 <= age < 180), returned)
    return {cause: each for cause, each in found.items() if each[0] or each[1]}


def tasks(book):
    """{cause: (day on which it became a task, why, complaints)}."""
    found = {}
    for cause in {row["cause"] for row in complaints(book)}:
        fixes = fixes_of(cause, book)
        own = [
            row
            for row in complaints(book)
            if row["cause"] == cause
            and (book.today - row["received_date"]).days < 365
            and not (fixes and row["received_date"] <= fixes[-1])
        ]
        why, days = set(), []
        for place, row in enumerate(own):
            window = [r for r in own[: place + 1]
                      if (row["received_date"] - r["received_date"]).days < 90]  # fmt: skip
            made = set()
            if cause and len(window) >= 3:
                made.add("third")
            if voiced_before(row, book):
                made.add("twice")
            if row["severity"] == 3:
                made.add("severe")
            why |= made
            days += [row["received_date"]] * bool(made)
        if why:
            found[cause] = (days[0], why, len(own))
    return found


def to_tell(book):
    """{(day of the change, customer): (newest day voiced, days told)}."""
    found = {}
    for row in complaints(book):
        covering = sorted(
            (f["date"], f["row_id"])
            for f in rows_of(book.table("fixes"))
            if f["cause"] == row["cause"] != ""
            and row["received_date"] <= f["date"] <= book.today
            and (not f["process"] or not row["process"] or f["process"] == row["process"])
        )
        if covering and (book.today - covering[0][0]).days < 180:
            key = (covering[0][0], row["customer_id"])
            newest, told = found.get(key, (row["received_date"], []))
            found[key] = (max(newest, row["received_date"]), [*told, row["told_date"]])
    return found
