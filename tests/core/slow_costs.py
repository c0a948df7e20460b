"""What customers cost once more, slowly: plain loops over the rows of the tables."""

from __future__ import annotations

import datetime as dt


def rows_of(frame):
    """The rows of a table as plain dicts; dates as dates, nothing as None."""
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{k: v.date() if hasattr(v, "date") else v for k, v in row.items()} for row in plain]


def month_of(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def month_named(text: str) -> int:
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def spent(people, tables, asof, months=12):
    """(acquisition, its touches, aftercare, its touches, new, kept) of the last months."""
    first = month_of(asof) - months + 1
    paid = {
        kind: [r for r in tables["costs"]
               if r["kind"] == kind and first <= month_named(r["month"]) <= month_of(asof)]
        for kind in ("acquisition", "aftercare")
    }  # fmt: skip
    sums = {kind: sum(row["amount"] for row in rows) for kind, rows in paid.items()}
    in_sheet = {month_named(row["month"]) for row in paid["aftercare"]}
    begun = {row["customer_id"]: row["first_purchase_date"] for row in people}
    touched = {False: 0.0, True: 0.0}
    for row in tables["activities"] + tables["extras"]:
        if first <= month_of(row["date"]) and row["date"] <= asof:
            start = begun.get(row["customer_id"])
            touched[start is not None and start < row["date"]] += touch(row, in_sheet)
    new, kept = sides(people, first)
    return (
        sums["acquisition"], round(touched[False]), sums["aftercare"], round(touched[True]),
        new, kept,
    )  # fmt: skip


def touch(row, in_sheet, minute=50.0, card=85.0, usual=5):
    """What one contact from us or one gift costs."""
    if "direction" not in row:
        return max(row["cost"] or 0, 0)
    if row["direction"] == "in":
        return 0
    minutes = usual if row["minutes"] is None else max(row["minutes"], 0)
    posted = row["channel"] == "postcard" and month_of(row["date"]) not in in_sheet
    return minutes * minute + (card if posted else 0)


def sides(people, first):
    """How many customers began in these months, and how many of before bought again."""
    new = kept = 0
    for row in people:
        start, end = row["first_purchase_date"], row["last_purchase_date"]
        if start is not None and month_of(start) >= first:
            new += 1
        elif start is not None and month_of(end) >= first:
            kept += 1
    return new, kept


def in_month(people, tables, asof, name):
    """(acquisition, aftercare) of one month, contacts and gifts included."""
    month = month_named(name)
    inside = {
        "costs": [row for row in tables["costs"] if row["month"] == name],
        "activities": [r for r in tables["activities"] if month_of(r["date"]) == month],
        "extras": [r for r in tables["extras"] if month_of(r["date"]) == month],
    }
    won, won_touched, kept, kept_touched, _new, _old = spent(people, inside, asof)
    return won + won_touched, kept + kept_touched
