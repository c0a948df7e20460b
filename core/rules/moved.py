"""Who moved in the last days (誰が動いたか): newly here, drifting, dormant, gone (DOMAIN 4)."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from core.locale.words import Words, _
from core.rules import _rows

#: The state and the customer's own day that begins it.
_BEGINS = {"at_risk": "nudge_day", "dormant": "no_return_day", "lapsed": "stop_day"}
#: What each move is called; what stands here is all that moves.
MOVES: dict[str, Words] = {
    "new": _("First purchase"),
    "at_risk": _("Has begun to drift away"),
    "dormant": _("Has become dormant"),
    "lapsed": _("Is gone"),
}
COLUMNS = ["customer_id", "name", "move", "stage"]


def moved(judged: pd.DataFrame, asof: dt.date, days: int) -> pd.DataFrame:
    """Customers whose standing changed within the last ``days`` days up to ``asof``.

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        asof: the data-as-of day.
        days: how far to look back.

    Returns:
        ``customer_id, name, move, stage``; move is ``new`` (first purchase) or the state that
        began: ``at_risk``, ``dormant``, ``lapsed``. New ones first, then by past sales.
    """
    found = [
        judged[_rows.days_until(judged["first_purchase_date"], asof) < days].assign(move="new")
    ]
    silent = _rows.numbers(judged["days_since_last_purchase"])
    for state, day in _BEGINS.items():
        since = silent - judged[day]
        begun = (judged["state"] == state) & (since >= 0) & (since < days)
        rows = judged[begun].sort_values("total_spend", ascending=False, kind="stable")
        found.append(rows.assign(move=state))
    return pd.concat(found)[COLUMNS].reset_index(drop=True)
