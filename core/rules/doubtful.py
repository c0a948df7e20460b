"""Customers about whom the owner has to decide (ご判断が要るお客様; article 2, DOMAIN 2.7).

Two kinds of evidence at least, each with its records. A complaint is a favour and never counts,
nor does anything about a person but what they did here. Nothing is decided or sent by this list.
Harassment of our people (カスハラ) stands apart: it ends all calls the moment it is noted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Money, Words, _, n_
from core.rules import _rows, contact, overrides, worth
from core.settings import Settings

#: The kinds of evidence.
EVIDENCE: dict[str, Words] = {
    "late_payment": _("Pays late"),
    "no_show": _("Does not come as agreed"),
    "costs_more": _("Costs more than it brings"),
    "haggling": _("Asks for discounts again and again"),
    "demand": _("Unreasonable demands"),
}
#: Kinds that the owner notes by hand.
NOTED = ("haggling", "demand")
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence about a customer.

    Attributes:
        code: of :data:`EVIDENCE`.
        words: what it is, with its count.
        records: the records behind it, newest first.
    """

    code: str
    words: Words
    records: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A customer to think about.

    Attributes:
        customer_id: who; ``name``: as written.
        evidence: two kinds or more.
        profit: gross profit of 12 months; ``hours``: what our minutes with them cost; ``unpaid``:
            what they owe; all minor units.
        spend: sales of 12 months; ``days``: purchase days behind them.
        minutes: minutes of contacts in 12 months, over ``contacts`` of them.
    """

    customer_id: str
    name: str
    evidence: tuple[Evidence, ...]
    profit: int
    hours: int
    unpaid: int
    spend: int
    days: int
    minutes: int
    contacts: int


def doubtful(
    judged: pd.DataFrame,
    late: pd.DataFrame,
    book: Book,
    settings: Settings,
    *,
    minute_cost: float,
) -> list[Doubtful]:
    """Customers with two kinds of evidence or more, the costliest first.

    Args:
        judged: one row per customer, with value.
        late: :func:`core.metrics.payments.late_payments`.
        book: the business.
        settings: its settings.
        minute_cost: of one of our minutes, minor units.
    """
    found: dict[str, list[Evidence]] = {}
    time = _time(book)
    for one in (
        _late(late, book, settings),
        _no_shows(judged, book, settings),
        _costs_more(judged, time, book, settings, minute_cost),
        *(_noted(field, book, settings) for field in NOTED),
    ):
        for customer_id, evidence in one.items():
            found.setdefault(customer_id, []).append(evidence)
    enough = {who for who, kinds in found.items() if len(kinds) >= settings.care.think_kinds}
    found = {who: kinds for who, kinds in found.items() if who in enough}
    people = _people(judged, found, late, time, settings, cost=minute_cost)
    return sorted(people, key=lambda one: one.profit - one.hours)


def _people(
    judged: pd.DataFrame,
    found: dict[str, list[Evidence]],
    late: pd.DataFrame,
    time: pd.DataFrame,
    settings: Settings,
    *,
    cost: float,
) -> list[Doubtful]:
    """What those with enough evidence brought and cost."""
    owed = late[late["unpaid"]].groupby("customer_id")["amount"].sum()
    rows = judged[judged["customer_id"].isin(found)]
    profits = worth.year_profit(rows, settings)
    columns = rows[["customer_id", "name", "spend_12m", "count_12m"]].to_dict("records")
    people = []
    for row, profit in zip(columns, profits, strict=True):
        who = str(row["customer_id"])
        minutes = int(time["minutes"].get(who, 0))
        people.append(
            Doubtful(
                customer_id=who,
                name=str(row["name"]),
                evidence=tuple(found[who]),
                profit=round(profit),
                hours=round(minutes * cost),
                unpaid=int(owed.get(who, 0)),
                spend=0 if pd.isna(row["spend_12m"]) else int(row["spend_12m"]),
                days=int(row["count_12m"]),
                minutes=minutes,
                contacts=int(time["contacts"].get(who, 0)),
            )
        )
    return people


def harassed(book: Book, settings: Settings) -> pd.DataFrame:
    """Customers who harassed our people, noted of them or judged of a complaint of theirs.

    Returns:
        customer_id, date (when it was noted, or the complaint received), reason (as written down,
        or the complaint); one row each, the newest.
    """
    columns = ["customer_id", "date", "reason"]
    noted = overrides.confirmed(book, settings, "harassment").reset_index()
    judged = contact.harassing(book).rename(columns={"received_date": "date", "content": "reason"})
    rows = pd.concat([noted[columns], judged[columns]], ignore_index=True)
    newest = _rows.newest(rows, "date").reset_index()
    return newest.sort_values("date", ascending=False, kind="stable", ignore_index=True)


#: What an employer has to do about harassment by customers (from 1 October 2026).
STEPS: tuple[Words, ...] = (
    _("Stop: nobody deals with them alone, and you may end the talk."),
    _("Write down day, place, words and witnesses the same day; keep recordings and letters."),
    _("Look after the person it happened to first: listen, change who is in charge, let rest."),
    _("Answer as a business, by one named person and in writing, not as the one attacked."),
    _("In danger, or with threats, call the police; for claims, ask a lawyer."),
    _("Tell everybody what was decided, and change what made it possible."),
)


def _late(late: pd.DataFrame, book: Book, settings: Settings) -> dict[str, Evidence]:
    """Late twice in twelve months, or unpaid for more than thirty days."""
    limits = settings.care
    age = _rows.days_until(late["date"], book.today)
    count = late.groupby("customer_id").size()
    owing = set(late.loc[late["unpaid"] & (age > limits.late_days), "customer_id"])
    found = {}
    for customer_id, rows in late.sort_values("date", ascending=False).groupby("customer_id"):
        who, n = str(customer_id), int(count[customer_id])
        if n >= limits.late_payments or who in owing:
            words = n_(
                "Paid late or not at all {n} time in 12 months.",
                "Paid late or not at all {n} times in 12 months.",
                n=n,
            )
            found[who] = Evidence("late_payment", words, _payments(rows, book))
    return found


def _payments(rows: pd.DataFrame, book: Book) -> tuple[Words, ...]:
    return tuple(
        _("{day}: {money}, not paid yet", day=_day(day), money=Money(int(amount), *_unit(book)))
        if unpaid
        else _("{day}: {money}, paid late", day=_day(day), money=Money(int(amount), *_unit(book)))
        for day, unpaid, amount in zip(rows["date"], rows["unpaid"], rows["amount"], strict=True)
    )


def _no_shows(judged: pd.DataFrame, book: Book, settings: Settings) -> dict[str, Evidence]:
    """Appointments are promises of theirs; those past and not kept, against those and visits."""
    since = _rows.months_before(book.today, _YEAR_MONTHS)
    rows = book.table("promises")
    due = (rows["due_date"] >= since) & (rows["due_date"] < pd.Timestamp(book.today))
    rows = rows[(rows["by_whom"] == "them") & due & rows["done_date"].isna()]
    visits = judged.set_index("customer_id")["count_12m"]
    found = {}
    for customer_id, missed in rows.sort_values("due_date", ascending=False).groupby(
        "customer_id"
    ):
        who, n = str(customer_id), len(missed)
        agreed = n + int(visits.get(who, 0))
        if n >= settings.care.no_shows and n >= settings.care.no_show_share * agreed:
            words = n_(
                "Did not come or keep their word {n} time of {agreed} in 12 months.",
                "Did not come or keep their word {n} times of {agreed} in 12 months.",
                n=n,
                agreed=agreed,
            )
            records = tuple(
                _("{day}: {what}", day=_day(day), what=what)
                for day, what in zip(missed["due_date"], missed["content"], strict=True)
            )
            found[who] = Evidence("no_show", words, records)
    return found


def _costs_more(
    judged: pd.DataFrame,
    time: pd.DataFrame,
    book: Book,
    settings: Settings,
    minute_cost: float,
) -> dict[str, Evidence]:
    """Gross profit of four quarters less our minutes below nothing; never from sales alone."""
    known = judged[judged["value_basis"] == "profit"].set_index("customer_id")
    profit = worth.year_profit(known, settings)
    minutes = time["minutes"].reindex(known.index).fillna(0.0)
    over = (minutes > 0) & (profit < minutes * minute_cost)
    found = {}
    for who in known.index[over]:
        money = Money(round(float(profit[who])), *_unit(book))
        cost = Money(round(float(minutes[who]) * minute_cost), *_unit(book))
        words = _(
            "Brought {money} in four quarters; our {minutes} minutes with them cost {cost}.",
            money=money,
            minutes=int(minutes[who]),
            cost=cost,
        )
        records = (n_("{n} contact", "{n} contacts", n=int(time["contacts"][who])),)
        found[str(who)] = Evidence("costs_more", words, records)
    return found


def _noted(field: str, book: Book, settings: Settings) -> dict[str, Evidence]:
    """What the owner noted by hand, with day and reason."""
    rows = overrides.confirmed(book, settings, field)
    return {
        str(who): Evidence(
            field,
            _("Noted by hand: {what}", what=EVIDENCE[field]),
            (_("{day}: {what}", day=_day(row["date"]), what=row["reason"] or row["value"]),),
        )
        for who, row in rows.iterrows()
    }


def _time(book: Book) -> pd.DataFrame:
    """Minutes and number of our contacts of twelve months, by customer_id."""
    since = _rows.months_before(book.today, _YEAR_MONTHS)
    rows = _rows.since(_rows.until(book.table("activities"), "date", book.today), "date", since)
    rows = rows[rows["minutes"].notna()]
    found = rows.groupby("customer_id")["minutes"].agg(["sum", "size"])
    found.columns = pd.Index(["minutes", "contacts"])
    return found.astype("float64")


def _unit(book: Book) -> tuple[str, int]:
    return book.currency, book.scale


def _day(moment: pd.Timestamp) -> dt.date:
    return moment.date()
