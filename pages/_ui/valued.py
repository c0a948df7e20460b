"""Customers with what they are worth, on the day looked at and on past days, counted once each.

Under a filter (絞り込み) only who bought in that part is shown, each with the whole of their
value: a customer of two stores is not worth less because one of them is looked at.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from core.asset import with_value
from core.book import Book
from core.lifetime import lifetime
from core.metrics.earned import earned
from core.rules._rows import one_of
from core.scope import Period, Scope
from pages._ui import cache, then
from pages._ui.business import Here


@dataclass(frozen=True)
class Valued:
    """Everybody who is shown.

    Attributes:
        rows: all customers, judged and valued, on ``book.asof``.
        found: of :func:`core.lifetime.lifetime`, those who are looked at.
        book: the business on that day.
        only: the ids looked at, None for all.
        mark: changes with the part and the months looked at; for what is made of them.
    """

    rows: pd.DataFrame
    found: pd.DataFrame
    book: Book
    only: frozenset[str] | None
    mark: str


def valued(here: Here, *, whole: bool = False) -> Valued:
    """Who is looked at, as of the last day looked at.

    Args:
        here: the business.
        whole: the whole business as of today, whatever is looked at.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    scope, period = (Scope(), Period()) if whole else here.look
    book = here.review().book
    book = book.at(period.end(book.asof), book.today)
    mark = f"{scope}|{book.asof}"
    rows = rows_at(here, book.asof)
    found = here.made(f"lifetime|{book.asof}", lambda: _lifetime(here, rows, book))
    if not scope:
        return Valued(rows, found, book, None, mark)
    only = here.made(f"only|{mark}", lambda: frozenset(here.people()["customer_id"].tolist()))
    inside = here.made(f"lifetime|{mark}", lambda: found[one_of(found.index, only)])
    return Valued(rows, inside, book, only, mark)


def rows_at(here: Here, day: dt.date) -> pd.DataFrame:
    """Everybody, judged and valued on a past day as today's records tell of it.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    review = here.review()
    if day >= review.book.asof:
        return review.customers
    people = then.judged_at(here, day)
    return here.made(
        f"worth|{day}", lambda: with_value(people, here.workspace.as_of(day), here.settings)
    )


def _lifetime(here: Here, rows: pd.DataFrame, book: Book) -> pd.DataFrame:
    engine = cache.engine_for(here.workspace.folder, here.review().book)
    return lifetime(rows, earned(engine, book), here.settings)
