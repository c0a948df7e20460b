"""The ideal customer (理想の顧客像, DOMAIN 2.9): what the best share and the rest do not.

Supporters and above are compared with the other buyers, one trait at a time, by the difference of
two shares with its interval. Many traits are compared at once, so each is held to its part of the
allowed error (Bonferroni): what is told would hardly come about by chance anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.locale.words import Words, _
from core.rules.likeness import Attribute
from core.rules.shares import Difference, newcombe
from core.rules.wishes import best
from core.settings.ideal import IdealSettings

#: States in which nobody is told to be spoken to.
_NOT_CONTACTED = ("dnc",)


@dataclass(frozen=True)
class Trait:
    """One value of one attribute, among the best and among the rest.

    Attributes:
        attribute: what it is about; ``value``: of it.
        best: (how many of the best have it, of how many it is known); ``rest``: of the others.
        difference: of the two shares.
    """

    attribute: Attribute
    value: str
    best: tuple[int, int]
    rest: tuple[int, int]
    difference: Difference

    @property
    def words(self) -> Words:
        """The trait in a sentence, with its counts and its interval."""
        gap = self.difference
        return _(
            "{attribute}: {value}. {hits} of {known} of the best ({share}), of the others {n} of "
            "{of} ({other}): {gap} points more, likely {low} to {high}.",
            attribute=self.attribute.label, value=self.attribute.said(self.value),
            hits=self.best[0], known=self.best[1], share=_percent(self.best),
            n=self.rest[0], of=self.rest[1], other=_percent(self.rest),
            gap=_points(gap.difference), low=_points(gap.low), high=_points(gap.high),
        )  # fmt: skip


@dataclass(frozen=True)
class Ideal:
    """What the best customers share.

    Attributes:
        traits: surely more frequent among the best, the surest first, one per attribute.
        compared: how many traits were compared.
        best: how many supporters and above there are; ``rest``: other buyers.
        near: prospects who are near to it: customer_id, name, hits, known; nearest first.
        prospects: how many prospects there are.
    """

    traits: tuple[Trait, ...]
    compared: int
    best: int
    rest: int
    near: pd.DataFrame
    prospects: int

    @property
    def unknown(self) -> Words | None:
        """Why nothing can be said yet, None where something is."""
        if self.traits:
            return None
        if not self.compared:
            return _(
                "Not known yet: {best} of the best and {rest} others are too few, or too little "
                "is written down about them.",
                best=self.best, rest=self.rest,
            )  # fmt: skip
        return _(
            "Not known yet: of {n} traits none is surely more frequent among the {best} best "
            "customers than among the {rest} others.",
            n=self.compared, best=self.best, rest=self.rest,
        )  # fmt: skip


def ideal(people: pd.DataFrame, known: Sequence[Attribute], settings: IdealSettings) -> Ideal:
    """Compare the best customers with the others.

    Args:
        people: one row per customer with ``stage`` (:mod:`core.rules.judge`).
        known: what they are told apart by (:func:`core.rules.likeness.attributes`).
        settings: how many it takes, how much error is allowed.
    """
    top = best(people).to_numpy(dtype=bool)
    buyers = people["first_purchase_date"].notna().to_numpy(dtype=bool)
    counted = [
        (one, value, hits, others)
        for one in known
        for value, hits, others in _counted(one, top & buyers, buyers & ~top, settings)
    ]
    error = settings.error / max(len(counted), 1)
    traits = [
        Trait(one, value, hits, others, newcombe(hits, others, error=error))
        for one, value, hits, others in counted
    ]
    sure = sorted((t for t in traits if t.difference.low > 0), key=lambda t: -t.difference.low)
    told = tuple(_one_each(sure)[: settings.sentences])
    leads = ~buyers & ~people["state"].isin(_NOT_CONTACTED).to_numpy(dtype=bool)
    return Ideal(
        traits=told,
        compared=len(counted),
        best=int((top & buyers).sum()),
        rest=int((buyers & ~top).sum()),
        near=_near(people, told, leads, settings),
        prospects=int(leads.sum()),
    )


def _counted(
    one: Attribute, top: np.ndarray, rest: np.ndarray, settings: IdealSettings
) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """(value, hits among the best, hits among the rest) of every group that is large enough."""
    values = one.values.to_numpy(dtype=object)
    known = np.not_equal(values, "").astype(bool)
    of_top, of_rest = int((known & top).sum()), int((known & rest).sum())
    if min(of_top, of_rest) < settings.group_needed:
        return []
    among_top = pd.Series(values[known & top]).value_counts()
    among_rest = pd.Series(values[known & rest]).value_counts()
    both = among_top.add(among_rest, fill_value=0)
    return [
        (
            str(value),
            (int(among_top.get(value, 0)), of_top),
            (int(among_rest.get(value, 0)), of_rest),
        )
        for value in both.index[both >= settings.group_needed]
    ]


def _one_each(traits: Sequence[Trait]) -> list[Trait]:
    """The surest trait of each attribute."""
    found: dict[str, Trait] = {}
    for trait in traits:
        found.setdefault(trait.attribute.code, trait)
    return list(found.values())


def _near(
    people: pd.DataFrame, traits: Sequence[Trait], leads: np.ndarray, settings: IdealSettings
) -> pd.DataFrame:
    """Prospects with enough of the traits that are known of them, the nearest first."""
    hits, known = np.zeros(len(people), int), np.zeros(len(people), int)
    for trait in traits:
        values = trait.attribute.values
        known += (values != "").to_numpy(dtype=int)
        hits += (values == trait.value).to_numpy(dtype=int)
    found = people.assign(hits=hits, known=known)[["customer_id", "name", "hits", "known"]]
    near = leads & (hits > 0) & (hits >= settings.near_share * known)
    return found[near].sort_values("hits", ascending=False, kind="stable").reset_index(drop=True)


def _percent(hits: tuple[int, int]) -> str:
    return f"{hits[0] / hits[1]:.0%}"


def _points(share: float) -> str:
    return f"{100 * share:.0f}"
