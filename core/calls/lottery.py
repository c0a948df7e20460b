"""The lottery at the capacity line (当落線の抽選): what makes the effect of calls measurable.

Not all could be called anyhow, so nobody is refused for the sake of measuring. Source: DOMAIN 3.7.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import pandas as pd

_FIRST_MONDAY = dt.date(1970, 1, 5)
_WEEK = dt.timedelta(weeks=1)


def ticket(customer_id: str, week: dt.date) -> str:
    """The customer's lot in that week: the same on every machine, another one next week."""
    return hashlib.sha256(f"{customer_id}|{week.isoformat()}".encode()).hexdigest()


def seed_week(week: dt.date, weeks: int) -> dt.date:
    """The Monday whose lots are drawn in a week: the same for ``weeks`` weeks on end.

    So a lot stands for a while even where nothing is remembered, as on the command line.
    """
    number = (week - _FIRST_MONDAY).days // _WEEK.days
    return _FIRST_MONDAY + (number - number % weeks) * _WEEK


def standing(listed: pd.DataFrame, week: dt.date, weeks: int) -> dict[str, bool]:
    """{customer_id: drawn} of the lots of the last ``weeks`` weeks, this one with them.

    Whoever was not drawn stays so until then: only so does the comparison tell something. They
    are not refused a call: every other reason counts, and so does a sure seat.

    Args:
        listed: :attr:`core.book.Book.listed`.
        week: the Monday of the week to be called.
        weeks: for how many weeks a lot stands.
    """
    since = pd.Timestamp(week - weeks * _WEEK)
    inside = (listed["week"] > since) & (listed["week"] <= pd.Timestamp(week))
    lots = listed[inside & (listed["lot"] != "")].sort_values("week", kind="stable")
    return dict(zip(lots["customer_id"], lots["lot"] == "drawn", strict=True))


def standing_until(listed: pd.DataFrame, week: dt.date, weeks: int) -> dict[str, dt.date]:
    """{customer_id: the Monday from which the newest lot stands no more} of lots not won."""
    inside = (listed["week"] <= pd.Timestamp(week)) & (listed["lot"] != "")
    lots = (
        listed[inside]
        .sort_values("week", kind="stable")
        .drop_duplicates("customer_id", keep="last")
    )
    lots = lots[(lots["lot"] == "not_drawn") & (lots["week"] > pd.Timestamp(week - weeks * _WEEK))]
    return {
        customer: (drawn + weeks * _WEEK).date()
        for customer, drawn in zip(lots["customer_id"], lots["week"], strict=True)
    }


def by_lot(customer_ids: Sequence[str], week: dt.date) -> list[int]:
    """Positions of the customers in the order in which they are drawn."""
    return sorted(range(len(customer_ids)), key=lambda i: ticket(customer_ids[i], week))


def in_pairs(pool: Sequence[int], codes: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs to draw one of each: of the same reason and next in rank to each other.

    Where a reason has an odd number, its last stands beside the last of another such reason; so
    drawn and not drawn are alike, and chance alone makes them differ.

    Args:
        pool: positions in the line, the first to be called first; an even number.
        codes: the reason of each position of the line.
    """
    pairs: list[tuple[int, int]] = []
    alone: dict[str, int] = {}
    for i in pool:
        other = alone.pop(codes[i], None)
        if other is None:
            alone[codes[i]] = i
        else:
            pairs.append((other, i))
    left = list(alone.values())
    return pairs + list(zip(left[::2], left[1::2], strict=True))


def sure_and_drawn(seats: int) -> tuple[int, int, int]:
    """How many are sure of a seat, how many are drawn, and from how many of the next.

    Of c seats the first half, rounded down, is sure; the others are drawn from twice as many.
    """
    sure = seats // 2
    drawn = seats - sure
    return sure, drawn, 2 * drawn
