"""The rungs of the ladder (段) counted, and who is one step from the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.book import Book
from core.rules import _rows, overrides
from core.rules.ladder import BUYING, CODES
from core.settings import Settings

#: On what a stage stands, in the order shown (推定・確認済・手動).
EVIDENCE = ("inferred", "confirmed", "by_hand")
#: Another way up beside the conditions: asking is never the one thing that is missing.
_INSTEAD = "ask_only_us"
#: These count something: one step is one of it.
_COUNTED = ("purchases", "gaps", "bought_referrals")
#: States in which somebody can be led up.
_WITH_US = ("lead", "active", "at_risk")


def rungs(judged: pd.DataFrame, asof: dt.date) -> pd.DataFrame:
    """How many stand on each rung, on what evidence, and for how long they have been with us.

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        asof: the data-as-of day.

    Returns:
        ``stage, people, inferred, confirmed, by_hand, former, tenure_days, sales``, lowest rung
        first: ``tenure_days`` is the median from the first purchase (NaN without any), ``sales``
        those of 12 months in minor units.
    """
    tenure = _rows.days_until(judged["first_purchase_date"], asof)
    rows = []
    for code in CODES:
        here = judged["stage"] == code
        evidence = judged.loc[here, "stage_evidence"].value_counts()
        rows.append(
            {
                "stage": code,
                "people": int(here.sum()),
                **{kind: int(evidence.get(kind, 0)) for kind in EVIDENCE},
                "former": int(judged.loc[here, "former"].sum()),
                "tenure_days": float(tenure[here].median()),
                "sales": int(judged.loc[here, "spend_12m"].sum()),
            }
        )
    return pd.DataFrame(rows)


def both_axes(judged: pd.DataFrame) -> pd.DataFrame:
    """Buying (rows) against recommending (columns): the best buyers are often not those who refer.

    Returns:
        people by ``buying_stage`` (index, every rung of it) and ``none, advocate, partner``.
    """
    recommends = judged["stage"].where(judged["stage"].isin(("advocate", "partner")), "none")
    counted = pd.crosstab(judged["buying_stage"], recommends)
    return counted.reindex(
        index=list(BUYING), columns=["none", "advocate", "partner"], fill_value=0
    )


def one_step(judged: pd.DataFrame) -> pd.DataFrame:
    """Those who lack one thing for the next rung (あと一歩), the largest sales first.

    Only who is still with us: nobody is led up a ladder by chasing them.

    Returns:
        Rows of ``judged``.
    """
    near = pd.Series([_one(found) for found in judged["stage_missing"]], index=judged.index)
    with_us = judged["state"].isin(_WITH_US)
    return judged[near & with_us].sort_values("spend_12m", ascending=False, kind="stable")


def _one(missing: tuple[tuple[str, Mapping[str, Any]], ...]) -> bool:
    """Whether a single thing is missing, and of what is counted a single one."""
    if [code for code, _facts in missing] == [_INSTEAD]:
        return True
    needed = [(code, facts) for code, facts in missing if code != _INSTEAD]
    return len(needed) == 1 and (needed[0][0] not in _COUNTED or needed[0][1]["n"] == 1)


def set_by_hand(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Whose rung the owner set (手動指定), with what it would be without.

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        book: the business.
        settings: its settings.

    Returns:
        ``customer_id, name, stage, stage_computed, reason, set_date, expires_date, row_id``;
        ``row_id`` is the row of the overrides table, 0 (and no days) where the ledger's column
        says it.
    """
    rows = judged[judged["stage_evidence"] == "by_hand"]
    dated = overrides.live(book, settings, "stage")
    dated = dated[dated["value"].isin(CODES)]
    found = rows[["customer_id", "name", "stage", "stage_computed"]].copy()
    reason = _rows.onto(rows, dated["reason"])
    found["reason"] = reason.fillna(rows["override_reason"]).astype("str")
    found["set_date"] = _rows.onto(rows, dated["date"])
    found["expires_date"] = _rows.onto(rows, overrides.ends(dated, settings))
    ids = dated["row_id"] if "row_id" in dated else pd.Series(0, index=dated.index)
    found["row_id"] = _rows.onto(rows, ids).fillna(0).astype("int64")
    return found.reset_index(drop=True)
