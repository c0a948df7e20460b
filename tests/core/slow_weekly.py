"""The figures of the ten questions once more: plain loops over rows, one customer at a time."""

from __future__ import annotations

import datetime as dt

from tests.core import slow_growth as slow

REGULARS = ("regular", "supporter", "advocate", "partner")


def rows_of(frame):
    return frame.to_dict("records")


def existing_sales(book):
    """Sales to existing customers: the 13 weeks to the data-as-of day, and 52 weeks before."""
    nets, sums = slow.days_of(slow.lines_of(book)), []
    for end in (book.asof, book.asof - slow.YEAR):
        start, total = end - slow.WINDOW, 0
        for days in nets.values():
            known = {day: net for day, net in days.items() if day <= end}
            if not slow.is_new(known, start, end):
                total += sum(net for day, net in known.items() if start < day <= end)
        sums.append(total)
    return tuple(sums)


def active_ids(book, end):
    start = slow.oracle.before(end, 12)
    return {
        who
        for who, days in slow.days_of(slow.lines_of(book)).items()
        if any(start < day <= end and net >= 1 for day, net in days.items())
    }


def no_longer_active(book):
    """Active 13 weeks ago and no longer."""
    return active_ids(book, book.asof - slow.WINDOW) - active_ids(book, book.asof)


def new_once(book):
    """First purchase within the 13 weeks, on a single day."""
    found = set()
    for who, days in slow.days_of(slow.lines_of(book)).items():
        bought = sorted(day for day, net in days.items() if net >= 1)
        if len(bought) == 1 and bought[0] > book.asof - slow.WINDOW:
            found.add(who)
    return found


def silent_regulars(people, days=7):
    """Regulars and above whose line to dormant or gone lies in the last days."""
    line, found = {"dormant": "no_return_day", "lapsed": "stop_day"}, set()
    for row in rows_of(people):
        if row["state"] not in line or row["buying_stage"] not in REGULARS:
            continue
        since = row["days_since_last_purchase"] - row[line[row["state"]]]
        if 0 <= since < days:
            found.add(row["customer_id"])
    return found


def overdue(book):
    """Our promises past their day and not done: whose."""
    return [
        row["customer_id"]
        for row in rows_of(book.table("promises"))
        if row["by_whom"] != "them"
        and not _known(row["done_date"])
        and row["due_date"].date() < book.today
    ]


def complaints_of(book, days=90):
    """How many were received in the last days."""
    received = [row["received_date"].date() for row in rows_of(book.table("complaints"))]
    return sum(dt.timedelta(0) <= book.today - day < dt.timedelta(days) for day in received)


def _known(day):
    return day == day
