"""The asset of the loyal from one day to another (期首期末), exact to the last yen (article 2).

Opening, and what came to it (won, promoted, back, buys more), less what went (buys less, demoted,
lost), is the closing. Both days are told with the retention of their own day; what its change
alone did stands apart, so that it is not taken for what the customers did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.lifetime import REGULAR, retention, still_here, years_worth
from core.locale.words import Words, _
from core.loyal import members
from core.rules._rows import one_of
from core.rules.ladder import RANK
from core.settings import Settings

#: What moves the asset, in the order in which it is told.
PARTS: dict[str, Words] = {
    "won": _("Won: new customers"),
    "promoted": _("Promoted: up to supporter or higher"),
    "returned": _("Came back from silence"),
    "up": _("Buys more"),
    "known": _("Gross profit newly known, or no longer"),
    "stay": _("More or fewer regulars stay"),
    "down": _("Buys less"),
    "demoted": _("Demoted: below supporter"),
    "lost": _("Lost: fallen silent or ended"),
}
#: Told only where they are not nothing.
_RARE = ("returned", "known", "stay")
#: Names told of each part, and of the whole.
NAMES = 5


@dataclass(frozen=True)
class Bridge:
    """From the opening to the closing, in minor units.

    Attributes:
        first, last: the two days.
        opening, closing: the asset on each; ``opening_people, closing_people``: whose it is.
        parts: by code of :data:`PARTS`: ``amount`` (Int64, signed) and ``people``;
            opening + the sum of the amounts = closing.
        rows: everybody loyal on either day, by customer_id: ``part`` (what moved them; ``up`` or
            ``down`` for who stayed, ``""`` for who did not move), ``before, after`` (their part
            of the asset), ``by_rate`` (what the change of the retention did to it).
        rates: the retention of regulars on each day.
    """

    first: dt.date
    last: dt.date
    opening: int
    closing: int
    opening_people: int
    closing_people: int
    parts: pd.DataFrame
    rows: pd.DataFrame
    rates: tuple[float, float]


def bridge(
    then: pd.DataFrame,
    now: pd.DataFrame,
    days: tuple[dt.date, dt.date],
    settings: Settings,
    *,
    only: Collection[str] | None = None,
) -> Bridge | None:
    """What became of the asset between two days.

    Args:
        then: customers of the earlier day, judged and valued (:func:`core.asset.with_value`).
        now: those of the later day.
        days: the two days.
        settings: its settings.
        only: whose part of it is told; how many stay is always that of all.

    Returns:
        None where the retention of either day is not known.
    """
    rates = tuple(retention(rows, settings)[REGULAR].share for rows in (then, now))
    if rates[0] is None or rates[1] is None:
        return None
    known = (float(rates[0]), float(rates[1]))
    factors = [years_worth(rate, settings.asset) for rate in known]
    rows = _rows(then, now, factors, only)
    return Bridge(
        first=days[0], last=days[1],
        opening=int(rows["before"].sum()), closing=int(rows["after"].sum()),
        opening_people=int(rows["was"].sum()), closing_people=int(rows["is"].sum()),
        parts=_parts(rows), rows=rows[["part", "before", "after", "by_rate"]], rates=known,
    )  # fmt: skip


def _rows(
    then: pd.DataFrame, now: pd.DataFrame, factors: list[float], only: Collection[str] | None
) -> pd.DataFrame:
    """Everybody who is loyal on either day."""
    old, new = _yearly(then, only), _yearly(now, only)
    ids = new.index.append(old.index.difference(new.index)).rename("customer_id")
    was, there = one_of(ids, set(old.index.tolist())), one_of(ids, set(new.index.tolist()))
    before = _worth(old.reindex(ids), factors[0])
    after = _worth(new.reindex(ids), factors[1])
    at_old_rate = _worth(new.reindex(ids), factors[0])
    stayed = was & there
    by_rate = (after - at_old_rate).where(pd.Series(stayed, index=ids), 0).astype("int64")
    by_buying = after - before - by_rate
    codes = np.select(
        [stayed & (by_buying > 0), stayed & (by_buying < 0), stayed, there],
        ["up", "down", "", _came(then, ids)],
        _went(now, ids),
    )
    return pd.DataFrame(
        {
            "part": pd.Series(codes, index=ids, dtype="str"),
            "before": before, "after": after, "by_rate": by_rate, "was": was, "is": there,
        },
        index=ids,
    )  # fmt: skip


def _yearly(rows: pd.DataFrame, only: Collection[str] | None) -> pd.Series[float]:
    inside = members(rows, only)
    yearly = inside["annual_profit"].astype("float64").clip(lower=0.0)
    return yearly.set_axis(pd.Index(inside["customer_id"], name="customer_id"), axis=0)


def _worth(yearly: pd.Series[float], factor: float) -> pd.Series[int]:
    """In whole minor units for each customer, so that the parts sum to the asset."""
    return (yearly.fillna(0.0) * factor).round().astype("int64")


def _standing(rows: pd.DataFrame, ids: pd.Index[str]) -> pd.DataFrame:
    """Who had bought, stood among the loyal and was here, by the ids asked for."""
    frame = pd.DataFrame(
        {
            "bought": (rows["purchase_count"] > 0).to_numpy(dtype=bool),
            "high": (rows["stage"].map(RANK) >= RANK["supporter"]).to_numpy(dtype=bool),
            "here": still_here(rows).to_numpy(dtype=bool),
        },
        index=pd.Index(rows["customer_id"]),
    )
    return frame.reindex(ids, fill_value=False)


def _came(then: pd.DataFrame, ids: pd.Index[str]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """How those who are loyal now came to be so."""
    old = _standing(then, ids)
    return np.select(
        [~old["bought"], ~old["high"], ~old["here"]], ["won", "promoted", "returned"], "known"
    )


def _went(now: pd.DataFrame, ids: pd.Index[str]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """How those who were loyal then ceased to be."""
    new = _standing(now, ids)
    return np.select([~new["here"], ~new["high"]], ["lost", "demoted"], "known")


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """The sum of each part and how many people made it."""
    own = (rows["after"] - rows["before"] - rows["by_rate"]).groupby(rows["part"])
    order = list(PARTS)
    amount = own.sum().reindex(order, fill_value=0)
    people = own.size().reindex(order, fill_value=0)
    amount["stay"] = int(rows["by_rate"].sum())
    people["stay"] = int((rows["was"] & rows["is"]).sum())
    found = pd.DataFrame({"amount": amount.astype("int64"), "people": people.astype("int64")})
    quiet = found.index.isin(_RARE) & (found["amount"] == 0)
    return found[~quiet]


def behind(found: Bridge, part: str) -> pd.DataFrame:
    """Those who made one part: rows with ``change`` (minor units), the largest first.

    Args:
        found: of :func:`bridge`.
        part: a code of :data:`PARTS`; ``stay`` is everybody who was loyal on both days.
    """
    rows = found.rows
    if part == "stay":
        chosen = rows[rows["by_rate"] != 0]
        return _first(chosen.assign(change=chosen["by_rate"]))
    chosen = rows[rows["part"] == part]
    return _first(chosen.assign(change=chosen["after"] - chosen["before"] - chosen["by_rate"]))


def most_moved(found: Bridge, count: int = NAMES) -> pd.DataFrame:
    """Those whose own doing moved the asset most, either way: rows with ``change``."""
    own = found.rows["after"] - found.rows["before"] - found.rows["by_rate"]
    moved = found.rows.assign(change=own)
    return _first(moved[moved["change"] != 0]).head(count)


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest change first; of equal ones by customer_id."""
    sized = rows.assign(_size=rows["change"].abs()).sort_index(kind="stable")
    return sized.sort_values("_size", ascending=False, kind="stable").drop(columns="_size")
