"""Complaints as work of the company (クレーム対応): where each stands, which clock runs, how late.

Receipt → first contact (24 h: one working day) → dealt with → resolved → cause put right → asked
again after 7 days → watched for 90 days (DOMAIN 2.6). Closing takes two names
(:mod:`core.store.closing`); while one is open nothing is sold (:mod:`core.calls.gates`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, contact, workdays
from core.settings import Settings

#: Where a case may stand, in order, and what is to be done there.
STEPS: dict[str, Words] = {
    "first_contact": _("First contact"),
    "handling": _("Being dealt with"),
    "prevention": _("Put the cause right"),
    "confirm": _("Ask again whether all is well"),
    "watch": _("Watched for its return"),
}


@dataclass(frozen=True, slots=True)
class FirstWord:
    """How soon a complaint is answered (一次連絡), of those of the last 90 days.

    Attributes:
        n: with a first word; ``waiting``: without; ``in_time``: within a working day.
        median: days from receipt to it, NaN without any.
    """

    n: int
    waiting: int
    in_time: int
    median: float

    def words(self, settings: Settings) -> Words:
        """The median with its count, below the least count only the counts."""
        facts = {"n": self.n, "in_time": self.in_time, "waiting": self.waiting}
        if self.n < settings.cases.least_count:
            return n_(
                "{n} complaint of the last {days} days was answered, {in_time} of them within a "
                "working day; {waiting} still wait. Too few to tell how soon we usually answer.",
                "{n} complaints of the last {days} days were answered, {in_time} of them within a "
                "working day; {waiting} still wait. Too few to tell how soon we usually answer.",
                **facts, days=settings.cases.cause_days,
            )  # fmt: skip
        return _(
            "The first word comes after {median} days (the middle of {n} complaints of the last "
            "{days} days); {in_time} came within a working day, {waiting} still wait.",
            median=f"{self.median:g}", days=settings.cases.cause_days, **facts,
        )  # fmt: skip


def cases(people: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Complaints that are open, or resolved and still watched.

    Args:
        people: one row per customer, with name and refusal.
        book: the business.
        settings: its clocks.

    Returns:
        The columns of the complaints table, and name, first_word (day), open, step (key of
        :data:`STEPS`), due (when that step must be done; of the watch its end), late (days past
        it, negative while there is time), again (this customer voiced this cause before), harassed
        (nobody calls this customer: business was refused, or our people were harassed). The open
        ones first, the latest first.
    """
    rows = known(book)
    limits = settings.cases
    rows = rows.assign(first_word=first_word(rows, book), again=again(rows))
    rows["open"] = ~(rows["resolved_date"] <= pd.Timestamp(book.today))
    ends = rows["resolved_date"] + pd.Timedelta(days=limits.watch_days)
    rows = rows[rows["open"] | (ends >= pd.Timestamp(book.today))]
    steps = _steps(rows, settings)
    rows = rows.assign(**steps)
    who = people.set_index("customer_id")
    rows = rows.assign(
        name=_rows.looked_up(rows["customer_id"], who["name"]).fillna(rows["customer_id"]),
        harassed=rows["customer_id"].isin(who.index[who["refusal"]]),
        late=_rows.days_until(rows["due"], book.today).fillna(0).astype("int64"),
    )
    return rows.sort_values(
        ["open", "late", "received_date"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)


def known(book: Book) -> pd.DataFrame:
    """Complaints received up to ``book.today``, the oldest first."""
    rows = _rows.until(book.table("complaints"), "received_date", book.today)
    if "row_id" not in rows:
        rows = rows.assign(row_id=0)
    return rows.sort_values("received_date", kind="stable").reset_index(drop=True)


def again(rows: pd.DataFrame, times: int = 2) -> pd.Series[bool]:
    """Whether the same customer voices the same cause at least for the ``times``-th time.

    Args:
        rows: complaints, the oldest first.
        times: two is: voiced before.
    """
    so_often = rows.groupby(["customer_id", "cause"]).cumcount() + 1
    return (so_often >= times) & (rows["cause"] != "")


def first_word(rows: pd.DataFrame, book: Book) -> pd.Series[pd.Timestamp]:
    """The day of our first word on each complaint: as written down, else our first talk after it.

    A talk on the day of receipt may be the complaint itself, so only later ones count.
    """
    today = pd.Timestamp(book.today)
    said = rows["first_response_date"].where(rows["first_response_date"] <= today)
    talks = _rows.until(book.table("activities"), "date", book.today)
    talks = talks[contact.two_way(talks) & contact.from_us(talks)]
    pairs = rows[["customer_id", "received_date"]].reset_index(names="row")
    pairs = pairs.merge(talks[["customer_id", "date"]], on="customer_id")
    after = pairs[pairs["date"] > pairs["received_date"]].groupby("row")["date"].min()
    return said.fillna(after.reindex(rows.index)).astype("datetime64[us]")


def answered(book: Book, settings: Settings) -> FirstWord:
    """How soon the complaints of the last 90 days were answered."""
    rows = known(book)
    age = _rows.days_until(rows["received_date"], book.today)
    rows = rows[age < settings.cases.cause_days]
    word = first_word(rows, book)
    days = (word - rows["received_date"]).dt.days.dropna()
    return FirstWord(
        n=len(days),
        waiting=int((word.isna() & ~(rows["resolved_date"] <= pd.Timestamp(book.today))).sum()),
        in_time=int((word <= _first_due(rows, settings)).sum()),
        median=float(days.median()) if len(days) else float("nan"),
    )


def handlers(book: Book, people: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The credit of those who deal with complaints, which else nobody thanks them for (1-21).

    Returns:
        staff, n (in their charge in a year), in_time (first word within a working day), resolved,
        bought_after (customers of the resolved ones who bought since); the most resolved first.
    """
    rows = known(book)
    age = _rows.days_until(rows["received_date"], book.today)
    rows = rows[(age < settings.cases.credit_days) & (rows["staff"].str.strip() != "")]
    resolved = rows["resolved_date"] <= pd.Timestamp(book.today)
    last = people.set_index("customer_id")["last_purchase_date"]
    bought = resolved & (_rows.looked_up(rows["customer_id"], last) > rows["resolved_date"])
    counted = pd.DataFrame(
        {
            "staff": rows["staff"].str.strip(),
            "n": 1,
            "in_time": (first_word(rows, book) <= _first_due(rows, settings)).astype("int64"),
            "resolved": resolved.astype("int64"),
            "bought_after": bought.astype("int64"),
        }
    )
    found = counted.groupby("staff", as_index=False).sum()
    return found.sort_values(
        ["resolved", "n", "staff"], ascending=[False, False, True], ignore_index=True
    )


def _first_due(rows: pd.DataFrame, settings: Settings) -> pd.Series:
    days = settings.calls.working_weekdays
    return workdays.later(rows["received_date"], settings.cases.first_contact_days, days)


def _steps(rows: pd.DataFrame, settings: Settings) -> dict[str, pd.Series]:
    """The step at which each stands, and when it must be done."""
    limits = settings.cases
    resolved = rows["resolved_date"]
    no_answer = rows["open"] & rows["first_word"].isna()
    waits = [
        no_answer,
        rows["open"],
        rows["prevention"].str.strip() == "",
        rows["confirmed_date"].isna(),
    ]
    dues = [
        _first_due(rows, settings),
        _handling_due(rows, settings),
        resolved + pd.Timedelta(days=limits.prevent_days),
        resolved + pd.Timedelta(days=limits.confirm_days),
        resolved + pd.Timedelta(days=limits.watch_days),
    ]
    masks = [mask.to_numpy(dtype=bool) for mask in waits]
    step = np.select(masks, list(STEPS)[:-1], "watch")
    days = [due.to_numpy(dtype="datetime64[us]") for due in dues]
    due = np.select(masks, days[:-1], days[-1])
    return {
        "step": pd.Series(step, index=rows.index, dtype="str"),
        "due": pd.Series(due, index=rows.index, dtype="datetime64[us]"),
    }


def _handling_due(rows: pd.DataFrame, settings: Settings) -> pd.Series:
    """The day named for our next word while it is to come; else the day it is due; else usual."""
    named = rows["promised_contact_date"]
    named = named.where(~(rows["first_word"] >= named))
    usual = rows["received_date"] + pd.Timedelta(days=settings.cases.resolve_days)
    return named.fillna(rows["due_date"]).fillna(usual)
