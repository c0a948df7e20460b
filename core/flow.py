"""Who stood where on two days (流れ): people and yen from group to group, and who went up.

A past day is judged by the same rules from the same tables: without the lines that came later and
without what was written down later (:meth:`core.weeks.Weeks.as_of`). What the owner saw on that
day may differ (:class:`core.weeks.Frozen`), for records are corrected afterwards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from core.book import Book
from core.engine import open_engine
from core.metrics.profile import looked_back, profile, with_customers
from core.rules.judge import judge
from core.settings import Settings

#: The group of who is not in the book on one of the two days.
ABSENT = ""
#: What a from-to table stands on, beside the axis.
_SALES = "spend_12m"


@dataclass(frozen=True)
class Measured:
    """What the lines of purchases tell of one day: the slow half of judging it.

    Attributes:
        profile: one row per customer; ``week_before``: what the ladder needs of the look before
            it (:func:`core.metrics.profile.looked_back`).
    """

    profile: pd.DataFrame
    week_before: pd.DataFrame


def lines_mark(book: Book) -> str:
    """Changes with the lines, the day and who is a customer: not with what is written by hand."""
    ids = "|".join(book.table("customers")["customer_id"])
    names = "|".join(path.name for path in book.purchases)
    plain = f"{names}|{book.asof}|{book.scale}|{book.has_amounts}|{book.elsewhere}|{ids}"
    return hashlib.sha256(plain.encode()).hexdigest()


def measure(
    book: Book, settings: Settings, *, cache: Path | None = None, engine_url: str = ""
) -> Measured:
    """Count the purchases of one day and of the look before it.

    Args:
        book: of that day, see :meth:`core.weeks.Weeks.as_of`.
        settings: every threshold.
        cache: folder for the engine's layer.
        engine_url: which engine counts; empty is DuckDB in this process.

    Raises:
        EngineError: the engine cannot count these purchases.
    """
    before = book.asof - dt.timedelta(days=settings.ladder.demotion_days)
    with closing(open_engine(book, cache=cache, url=engine_url)) as engine:
        return Measured(
            profile(engine, book, settings), looked_back(engine, book.at(before), settings)
        )


def judged(measured: Measured, book: Book, settings: Settings) -> pd.DataFrame:
    """Everybody of one day with every judgement but the words behind their rung.

    See :func:`core.rules.judge.judge`.
    """
    people = book.table("customers")
    now = with_customers(measured.profile, people)
    before = with_customers(measured.week_before, people)
    return judge(now, book, settings, week_before=before, told=False)


def standing(frame: pd.DataFrame, axis: str) -> pd.DataFrame:
    """Where everybody stands on one axis: ``group`` and ``sales``, by customer_id.

    Args:
        frame: judged customers with ``axis`` and, where known, the sales of 12 months.
        axis: a column of codes; the missing ones are :data:`ABSENT`.
    """
    sales = frame[_SALES].astype("Int64") if _SALES in frame else pd.NA
    columns = {"group": _as_text(frame[axis]), "sales": sales}
    found = pd.DataFrame(columns, index=frame.index)
    return found if "customer_id" not in frame else found.set_index(pd.Index(frame["customer_id"]))


def _as_text(codes: pd.Series[Any]) -> pd.Series[str]:
    """Codes as texts, the missing ones :data:`ABSENT`; ranks are numbers and may be missing.

    Each code is written once: a million numbers one by one take a second.
    """
    places, known = pd.factorize(codes)
    texts = pd.Series([*map(str, known), ABSENT], dtype="str")
    return texts.take(places).set_axis(codes.index)


def paths(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Everybody with the group on both days, :data:`ABSENT` where not there.

    Args:
        then: of :func:`standing`, on the earlier day.
        now: the same on the later one.

    Returns:
        ``before, after`` (codes), ``sales_before, sales_after`` (minor units of 12 months, NA
        where not known), by customer_id: those of now in their order, then those no longer there.
    """
    ids = now.index.append(then.index.difference(now.index)).rename("customer_id")
    old, new = then.reindex(ids), now.reindex(ids)
    return pd.DataFrame(
        {
            "before": old["group"].fillna(ABSENT).astype("str"),
            "after": new["group"].fillna(ABSENT).astype("str"),
            "sales_before": old["sales"].astype("Int64"),
            "sales_after": new["sales"].astype("Int64"),
        },
        index=ids,
    )


def crossing(moved: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """From group to group: how many people, and what they bought.

    Args:
        moved: of :func:`paths`.
        order: the codes of the axis as they stand in their catalogue.

    Returns:
        ``before, after, people, sales_before, sales_after``, one row for every pair that anybody
        has, in that order, :data:`ABSENT` first. Sales nobody knows are NA.
    """
    grouped = moved.groupby(["before", "after"], sort=False)
    sums = grouped[["sales_before", "sales_after"]].sum(min_count=1).astype("Int64")
    found = sums.assign(people=grouped.size()).reset_index()
    place = {code: number for number, code in enumerate([ABSENT, *order])}
    keys = found[["before", "after"]].map(lambda code: place.get(code, len(place)))
    found = found.loc[keys.sort_values(["before", "after"]).index].reset_index(drop=True)
    return found[["before", "after", "people", "sales_before", "sales_after"]]


def in_and_out(cells: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """How each group grew and shrank: who came, who went, and their yen.

    Args:
        cells: of :func:`crossing`.
        order: the codes to tell of.

    Returns:
        ``group, before, came, came_sales, went, went_sales, after``: people, and sales of 12
        months in minor units: of those who came at the later day, of those who went at the
        earlier one. ``before + came - went == after``.
    """
    rows = []
    for code in order:
        there, here = cells["before"] == code, cells["after"] == code
        came, went = cells[here & ~there], cells[there & ~here]
        rows.append(
            {
                "group": code,
                "before": int(cells.loc[there, "people"].sum()),
                "came": int(came["people"].sum()),
                "came_sales": came["sales_after"].sum(min_count=min(1, len(came))),
                "went": int(went["people"].sum()),
                "went_sales": went["sales_before"].sum(min_count=min(1, len(went))),
                "after": int(cells.loc[here, "people"].sum()),
            }
        )
    return pd.DataFrame(rows)


def up_and_down(moved: pd.DataFrame, order: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Those who stand higher now, and lower, the largest sales first; who came or left is neither.

    Args:
        moved: of :func:`paths`.
        order: the codes from the lowest to the highest.

    Returns:
        ``{"up": rows, "down": rows}`` of ``moved``.
    """
    place = {code: number for number, code in enumerate(order)}
    old, new = moved["before"].map(place), moved["after"].map(place)
    return {"up": _largest_first(moved[new > old]), "down": _largest_first(moved[new < old])}


def _largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    largest = rows[["sales_before", "sales_after"]].max(axis=1).astype("Float64").fillna(0)
    first = rows.assign(_largest=largest).sort_values("_largest", ascending=False, kind="stable")
    return first.drop(columns="_largest")


def behind(moved: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    """Those of one cell of :func:`crossing`, the largest sales first."""
    rows = moved[(moved["before"] == before) & (moved["after"] == after)]
    return rows.sort_values(["sales_after", "sales_before"], ascending=False, kind="stable")


def active_steps(moved: pd.DataFrame) -> pd.Series[str]:
    """By which step each customer came to the active ones, or left them; "" for all others.

    Those active at the start, with the steps added and taken, are those active at the end.

    Args:
        moved: of :func:`paths` on the axis ``state``.

    Returns:
        By customer_id: ``new`` (not a buyer at the start), ``back`` (came back from any other
        state), ``at_risk``, ``dormant``, ``lapsed`` (where they went), ``gone`` (asked to stop,
        or no longer in the book), ``stayed``, or "".
    """
    before, after = moved["before"], moved["after"]
    was, here = before == "active", after == "active"
    step = pd.Series("", index=moved.index, dtype="str")
    step = step.mask(here & ~was, "back").mask(here & before.isin((ABSENT, "lead")), "new")
    left = after.where(after.isin(("at_risk", "dormant", "lapsed")), "gone")
    step = step.mask(was & ~here, left).mask(was & here, "stayed")
    return step.astype("str")
