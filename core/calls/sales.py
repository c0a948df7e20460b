"""Reasons of class 4 (売上): where a call may move a purchase."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.candidates import candidates, recorded
from core.calls.case import Bools, Case, Floats, days_of
from core.calls.contacts import Contacts
from core.calls.promised import waiting_times
from core.calls.value import fitting
from core.rules import contact

_SLIPPING = ("at_risk", "dormant")
_YEAR_MONTHS = 12


def sales(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Candidates of class 4."""
    return [
        _lapse_risk(case),
        _second_purchase(case),
        _due_now(case),
        _estimated_times(case, contacts),
        _promotion(case),
        _cross_sell(case),
        _new_product(case),
        _doubts(case),
    ]


def open_doubts(case: Case) -> pd.DataFrame:
    """Doubts (疑問の声) that nobody has answered."""
    rows = case.table("doubts")
    heard = days_of(rows["date"]) <= case.today
    return rows[heard & (rows["answered"] != "yes").to_numpy(dtype=bool)]


def _lapse_risk(case: Case) -> pd.DataFrame:
    """Slipping away (離れかけ, 休眠) after more than one purchase."""
    return _from_purchase("lapse_risk", case, _slipping(case) & (_count(case) > 1))


def _second_purchase(case: Case) -> pd.DataFrame:
    """Came once, and the time of the second purchase (F2) is near or past."""
    ripe = _slipping(case) | (case.numbers("lateness") >= case.limits.due_from)
    return _from_purchase("second_purchase", case, ripe & (_count(case) == 1))


def _due_now(case: Case) -> pd.DataFrame:
    """Active and about where the own rhythm (いつもの間隔) ends."""
    late = case.numbers("lateness")
    about_now = (late >= case.limits.due_from) & (late <= case.limits.due_until)
    return _from_purchase("due_now", case, about_now & case.among("state", "active"))


def _promotion(case: Case) -> pd.DataFrame:
    """One purchase short of a regular (得意客), where the window is counted in the profile."""
    trade = case.settings.trade
    windows = {_YEAR_MONTHS: "count_12m", 2 * _YEAR_MONTHS: "count_24m"}
    if trade.regular_months not in windows:
        return candidates("promotion", np.empty(0, dtype="int64"))
    bought = case.numbers(windows[trade.regular_months])
    chosen = (bought == trade.regular_purchases - 1) & case.among("state", "active")
    places = np.flatnonzero(chosen & case.among("stage", "customer"))
    return candidates("promotion", places, step=bought[places].astype("int64"))


def _estimated_times(case: Case, contacts: Contacts) -> pd.DataFrame:
    """«Not now» (今はいらない) whose time is our own estimate."""
    rows = waiting_times(case, contacts, early=True, until=case.today)
    rows = rows[(rows["named_by"] != "customer").to_numpy()]
    return recorded(
        "not_now",
        rows,
        due=rows["next_time"],
        event=rows["heard_date"],
        product=rows["product"],
        text=rows["basis"],
    )


def _cross_sell(case: Case) -> pd.DataFrame:
    """Has what others had before they came for something else, and it is the time for it."""
    if "cross_product" not in case.judged:
        return candidates("cross_sell", np.empty(0, dtype="int64"))
    known = ~case.among("cross_product", "") & _may_be_offered(case)
    places = np.flatnonzero(known)
    return candidates(
        "cross_sell",
        places,
        product=case.text("cross_product")[places],
        text=case.text("cross_because")[places],
        step=case.numbers("cross_days")[places].astype("int64"),
        detail=case.numbers("cross_n")[places].astype("int64").astype("str"),
    )


def _new_product(case: Case) -> pd.DataFrame:
    """The new product that is offered just now fits them."""
    places = np.flatnonzero((fitting(case) > 0) & _may_be_offered(case))
    return candidates("new_product_fit", places, product=case.settings.launch.name)


def _may_be_offered(case: Case) -> Bools:
    """Still a customer, trust not overdrawn, and not declined twice of late (article 3)."""
    gone = case.among("state", "lapsed", "dnc", "lead") | case.among("trust_word", "overdrawn")
    again = contact.declined_again(case.book, case.settings)
    pushed = case.judged["customer_id"].isin(again).to_numpy(dtype=bool)
    return ~gone & ~pushed


def _doubts(case: Case) -> pd.DataFrame:
    """The seat for listening (聞く, DOMAIN 2.4)."""
    rows = open_doubts(case)
    return recorded(
        "listen",
        rows,
        event=rows["date"],
        product=rows["product"],
        text=rows["words"],
    )


def _from_purchase(code: str, case: Case, who: Bools) -> pd.DataFrame:
    places = np.flatnonzero(who)
    return candidates(
        code,
        places,
        event=case.dates("last_purchase_date")[places],
        product=case.text("usual_product")[places],
    )


def _slipping(case: Case) -> Bools:
    return case.among("state", *_SLIPPING)


def _count(case: Case) -> Floats:
    return case.numbers("purchase_count")
