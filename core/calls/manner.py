"""How to speak with somebody: their tempo (急ぎ度), and how often we gave and how often sold.

Article 1: whoever is in a hurry must not wait, whoever takes time must not be pressed. Article 3:
usability and advice beyond the price count, so for one word that sells two should give.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd

from core.calls.case import as_day
from core.locale.words import Words, _
from core.rules import contact

#: Contacts of so many days are counted.
_YEAR = 365
_TEMPO: dict[str, Callable[[dt.date | None], Words]] = {
    "hurry": lambda day: _(
        "In a hurry (heard on {day}): come to the point, answer today.", day=day
    ),
    "slow": lambda day: _("Takes time (heard on {day}): do not press for an answer.", day=day),
    "normal": lambda day: _("No hurry and no delay (heard on {day}).", day=day),
}


def manner(activities: pd.DataFrame, today: dt.date) -> tuple[Words, ...]:
    """The lines of a card that say how to speak with its customer; what is not known is left out.

    Args:
        activities: the customer's own contacts.
        today: later ones do not count.
    """
    if not len(activities):
        return ()
    seen = activities[activities["date"] <= pd.Timestamp(today)]
    return (*_tempo(seen), *_given(seen, today))


def _tempo(seen: pd.DataFrame) -> list[Words]:
    told = seen[seen["tempo"].isin(list(_TEMPO))].sort_values("date", kind="stable")
    if not len(told):
        return []
    newest = told.iloc[-1]
    return [_TEMPO[str(newest["tempo"])](as_day(newest["date"]))]


def _given(seen: pd.DataFrame, today: dt.date) -> list[Words]:
    """Of a year's contacts from us that reached them: how many gave, how many sold."""
    year = seen[seen["date"] > pd.Timestamp(today) - pd.Timedelta(days=_YEAR)]
    ours = year[contact.from_us(year) & (year["outcome"] != "no_answer")]
    sold = contact.selling(ours)
    selling = int(sold.sum())
    giving = int((~sold & (ours["kind"] != "complaint")).sum())
    if not giving and not selling:
        return []
    facts = {"giving": giving, "selling": selling}
    if selling and giving < 2 * selling:
        return [
            _("In a year we gave {giving} times and sold {selling} times; two to one is the aim, "
              "so give first.", **facts)
        ]  # fmt: skip
    return [_("In a year we gave {giving} times and sold {selling} times.", **facts)]
