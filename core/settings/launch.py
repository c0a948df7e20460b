"""A new product that is offered just now (新商品のご案内)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LaunchSettings:
    """A new product that is offered just now (新商品のご案内).

    Attributes:
        name: what it is called; empty while none is offered.
        products, categories: what it is like, as on the page.
        price: about what it costs, in minor units; 0 unknown.
        until: the last day on which it is offered, ISO; empty for no end.
    """

    name: str = threshold("", unit="text", source="article 1-20")
    products: tuple[str, ...] = threshold((), unit="products like it", source="article 1-20")
    categories: tuple[str, ...] = threshold((), unit="categories like it", source="article 1-20")
    price: int = threshold(0, unit="minor units; 0 unknown", source="DOMAIN 2.9")
    until: str = threshold("", unit="last day (ISO)", source="DOMAIN 2.9")
    days: int = threshold(90, unit="days of a launch", source="DOMAIN 2.9", assumed=True)
