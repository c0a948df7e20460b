"""What new and what old customers cost (獲得費・アフター費), and how one stands to the other.

Costs of the sheet are those of whole months; contacts and gifts of the same months are added with
our minutes, the postage and what the gifts cost. Whoever had bought before a contact is an old
customer, all others are to be won.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows, contact
from core.rules.worth import minor_of_yen
from core.settings import Settings

ACQUISITION, AFTERCARE = "acquisition", "aftercare"


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a new customer costs against an old one (1:5の法則), money in minor units.

    Attributes:
        start, end: first day of the first month, and the data-as-of day.
        acquisition, aftercare: costs of the sheet in these months.
        acquisition_touches, aftercare_touches: what contacts and gifts cost beside them.
        new: customers whose first purchase lies in these months; ``kept``: those of before who
            bought in them again.
        least: fewer customers on either side tell nothing.
    """

    start: dt.date
    end: dt.date
    acquisition: int
    acquisition_touches: int
    aftercare: int
    aftercare_touches: int
    new: int
    kept: int
    least: int

    @property
    def per_new(self) -> float | None:
        """What was spent for each new customer; None below the least count."""
        spent = self.acquisition + self.acquisition_touches
        return spent / self.new if self.new >= self.least and spent > 0 else None

    @property
    def per_kept(self) -> float | None:
        """What was spent for each customer kept; None below the least count."""
        spent = self.aftercare + self.aftercare_touches
        return spent / self.kept if self.kept >= self.least and spent > 0 else None

    @property
    def times(self) -> float | None:
        """How many times as much a new customer costs; None where either side is unknown."""
        new, kept = self.per_new, self.per_kept
        return None if new is None or kept is None else new / kept


def first_month(book: Book, settings: Settings) -> dt.date:
    """The first day of the months looked at; the last of them is the one of the as-of day."""
    back = settings.spending.months - 1
    return _rows.months_before(book.asof.replace(day=1), back).date()


def ratio(rows: pd.DataFrame, book: Book, settings: Settings) -> Ratio:
    """Acquisition cost of a new customer against aftercare cost of one kept (DOMAIN 2.8).

    Args:
        rows: one row per customer with first and last purchase (judged or the profile).
        book: the business; its costs, contacts and special treatment are read.
        settings: its settings.
    """
    start = first_month(book, settings)
    day, spent = pd.Timestamp(start), touches(rows, book, settings)
    by_side = spent.groupby("old")["cost"].sum()
    paid = {
        kind: int(costs(book, settings, kind)["amount"].sum()) for kind in (ACQUISITION, AFTERCARE)
    }
    bought = rows["last_purchase_date"] >= day
    return Ratio(
        start=start,
        end=book.asof,
        acquisition=paid[ACQUISITION],
        acquisition_touches=round(float(by_side.get(False, 0.0))),
        aftercare=paid[AFTERCARE],
        aftercare_touches=round(float(by_side.get(True, 0.0))),
        new=int((rows["first_purchase_date"] >= day).sum()),
        kept=int((bought & (rows["first_purchase_date"] < day)).sum()),
        least=settings.spending.least_count,
    )


def costs(book: Book, settings: Settings, kind: str) -> pd.DataFrame:
    """The rows of the cost sheet of one kind in the months looked at."""
    found = book.table("costs")
    first, last = (f"{day:%Y-%m}" for day in (first_month(book, settings), book.asof))
    return found[(found["kind"] == kind) & (found["month"] >= first) & (found["month"] <= last)]


def by_month(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """What went into new and into old customers month by month, contacts and gifts included.

    Returns:
        ``month`` ("2026-03"), ``acquisition`` and ``aftercare`` (minor units), every month looked
        at, those without any as 0.
    """
    start = first_month(book, settings)
    months = pd.period_range(start, book.asof, freq="M").strftime("%Y-%m")
    spent = touches(rows, book, settings)
    named = spent["date"].dt.strftime("%Y-%m")
    table = pd.DataFrame({"month": pd.Series(months, dtype="str")})
    for kind, old in ((ACQUISITION, False), (AFTERCARE, True)):
        sheet = costs(book, settings, kind).groupby("month")["amount"].sum()
        touched = spent.loc[spent["old"] == old, "cost"].groupby(named).sum()
        both = _rows.numbers(sheet.reindex(months)).fillna(0.0) + touched.reindex(months).fillna(
            0.0
        )
        table[kind] = both.round().astype("int64").to_numpy()
    return table


def touches(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Our contacts and special treatment in the months looked at, with what each cost.

    Postage is added only in a month without aftercare costs in the sheet, where it would else be
    counted twice.

    Returns:
        customer_id, date, channel, minutes, time, postage, gift, cost (their sum), all in minor
        units but the minutes, contact (bool: a contact, not special treatment alone) and old (had
        bought before that day).
    """
    start = pd.Timestamp(first_month(book, settings))
    found = pd.concat([_contacts(book, settings, start), _gifts(book, start)], ignore_index=True)
    found["cost"] = found[["time", "postage", "gift"]].sum(axis=1)
    first = rows.set_index("customer_id")["first_purchase_date"]
    found["old"] = _rows.looked_up(found["customer_id"], first) < found["date"]
    return found


def _contacts(book: Book, settings: Settings, start: pd.Timestamp) -> pd.DataFrame:
    contacts = _rows.since(_rows.until(book.table("activities"), "date", book.asof), "date", start)
    ours = contacts[contact.from_us(contacts)]
    minutes = _rows.numbers(ours["minutes"]).clip(lower=0).fillna(settings.calls.usual_minutes)
    paid = costs(book, settings, AFTERCARE)
    in_sheet = ours["date"].dt.strftime("%Y-%m").isin(paid["month"])
    card = (ours["channel"] == "postcard") & ~in_sheet
    return pd.DataFrame(
        {
            "customer_id": ours["customer_id"],
            "date": ours["date"],
            "channel": ours["channel"],
            "minutes": minutes,
            "time": minutes * minor_of_yen(settings.calls.minute_cost, book),
            "postage": np.where(card, minor_of_yen(settings.spending.postcard_cost, book), 0.0),
            "gift": 0.0,
            "contact": True,
        }
    )


def _gifts(book: Book, start: pd.Timestamp) -> pd.DataFrame:
    extras = _rows.since(_rows.until(book.table("extras"), "date", book.asof), "date", start)
    nothing: dict[str, Any] = {
        "channel": "",
        "minutes": 0.0,
        "time": 0.0,
        "postage": 0.0,
        "contact": False,
    }
    gift = _rows.numbers(extras["cost"]).clip(lower=0).fillna(0.0)
    return extras[["customer_id", "date"]].assign(**nothing, gift=gift)
