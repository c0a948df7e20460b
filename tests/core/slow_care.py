"""Aftercare, open complaints and contacts once more: plain loops over rows of the tables."""

from __future__ import annotations

from tests.core.slow_costs import month_of, touch

BUYING = ("active", "at_risk")


def existing(people):
    return [p for p in people if p["state"] in BUYING and p["last_purchase_date"] is not None]


def profit(person, margin=0.0):
    """Gross profit of twelve months: known, else by the margin, else sales."""
    if person["profit_12m"] is not None:
        return person["profit_12m"]
    return (person["spend_12m"] or 0) * (margin or 1.0)


def budget(people, tables, asof, *, gain=0.03, share=0.5, months=12):
    """(people, their yearly profit, ceiling, suggested, in the sheet, contacts, their cost)."""
    here = existing(people)
    yearly = sum(max(person["annual_profit"] or 0, 0) for person in here)
    first = month_of(asof) - months + 1
    sheet = [r for r in tables["costs"] if r["kind"] == "aftercare"
             and first <= number(r["month"]) <= month_of(asof)]  # fmt: skip
    in_sheet = {number(row["month"]) for row in sheet}
    begun = {person["customer_id"]: person["first_purchase_date"] for person in people}
    old = [
        row for row in tables["activities"] + tables["extras"]
        if first <= month_of(row["date"]) and row["date"] <= asof
        and begun.get(row["customer_id"]) is not None
        and begun[row["customer_id"]] < row["date"] and row.get("direction") != "in"
    ]  # fmt: skip
    return (
        len(here), yearly, round(yearly * gain), round(yearly * gain * share),
        sum(row["amount"] for row in sheet), sum("direction" in row for row in old),
        round(sum(touch(row, in_sheet) for row in old)),
    )  # fmt: skip


def number(text):
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def debt(people, complaints, today, factor, *, leave=0.5):
    """(customers with an open complaint, the unhappy behind them, yen) by one factor."""
    here = existing(people)
    each = sum(max(profit(p), 0) for p in here) / len(here) if here else 0
    waiting = {
        row["customer_id"] for row in complaints
        if row["received_date"] <= today
        and not (row["resolved_date"] is not None and row["resolved_date"] <= today)
    }  # fmt: skip
    unhappy = min(int(len(waiting) * factor + 0.5), max(len(here), len(waiting)))
    return len(waiting), unhappy, round(unhappy * leave * each)


def talks(people, contacts, asof, *, old, months=12):
    """(tries, talks, booked, facts, contacts) of one side."""
    begun = {person["customer_id"]: person["first_purchase_date"] for person in people}
    first = month_of(asof) - months + 1
    found = [0, 0, 0, 0, 0]
    for row in contacts:
        start = begun.get(row["customer_id"])
        known = start is not None and start < row["date"]
        inside = first <= month_of(row["date"]) and row["date"] <= asof
        if row["direction"] == "in" or not inside or known is not old:
            continue
        spoke = row["outcome"] not in ("", "no_answer")
        spoke |= row["outcome"] == "" and row["channel"] in ("phone", "visit", "shop")
        found[0] += spoke or row["outcome"] == "no_answer"
        found[1] += spoke
        found[2] += spoke and row["outcome"] in ("promised", "bought")
        filled = [row["note"].strip(), row["next_question"].strip(), row["tempo"].strip()]
        found[3] += spoke * (sum(text != "" for text in filled) + (row["reaction"] is not None))
        found[4] += 1
    return tuple(found)
