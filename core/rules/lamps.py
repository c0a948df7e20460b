"""The lamps of a shop (点検の灯): six signs of failing, and the four questions of article 4.

Each is one sentence with its count and a rule; a lamp that cannot be told for want of records is
neither on nor off, and says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.metrics.growth import Windows
from core.metrics.health import Health
from core.rules import _rows, contact
from core.rules.referral_tree import rates
from core.settings import Settings
from core.settings.lamps import LampSettings


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp.

    Attributes:
        code: leaving, money_only, referrals, target, growth, unit_price; ledger, satisfaction,
            once, too_long.
        lit: whether it warns; None where it cannot be told.
        words: what was found, with its count.
        who: the customers behind it where they are few enough to be looked at.
    """

    code: str
    lit: bool | None
    words: Words
    who: tuple[str, ...] = ()


def failing(rows: pd.DataFrame, book: Book, windows: Windows, settings: Settings) -> list[Lamp]:
    """Six signs of a shop that does not look after its customers (article 4).

    Args:
        rows: the judged customers.
        book: the business.
        windows: 13 weeks against those of last year.
        settings: its settings.
    """
    limits = settings.lamps
    return [
        _leaving(rows, book, limits),
        _money_only(book, limits),
        _referrals(rows, book, limits),
        _target(rows, book, limits),
        _growth(book, windows, settings),
        _unit_price(book, windows, settings),
    ]


def closing(
    rows: pd.DataFrame, book: Book, health: Health, once: tuple[int, int], settings: Settings
) -> list[Lamp]:
    """The four questions with which article 4 closes.

    Args:
        rows: the judged customers.
        book: the business.
        health: of the ledger.
        once: who had come a single time, 13 weeks ago and now.
        settings: its settings.
    """
    limits = settings.lamps
    return [
        _ledger(rows, health, limits),
        _satisfaction(rows, book, limits),
        _once(once, limits),
        _too_long(rows),
    ]


def _leaving(rows: pd.DataFrame, book: Book, limits: LampSettings) -> Lamp:
    """Of those who were customers a year ago and bought since then or in the year before."""
    year = limits.year_days
    since_first = _rows.days_until(rows["first_purchase_date"], book.asof)
    since_last = _rows.days_until(rows["last_purchase_date"], book.asof)
    base = rows[(since_first >= year) & (since_last < 2 * year)]
    gone = int(base["state"].isin(("dormant", "lapsed")).sum())
    facts = {"n": len(base), "gone": gone, "day": book.asof}
    if len(base) < limits.least_count:
        return Lamp("leaving", None, _("Too few customers of a year ago ({n}).", n=len(base)))
    words = _(
        "Of {n} customers of a year ago {gone} have been silent past their day of no return "
        "(as of {day}).",
        **facts,
    )
    return Lamp("leaving", gone / len(base) > limits.leaving_share, words)


def _money_only(book: Book, limits: LampSettings) -> Lamp:
    """Contacts of a year from us: those that give against those that sell."""
    contacts = _rows.until(book.table("activities"), "date", book.today)
    year = contacts[_rows.days_until(contacts["date"], book.today) < limits.year_days]
    ours = contact.from_us(year) & (year["outcome"] != "no_answer")
    sold = int((ours & contact.selling(year)).sum())
    gave = int((ours & year["kind"].isin(("thanks", "useful", "check"))).sum())
    if gave + sold < limits.least_count:
        return Lamp("money_only", None, _("Too few contacts are on record ({n}).", n=gave + sold))
    words = _(
        "In a year {gave} contacts gave something (thanks, help, how it goes) and {sold} sold.",
        gave=gave, sold=sold,
    )  # fmt: skip
    return Lamp("money_only", gave < limits.give_to_sell * sold, words)


def _referrals(rows: pd.DataFrame, book: Book, limits: LampSettings) -> Lamp:
    found = rates(rows, book)
    if found.new < limits.least_count:
        return Lamp("referrals", None, _("Too few new customers in a year ({n}).", n=found.new))
    words = _(
        "Of {n} new customers in a year {referred} came by referral.",
        n=found.new, referred=found.referred,
    )  # fmt: skip
    return Lamp("referrals", found.referred < limits.referral_share * found.new, words)


def _target(rows: pd.DataFrame, book: Book, limits: LampSettings) -> Lamp:
    """Of how many who still come it is known why they buy."""
    here = _still_here(rows)
    if len(here) < limits.least_count:
        return Lamp("target", None, _("Too few customers who come ({n}).", n=len(here)))
    told = (here["purchase_reason"].str.strip() != "") | (here["reason_kind"] != "")
    words = _(
        "Why they buy is known of {known} of {n} who come (as of {day}).",
        known=int(told.sum()), n=len(here), day=book.asof,
    )  # fmt: skip
    return Lamp("target", bool(told.mean() < limits.reasons_share), words)


def _growth(book: Book, windows: Windows, settings: Settings) -> Lamp:
    if not book.has_amounts:
        return Lamp("growth", None, _("The sheets hold no amounts."))
    now, before = _sales(windows)
    if not _comparable(windows, settings) or before <= 0:
        return Lamp("growth", None, _year_missing())
    words = _(
        "Sales of 13 weeks are {percent}% of those a year ago (as of {day}).",
        percent=round(100 * now / before), day=book.asof,
    )  # fmt: skip
    return Lamp("growth", now < (1.0 - settings.lamps.falling_share) * before, words)


def _unit_price(book: Book, windows: Windows, settings: Settings) -> Lamp:
    if not book.has_amounts:
        return Lamp("unit_price", None, _("The sheets hold no amounts."))
    now, before = _sales(windows)
    days_now, days_before = _visits(windows)
    if not _comparable(windows, settings) or before <= 0:
        return Lamp("unit_price", None, _year_missing())
    share = now / days_now / (before / days_before)
    words = _(
        "A visit brings {percent}% of what it brought a year ago ({n} visits and {m} then).",
        percent=round(100 * share), n=days_now, m=days_before,
    )  # fmt: skip
    return Lamp("unit_price", share < 1.0 - settings.lamps.falling_share, words)


def _sales(windows: Windows) -> tuple[int, int]:
    """Sales of all customers, now and a year ago."""
    now = windows.existing_now + windows.new_now
    return now, windows.existing_before + windows.new_before


def _visits(windows: Windows) -> tuple[int, int]:
    """Purchase days of all customers, now and a year ago."""
    now = windows.existing_days_now + windows.new_days_now
    return now, windows.existing_days_before + windows.new_days_before


def _comparable(windows: Windows, settings: Settings) -> bool:
    """Whether both windows hold enough purchases to be compared (DOMAIN 4)."""
    return min(_visits(windows)) >= settings.verdict.purchases_needed


def _year_missing() -> Words:
    return _("Too few purchases in these 13 weeks or in those a year ago.")


#: Any of them is a way to reach somebody.
_REACHED_BY = ("phone", "email", "line", "address")


def _ledger(rows: pd.DataFrame, health: Health, limits: LampSettings) -> Lamp:
    """Of how much it is known who, what and how much; or whether what is known lies scattered.

    A customer who comes and has no way to be reached here stands in another list or in none.
    """
    if not health.lines:
        return Lamp("ledger", None, _("No sales are on record."))
    least = min(health.who, health.what, health.how_much)
    here = _still_here(rows)
    known = [here[name].str.strip() != "" for name in _REACHED_BY]
    reached = int(np.logical_or.reduce(known).sum())
    words = _(
        "Of {n} sales who is known of {who}, what of {what}, how much of {how_much}. Of {here} "
        "who come {reached} can be reached with what stands here; the others are in another list "
        "or in none.",
        n=health.lines, who=health.who, what=health.what, how_much=health.how_much,
        here=len(here), reached=reached,
    )  # fmt: skip
    scattered = len(here) >= limits.least_count and reached < limits.filled_share * len(here)
    return Lamp("ledger", least < limits.filled_share * health.lines or scattered, words)


def _satisfaction(rows: pd.DataFrame, book: Book, limits: LampSettings) -> Lamp:
    """Of how many who come satisfaction was asked in a year, and who is waiting for an answer."""
    asked = _rows.until(book.table("satisfaction"), "date", book.today)
    asked = asked[_rows.days_until(asked["date"], book.today) < limits.year_days]
    here = _still_here(rows)
    n = int(_rows.among(here, asked).sum())
    waiting = int(here["open_complaint"].sum())
    if len(here) < limits.least_count:
        return Lamp("satisfaction", None, _("Too few customers who come ({n}).", n=len(here)))
    words = _(
        "Of {n} who come {asked} were asked in a year how satisfied they are; {waiting} are "
        "waiting for an answer to a complaint.",
        n=len(here), asked=n, waiting=waiting,
    )  # fmt: skip
    return Lamp("satisfaction", n < limits.asked_share * len(here) or waiting > 0, words)


def _once(once: tuple[int, int], limits: LampSettings) -> Lamp:
    before, now = once
    if now < limits.least_count and before < limits.least_count:
        return Lamp("once", None, _("Too few have come a single time ({n}).", n=now))
    words = _(
        "{now} customers have come a single time; 13 weeks ago they were {before}.",
        now=now, before=before,
    )  # fmt: skip
    return Lamp("once", now > before, words)


def _too_long(rows: pd.DataFrame) -> Lamp:
    """Once regulars, now silent past their day of no return: a gentle letter first, no call."""
    awkward = rows[rows["former"] & (rows["state"] == "dormant")]
    awkward = awkward.sort_values("total_spend", ascending=False, kind="stable")
    who = tuple(awkward["customer_id"])
    if not who:
        return Lamp("too_long", False, _("No former regular has been silent for too long."))
    words = _(
        "{n} former regulars have been silent so long that a call would be awkward: write them a "
        "gentle letter first.",
        n=len(who),
    )
    return Lamp("too_long", True, words, who)


def _still_here(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[np.isin(rows["state"], ("active", "at_risk"))]
