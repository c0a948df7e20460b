"""Deals (商談): open ones against the usual days, won, lost and to whom, and who dropped out.

What goes nowhere is closed with one message, never pressed (見切る商談, DOMAIN 2.3 ③); who dropped
out on the way (途中ドロップ, ⑩) is asked one helpful question, and the answer is a voice of doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, policies, relations
from core.rules.stopped import stopped, stopped_ids
from core.settings import Settings

CLOSED = ("won", "lost")
#: The one question to somebody who dropped out (DOMAIN 2.3 ⑩).
QUESTION = _("May I ask what held you back? It would help us to do better; nothing will be sold.")


@dataclass(frozen=True, slots=True)
class Won:
    """What became of the deals that ended in 12 months.

    Attributes:
        won, lost: how many; amount: of the won ones, minor units.
        usual_days: the middle of the days from start to win, NaN below ten won deals.
    """

    won: int
    lost: int
    amount: int
    usual_days: float

    def words(self, settings: Settings) -> Words:
        """Won of ended, as a share from the least count on."""
        ended = self.won + self.lost
        facts = {"won": self.won, "n": ended}
        if ended < settings.care.least_count:
            return n_(
                "{won} of {n} deal that ended in 12 months was won; too few for a share.",
                "{won} of {n} deals that ended in 12 months were won; too few for a share.",
                **facts,
            )  # fmt: skip
        return _(
            "{share}% of the deals that ended in 12 months were won ({won} of {n}).",
            share=round(100 * self.won / ended), **facts,
        )  # fmt: skip


def open_deals(people: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Deals that are neither won nor lost.

    Args:
        people: one row per customer, with name.
        book: the business.
        settings: when a deal goes nowhere.

    Returns:
        The rows of the deals table with row_id, name, age_days, usual (times the usual days to
        win, NaN where these are not known), cut (to be closed), told (they may be written to that
        it is closed), silent_days and unanswered (of those to be closed, else NaN); those to be
        closed first, then the oldest.
    """
    deals = _rows.until(_numbered(book), "start_date", book.today)
    ended = deals["end_date"] <= pd.Timestamp(book.today)
    deals = deals[~deals["step"].isin(CLOSED) & ~ended]
    cut = policies.cuttable_deals(book, settings)
    age = _rows.days_until(deals["start_date"], book.today).astype("int64")
    names = people.set_index("customer_id")["name"]
    found = deals.assign(
        name=_rows.looked_up(deals["customer_id"], names).fillna(deals["customer_id"]),
        age_days=age,
        usual=age / relations.days_to_win(book, settings),
        cut=deals.index.isin(cut.index),
        told=~deals["customer_id"].isin(stopped_ids(book, settings)),
        silent_days=cut["silent_days"].reindex(deals.index),
        unanswered=cut["unanswered"].reindex(deals.index),
    )
    return found.sort_values(
        ["cut", "age_days"], ascending=[False, False], kind="stable", ignore_index=True
    )


def won(book: Book, settings: Settings) -> Won:
    """What became of the deals that ended in the last 12 months."""
    deals = _ended(book)
    recent = _rows.since(deals, "date", _rows.months_before(book.today, 12))
    gained = recent[recent["step"] == "won"]
    return Won(
        won=len(gained),
        lost=int((recent["step"] == "lost").sum()),
        amount=int(gained["amount"].fillna(0).sum()),
        usual_days=relations.days_to_win(book, settings),
    )


def rivals(book: Book) -> pd.DataFrame:
    """To whom deals and contracts were lost.

    Returns:
        lost_to, n (customers lost to them), newest (day of the last loss), recheck (the next day
        on which a customer's contract with them, or the time heard for it, ends; NaT unknown),
        unknown (customers lost to them of whom that day is not known); the most lost first.
    """
    lost = relations.losses(book)
    lost = lost.assign(lost_to=lost["lost_to"].str.strip())
    lost = lost[lost["lost_to"] != ""].sort_values("date", kind="stable")
    lost = lost.drop_duplicates(["lost_to", "customer_id"], keep="last")
    lost = lost.assign(recheck=_rows.looked_up(lost["customer_id"], _rechecks(book)))
    grouped = lost.groupby("lost_to")
    found = pd.DataFrame(
        {
            "n": grouped.size(),
            "newest": grouped["date"].max(),
            "recheck": grouped["recheck"].min(),
            "unknown": grouped["recheck"].agg(lambda days: int(days.isna().sum())),
        }
    ).reset_index()
    return found.sort_values(["n", "newest"], ascending=[False, False], ignore_index=True)


def lost(people: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Who was lost to a rival (⑪) and has not bought since: thanked, not chased.

    Returns:
        customer_id, name, date, lost_to, recheck (when their contract there ends, NaT unknown);
        the newest first.
    """
    away = people[people["relation"] == "lost_to"].set_index("customer_id")["name"]
    rows = relations.losses(book).sort_values("date", kind="stable")
    rows = rows[rows["customer_id"].isin(away.index)]
    # One and the same loss may stand as a deal that names the rival and as a contract that moved.
    named = rows[rows["lost_to"] != ""].groupby("customer_id")["lost_to"].last()
    rows = rows.drop_duplicates("customer_id", keep="last")
    rows = rows.assign(lost_to=_rows.looked_up(rows["customer_id"], named).fillna(""))
    found = rows.assign(
        name=_rows.looked_up(rows["customer_id"], away),
        recheck=_rows.looked_up(rows["customer_id"], _rechecks(book)),
    )
    return found.sort_values("date", ascending=False, kind="stable", ignore_index=True)


def dropped(people: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Who dropped out on the way (⑩) and has not told us why yet.

    Returns:
        customer_id, name, product (of their last deal, empty unknown), since (day of their first
        sign), the newest first; who voiced a doubt, or wants no contact, is not in it.
    """
    told = set(book.table("doubts")["customer_id"])
    rows = people[(people["relation"] == "dropped") & ~stopped(people)]
    rows = rows[~rows["customer_id"].isin(told) & ~rows["refusal"]]
    deals = _rows.newest(_rows.until(book.table("deals"), "start_date", book.today), "start_date")
    since = _rows.onto(rows, deals["start_date"]).fillna(rows["first_visit_date"])
    found = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "name": rows["name"],
            "product": _rows.onto(rows, deals["product"]).fillna(""),
            "since": since,
        }
    )
    return found.sort_values("since", ascending=False, kind="stable", ignore_index=True)


def closing_words(name: str, product: str) -> Words:
    """The one message that closes a deal which goes nowhere: thanks, a door, no pressure."""
    what = product.strip()
    if not what:
        return _(
            "Dear {name}, thank you for considering our offer. It seems that this is not the "
            "time, so we close the matter here and will not ask again. Should the time come, a "
            "word is enough. If you can, please tell us what would have made the difference.",
            name=name,
        )  # fmt: skip
    return _(
        "Dear {name}, thank you for considering {product}. It seems that this is not the time, so "
        "we close the matter here and will not ask again. Should the time come, a word is enough. "
        "If you can, please tell us what would have made the difference.",
        name=name, product=what,
    )  # fmt: skip


def _numbered(book: Book) -> pd.DataFrame:
    deals = book.table("deals")
    return deals if "row_id" in deals else deals.assign(row_id=0)


def _ended(book: Book) -> pd.DataFrame:
    deals = _numbered(book)
    deals = deals[deals["step"].isin(CLOSED)]
    deals = deals.assign(date=deals["end_date"].fillna(deals["start_date"]))
    return _rows.until(deals, "date", book.today)


def _rechecks(book: Book) -> pd.Series[pd.Timestamp]:
    """The next day known of each customer: the end of a contract elsewhere, or what we heard."""
    today = pd.Timestamp(book.today)
    ends = book.table("due_dates")
    ends = ends[(ends["partner"].str.strip() != "") & (ends["end_date"] >= today)]
    heard = _rows.since(book.table("not_now"), "next_time", today)
    days = np.concatenate([ends["end_date"].to_numpy(), heard["next_time"].to_numpy()])
    ids = [*ends["customer_id"], *heard["customer_id"]]
    both = pd.DataFrame({"customer_id": pd.Series(ids, dtype="str"), "day": days})
    return both.groupby("customer_id")["day"].min()
