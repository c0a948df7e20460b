"""The state (状態): where a customer stands between the last purchase and being gone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import _
from core.rules import _rows, contracts, overrides
from core.rules._catalogue import Entry, catalogue
from core.rules.stopped import told_to_stop
from core.settings import Settings

STATES = catalogue(
    Entry(
        "lead",
        _("Lead"),
        _("No purchase yet."),
        _("Find out what holds them back."),
        "DOMAIN 0a",
    ),
    Entry(
        "active",
        _("Buying as usual"),
        _("The silence is not longer than usual."),
        _("Keep the promise of every visit."),
        "DOMAIN 2.1",
    ),
    Entry(
        "at_risk",
        _("Drifting away"),
        _("Silent since the nudge day or longer."),
        _("Call now, while they still come back."),
        "article 1, DOMAIN 2.1",
    ),
    Entry(
        "dormant",
        _("Dormant"),
        _("Silent since the day of no return or longer."),
        _("One gentle letter; do not press."),
        "article 1, DOMAIN 2.1",
    ),
    Entry(
        "lapsed",
        _("Gone"),
        _("Silent since the stop day or longer, or the contract has ended."),
        _("No more selling; the door stays open."),
        "article 1, DOMAIN 2.1",
    ),
    Entry(
        "dnc",
        _("Do not contact"),
        _("Asked us to stop, closed down, or passed away."),
        _("Never contact; answer only if they come."),
        "DOMAIN 2.1, 3.1",
    ),
)
#: What the owner may set by hand; the others are facts.
SETTABLE = ("active", "at_risk", "dormant", "lapsed", "dnc")


def state(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[str]:
    """The state of each customer.

    Silence counts to the data-as-of day (already in ``days_since_last_purchase``); contracts and
    what was asked of us count to ``book.today``.

    Args:
        rows: the profile, one row per customer.
        book: the business.
        settings: its settings; ``trade.contract`` lets contracts speak before silence.

    Returns:
        Codes of :data:`STATES`.
    """
    states = by_silence(rows, book)
    if settings.trade.contract:
        states = _by_contract(rows, book, states)
    states = _by_hand(rows, book, settings, states)
    states = states.mask(rows["last_purchase_date"].isna(), "lead")
    return states.mask(told_to_stop(rows, book, settings), "dnc").astype("str")


def by_silence(rows: pd.DataFrame, book: Book) -> pd.Series[str]:
    """The state as the silence alone tells it."""
    silent = silence(rows, book)
    chosen = np.select(
        [silent >= rows["stop_day"], silent >= rows["no_return_day"], silent >= rows["nudge_day"]],
        ["lapsed", "dormant", "at_risk"],
        "active",
    )
    return pd.Series(chosen, index=rows.index, dtype="str")


def silence(rows: pd.DataFrame, book: Book) -> pd.Series[float]:
    """Days of silence that count against a customer; NaN without a purchase.

    A seasonal buyer is compared with the month of last year (DOMAIN 2.1): there is no silence
    until that month has passed again, and then it starts at the nudge day.
    """
    silent = _rows.numbers(rows["days_since_last_purchase"])
    season_end = rows["last_purchase_date"] + pd.DateOffset(years=1) + pd.offsets.MonthEnd(0)
    missed = _rows.days_until(season_end, book.asof)
    seasonal = (rows["nudge_day"] + missed - 1).where(missed > 0, 0.0)
    return silent.where(~rows["seasonal"].astype(bool) | silent.isna(), seasonal)


def _by_contract(rows: pd.DataFrame, book: Book, states: pd.Series[str]) -> pd.Series[str]:
    """A running contract is active; all ended means gone, unless they bought since."""
    standing = contracts.standing(book)
    live = _rows.onto(rows, standing["live"]) == True  # noqa: E712 - missing is not live
    ended = _rows.onto(rows, standing["ended"]) == True  # noqa: E712 - missing is not ended
    bought_since = rows["last_purchase_date"] > _rows.onto(rows, standing["last_end"])
    return states.mask(ended & ~bought_since, "lapsed").mask(live, "active")


def _by_hand(
    rows: pd.DataFrame, book: Book, settings: Settings, states: pd.Series[str]
) -> pd.Series[str]:
    """The owner's word holds until the customer buys again."""
    set_by_hand = overrides.live(book, settings, "state")
    set_by_hand = set_by_hand[set_by_hand["value"].isin(SETTABLE)]
    value = _rows.onto(rows, set_by_hand["value"])
    bought_since = rows["last_purchase_date"] > _rows.onto(rows, set_by_hand["date"])
    return states.mask(value.notna() & ~bought_since, value)
