"""The narrow target (絞り込んだ的, article 2): what lies inside, and who is next.

Article 2: aim at a small market and begin with one loyal customer. The owner chooses at most three
conditions; everybody who meets all of them is inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.rules import _rows
from core.rules.likeness import Attribute
from core.settings.ideal import IdealSettings

Condition = tuple[str, str]
#: Who may be led to the next rung: they buy, and may be spoken to.
_WITHIN_REACH = ("active", "at_risk")


@dataclass(frozen=True)
class Target:
    """What lies inside the target.

    Attributes:
        inside: buyers inside; ``of``: all buyers.
        profit: their yearly worth (V) in minor units; ``profit_of``: everybody's.
        minutes: handling minutes on record; ``minutes_of``: everybody's; ``contacts``: contacts
            with a duration on which these stand.
        next_one: who is nearest to the rung above, regulars (得意客) on their way to supporter
            first: rows of the people, fewest missing first, then the most worth.
    """

    inside: int
    of: int
    profit: int
    profit_of: int
    minutes: int
    minutes_of: int
    contacts: int
    next_one: pd.DataFrame


def target(
    people: pd.DataFrame,
    known: Sequence[Attribute],
    conditions: Sequence[Condition],
    book: Book,
    settings: IdealSettings,
) -> Target:
    """How much of the business lies inside.

    Args:
        people: one row per customer, judged and valued (:mod:`core.asset`).
        known: of :func:`core.rules.likeness.attributes`.
        conditions: (attribute, value), all of which hold inside.
        book: the contacts.
        settings: over how many days minutes are counted.
    """
    met = inside(people, known, conditions)
    buyers = people["first_purchase_date"].notna().to_numpy(dtype=bool)
    worth = people["annual_profit"].fillna(0).to_numpy(dtype="float64")
    said = book.table("activities")
    end = pd.Timestamp(book.today)
    recent = said["date"].between(end - pd.Timedelta(days=settings.minutes_days), end)
    said = said[recent & said["minutes"].notna()]
    ours = said["customer_id"].isin(people.loc[met & buyers, "customer_id"])
    return Target(
        inside=int((met & buyers).sum()),
        of=int(buyers.sum()),
        profit=round(worth[met & buyers].sum()),
        profit_of=round(worth[buyers].sum()),
        minutes=int(said.loc[ours, "minutes"].sum()),
        minutes_of=int(said["minutes"].sum()),
        contacts=len(said),
        next_one=_next_one(people[met], settings),
    )


def inside(
    people: pd.DataFrame, known: Sequence[Attribute], conditions: Sequence[Condition]
) -> npt.NDArray[np.bool_]:
    """Who meets all conditions; one about an attribute that is no longer there nobody meets."""
    of = {one.code: one.values for one in known}
    met = np.ones(len(people), dtype=bool)
    for code, value in conditions:
        values = of.get(code)
        met &= False if values is None else (values == value).to_numpy(dtype=bool)
    return met


def _next_one(people: pd.DataFrame, settings: IdealSettings) -> pd.DataFrame:
    """Regulars with the fewest conditions missing; customers where there is no regular."""
    reach = people[people["state"].isin(_WITHIN_REACH)]
    for rung in ("regular", "customer"):
        rows = reach[reach["stage"] == rung]
        if len(rows):
            missing = rows["stage_missing"].map(len)
            worth = _rows.numbers(rows["annual_profit"]).fillna(0.0)
            ordered = rows.assign(missing=missing, worth=worth).sort_values(
                ["missing", "worth"], ascending=[True, False], kind="stable"
            )
            return ordered.head(settings.next_shown).reset_index(drop=True)
    return reach.head(0)
