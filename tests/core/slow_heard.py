"""The five methods and voices once more: plain loops over rows of the tables."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=365)


def week(tables, people, asof, *, days=7, rhythm=0.8, first_word=1, ahead=270):
    """{code: (done, of)} of the week to ``asof``."""
    start = asof - (days - 1) * DAY

    def inside(day):
        return day is not None and start <= day <= asof

    contacts = [row for row in tables["activities"] if inside(row["date"])]
    ours = [r for r in contacts if r["direction"] != "in" and r["outcome"] != "no_answer"]
    voices = sum(
        inside(row["date"]) for name in ("satisfaction", "doubts") for row in tables[name]
    )
    voices += sum(inside(row["received_date"]) for row in tables["complaints"])
    voices += sum(row["direction"] == "in" and row["note"].strip() != "" for row in contacts)
    sold = [row for row in ours if row["kind"] == "sales"]
    known = {person["customer_id"]: person for person in people}
    near = nearby(tables, start, asof, ahead)
    own = [r for r in ours if r["note"].strip() or r["next_question"].strip()]
    steps = [row for row in tables["plans"] if inside(row["date"])]
    done = [r for r in steps if r["done_date"] is not None and r["done_date"] <= asof]
    return {
        "listen": voices,
        "use": (sum(in_time(row, known, near, rhythm) for row in sold), len(sold)),
        "person": (len(own), len(ours)),
        "complaints": answered(tables["complaints"], start, asof, first_word * DAY),
        "after": (len(done), len(steps)),
    }


def nearby(tables, start, asof, ahead):
    limit = asof + ahead * DAY
    found = {r["customer_id"] for r in tables["due_dates"]
             if r["status"] != "lost" and start <= r["end_date"] <= limit}  # fmt: skip
    for row in tables["not_now"]:
        heard = row["heard_date"] is not None and row["heard_date"] <= asof
        if heard and row["next_time"] is not None and row["next_time"] <= limit:
            found.add(row["customer_id"])
    return found


def in_time(row, known, near, rhythm):
    if row["customer_id"] in near:
        return True
    person = known.get(row["customer_id"])
    if person is None or person["last_purchase_date"] is None:
        return False
    silent = (row["date"] - person["last_purchase_date"]).days
    return silent <= 0 or silent >= rhythm * person["rhythm_days"]


def answered(complaints, start, asof, limit):
    done = of = 0
    for row in complaints:
        due = row["received_date"] + limit
        first, closed = row["first_response_date"], row["resolved_date"]
        waits = due < start and not (first is not None and first <= asof)
        waits = waits and not (closed is not None and closed <= asof)
        if waits or start <= due <= asof:
            of += 1
            done += first is not None and first <= due
    return done, of


def channels(tables, asof):
    """{channel: [voices of the last 12 months, of the 12 before]}."""
    year, before = (asof.replace(year=asof.year - n) for n in (1, 2))
    at = {}
    for row in tables["activities"]:
        if row["channel"]:
            at.setdefault((row["customer_id"], row["date"]), row["channel"])
    told = [(r["date"], r["channel"]) for r in tables["satisfaction"]]
    told += [(r["date"], r["channel"]) for r in tables["activities"] if r["direction"] == "in"]
    told += [(r["date"], at.get((r["customer_id"], r["date"]), "")) for r in tables["doubts"]]
    told += [(r["received_date"],
              r["channel"] or at.get((r["customer_id"], r["received_date"]), ""))
             for r in tables["complaints"]]  # fmt: skip
    found = {}
    for day, channel in told:
        if before < day <= asof:
            found.setdefault(channel, [0, 0])[0 if day > year else 1] += 1
    return found


def after(people, complaints, asof, *, days=90):
    """(closed, bought, others on average, share of the others who bought)."""
    spoke = {row["customer_id"] for row in complaints}
    known = {p["customer_id"]: p for p in people if p["last_purchase_date"] is not None}
    closed = bought = others = stayed = 0
    for row in complaints:
        day, person = row["resolved_date"], known.get(row["customer_id"])
        if day is None or day > asof - days * DAY or person is None or not base(person, day):
            continue
        closed += 1
        bought += person["last_purchase_date"] > day
        quiet = [p for who, p in known.items() if who not in spoke and base(p, day)]
        others += len(quiet)
        stayed += sum(p["last_purchase_date"] > day for p in quiet)
    return closed, bought, others / closed if closed else 0, stayed / others if others else None


def base(person, day):
    return person["first_purchase_date"] <= day and person["last_purchase_date"] > day - YEAR
