"""Which part of a business is looked at (絞り込み): some stores, staff, goods, ways in.

Under a scope everything is counted as though only those lines stood in the ledger: a customer is
new on the first purchase inside of it. So every measure is the same function, of fewer lines.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Scope:
    """What a line must have to be counted; an empty tuple asks for nothing.

    The empty text stands for what is not written: ``staff=("",)`` are the lines without a name.

    Attributes:
        stores: in one of these stores.
        staff: by one of these people.
        products: one of these products or categories of products.
        ways: of a customer who came by one of these ways (codes of the column ``trigger``).
    """

    stores: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, part.name) for part in fields(self))

    @property
    def of_lines(self) -> bool:
        """Whether it looks at the lines, not at the customers alone."""
        return bool(self.stores or self.staff or self.products)


@dataclass(frozen=True, slots=True)
class Period:
    """From which month to which one is looked (期間), both "2026-11"; empty for no bound."""

    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        """Whether there is any bound."""
        return bool(self.first or self.last)

    def end(self, asof: dt.date) -> dt.date:
        """The last day looked at: of the last month, never after the data-as-of day."""
        if not self.last:
            return asof
        year, month = map(int, self.last.split("-"))
        return min(asof, dt.date(year, month, calendar.monthrange(year, month)[1]))
