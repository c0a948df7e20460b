"""Causes of complaints (原因): what comes back, what is a task of the company, what was put right.

The cause is a step of the work, never a person (DOMAIN 2.6). The third complaint of one cause in
90 days, the same customer with the same cause twice, or a single heavy one opens a task of the
company (会社の課題), which stays until somebody writes down what was changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, cases
from core.rules.stopped import stopped
from core.settings import Settings
from core.settings.cases import CaseSettings
from core.tables.complaints import CAUSE_CHOICES

CAUSES: dict[str, Words] = {choice.code: choice.label for choice in CAUSE_CHOICES}
UNKNOWN = _("Cause not written down")
#: Why something became a task of the company.
WHYS: dict[str, Words] = {
    "third": _("the same cause again and again in a short time"),
    "twice": _("the same customer with the same cause again"),
    "severe": _("a heavy complaint"),
}


@dataclass(frozen=True)
class Task:
    """A task of the company (会社の課題).

    Attributes:
        cause: key of :data:`CAUSES`, empty where it is not written down.
        opened: the day of the complaint that made it one; ``why``: keys of :data:`WHYS`.
        n: complaints of the cause since it was last put right, or in a year.
        people: {customer_id: name} of who voiced it, the newest first.
        yen: what these customers bring in a year, minor units.
        steps: {where in the work: how many}, the most first; empty text where unknown.
    """

    cause: str
    opened: pd.Timestamp
    why: tuple[str, ...]
    n: int
    people: dict[str, str]
    yen: int
    steps: dict[str, int]


def label(cause: str) -> Words:
    """The cause as the owner calls it."""
    return CAUSES.get(cause, UNKNOWN)


def pareto(book: Book, settings: Settings) -> pd.DataFrame:
    """Complaints of the last days (``cause_days``) by cause, the most frequent first.

    Returns:
        cause, n, before (in as many days before), returned (of n: voiced by the same customer
        before, or after the cause was put right), running (share of all down to this row).
    """
    rows = _with_return(book)
    days = settings.cases.cause_days
    age = _rows.days_until(rows["received_date"], book.today)
    now, before = age < days, (age >= days) & (age < 2 * days)
    counted = pd.DataFrame(
        {
            "cause": rows["cause"],
            "n": now.astype("int64"),
            "before": before.astype("int64"),
            "returned": (now & rows["returned"]).astype("int64"),
        }
    )
    found = counted.groupby("cause", as_index=False).sum()
    found = found[(found["n"] > 0) | (found["before"] > 0)]
    found = found.sort_values(
        ["n", "before", "cause"], ascending=[False, False, True], ignore_index=True
    )
    return found.assign(running=found["n"].cumsum() / max(int(found["n"].sum()), 1))


def returned_words(found: pd.DataFrame, settings: Settings) -> Words:
    """The share of complaints that came back (再発率), with its count."""
    n, back = int(found["n"].sum()), int(found["returned"].sum())
    facts = {"n": n, "back": back, "days": settings.cases.cause_days}
    if n < settings.cases.least_count:
        return n_(
            "{back} of {n} complaint of the last {days} days came back; too few for a share.",
            "{back} of {n} complaints of the last {days} days came back; too few for a share.",
            **facts,
        )  # fmt: skip
    return _(
        "{share}% of the complaints of the last {days} days came back ({back} of {n}).",
        share=round(100 * back / n), **facts,
    )  # fmt: skip


def tasks(people: pd.DataFrame, book: Book, settings: Settings) -> list[Task]:
    """What the company has to put right, the oldest task first.

    Args:
        people: one row per customer, with name and annual_profit.
        book: the business.
        settings: from when on it is one.
    """
    rows = cases.known(book)
    rows = rows.assign(again=cases.again(rows, settings.cases.same_customer))
    last = _last_fix(book)
    since = pd.Timestamp(book.today) - pd.Timedelta(days=settings.cases.task_days)
    put_right = _rows.looked_up(rows["cause"], last)
    rows = rows[(rows["received_date"] > since) & ~(rows["received_date"] <= put_right)]
    who = people.set_index("customer_id")[["name", "annual_profit"]]
    found = [
        task
        for cause, own in rows.groupby("cause", sort=True)
        if (task := _task(str(cause), own, who, settings.cases)) is not None
    ]
    return sorted(found, key=lambda task: (task.opened, task.cause))


def to_tell(people: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Who is to hear 「直しました」: everybody who voiced a cause that was put right since.

    Args:
        people: one row per customer, with name, state, refusal and contact_permission.
        book: the business.
        settings: how long after it.

    Returns:
        One row per cause put right and customer: fix_row, fixed (day), cause, change, customer_id,
        name, rows (tuple of the complaints' rows), voiced (day of the newest), content, told (day,
        NaT while it is to be done), barred (never contacted). Who is still to be told first.
    """
    pairs = _fixed_pairs(book, settings)
    who = people.set_index("customer_id")
    barred = who.index[stopped(who) | who["refusal"]]
    grouped = pairs.groupby(["fix_row", "customer_id"], sort=False)
    found = grouped.agg(
        fixed=("fixed", "first"), cause=("cause", "first"), change=("change", "first"),
        rows=("row_id", tuple), voiced=("received_date", "max"), content=("content", "last"),
        told=("told_date", "min"), untold=("told_date", lambda days: days.isna().any()),
    ).reset_index()  # fmt: skip
    found["told"] = found["told"].where(~found["untold"].astype(bool)).astype("datetime64[us]")
    names = _rows.looked_up(found["customer_id"], who["name"])
    found = found.assign(
        name=names.fillna(found["customer_id"]), barred=found["customer_id"].isin(barred)
    )
    order = ["told", "fixed", "name"]
    return found.drop(columns="untold").sort_values(
        order, ascending=[True, False, True], na_position="first", ignore_index=True
    )


def _fixed_pairs(book: Book, settings: Settings) -> pd.DataFrame:
    """Each complaint beside the first time that its cause was put right afterwards."""
    fixes = _fixes(book)
    since = pd.Timestamp(book.today) - pd.Timedelta(days=settings.cases.told_days)
    fixes = fixes[["row_id", "date", "cause", "process", "change"]].rename(
        columns={"row_id": "fix_row", "date": "fixed", "process": "where"}
    )
    rows = cases.known(book)
    rows = rows[rows["cause"] != ""]
    pairs = rows.merge(fixes, on="cause").sort_values(["received_date", "fixed"], kind="stable")
    same_step = (pairs["where"] == "") | (pairs["process"] == "")
    same_step |= pairs["where"] == pairs["process"]
    pairs = pairs[(pairs["fixed"] >= pairs["received_date"]) & same_step]
    key = "row_id" if rows["row_id"].any() else ["received_date", "customer_id", "content"]
    first = pairs.drop_duplicates(key, keep="first")
    kept: pd.DataFrame = first[first["fixed"] > since]
    return kept


def _fixes(book: Book) -> pd.DataFrame:
    fixes = _rows.until(book.table("fixes"), "date", book.today)
    fixes = fixes if "row_id" in fixes else fixes.assign(row_id=0)
    return fixes.sort_values("date", kind="stable")


def _last_fix(book: Book) -> pd.Series[pd.Timestamp]:
    """The day on which each cause was last put right."""
    return _fixes(book).groupby("cause")["date"].max()


def _with_return(book: Book) -> pd.DataFrame:
    """All complaints, with whether they came back: the same customer, or in spite of a change."""
    rows = cases.known(book)
    first = _fixes(book).groupby("cause")["date"].min()
    in_spite = rows["received_date"] > _rows.looked_up(rows["cause"], first)
    return rows.assign(returned=cases.again(rows) | in_spite)


def _task(cause: str, rows: pd.DataFrame, who: pd.DataFrame, limits: CaseSettings) -> Task | None:
    """The task of one cause; none while nothing makes it one."""
    days = rows["received_date"].to_numpy()
    made = {"third": _third(days, limits)} if cause else {}
    made["twice"] = days[rows["again"].to_numpy()]
    made["severe"] = days[(rows["severity"] >= limits.severe).fillna(False).to_numpy(dtype=bool)]
    why = tuple(code for code in WHYS if len(made.get(code, ())))
    if not why:
        return None
    newest = rows.iloc[::-1].drop_duplicates("customer_id")["customer_id"]
    there = who.reindex(pd.Index(newest))
    names = there["name"].fillna(pd.Series(newest.to_numpy(), index=there.index))
    steps = rows["process"].str.strip().where(rows["process"].str.strip() != "", rows["area"])
    return Task(
        cause=cause,
        opened=pd.Timestamp(min(made[code][0] for code in why)),
        why=why,
        n=len(rows),
        people=dict(zip(newest, names, strict=True)),
        yen=int(there["annual_profit"].fillna(0).sum()),
        steps={str(step): int(n) for step, n in steps.value_counts(sort=True).items()},
    )


def _third(days: npt.NDArray[np.datetime64], limits: CaseSettings) -> npt.NDArray[np.datetime64]:
    """The days on which the third complaint within the window came; ``days`` in order."""
    behind = limits.same_cause - 1
    if len(days) <= behind:
        return days[:0]
    gap = days[behind:] - days[: len(days) - behind]
    return days[behind:][gap < np.timedelta64(limits.cause_days, "D")]
