"""Margin and value."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class MoneySettings:
    """Margin and value."""

    margin: float = threshold(0.0, unit="share of sales; 0 = sales basis", source="owner")
