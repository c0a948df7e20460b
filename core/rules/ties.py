"""What a customer would lose by leaving (スイッチングコスト): five ties, each a fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, contact
from core.settings import Settings

#: The kinds of due date behind two of the ties.
WARRANTY_KINDS = ("warranty", "inspection", "vehicle_inspection", "insurance")
SETTING_KINDS = ("lease", "contract", "membership")
#: What became of a due date after which it no longer runs for us.
_GONE = ("lost", "cancelled")
_YEAR_DAYS, _MEMORY_MONTHS = 365, 24
TIES: dict[str, Words] = {
    "history": _("Their history with us"),
    "points": _("Points"),
    "warranty": _("Warranty and inspections"),
    "setting": _("A contract, or things set up for them"),
    "person": _("A person they know"),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """One of the five.

    Attributes:
        code: of :data:`TIES`.
        fact: the record it stands on; None where there is none, and the tie does not hold.
    """

    code: str
    fact: Words | None


def ties(row: Mapping[str, Any], book: Book, settings: Settings) -> tuple[Tie, ...]:
    """The five ties of one customer, with the record behind each.

    Args:
        row: the customer's judged row.
        book: the business.
        settings: its settings.
    """
    due = book.table("due_dates")
    due = due[(due["customer_id"] == row["customer_id"]) & ~due["status"].isin(_GONE)]
    due = due[due["end_date"] >= pd.Timestamp(book.today)].sort_values("end_date")
    return (
        Tie("history", _history(row, book, settings)),
        Tie("points", _running(due[due["kind"] == "points"])),
        Tie("warranty", _running(due[due["kind"].isin(WARRANTY_KINDS)])),
        Tie("setting", _running(due[due["kind"].isin(SETTING_KINDS)]) or _fitted(row)),
        Tie("person", _person(row, book, settings)),
    )


def held(found: tuple[Tie, ...]) -> int:
    """How many of the five hold, 0 to 5."""
    return sum(tie.fact is not None for tie in found)


def advice(
    found: tuple[Tie, ...], row: Mapping[str, Any], judged: pd.DataFrame, settings: Settings
) -> Words | None:
    """What to do where little holds somebody of high value; None for everybody else."""
    if held(found) > settings.care.tie_weak or not high_value(row, judged, settings):
        return None
    return _(
        "Worth much to us, and little holds them: write down how they like it, name one person "
        "who looks after them, and agree on the next date."
    )


def high_value(row: Mapping[str, Any], judged: pd.DataFrame, settings: Settings) -> bool:
    """Whether a customer is in the top share of those who still buy, by the year's profit."""
    buying = judged.loc[judged["state"].isin(("active", "at_risk")), "annual_profit"]
    values = _rows.numbers(buying)
    if not len(values) or pd.isna(row["annual_profit"]):
        return False
    bar = float(np.quantile(values, 1 - settings.care.tie_value_share))
    return float(row["annual_profit"]) >= max(bar, 1.0)


def _history(row: Mapping[str, Any], book: Book, settings: Settings) -> Words | None:
    first = row["first_purchase_date"]
    if pd.isna(first):
        return None
    days, limits = (pd.Timestamp(book.asof) - first).days, settings.care
    count = int(row["purchase_count"])
    if days < limits.tie_years * _YEAR_DAYS or count < limits.tie_purchases:
        return None
    return n_(
        "{years} years with us, {n} day with a purchase.",
        "{years} years with us, {n} days with a purchase.",
        n=count,
        years=days // _YEAR_DAYS,
    )


def _running(due: pd.DataFrame) -> Words | None:
    if due.empty:
        return None
    nearest = due.iloc[0]
    item = str(nearest["item"]) or _("no name")
    return _("{item}, until {day}.", item=item, day=_day(nearest["end_date"]))


def _fitted(row: Mapping[str, Any]) -> Words | None:
    """How they like it, as written down: that, too, would have to be told anew elsewhere."""
    text = str(row.get("true_purpose") or row.get("expectation") or "").strip()
    return _("We know what they want: “{text}”", text=text) if text else None


def _person(row: Mapping[str, Any], book: Book, settings: Settings) -> Words | None:
    said = book.table("activities")
    said = said[(said["customer_id"] == row["customer_id"]) & (said["staff"] != "")]
    said = said[said["date"] >= _rows.months_before(book.today, _MEMORY_MONTHS)]
    talks = said[contact.two_way(said)]["staff"].value_counts()
    left = book.table("staff")
    gone = set(left.loc[left["left_date"] <= pd.Timestamp(book.today), "staff"])
    talks = talks[~talks.index.isin(gone)]
    if len(talks) and int(talks.iloc[0]) >= settings.care.tie_staff_contacts:
        return n_(
            "{who} has talked with them {n} time in two years.",
            "{who} has talked with them {n} times in two years.",
            n=int(talks.iloc[0]),
            who=str(talks.index[0]),
        )
    named = str(row.get("staff") or "")
    if named and named not in gone:
        return _("{who} looks after them.", who=named)
    return None


def _day(moment: pd.Timestamp) -> dt.date:
    return moment.date()
