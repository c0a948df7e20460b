"""The policy axis (方針): how to treat a customer; exactly one for each (DOMAIN 2.3)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import _
from core.rules import _rows, contact, overrides, relations, worth
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

POLICIES = catalogue(
    Entry(
        "standard",
        _("Standard"),
        _("No sign for another policy."),
        _("Treat by stage and relation."),
        "DOMAIN 2.3",
    ),
    Entry(
        "invest",
        _("Invest for the future"),
        _("Could buy at least twice as much, and buys little of it from us."),
        _("Visit as a team; set a budget and a day to look again."),
        "article 1, DOMAIN 2.3 (1)",
    ),
    Entry(
        "efficient",
        _("Sell efficiently"),
        _("Brings much for each minute and seldom needs a visit."),
        _("Regular deliveries and set offers; call only when something is due."),
        "article 1, DOMAIN 2.3 (2)",
    ),
    Entry(
        "cut_deal",
        _("Close the deal"),
        _("An open deal without an answer for long."),
        _("One closing message; write down the reason."),
        "article 1, DOMAIN 2.3 (3)",
    ),
    Entry(
        "no_approach",
        _("Do not approach"),
        _("Asked us to stop, or is outside of what we serve."),
        _("Answer only if they come."),
        "article 1, DOMAIN 2.3 (4)",
    ),
    Entry(
        "passive",
        _("Answer when asked"),
        _("Brings little for much work, or is dormant."),
        _("Newsletter; no calls."),
        "article 1, DOMAIN 2.3 (5)",
    ),
    Entry(
        "defend",
        _("Defend"),
        _("Among those who carry the shop."),
        _("The owner keeps in touch without selling; two people know them."),
        "article 1, DOMAIN 2.3 (6)",
    ),
)
#: States in which a customer counts as being with us.
PRESENT = ("active", "at_risk")


def policies(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The policy of each customer.

    ``invest`` and ``cut_deal`` are only ever proposed; the owner's setting makes them the policy.

    Args:
        judged: the profile with state, stage and relation, one row per customer.
        book: the business.
        settings: its settings.

    Returns:
        On the rows' index: policy, policy_proposed (``""``, invest or cut_deal), policy_by_hand.
    """
    chosen = np.select(
        [
            judged["state"] == "dnc",
            _defend(judged, settings),
            _passive(judged, book, settings),
            _efficient(judged, book, settings),
        ],
        ["no_approach", "defend", "passive", "efficient"],
        "standard",
    )
    policy = pd.Series(chosen, index=judged.index, dtype="str")
    value = _by_hand(judged, book, settings)
    by_hand = value.notna() & (judged["state"] != "dnc")
    return pd.DataFrame(
        {
            "policy": policy.mask(by_hand, value).astype("str"),
            "policy_proposed": _proposed(judged, book, settings).mask(by_hand, ""),
            "policy_by_hand": by_hand,
        },
        index=judged.index,
    )


def cuttable_deals(book: Book, settings: Settings) -> pd.DataFrame:
    """Open deals to close (見切る商談): a mark on the deal (DOMAIN 0a).

    At least three contacts without answer and 60 days since a talk, or older than twice the
    median days to win (known from ten won deals on).

    Returns:
        The rows of the deals table, with unanswered (contacts since the last talk), silent_days
        (since the last talk, else since the start) and age_days.
    """
    limits = settings.policies
    deals = _rows.until(book.table("deals"), "start_date", book.today)
    deals = deals[~deals["step"].isin(("won", "lost"))]
    contacts = _rows.until(book.table("activities"), "date", book.today)
    talk = contacts[contact.two_way(contacts)].groupby("customer_id")["date"].max()
    after = ~(contacts["date"] <= _rows.looked_up(contacts["customer_id"], talk))
    tried = contacts[after & contact.from_us(contacts)].groupby("customer_id").size()
    spoken = _rows.looked_up(deals["customer_id"], talk)
    deals = deals.assign(
        unanswered=_rows.looked_up(deals["customer_id"], tried).fillna(0).astype("int64"),
        silent_days=_rows.days_until(spoken.fillna(deals["start_date"]), book.today),
        age_days=_rows.days_until(deals["start_date"], book.today),
    )
    unanswered = deals["unanswered"] >= limits.cut_unanswered
    silent = unanswered & (deals["silent_days"] >= limits.cut_silence_days)
    old = deals["age_days"] > limits.cut_age_factor * relations.days_to_win(book, settings)
    return deals[silent | old]


def _defend(judged: pd.DataFrame, settings: Settings) -> pd.Series[bool]:
    """⑥ Those who carry the shop: by profit (never more than a fifth), by share, and partners."""
    profit = worth.year_profit(judged, settings)
    with_us = ~judged["state"].isin(("lead", "lapsed", "dnc"))
    loyal = worth.need_share(judged) >= settings.ladder.share_loyal
    carries = _carries(judged, profit.where(with_us & (profit > 0)), settings)
    return with_us & (carries | loyal | (judged["stage"] == "partner"))


def _carries(
    judged: pd.DataFrame, profit: pd.Series[float], settings: Settings
) -> pd.Series[bool]:
    limits = settings.policies
    # Equal profits are ordered by id, so that the order of the rows decides nothing.
    ranked = pd.DataFrame({"profit": -profit, "id": judged["customer_id"]}).dropna()
    ranked = ranked.sort_values(["profit", "id"])
    before = ranked["profit"].cumsum() - ranked["profit"]
    first_half = -before < limits.defend_profit_share * -ranked["profit"].sum()
    place = np.arange(len(ranked))
    most = math.floor(judged["state"].isin(PRESENT).sum() * limits.defend_active_share)
    chosen = (first_half | (place < limits.defend_top)) & (place < most)
    return chosen.reindex(judged.index, fill_value=False)


def _handling(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Minutes spent and visits made in a year, on the rows' index."""
    start = _rows.months_before(book.today, settings.policies.handling_months)
    contacts = _rows.until(book.table("activities"), "date", book.today)
    contacts = _rows.since(contacts, "date", start)
    spent = contacts.groupby("customer_id")["minutes"].sum()
    visits = contacts[contacts["channel"] == "visit"]
    return pd.DataFrame(
        {
            "minutes": _rows.numbers(_rows.onto(judged, spent)).fillna(0.0),
            "visits": _rows.counted(judged, visits),
        },
        index=judged.index,
    )


def _top(values: pd.Series[float], share: float) -> pd.Series[bool]:
    """The highest ``share`` of the known values; equal ones are in it only all together."""
    return values.rank(ascending=False, method="max", pct=True) <= share


def _efficient(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    """② Much profit for each minute, among the active whose minutes are written down."""
    limits = settings.policies
    handling = _handling(judged, book, settings)
    minutes = handling["minutes"].where(handling["minutes"] > 0)
    rate = worth.year_profit(judged, settings) / minutes
    rate = rate.where(judged["state"] == "active")
    top = _top(rate, limits.efficient_top_share)
    orders = _rows.numbers(judged["count_12m"])
    without_visit = handling["visits"] <= (1 - limits.efficient_without_visit) * orders
    return top & (rate > 0) & without_visit


def _passive(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    """⑤ Little profit for many minutes and nothing to gain, or dormant."""
    limits = settings.policies
    with_us = judged["state"].isin((*PRESENT, "dormant"))
    profit = worth.year_profit(judged, settings).where(with_us)
    minutes = _handling(judged, book, settings)["minutes"].where(with_us)
    logged = minutes.where(minutes > 0)
    low = _top(-profit, limits.passive_bottom_share)
    busy = _top(logged, limits.passive_minutes_share)
    need = _rows.numbers(judged["total_need"]).fillna(0.0)
    room = need >= limits.invest_potential * _rows.numbers(judged["spend_12m"])
    return (judged["state"] == "dormant") | (low & busy & ~(room & (need > 0)))


def _proposed(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[str]:
    """③ before ①: a deal that is going nowhere is settled before a new effort begins."""
    since = _rows.months_before(book.asof, settings.policies.cut_months)
    long_ago = ~(judged["last_purchase_date"] >= since)
    cut = _rows.among(judged, cuttable_deals(book, settings)) & long_ago
    cut &= judged["state"] != "dnc"
    refused = {
        name: judged["customer_id"].isin(overrides.declined(book, settings, name).index)
        for name in ("cut_deal", "invest")
    }
    chosen = np.select(
        [cut & ~refused["cut_deal"], _invest(judged, settings) & ~refused["invest"]],
        ["cut_deal", "invest"],
        "",
    )
    return pd.Series(chosen, index=judged.index, dtype="str")


def _invest(judged: pd.DataFrame, settings: Settings) -> pd.Series[bool]:
    """① The largest gaps between need and purchases, at most the larger of 3 % and 5."""
    limits = settings.policies
    need = _rows.numbers(judged["total_need"])
    spend = _rows.numbers(judged["spend_12m"]).fillna(0.0)
    reachable = ~judged["state"].isin(("lapsed", "dnc")) & (judged["relation"] != "lost_to")
    room = (need > 0) & (need >= limits.invest_potential * spend)
    little = worth.need_share(judged).fillna(0.0) <= settings.ladder.share_leading
    most = max(math.floor(limits.invest_cap_share * len(judged)), limits.invest_cap)
    gap = (need - spend).where(reachable & room & little)
    ranked = pd.DataFrame({"gap": -gap, "id": judged["customer_id"]}).dropna()
    chosen = ranked.sort_values(["gap", "id"]).index[:most]
    return pd.Series(judged.index.isin(chosen), index=judged.index)


def _by_hand(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[str]:
    """The owner's policy: a dated one from the overrides, else the ledger's column; NaN none."""
    dated = overrides.live(book, settings, "policy")["value"]
    value = _rows.onto(judged, dated[dated.isin(list(POLICIES))])
    column = judged["policy_override"]
    return value.fillna(column.where(column.isin(list(POLICIES))))


def set_by_hand(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Whose policy the owner set by a dated word (手動指定), the next to end first.

    Args:
        judged: the frame of :func:`core.rules.judge.judge`.
        book: the business.
        settings: its settings.

    Returns:
        ``customer_id, name, policy, reason, expires_date, row_id``; ``row_id`` is the row of the
        overrides table.
    """
    dated = overrides.live(book, settings, "policy")
    dated = dated[dated["value"].isin(list(POLICIES))]
    rows = judged[judged["policy_by_hand"] & judged["customer_id"].isin(dated.index)]
    found = rows[["customer_id", "name", "policy"]].copy()
    found["reason"] = _rows.onto(rows, dated["reason"]).fillna("").astype("str")
    found["expires_date"] = _rows.onto(rows, overrides.ends(dated, settings))
    ids = dated["row_id"] if "row_id" in dated else pd.Series(0, index=dated.index)
    found["row_id"] = _rows.onto(rows, ids).fillna(0).astype("int64")
    return found.sort_values("expires_date", kind="stable").reset_index(drop=True)
