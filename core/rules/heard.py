"""How customers speak up (声の届き方): by channel, at which tempo, and who buys on afterwards.

Article 1: e-mail lets silent customers speak, so more voices are no bad sign. Whoever is in a
hurry must not wait, whoever takes time must not be pressed. Article 3: a complaint is a chance.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows, contact
from core.settings import Settings

#: A voice of which no channel is written down.
UNWRITTEN = ""
#: Too slow for somebody in a hurry; pressed although they take time.
SLOW, PRESSED = "slow", "pressed"


def by_channel(rows: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Voices of twelve months by channel, for a hundred active customers, and a year before.

    Voices are satisfaction, doubts, complaints and every contact from a customer; a complaint has
    the channel that is written down with it. A doubt, and a complaint without one, has that of a
    contact of that customer on that day.

    Args:
        rows: one row per customer with first and last purchase.
        book: the business.

    Returns:
        ``channel`` (``""`` not written), ``now``, ``before`` (voices), ``per_100``; the most
        first. The frame's ``attrs`` hold ``active`` (bought in the twelve months).
    """
    voices = _voices(book)
    asof, year = pd.Timestamp(book.asof), _rows.months_before(book.asof, 12)
    before = _rows.months_before(book.asof, 24)
    now = voices[(voices["date"] > year) & (voices["date"] <= asof)].groupby("channel").size()
    then = voices[(voices["date"] > before) & (voices["date"] <= year)].groupby("channel").size()
    table = pd.DataFrame({"now": now, "before": then}).fillna(0).astype("int64")
    active = int((rows["last_purchase_date"] > year).sum())
    table["per_100"] = 100 * table["now"] / active if active else np.nan
    table = table.rename_axis("channel").reset_index()
    table = table.sort_values(["now", "before"], ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    table.attrs["active"] = active
    return table


def _voices(book: Book) -> pd.DataFrame:
    """Every voice with its day and channel."""
    contacts = book.table("activities")
    channel = contacts[contacts["channel"] != ""].drop_duplicates(["customer_id", "date"])
    on_the_day = channel.set_index(["customer_id", "date"])["channel"]
    parts = [
        book.table("satisfaction")[["date", "channel"]],
        contacts.loc[~contact.from_us(contacts), ["date", "channel"]],
    ]
    doubts, complaints = book.table("doubts"), book.table("complaints")
    complaints = complaints.rename(columns={"received_date": "date"})
    for told, written in (
        (doubts, pd.Series(UNWRITTEN, index=doubts.index)),
        (complaints, complaints["channel"]),
    ):
        pairs = pd.MultiIndex.from_frame(told[["customer_id", "date"]])
        found = on_the_day.reindex(pairs).fillna(UNWRITTEN).set_axis(told.index)
        own = written.where(written != UNWRITTEN, found)
        parts.append(pd.DataFrame({"date": told["date"], "channel": own}))
    return pd.concat(parts, ignore_index=True)


def tempo(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Contacts at another tempo than the customer's (テンポの食い違い), the newest first.

    Somebody who wrote or called in a hurry and had no word from us within the business days given;
    somebody who takes time and was sold to twice within the days given. Twelve months.

    Returns:
        ``customer_id, name, date, kind`` (``slow`` or ``pressed``), ``days`` (business days
        waited, or days between the two), ``waiting`` (bool: still no word).
    """
    contacts = _rows.until(book.table("activities"), "date", book.asof)
    year = _rows.months_before(book.asof, 12)
    found = pd.concat(
        [_slow(contacts, book.asof, settings), _pressed(contacts, settings)], ignore_index=True
    )
    found = found[found["date"] > year]
    names = rows.set_index("customer_id")["name"]
    found["name"] = _rows.looked_up(found["customer_id"], names).fillna("").astype("str")
    found = found.sort_values(["date", "customer_id"], ascending=False, kind="stable")
    return found.reset_index(drop=True)


def _slow(contacts: pd.DataFrame, asof: dt.date, settings: Settings) -> pd.DataFrame:
    """The first word from us at or after a hurried contact; of the same day it is in time."""
    ours = contact.from_us(contacts)
    hurried = contacts[~ours & (contacts["tempo"] == "hurry")].sort_values("date", kind="stable")
    answers = contacts.loc[ours, ["customer_id", "date"]].sort_values("date", kind="stable")
    answers = answers.assign(answered=answers["date"])
    pairs = pd.merge_asof(
        hurried[["customer_id", "date"]], answers, on="date", by="customer_id", direction="forward"
    )
    until = pairs["answered"].fillna(pd.Timestamp(asof))
    waited = np.busday_count(_days(pairs["date"]), _days(until))
    pairs = pairs.assign(kind=SLOW, days=waited, waiting=pairs["answered"].isna())
    late = pairs["days"] > settings.methods.hurry_days
    slow: pd.DataFrame = pairs.loc[late, ["customer_id", "date", "kind", "days", "waiting"]]
    return slow


def _pressed(contacts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Two selling contacts close together with a customer whose newest tempo is slow."""
    told = contacts[contacts["tempo"].isin(("hurry", "normal", "slow"))]
    newest = _rows.newest(told, "date")["tempo"]
    calm = newest.index[newest == "slow"]
    sold = contacts[contact.selling(contacts) & contacts["customer_id"].isin(calm)]
    sold = sold.sort_values("date", kind="stable")
    gap = sold.groupby("customer_id")["date"].diff().dt.days
    close = gap <= settings.methods.press_days
    pressed: pd.DataFrame = sold.loc[close, ["customer_id", "date"]]
    return pressed.assign(kind=PRESSED, days=gap[close].astype("int64"), waiting=False)


def _days(column: pd.Series[pd.Timestamp]) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]")


@dataclass(frozen=True, slots=True)
class StillBuying:
    """Who bought again after a complaint was closed, against those without one.

    Attributes:
        closed: complaints closed early enough, of customers who had bought in the year before;
            ``bought``: of their customers who bought after that day.
        others: customers without any complaint as of the same days, on average over the closings;
            ``others_share``: of them, who bought after it (None without any).
        regulars, of: customers of those complaints who are regulars or more today.
        least: fewer closings tell no share.
    """

    closed: int
    bought: int
    others: float
    others_share: float | None
    regulars: int
    least: int

    @property
    def share(self) -> float | None:
        """Share who bought again; None below the least count."""
        return self.bought / self.closed if self.closed >= self.least else None


def after_complaints(rows: pd.DataFrame, book: Book, settings: Settings) -> StillBuying:
    """Buying on after a closed complaint (クレーム後の継続).

    Both sides had bought in the year up to the day of closing; it lies so many days back that the
    answer is known.

    Args:
        rows: judged customers.
        book: the business.
        settings: its settings.
    """
    known = book.table("complaints")
    late = pd.Timestamp(book.asof) - pd.Timedelta(days=settings.spending.after_complaint_days)
    closed = known[known["resolved_date"] <= late]
    with_us = rows[rows["last_purchase_date"].notna()].set_index("customer_id")
    first = _rows.looked_up(closed["customer_id"], with_us["first_purchase_date"])
    last = _rows.looked_up(closed["customer_id"], with_us["last_purchase_date"])
    day = closed["resolved_date"]
    base = (first <= day) & (last > day - YEAR)
    chosen = closed[base]
    others = with_us[~with_us.index.isin(known["customer_id"])]
    in_base, stayed = _others(others, day[base])
    regulars = with_us.loc[with_us.index.isin(chosen["customer_id"]), "buying_stage"]
    return StillBuying(
        closed=len(chosen),
        bought=int((last > day)[base].sum()),
        others=float(in_base.mean()) if len(in_base) else 0.0,
        others_share=float(stayed.sum() / in_base.sum()) if in_base.sum() else None,
        regulars=int((~regulars.isin(("prospect", "customer"))).sum()),
        least=settings.spending.least_count,
    )


YEAR = pd.Timedelta(days=365)


def _others(others: pd.DataFrame, days: pd.Series[pd.Timestamp]) -> tuple[np.ndarray, np.ndarray]:
    """For each day how many others had bought in the year to it, and of them after it."""
    first = np.sort(others["first_purchase_date"].to_numpy())
    last = np.sort(others["last_purchase_date"].to_numpy())
    at = days.to_numpy()
    began = np.searchsorted(first, at, side="right")
    ended = np.searchsorted(last, at, side="right")
    long_ago = np.searchsorted(last, at - YEAR.to_timedelta64(), side="right")
    return began - long_ago, began - ended
