"""Revenue as customers × visits × price (人数 × 回数 × 単価), and the part of each in its change.

Three factors that all move have no single "effect" each: it depends on which is said to have moved
first. The effects here are the Shapley values, the mean over the six orders in which the factors
can have moved. They add up to the change exactly, treat the factors alike, and stay defined where
revenue is zero or negative (returns), where the logarithmic mean (LMDI) is not.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

from core.metrics.growth import Windows

#: The factors in the order in which they multiply.
FACTORS = ("customers", "frequency", "price")


@dataclass(frozen=True)
class Basis:
    """One window of one side.

    Attributes:
        customers: who bought; ``purchases``: their purchase days; ``revenue``: minor units.
    """

    customers: int
    purchases: int
    revenue: int

    @property
    def frequency(self) -> float | None:
        """Purchases of each customer in the window; None without any."""
        return self.purchases / self.customers if self.customers else None

    @property
    def price(self) -> float | None:
        """Revenue of each purchase in minor units; None without any."""
        return self.revenue / self.purchases if self.purchases else None

    def exact(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """The three factors whose product is the revenue; None without a purchase."""
        if not self.customers or not self.purchases:
            return None
        return (
            Fraction(self.customers),
            Fraction(self.purchases, self.customers),
            Fraction(self.revenue, self.purchases),
        )


@dataclass(frozen=True)
class Split:
    """What changed the revenue of one side between two windows.

    Attributes:
        now, before: the two windows.
        customers, frequency, price: effect of each in whole minor units; they add up to
            ``now.revenue - before.revenue``. Where one window has no purchase, the whole change
            is that of the customers.
    """

    now: Basis
    before: Basis
    customers: int
    frequency: int
    price: int

    @property
    def comparable(self) -> bool:
        """Whether both windows have purchases, so that frequency and price can be compared."""
        return self.now.purchases > 0 and self.before.purchases > 0


def split(now: Basis, before: Basis) -> Split:
    """The effect of each factor, rounded so that the parts add up."""
    change = now.revenue - before.revenue
    new, old = now.exact(), before.exact()
    if new is None or old is None:
        return Split(now, before, change, 0, 0)
    return Split(now, before, *_rounded(_shapley(new, old), change))


def by_side(windows: Windows) -> dict[str, Split]:
    """``existing`` and ``new``: this year's 13 weeks against last year's."""
    return {
        side: split(*(_basis(windows, side, when) for when in ("now", "before")))
        for side in ("existing", "new")
    }


def _basis(windows: Windows, side: str, when: str) -> Basis:
    return Basis(
        customers=getattr(windows, f"{side}_buyers_{when}"),
        purchases=getattr(windows, f"{side}_days_{when}"),
        revenue=getattr(windows, f"{side}_{when}"),
    )


def _shapley(
    new: tuple[Fraction, Fraction, Fraction], old: tuple[Fraction, Fraction, Fraction]
) -> list[Fraction]:
    """The mean effect of each factor over all orders in which they can have moved."""
    effects = [Fraction(0)] * len(FACTORS)
    orders = list(itertools.permutations(range(len(FACTORS))))
    for order in orders:
        standing = list(old)
        for place in order:
            was = standing[0] * standing[1] * standing[2]
            standing[place] = new[place]
            effects[place] += standing[0] * standing[1] * standing[2] - was
    return [effect / len(orders) for effect in effects]


def _rounded(effects: list[Fraction], total: int) -> list[int]:
    """Whole numbers with this total, each within one of its effect (largest remainders)."""
    floors = [effect.__floor__() for effect in effects]
    left = total - sum(floors)
    places = sorted(range(len(effects)), key=lambda p: floors[p] - effects[p])
    for place in places[:left]:
        floors[place] += 1
    return floors
