"""The ideal customer (理想の顧客像): what tells the best customers from the rest."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class IdealSettings:
    """The ideal customer (理想の顧客像): what tells the best customers from the rest.

    Attributes:
        group_needed: fewer customers with a trait, or fewer of the best of whom it is known,
            tell nothing.
        error: chance of a false trait, over all that are compared.
        sentences: traits told at most.
        near_share: a prospect is near with so many of the traits that are known of them.
        values_most: an own column with more different values tells no groups apart.
        sizes: employees from which on a company counts to the next size.
        minutes_days: contacts of so many days make the handling minutes of a target.
        next_shown: customers shown who are nearest to the next rung.
    """

    group_needed: int = threshold(8, unit="customers", source="DOMAIN 2.9")
    error: float = threshold(0.05, unit="probability", source="convention")
    sentences: int = threshold(5, unit="sentences", source="DOMAIN 2.9")
    near_share: float = threshold(
        0.5, unit="share of the traits", source="DOMAIN 2.9", assumed=True
    )
    values_most: int = threshold(12, unit="values", source="DOMAIN 2.9", assumed=True)
    sizes: tuple[int, ...] = threshold(
        (5, 10, 30, 100), unit="employees", source="DOMAIN 2.9", assumed=True
    )
    minutes_days: int = threshold(365, unit="days", source="article 2-1", assumed=True)
    next_shown: int = threshold(3, unit="customers", source="article 2-1", assumed=True)
