"""The sample businesses, counted once for all tests that only look."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd

from core import flow
from core.asset import with_value
from core.book import Book
from core.review import Review, review
from core.workspace import JST, create_sample

_MOMENT = dt.datetime(2026, 11, 22, 9, tzinfo=JST)


@cache
def sample(code: str) -> Review:
    """The review of a sample business; its folder goes with the temporary files of the run."""
    root = Path(tempfile.mkdtemp(prefix="daifukucho-sample-"))
    with create_sample(root, code, now=lambda: _MOMENT) as made:
        return review(made.book(), made.settings())


@cache
def past(code: str, day: dt.date) -> tuple[pd.DataFrame, Book]:
    """Its customers as today's records judge and value them on a past day, and the book of it."""
    seen = sample(code)
    book = seen.book.known_at(day).at(day, day)
    people = flow.judged(flow.measure(book, seen.settings), book, seen.settings)
    return with_value(people, book, seen.settings), book
