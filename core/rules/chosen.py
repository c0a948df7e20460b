"""Why they chose us (選ぶ理由): what we are number one for, by rung of the ladder (article 0).

The yardstick does not matter, says the article: quality, service, price, distance, a person. What
matters is to know it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.locale.words import Words, _
from core.rules.ladder import STAGES
from core.rules.shares import Share, wilson
from core.rules.wishes import best
from core.settings.voices import VoiceSettings
from core.tables.customers import CHOSEN_FOR_CHOICES

YARDSTICKS = {choice.code: choice.label for choice in CHOSEN_FOR_CHOICES}


@dataclass(frozen=True)
class Chosen:
    """Why customers chose us.

    Attributes:
        counts: one row per rung that has answers, the highest first: ``stage``, a count of each
            yardstick, ``unknown`` (buyers without an answer).
        shares: {yardstick: its share of all answers}, the most frequent first.
        best: the same among supporters and above.
        unknown: buyers of whom it is not known; ``of``: all buyers.
    """

    counts: pd.DataFrame
    shares: dict[str, Share]
    best: dict[str, Share]
    unknown: int
    of: int


def chosen(people: pd.DataFrame) -> Chosen:
    """Tally why customers chose us.

    Args:
        people: one row per customer with ``stage`` (:mod:`core.rules.judge`).
    """
    buyers = people[people["first_purchase_date"].notna()]
    known = buyers["chosen_for"].where(buyers["chosen_for"].isin(YARDSTICKS), "unknown")
    table = pd.crosstab(buyers["stage"], known)
    columns = [*YARDSTICKS, "unknown"]
    rungs = [code for code in reversed(STAGES) if code in table.index]
    table = table.reindex(index=rungs, columns=columns, fill_value=0)
    table.index.name, table.columns.name = "stage", None
    return Chosen(
        counts=table.reset_index(),
        shares=_shares(known),
        best=_shares(known[best(buyers)]),
        unknown=int((known == "unknown").sum()),
        of=len(buyers),
    )


def number_one(named: dict[str, Share], settings: VoiceSettings) -> Words:
    """What we are number one for, in a sentence; that it is not known yet where it is not.

    First is what more name than any other, surely so where its interval lies above the next one.

    Args:
        named: the share of each yardstick, the most frequent first (:attr:`Chosen.shares`).
        settings: how many answers it takes.
    """
    shares = list(named.items())
    if not shares or shares[0][1].of < settings.share_needed:
        return _(
            "What we are number one for is not known yet: {n} answers of {needed} needed.",
            n=shares[0][1].of if shares else 0, needed=settings.share_needed,
        )  # fmt: skip
    (code, first), *others = shares
    facts = {
        "what": YARDSTICKS[code], "n": first.hits, "of": first.of,
        "share": f"{first.share:.0%}", "low": f"{first.low:.0%}", "high": f"{first.high:.0%}",
    }  # fmt: skip
    if others and others[0][1].high > first.low:
        return _(
            "Most name {what}: {n} of {of} ({share}, likely {low} to {high}). It is too close to "
            "the next one to call it our number one.",
            **facts,
        )
    return _(
        "We are number one for {what}: {n} of {of} name it ({share}, likely {low} to {high}).",
        **facts,
    )


def _shares(known: pd.Series[str]) -> dict[str, Share]:
    """The share of each yardstick that was named, the most frequent first."""
    counts = known[known != "unknown"].value_counts().reindex(list(YARDSTICKS), fill_value=0)
    total = int(counts.sum())
    ordered = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return {str(code): wilson(int(n), total) for code, n in ordered.items()}
