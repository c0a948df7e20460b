"""The lottery at the capacity line (当落線の抽選): what makes the effect of calls measurable.

Not all could be called anyhow, so nobody is refused for the sake of measuring. Source: DOMAIN 3.7.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence


def ticket(customer_id: str, week: dt.date) -> str:
    """The customer's lot in that week: the same on every machine, another one next week."""
    return hashlib.sha256(f"{customer_id}|{week.isoformat()}".encode()).hexdigest()


def by_lot(customer_ids: Sequence[str], week: dt.date) -> list[int]:
    """Positions of the customers in the order in which they are drawn."""
    return sorted(range(len(customer_ids)), key=lambda i: ticket(customer_ids[i], week))


def sure_and_drawn(seats: int) -> tuple[int, int, int]:
    """How many are sure of a seat, how many are drawn, and from how many of the next.

    Of c seats the first half, rounded down, is sure; the others are drawn from twice as many.
    """
    sure = seats // 2
    drawn = seats - sure
    return sure, drawn, 2 * drawn
