"""Who came a single time (一度きりのお客様): how many there are, and how many there were."""

from __future__ import annotations

import numpy as np

from core.metrics.rhythm import Silences


def came_once(found: Silences, day: int) -> int:
    """Customers who at the end of a day had bought on one day only.

    Args:
        found: all silences of the shop; the first one of a customer ends with the second purchase.
        day: a day number, not after the data-as-of day.
    """
    first = found.number == 1
    second = np.where(found.closed, found.day + found.length, day + 1)
    return int((first & (found.day <= day) & (second > day)).sum())
