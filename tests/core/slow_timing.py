"""The timing register and the deals once more, slowly: plain loops over the rows."""

from __future__ import annotations

import datetime as dt
import statistics

from tests.core.slow_costs import rows_of

DAY = dt.timedelta(days=1)
LEADS = {"budget": 90, "contract": 90}
CONTRACT_LEADS = {"lease": 270, "insurance": 60, "membership": 30, "contract": 90}


def register(book):
    """{(source, row): (wakes, stands)} of everybody, whoever wants no contact among them."""
    found = {}
    newest = {}
    for row in rows_of(book.table("not_now")):
        if row["heard_date"] and row["heard_date"] > book.today:
            continue
        key = (row["customer_id"], row["prospect_name"], row["product"])
        order = (row["heard_date"] or dt.date.min, row["next_time"] or dt.date.min)
        if key not in newest or order >= newest[key][0]:
            newest[key] = (order, row)
    for _order, row in newest.values():
        time, lead = row["next_time"], LEADS.get(row["reason"], 30)
        if time is None:
            time, lead = row["heard_date"] and row["heard_date"] + 90 * DAY, 0
        wakes = time and time - lead * DAY
        found["not_now", row["row_id"]] = (wakes, stands(row, time, wakes, book))
    for row in rows_of(book.table("due_dates")):
        theirs = bool(row["partner"].strip())
        open_ = row["status"] in ("", "open") or (theirs and row["status"] == "lost")
        if row["kind"] in CONTRACT_LEADS and open_ and row["end_date"] >= book.today:
            wakes = row["end_date"] - CONTRACT_LEADS[row["kind"]] * DAY
            found["contract", row["row_id"]] = (wakes, "asleep" if wakes > book.today else "awake")
    return found


def stands(row, time, wakes, book):
    if row["reason"] == "no_need":
        return "no_need"
    if wakes and wakes > book.today:
        return "asleep"
    talks = [
        a["date"]
        for a in rows_of(book.table("activities"))
        if a["customer_id"] == row["customer_id"] and a["date"] <= book.today
        and (a["outcome"] not in ("", "no_answer")
             or (a["direction"] == "in" and a["outcome"] != "no_answer")
             or (a["outcome"] == "" and a["channel"] in ("phone", "visit", "shop")))
    ]  # fmt: skip
    last = max(talks, default=None)
    heard = row["heard_date"]
    if last and wakes and last >= wakes and not (heard and last <= heard):
        return "asked"
    return "past" if time and time + 180 * DAY < book.today else "awake"


def open_deals(book):
    """{row: (age, times the usual days)} of deals neither won nor lost."""
    deals = rows_of(book.table("deals"))
    won = [(d["end_date"] - d["start_date"]).days for d in deals
           if d["step"] == "won" and d["end_date"] and d["end_date"] <= book.today]  # fmt: skip
    usual = statistics.median(won) if len(won) >= 10 else None
    found = {}
    for deal in deals:
        over = deal["end_date"] and deal["end_date"] <= book.today
        if deal["step"] in ("won", "lost") or over or deal["start_date"] > book.today:
            continue
        age = (book.today - deal["start_date"]).days
        found[deal["row_id"]] = (age, usual and age / usual)
    return found
