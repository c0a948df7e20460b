"""The trust passbook (信頼通帳): deposits, withdrawals, and what is left of them today.

Use: gate and tone of a contact, never yen (DOMAIN 2.5).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules import _rows, contact
from core.settings import Settings
from core.settings.trust import TrustSettings

#: Every kind of entry and its line in the passbook.
ENTRIES: dict[str, Words] = {
    "talk": _("Talked together"),
    "consult": _("Consulted us first"),
    "card": _("A card by hand"),
    "useful": _("A useful word"),
    "birthday": _("Birthday wishes"),
    "promise_early": _("Promise kept early"),
    "promise_kept": _("Promise kept"),
    "complaint_resolved": _("Complaint resolved in time"),
    "referral_thanked": _("Thanked for a referral"),
    "promise_late": _("Promise kept late"),
    "promise_broken": _("Promise broken"),
    "complaint": _("Complaint"),
    "complaint_again": _("Complaint for the same cause again"),
    "sales_pitch": _("Sales offer"),
    "sales_declined": _("Sales offer declined"),
    "sales_too_soon": _("Sales offer too soon after the last"),
    "unanswered": _("Inquiry left unanswered"),
}
#: The words for a balance: 厚い, ふつう, 薄い, 赤字.
TRUST_WORDS: dict[str, Words] = {
    "thick": _("thick"),
    "normal": _("normal"),
    "thin": _("thin"),
    "overdrawn": _("overdrawn"),
}
#: Talks that neither refuse nor complain.
GOOD_TALKS = ("", "talked", "promised", "bought", "not_now", "referral")
NO_PITCH = ("no_answer", "not_now", "bought")
WRITTEN = ("email", "line")
Column = str | float | npt.NDArray[Any] | pd.Series


def balances(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The balance of each customer on ``book.today`` and its word.

    Args:
        rows: one row per customer.
        book: the business; contacts, promises, complaints and referrals are read.
        settings: its settings.

    Returns:
        On the rows' index: trust (points, within ±``trust.limit``; 0 without any entry) and
        trust_word (thick, normal, thin, overdrawn).
    """
    return balances_of(rows, entries(rows, book, settings), settings)


def balances_of(rows: pd.DataFrame, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """:func:`balances`, of :func:`entries` that were found already."""
    limits = settings.trust
    effects = found.groupby("customer_id")["effect"].sum()
    balance = _rows.onto(rows, effects).fillna(0.0).clip(-limits.limit, limits.limit)
    word = np.select(
        [balance < 0, balance < limits.normal_from, balance < limits.thick_from],
        ["overdrawn", "thin", "normal"],
        "thick",
    )
    words = pd.Series(word, index=rows.index, dtype="str")
    return pd.DataFrame({"trust": balance.astype("float64"), "trust_word": words})


def passbook(customer_id: str, rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The entries of one customer, newest first; see :func:`newest_first`."""
    found = entries(rows[rows["customer_id"] == customer_id], book, settings)
    return newest_first(found[found["customer_id"] == customer_id])


def newest_first(found: pd.DataFrame) -> pd.DataFrame:
    """The entries of one customer as the passbook has them.

    Returns:
        date, code (of :data:`ENTRIES`), points (as entered, repeated deposits already halved),
        effect (what is left of them on ``book.today``).
    """
    found = found.sort_values("date", ascending=False, kind="stable")
    return found[["date", "code", "points", "effect"]].reset_index(drop=True)


def entries(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Every entry of every customer up to ``book.today``.

    A deposit of the same kind counts half for each one in the 30 days before it; deposits halve
    every 180 days, withdrawals every 360.

    Returns:
        customer_id, date, code, points, effect.
    """
    limits = settings.trust
    contacts = _rows.until(book.table("activities"), "date", book.today)
    found = pd.concat(
        [
            _deposits_of_contacts(contacts, rows, limits),
            _sales(contacts, limits),
            _unanswered(contacts, book.today, limits),
            _promises(book, limits),
            _complaints(book, limits),
            _thanked(book, limits),
        ],
        ignore_index=True,
    )
    found["points"] = found["points"] * _repeats(found, limits)
    age = _rows.days_until(found["date"], book.today)
    half_life = np.where(
        found["points"] > 0, limits.deposit_half_life_days, limits.withdrawal_half_life_days
    )
    return found.assign(effect=found["points"] * 0.5 ** (age / half_life))


def _entry(frame: pd.DataFrame, date: str, code: Column, points: Column) -> pd.DataFrame:
    """Rows of a table as entries; code and points are columns or one value for all."""
    parts = {"customer_id": frame["customer_id"], "date": frame[date], "code": code}
    made = pd.DataFrame({**parts, "points": points}, index=frame.index)
    return made.astype({"code": "str", "points": "float64"})


def _deposits_of_contacts(
    contacts: pd.DataFrame, rows: pd.DataFrame, limits: TrustSettings
) -> pd.DataFrame:
    """At most one deposit for a contact: the largest that fits."""
    talked = contact.two_way(contacts) & contacts["outcome"].isin(GOOD_TALKS)
    talked &= contacts["kind"] != "complaint"
    giving = contact.from_us(contacts) & ~contacts["kind"].isin(("sales", "complaint"))
    giving &= contacts["outcome"].isin(GOOD_TALKS)
    wishes = giving & (contacts["kind"] == "thanks") & _near_birthday(contacts, rows, limits)
    chosen = np.select(
        [
            contacts["kind"] == "consult",
            talked,
            giving & (contacts["channel"] == "postcard"),
            wishes,
            giving & (contacts["channel"].isin(WRITTEN) | (contacts["kind"] == "useful")),
        ],
        ["consult", "talk", "card", "birthday", "useful"],
        "",
    )
    code = pd.Series(chosen, index=contacts.index, dtype="str")
    given = contacts[code != ""]
    points = {name: getattr(limits, name) for name in ("consult", "talk", "card", "birthday")}
    points["useful"] = limits.useful
    return _entry(given, "date", code, code.map(points))


def _near_birthday(
    contacts: pd.DataFrame, rows: pd.DataFrame, limits: TrustSettings
) -> pd.Series[bool]:
    """Whether a contact fell on the birthday or in the days before it."""
    birthday = rows.set_index("customer_id")["birthday"].str[-5:]
    day = _rows.looked_up(contacts["customer_id"], birthday).fillna("")
    year = contacts["date"].dt.year.astype("str")
    this_year = pd.to_datetime(year + "-" + day, format="%Y-%m-%d", errors="coerce")
    until = (this_year - contacts["date"]).dt.days
    near: pd.Series[bool] = until.between(0, limits.birthday_days)
    return near


def _sales(contacts: pd.DataFrame, limits: TrustSettings) -> pd.DataFrame:
    """Selling contacts; 「今はいらない」 is no penalty, nor is an offer that was taken."""
    sold = contacts[contact.selling(contacts) & ~contacts["outcome"].isin(NO_PITCH)]
    every = contacts[contact.selling(contacts)].sort_values("date", kind="stable")
    gap = every["date"] - every.groupby("customer_id")["date"].shift()
    soon = (gap.dt.days < limits.sales_rest_days).reindex(sold.index, fill_value=False)
    chosen = np.select(
        [sold["outcome"] == "declined", soon], ["sales_declined", "sales_too_soon"], "sales_pitch"
    )
    code = pd.Series(chosen, index=sold.index, dtype="str")
    names = ("sales_declined", "sales_too_soon", "sales_pitch")
    return _entry(sold, "date", code, code.map({name: getattr(limits, name) for name in names}))


def _unanswered(contacts: pd.DataFrame, today: dt.date, limits: TrustSettings) -> pd.DataFrame:
    """Written inquiries with no word from us within two business days."""
    asked = contacts[~contact.from_us(contacts) & contacts["channel"].isin(WRITTEN)]
    answers = contacts[contact.from_us(contacts)][["customer_id", "date"]]
    answers = answers.assign(answered=answers["date"]).sort_values("date")
    waiting = pd.merge_asof(
        asked.sort_values("date"), answers, on="date", by="customer_id", direction="forward"
    )
    asked_day = waiting["date"].to_numpy().astype("datetime64[D]")
    due = np.busday_offset(asked_day, limits.answer_days, roll="backward")
    ended = waiting["answered"].fillna(pd.Timestamp(today)).to_numpy().astype("datetime64[D]")
    return _entry(waiting[ended > due], "date", "unanswered", limits.unanswered)


def _promises(book: Book, limits: TrustSettings) -> pd.DataFrame:
    """Our own promises: kept, kept late, or open past the due day and in the end broken."""
    rows = book.table("promises")
    rows = rows[rows["by_whom"] != "them"]
    today = pd.Timestamp(book.today)
    done = rows["done_date"].where(rows["done_date"] <= today)
    late = (done.fillna(today) - rows["due_date"]).dt.days
    chosen = np.select(
        [
            done < rows["due_date"],
            done == rows["due_date"],
            done.notna(),
            late > limits.broken_days,
            late > 0,
        ],
        ["promise_early", "promise_kept", "promise_late", "promise_broken", "promise_late"],
        "",
    )
    code = pd.Series(chosen, index=rows.index, dtype="str")
    overdue = rows["due_date"] + pd.Timedelta(days=1)
    broken = rows["due_date"] + pd.Timedelta(days=limits.broken_days + 1)
    day = done.fillna(broken.where(code == "promise_broken", overdue))
    names = ("promise_early", "promise_kept", "promise_late", "promise_broken")
    settled = rows.assign(day=day, code=code)[code != ""]
    points = settled["code"].map({name: getattr(limits, name) for name in names})
    return _entry(settled, "day", settled["code"], points)


def _complaints(book: Book, limits: TrustSettings) -> pd.DataFrame:
    """A loss by severity, more for the same cause again; part of it back if resolved in time."""
    rows = _rows.until(book.table("complaints"), "received_date", book.today)
    rows = rows.sort_values("received_date", kind="stable")
    severity = {1: limits.complaint_light, 2: limits.complaint_middle, 3: limits.complaint_heavy}
    loss = rows["severity"].map(severity).astype("float64").fillna(limits.complaint_middle)
    again = rows.duplicated(["customer_id", "cause"]) & (rows["cause"] != "")
    loss = loss.where(~again, loss * limits.complaint_again)
    lost = _entry(rows, "received_date", np.where(again, "complaint_again", "complaint"), loss)
    usual = rows["received_date"] + pd.Timedelta(days=limits.resolved_days)
    in_time = rows["resolved_date"] <= rows["due_date"].fillna(usual)
    in_time &= rows["resolved_date"] <= pd.Timestamp(book.today)
    back = (-loss).clip(upper=limits.complaint_resolved)
    won = _entry(rows[in_time], "resolved_date", "complaint_resolved", back)
    return pd.concat([lost, won])


def _thanked(book: Book, limits: TrustSettings) -> pd.DataFrame:
    """Referrals thanked for within seven days."""
    rows = _rows.until(book.table("referrals"), "thanked_date", book.today)
    rows = rows[(rows["thanked_date"] - rows["date"]).dt.days <= limits.thanked_days]
    return _entry(rows, "thanked_date", "referral_thanked", limits.referral_thanked)


def _repeats(found: pd.DataFrame, limits: TrustSettings) -> pd.Series[float]:
    """½ for each earlier deposit of the same kind within 30 days; withdrawals count in full."""
    deposits = found[found["points"] > 0].sort_values("date", kind="stable")
    factor = pd.Series(1.0, index=found.index)
    if deposits.empty:
        return factor
    day = deposits["date"].to_numpy().astype("datetime64[D]").astype("int64")
    kind = deposits.groupby(["customer_id", "code"]).ngroup().to_numpy()
    # One number line for all kinds, far enough apart that no window reaches into another kind.
    line = kind * (np.ptp(day) + 2 * limits.repeat_days + 2) + day - day.min()
    order = np.argsort(line, kind="stable")
    ordered = line[order]
    first = np.searchsorted(ordered, ordered - limits.repeat_days, side="left")
    earlier = np.arange(len(ordered)) - first
    factor.loc[deposits.index[order]] = limits.repeat_factor**earlier
    return factor
