"""How we keep our promises (約束遵守率): of those due in 90 days, kept on time (article 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """Our own promises that fell due in the last 90 days.

    Attributes:
        due: how many; ``on_time``: done on their day or before; ``open``: past and not done yet.
        today: the day of the count.
    """

    due: int
    on_time: int
    open: int
    today: dt.date


def kept(book: Book, settings: Settings, *, customer_id: str = "") -> Kept:
    """What became of our promises; of one customer where that is given."""
    rows = book.table("promises")
    rows = rows[rows["by_whom"] != "them"]
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
        return _("No promise of ours has fallen due in the last 90 days.")
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
