"""The sample businesses, counted once for all tests that only look."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from core import flow
from core.asset import with_value
from core.book import Book
from core.review import Review, review
from core.workspace import JST, Workspace, create_sample

_MOMENT = dt.datetime(2026, 11, 22, 9, tzinfo=JST)


@cache
def _home(code: str) -> Path:
    """A home with one sample business, made once; it goes with the temporary files of the run."""
    root = Path(tempfile.mkdtemp(prefix="daifukucho-sample-"))
    create_sample(root, code, now=lambda: _MOMENT).close()
    return root


def copied(code: str, root: Path, *, now: Callable[[], dt.datetime] | None = None) -> Workspace:
    """A sample business to write in, in a home of its own: a copy of the one that was made."""
    shutil.copytree(_home(code), root, dirs_exist_ok=True)
    return Workspace.open(root, f"sample-{code}", now=now or (lambda: _MOMENT))


@cache
def sample(code: str) -> Review:
    """The review of a sample business, to be looked at only."""
    with Workspace.open(_home(code), f"sample-{code}", now=lambda: _MOMENT) as made:
        return review(made.book(), made.settings())


@cache
def past(code: str, day: dt.date) -> tuple[pd.DataFrame, Book]:
    """Its customers as today's records judge and value them on a past day, and the book of it."""
    seen = sample(code)
    book = seen.book.known_at(day).at(day, day)
    people = flow.judged(flow.measure(book, seen.settings), book, seen.settings)
    return with_value(people, book, seen.settings), book
