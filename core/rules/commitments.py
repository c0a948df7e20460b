"""How we keep our promises (約束遵守率): of those due in 90 days, kept on time (article 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import _rows, contracts
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one side that fell due in the last 90 days.

    Attributes:
        due: how many; ``on_time``: done on their day or before; ``open``: past and not done yet.
        today: the day of the count.
    """

    due: int
    on_time: int
    open: int
    today: dt.date


def kept(book: Book, settings: Settings, *, customer_id: str = "", theirs: bool = False) -> Kept:
    """What became of our promises, or of theirs; of one customer where that is given."""
    rows = book.table("promises")
    rows = rows[(rows["by_whom"] == "them") == theirs]
    if customer_id:
        rows = rows[rows["customer_id"] == customer_id]
    today = pd.Timestamp(book.today)
    since = today - pd.Timedelta(days=settings.care.promise_days)
    rows = rows[(rows["due_date"] > since) & (rows["due_date"] < today)]
    done = rows["done_date"].where(rows["done_date"] <= today)
    return Kept(
        due=len(rows),
        on_time=int((done <= rows["due_date"]).sum()),
        open=int(done.isna().sum()),
        today=book.today,
    )


def kept_words(found: Kept, settings: Settings) -> Words:
    """The share in words, with its count; below the least count the counts alone."""
    facts = {"on_time": found.on_time, "n": found.due, "open": found.open}
    if not found.due:
        days = settings.care.promise_days
        return _("No promise of ours has fallen due in the last {days} days.", days=days)
    if found.due < settings.care.least_count:
        return _("Kept {on_time} of {n} promises on time; {open} are still open.", **facts)
    share = round(100 * found.on_time / found.due)
    if share < settings.care.promise_goal:
        return _(
            "Kept {share}% of our promises on time ({on_time} of {n}); the goal is {goal}%. "
            "{open} are still open.",
            share=share,
            goal=settings.care.promise_goal,
            **facts,
        )
    return _("Kept {share}% of our promises on time ({on_time} of {n}).", share=share, **facts)


def their_words(found: Kept, settings: Settings) -> Words:
    """How the customers keep theirs, with the count; below the least count the counts alone."""
    facts = {"on_time": found.on_time, "n": found.due, "open": found.open}
    if not found.due:
        days = settings.care.promise_days
        return _("No promise of a customer has fallen due in the last {days} days.", days=days)
    if found.due < settings.care.least_count:
        return _(
            "Customers kept {on_time} of {n} promises on time; {open} are still open.", **facts
        )
    share = round(100 * found.on_time / found.due)
    return _(
        "Customers kept {share}% of their promises on time ({on_time} of {n}); {open} are still "
        "open.", share=share, **facts,
    )  # fmt: skip


def due_list(people: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Promises not kept yet, ours and theirs.

    Args:
        people: one row per customer, with name.
        book: the business.

    Returns:
        The columns of the promises table, and ours (bool), name, late (days past the due day,
        negative while there is time); the latest first.
    """
    rows = book.table("promises")
    rows = rows[rows["done_date"].isna()]
    rows = rows if "row_id" in rows else rows.assign(row_id=0)
    names = _rows.looked_up(rows["customer_id"], people.set_index("customer_id")["name"])
    rows = rows.assign(
        ours=rows["by_whom"] != "them",
        name=names.fillna(rows["customer_id"]),
        late=_rows.days_until(rows["due_date"], book.today).fillna(0).astype("int64"),
    )
    return rows.sort_values("late", ascending=False, kind="stable", ignore_index=True)


def lately_done(people: pd.DataFrame, book: Book, days: int) -> pd.DataFrame:
    """Promises that were kept in the last days, the newest first, so that one can be reopened.

    Returns:
        row_id, customer_id, name, content, due_date, done_date.
    """
    rows = _rows.until(book.table("promises"), "done_date", book.today)
    rows = _rows.since(rows, "done_date", pd.Timestamp(book.today) - pd.Timedelta(days=days))
    rows = rows if "row_id" in rows else rows.assign(row_id=0)
    names = _rows.looked_up(rows["customer_id"], people.set_index("customer_id")["name"])
    columns = ["row_id", "customer_id", "name", "content", "due_date", "done_date"]
    found = rows.assign(name=names.fillna(rows["customer_id"]))[columns]
    return found.sort_values("done_date", ascending=False, kind="stable", ignore_index=True)


def silent(book: Book, settings: Settings) -> pd.DataFrame:
    """What goes without saying (暗黙の約束), by kind of contract, and to how many we owe it.

    Returns:
        kind (of the due dates table), promise, customers (with a running contract of that kind
        with us), in the order of the setting; a line of another form is left out.
    """
    own = contracts.own(book)
    runs = own[(own["end_date"] >= pd.Timestamp(book.today)) & own["status"].isin(contracts.OPEN)]
    owed = runs.groupby("kind")["customer_id"].nunique()
    lines = [line.split(": ", 1) for line in settings.cases.silent_promises if ": " in line]
    return pd.DataFrame(
        [
            {"kind": kind, "promise": text, "customers": int(owed.get(kind, 0))}
            for kind, text in lines
        ],
        columns=["kind", "promise", "customers"],
    )
