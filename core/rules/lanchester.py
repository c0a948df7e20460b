"""Lanchester's ABC (ランチェスター式ABC): size of the need against our share of it, 12 cells.

Only customers whose total need (想定総需要) the owner has estimated stand in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.locale.words import Words, _
from core.metrics.rfm import abc_classes
from core.rules import worth
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

_SOURCE = "DOMAIN 1.1 (Lanchester)"
SIZES = ("A", "B", "C")
SHARES = ("a", "b", "c", "d")
CELLS = tuple(f"{size}{share}" for size in SIZES for share in SHARES)
#: What to do in which cell; the article's source names these seven, the rest is judged one by one.
APPROACHES = catalogue(
    Entry(
        "keep", _("Keep"), _("Large need, and we are first."), _("Visit long and often."), _SOURCE
    ),
    Entry(
        "win",
        _("Win"),
        _("A need worth it, and we are not first yet."),
        _("Put the time that others do not need here."),
        _SOURCE,
    ),
    Entry(
        "grow",
        _("Grow"),
        _("We are first, but the need is small."),
        _("Help the customer grow; keep the visits short."),
        _SOURCE,
    ),
    Entry(
        "fade",
        _("Fade out"),
        _("Small need, and others are first."),
        _("Answer when they ask; spend no visits."),
        _SOURCE,
    ),
    Entry(
        "single",
        _("One by one"),
        _("No general rule for this cell."),
        _("Decide for each customer."),
        _SOURCE,
    ),
)
_OF_CELL = {"Aa": "keep", "Ab": "win", "Ac": "win", "Bb": "win", "Ba": "grow", "Ca": "grow",
            "Cc": "fade"}  # fmt: skip
SHARE_WORDS: dict[str, Words] = {
    "a": _("We are first"),
    "b": _("Side by side"),
    "c": _("Others are first"),
    "d": _("Buys nothing from us"),
}
#: The marks of share with their names, highest first.
MARKS: tuple[tuple[float, Words], ...] = (
    (0.739, _("nearly all (73.9%)")),
    (0.417, _("stable first (41.7%)")),
    (0.261, _("among the first (26.1%)")),
    (0.193, _("level with others (19.3%)")),
    (0.109, _("noticed (10.9%)")),
    (0.068, _("just there (6.8%)")),
)


def lanchester(judged: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The cell of everybody whose need is known.

    Args:
        judged: one row per customer with ``total_need`` and ``spend_12m``.
        settings: the cuts of size (those of ABC) and of share.

    Returns:
        Rows of ``judged`` with ``cell`` (of :data:`CELLS`), ``approach`` (of
        :data:`APPROACHES`) and ``need_share`` (spend of 12 months ÷ need), largest need first.
    """
    rows = judged[judged["total_need"].fillna(0) > 0]
    share = worth.need_share(rows)
    size = abc_classes(rows["total_need"].to_numpy(dtype="int64"), settings.money)
    kind = np.select(
        [
            ~(share > 0),
            share >= settings.ladder.share_leading,
            share >= settings.money.lanchester_beside,
        ],
        ["d", "a", "b"],
        "c",
    )
    cell = pd.Series(size.to_numpy(), index=rows.index) + pd.Series(kind, index=rows.index)
    found = rows.assign(
        cell=cell.astype("str"), approach=cell.map(approach_of).astype("str"), need_share=share
    )
    return found.sort_values("total_need", ascending=False, kind="stable")


def approach_of(cell: str) -> str:
    """What to do in a cell."""
    return _OF_CELL.get(cell, "single")


def mark(share: float) -> Words:
    """The highest mark that a share has reached."""
    for line, words in MARKS:
        if share >= line:
            return words
    return _("below every mark")


def cells(found: pd.DataFrame) -> pd.DataFrame:
    """How many stand in each cell: sizes as rows, shares as columns.

    Args:
        found: of :func:`lanchester`.
    """
    sizes, kinds = found["cell"].str[0], found["cell"].str[1]
    counted = pd.crosstab(sizes, kinds)
    return counted.reindex(index=list(SIZES), columns=list(SHARES), fill_value=0)
