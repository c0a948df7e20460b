"""How many customers are measured by days learned from the shop's own purchases (学んだ日数)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class LearnedDays:
    """The learned days of the customer in the middle.

    Attributes:
        n: customers whose days are learned; ``of``: all customers with a purchase.
        nudge, no_return: median 声かけ日 and 戻らぬ日 of those n, days of silence; 0 without any.
    """

    n: int
    of: int
    nudge: int
    no_return: int


def learned_days(profile: pd.DataFrame) -> LearnedDays:
    """Sum up ``days_basis``, ``nudge_day`` and ``no_return_day`` of a profile (DOMAIN 2.1)."""
    buyers = profile[profile["days_basis"] != ""]
    learned = buyers[buyers["days_basis"] == "learned"]
    if learned.empty:
        return LearnedDays(0, len(buyers), 0, 0)
    middle = learned[["nudge_day", "no_return_day"]].median().round().astype("int64")
    return LearnedDays(
        len(learned), len(buyers), int(middle["nudge_day"]), int(middle["no_return_day"])
    )
