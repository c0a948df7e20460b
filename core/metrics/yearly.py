"""Who is still a customer after so many years (残った割合), from purchases alone.

*Still a customer after k years* means: bought again later than k years after the first purchase.
Somebody is *lost* on the day of the last purchase, once nothing has followed for a year (article
1's one-year rule; in trades whose 戻らぬ日 is longer, for that long). So all is told as of the
*day of knowledge*, which lies that silence before the data-as-of day: whoever bought after it was
still a customer on it, whoever did not was lost before, and nobody is counted as staying only
because too little time has passed to know. Coming back after a long gap is staying.

The other way, to ask who bought in year k of those who bought in year k − 1, would count everybody
who skips a year as lost for good, and Hughes's line (50, 27.5, 16.5 of 100) speaks of who is left.
SEEDS 1-14, DOMAIN 2.8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.beginning import known_from, no_return_days_of
from core.metrics.moment import Moment
from core.metrics.rhythm import Flags, Ints
from core.settings import Settings

#: The Hughes line as the article has it: of those of the year before 50, 55 and 60 of 100 stay.
HUGHES = (0.50, 0.55, 0.60)
COLUMNS = {
    "year": "int64",
    "at_risk": "int64",
    "kept": "int64",
    "share": "float64",
    "solid": "bool",
}


@dataclass(frozen=True)
class Lives:
    """How long everybody was a customer, as known on the day of knowledge.

    Attributes:
        known: the day of knowledge, a day number.
        cno: the customer's key in the engine.
        watched: days from the first purchase to that day, at least 0.
        length: days from the first purchase to the last one known, be it later than that day.
        lost: nothing followed; where it is False the length says nothing but that it goes on.
    """

    known: int
    cno: Ints
    watched: Ints
    length: Ints
    lost: Flags


def lost_after(settings: Settings) -> int:
    """After how many days of silence somebody counts as lost."""
    return max(settings.cohorts.lost_days, no_return_days_of(settings))


def lives(engine: Engine, book: Book, settings: Settings) -> Lives:
    """How long everybody was a customer.

    Left out are those who came after the day of knowledge, and those of whom it is not known when
    they came first (:mod:`core.metrics.beginning`).

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    moment = Moment.of(book)
    found = engine.run("spans", asof=moment.asof, min_net=moment.min_net)
    known = moment.asof - lost_after(settings)
    first, last = (found[name].to_numpy(np.int64) for name in ("first_day", "last_day"))
    inside = (first <= known) & (first >= known_from(first, moment.asof, settings))
    first, last, cno = first[inside], last[inside], found["cno"].to_numpy(np.int64)[inside]
    return Lives(
        known=known, cno=cno, watched=known - first, length=last - first, lost=last <= known
    )


def kept_by_year(engine: Engine, book: Book, settings: Settings) -> pd.DataFrame:
    """The shop's own yearly retention by tenure (年ごとに残った割合).

    Returns:
        One row for each year 1, 2 … with anybody at risk, and at least as many as the Hughes line
        has: ``year``; ``at_risk``: customers who were one when the year began (counted from their
        own first purchase) and who are known to its end; ``kept``: those of them who were one at
        its end; ``share`` of them, NaN without anybody; ``solid``: enough at risk to speak of it.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    return kept_of(lives(engine, book, settings), settings)


def kept_of(found: Lives, settings: Settings) -> pd.DataFrame:
    """:func:`kept_by_year` of lives that were read already."""
    limits = settings.cohorts
    whole = found.watched // limits.year_days
    stayed = np.minimum(_years(found.length, limits.year_days), whole)
    reach = max(int(whole.max(initial=0)), limits.hughes_years)
    rows = []
    for year in range(1, reach + 1):
        watched = (whole >= year) & (stayed >= year - 1)
        at_risk, kept = int(watched.sum()), int((watched & (stayed >= year)).sum())
        if at_risk or year <= limits.hughes_years:
            rows.append((year, at_risk, kept, kept / at_risk if at_risk else np.nan))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)[:-1])
    return frame.assign(solid=frame["at_risk"] >= limits.years_at_risk).astype(COLUMNS)


def left_in_year(engine: Engine, book: Book, settings: Settings, year: int) -> list[str]:
    """The numbers of those who were lost in that year after their first purchase.

    Args:
        engine: holds the purchases.
        book: says the data-as-of day.
        settings: what counts as lost.
        year: 1 is the year that begins with the first purchase.
    """
    found = lives(engine, book, settings)
    limits = settings.cohorts
    gone = found.lost & (_years(found.length, limits.year_days) == year - 1)
    names = engine.run("customer_ids").set_index("cno")["customer_id"]
    return [str(name) for name in names.loc[found.cno[gone]]]


def left_and_still(found: Lives, settings: Settings) -> tuple[Ints, Ints]:
    """How many were lost in year 1, 2 …, and how many are known to have stayed just so long.

    Whole years alone count: who was lost in a year that is not over yet is one of those who are
    known to have stayed through the years before. What
    :func:`core.foresight.contracts.fit_retention` asks for.
    """
    year = settings.cohorts.year_days
    whole = found.watched // year
    stayed = np.minimum(_years(found.length, year), whole)
    size = max(int(whole.max(initial=0)), 1)
    gone = stayed < whole
    left = np.bincount(stayed[gone], minlength=size)[:size]
    still = np.bincount(stayed[~gone], minlength=size + 1)[1 : size + 1]
    return left, still


def _years(length: Ints, year_days: int) -> Ints:
    """Through how many whole years somebody was a customer: bought later than so many years."""
    return np.maximum(length - 1, 0) // year_days
