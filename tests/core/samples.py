"""The sample businesses, counted once for all tests that only look."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

from core.review import Review, review
from core.workspace import JST, create_sample

_MOMENT = dt.datetime(2026, 11, 22, 9, tzinfo=JST)


@cache
def sample(code: str) -> Review:
    """The review of a sample business; its folder goes with the temporary files of the run."""
    root = Path(tempfile.mkdtemp(prefix="daifukucho-sample-"))
    with create_sample(root, code, now=lambda: _MOMENT) as made:
        return review(made.book(), made.settings())
