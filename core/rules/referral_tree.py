"""The tree of referrals (紹介の木): who brought whom, what came of it, who is not thanked yet.

Whatever is walked here is walked generation by generation over whole columns, so that neither a
long chain nor a large shop makes it slow; a circle in the data ends the walk and is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows, referrals, worth
from core.rules.stopped import stopped_ids
from core.settings import Settings

_YEAR_MONTHS = 12


@dataclass(frozen=True)
class Forest:
    """Every tree of referrals.

    Attributes:
        people: one row for each customer in a tree, a parent before its children and the tree
            with the highest yield first: customer_id, name, parent (empty for a root), root,
            depth (0 for a root), children, descendants, sales (all they bought, minor units),
            profit (their gross profit), yield_plain (descendants' profit), yield_half (the same
            with a half for each generation: CRV), thanks (``due``, ``late``, empty).
        circles: customer ids that refer each other in a circle; they are in no tree.
    """

    people: pd.DataFrame
    circles: tuple[str, ...]

    def tree(self, root: str) -> pd.DataFrame:
        """The people of one tree."""
        return self.people[self.people["root"] == root]


@dataclass(frozen=True, slots=True)
class Rates:
    """How much comes by referral, in the twelve months to ``asof``.

    Attributes:
        new: customers who bought for the first time; ``referred``: those with a referrer (紹介率).
        active: customers who still buy; ``givers``: of all, those who referred somebody
            (紹介発生率); ``given``: referrals.
        weeks_silent: weeks since the last referral, None where there never was one.
    """

    new: int
    referred: int
    active: int
    givers: int
    given: int
    weeks_silent: int | None
    asof: dt.date

    @property
    def per_hundred(self) -> float | None:
        """Referrals in a year for a hundred active customers; None without any active."""
        return 100 * self.given / self.active if self.active else None

    def silent(self, settings: Settings) -> bool:
        """Whether referrals have stopped (紹介が止まっています)."""
        weeks = self.weeks_silent
        return weeks is None or weeks >= settings.care.referral_silence_weeks


def forest(judged: pd.DataFrame, book: Book, settings: Settings) -> Forest:
    """The trees of everybody who brought somebody or was brought.

    Where somebody is named by two, the first who brought them counts.

    Args:
        judged: one row per customer.
        book: the business.
        settings: its settings.
    """
    edges = _edges(judged, book)
    depth, root, circles = _generations(edges)
    people = _people(judged, edges, depth, root, settings)
    people = _with_yields(people, settings.care.referral_weight)
    people["thanks"] = _thanks(people["customer_id"], book, settings).array
    return Forest(_ordered(people), tuple(sorted(circles)))


def rates(judged: pd.DataFrame, book: Book) -> Rates:
    """How much of the new comes by referral, and how many refer (seed 0-5, DOMAIN 1.1)."""
    since = _rows.months_before(book.asof, _YEAR_MONTHS)
    pairs = referrals.pairs(judged, book)
    recent = pairs[(pairs["date"] >= since) & (pairs["date"] <= pd.Timestamp(book.today))]
    new = judged[judged["first_purchase_date"] >= since]
    brought = set(pairs["referred_id"]) - {""}
    last = pairs["date"].max()
    weeks = None if pd.isna(last) else (pd.Timestamp(book.today) - last).days // 7
    return Rates(
        new=len(new),
        referred=int(new["customer_id"].isin(brought).sum()),
        active=int(judged["state"].isin(("active", "at_risk")).sum()),
        givers=int(recent["customer_id"].nunique()),
        given=len(recent),
        weeks_silent=weeks,
        asof=book.asof,
    )


def unthanked(book: Book, settings: Settings) -> pd.DataFrame:
    """Referrals that were not thanked for, the longest waiting first.

    Whoever must not be contacted (停止) is not thanked either.

    Returns:
        row_id, customer_id, date, referred_id, referred_name, days (since), late (bool).
    """
    rows = _rows.until(book.table("referrals"), "date", book.today)
    rows = rows[rows["kind"].isin(("", "referral")) & rows["thanked_date"].isna()]
    rows = rows[~rows["customer_id"].isin(stopped_ids(book, settings))]
    days = _rows.days_until(rows["date"], book.today).astype("int64")
    found = rows.assign(days=days, late=days > settings.calls.referral_thanks_days)
    kept = found[found["days"] <= settings.ladder.advocate_months * 31]
    columns = ["customer_id", "date", "referred_id", "referred_name", "days", "late"]
    columns = ["row_id", *columns] if "row_id" in kept.columns else columns
    return kept.sort_values("days", ascending=False, kind="stable")[columns]


def _edges(judged: pd.DataFrame, book: Book) -> pd.DataFrame:
    """parent, child: each child once, by the first who brought them."""
    pairs = referrals.pairs(judged, book)
    named = {*pairs["referred_id"], *pairs["customer_id"]}
    known = set(judged.loc[_rows.one_of(judged["customer_id"], named), "customer_id"])
    pairs = pairs[pairs["referred_id"].isin(known) & pairs["customer_id"].isin(known)]
    pairs = pairs.sort_values("date", kind="stable").drop_duplicates("referred_id")
    return pd.DataFrame(
        {"parent": pairs["customer_id"], "child": pairs["referred_id"]}
    ).reset_index(drop=True)


def _generations(edges: pd.DataFrame) -> tuple[dict[str, int], dict[str, str], set[str]]:
    """{who: generation}, {who: root of their tree}, and who stands in a circle."""
    children = edges.groupby("parent")["child"].agg(list).to_dict()
    below = set(edges["child"])
    now = [who for who in dict.fromkeys(edges["parent"]) if who not in below]
    depth, root, generation = dict.fromkeys(now, 0), {who: who for who in now}, 0
    while now:
        generation += 1
        later = [(child, root[who]) for who in now for child in children.get(who, ())]
        depth |= {child: generation for child, _top in later}
        root |= dict(later)
        now = [child for child, _top in later]
    return depth, root, (below | set(edges["parent"])) - set(depth)


def _people(
    judged: pd.DataFrame,
    edges: pd.DataFrame,
    depth: dict[str, int],
    root: dict[str, str],
    settings: Settings,
) -> pd.DataFrame:
    """Whoever stands in a tree, with what they brought in themselves."""
    rows = judged[judged["customer_id"].isin(depth)]
    ids = rows["customer_id"]
    parent = edges.set_index("child")["parent"]
    sales = _rows.numbers(rows["total_spend"]).fillna(0.0)
    return pd.DataFrame(
        {
            "customer_id": ids,
            "name": rows["name"],
            "stage": rows["stage"],
            "parent": _rows.looked_up(ids, parent).fillna("").astype("str"),
            "root": ids.map(root).astype("str"),
            "depth": ids.map(depth).astype("int64"),
            "children": ids.map(edges.groupby("parent").size()).fillna(0).astype("int64"),
            "sales": sales.round().astype("Int64"),
            "profit": (sales * _rate(judged, settings)[rows.index]).round().astype("Int64"),
        }
    ).reset_index(drop=True)


def _rate(rows: pd.DataFrame, settings: Settings) -> pd.Series[float]:
    """Gross profit for each yen of sales: their own of the last year, else the shop's."""
    spent = _rows.numbers(rows["spend_12m"])
    profit = worth.year_profit(rows, settings)
    rate = (profit / spent.where(spent > 0)).clip(0.0, 1.0)
    total = float(spent.clip(lower=0.0).sum())
    shop = float(profit.clip(lower=0.0).sum()) / total if total > 0 else 1.0
    return rate.fillna(min(shop, 1.0))


def _with_yields(people: pd.DataFrame, weight: float) -> pd.DataFrame:
    """What the descendants of each brought: plainly, and with ``weight`` for each generation."""
    depth = people["depth"].to_numpy()
    profit = people["profit"].to_numpy(dtype="float64", na_value=0.0)
    parent = pd.Index(people["customer_id"]).get_indexer(pd.Index(people["parent"]))
    plain, half = np.zeros(len(people)), np.zeros(len(people))
    below = np.zeros(len(people), dtype="int64")
    order = np.argsort(depth, kind="stable")
    starts = np.searchsorted(depth[order], np.arange(1, depth.max(initial=0) + 1))
    for rows in reversed(np.split(order, starts)[1:]):  # one generation after another
        np.add.at(plain, parent[rows], profit[rows] + plain[rows])
        np.add.at(half, parent[rows], weight * (profit[rows] + half[rows]))
        np.add.at(below, parent[rows], 1 + below[rows])
    return people.assign(
        descendants=below,
        yield_plain=pd.Series(plain, index=people.index).round().astype("Int64"),
        yield_half=pd.Series(half, index=people.index).round().astype("Int64"),
    )


def _thanks(ids: pd.Series[str], book: Book, settings: Settings) -> pd.Series[str]:
    waiting = unthanked(book, settings)
    late = set(waiting.loc[waiting["late"], "customer_id"])
    due = set(waiting["customer_id"]) - late
    return ids.map(lambda who: "late" if who in late else "due" if who in due else "").astype(
        "str"
    )


def _ordered(people: pd.DataFrame) -> pd.DataFrame:
    """A parent before its children, the tree with the highest yield first."""
    rank = people.set_index("customer_id")["yield_half"].astype("float64")
    children = people.sort_values("yield_half", ascending=False, kind="stable")
    by_parent = children.groupby("parent", sort=False)["customer_id"].agg(list).to_dict()
    order, waiting = [], list(reversed(by_parent.get("", [])))
    while waiting:
        who = waiting.pop()
        order.append(who)
        waiting.extend(reversed(by_parent.get(who, [])))
    assert len(order) == len(rank)
    return people.set_index("customer_id").loc[order].reset_index()
