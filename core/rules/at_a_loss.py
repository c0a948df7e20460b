"""Orders at a loss to win a customer (赤字でも受注する), article 1: how much, until when, by whom.

A decision of the owner, so it is kept with what is set by hand (手動指定): the loss allowed in
major units, the day of the next look as its end, the reason and who looks after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows

#: The field of :mod:`core.tables.overrides` in which the loss allowed stands.
FIELD = "loss_limit"
#: More was lost than allowed; the day of the next look has passed; neither; profit not known.
OVER, DUE, WITHIN, UNKNOWN = "over", "due", "within", "unknown"


def decided(book: Book) -> pd.DataFrame:
    """The newest decision for each customer, also past its day: it then waits for a look.

    Returns:
        ``customer_id``, ``date`` (decided on), ``limit`` (minor units; NaN where the text is no
        amount), ``review_date`` (NaT without one), ``by_whom``, ``reason``, ``row_id``.
    """
    rows = _rows.until(book.table("overrides"), "date", book.today)
    rows = _rows.newest(rows[rows["field"] == FIELD], "date").reset_index()
    ids = rows["row_id"] if "row_id" in rows else pd.Series(0, index=rows.index)
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "date": rows["date"],
            "limit": [amount(text, book.scale) for text in rows["value"]],
            "review_date": rows["expires_date"],
            "by_whom": rows["by_whom"],
            "reason": rows["reason"],
            "row_id": ids.fillna(0).astype("int64"),
        }
    ).astype({"limit": "float64"})


def amount(text: str, scale: int) -> float:
    """An amount in major units as minor ones; NaN where it is none or below zero."""
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return np.nan
    return float(value.scaleb(scale)) if value.is_finite() and value >= 0 else np.nan


def days_of(rows: pd.DataFrame) -> dict[str, dt.date]:
    """From which day each profit counts, for :func:`core.metrics.since.margin_since`."""
    return dict(zip(rows["customer_id"], rows["date"].dt.date, strict=True))


def watched(
    rows: pd.DataFrame, profit: Mapping[str, float | None], names: pd.DataFrame, book: Book
) -> pd.DataFrame:
    """Each decision with what came of it so far, those that need the owner first.

    Args:
        rows: of :func:`decided`.
        profit: gross profit since the decision (:func:`core.metrics.since.margin_since`).
        names: one row per customer with ``customer_id`` and ``name``.
        book: the business; the day of the next look is held against its ``today``.

    Returns:
        ``rows`` with ``name``, ``profit`` (NaN unknown), ``over`` and ``due`` (bool) and
        ``verdict``: red are ``over`` and ``due``.
    """
    known = names.set_index("customer_id")["name"]
    came = [np.nan if (one := profit.get(who)) is None else one for who in rows["customer_id"]]
    found = rows.assign(
        name=_rows.looked_up(rows["customer_id"], known).fillna("").astype("str"),
        profit=np.array(came, dtype="float64"),
    )
    found["over"] = found["profit"] < -found["limit"]
    found["due"] = found["review_date"] < pd.Timestamp(book.today)
    blind = found["profit"].isna() | found["limit"].isna()
    codes = np.select([found["over"], found["due"], blind], [OVER, DUE, UNKNOWN], WITHIN)
    found["verdict"] = pd.Series(codes, index=found.index, dtype="str")
    order = found["verdict"].map({OVER: 0, DUE: 1, UNKNOWN: 2, WITHIN: 3})
    return found.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)
