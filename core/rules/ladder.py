"""The customer ladder (顧客のはしご): six stages on two axes, each with its evidence."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import _
from core.rules import _rows, buying, evidence, overrides, referrals
from core.rules._catalogue import Entry, catalogue
from core.rules.evidence import missing, why
from core.settings import Settings

STAGES = catalogue(
    Entry(
        "prospect",
        _("Prospect"),
        _("Interested, but no purchase yet."),
        _("Listen to what they hope for; do not push."),
        "article 0, DOMAIN 2.2",
    ),
    Entry(
        "customer",
        _("Customer"),
        _("Has bought, but not often."),
        _("Thank them, and ask how it is going."),
        "article 0, DOMAIN 2.2",
    ),
    Entry(
        "regular",
        _("Regular"),
        _("Buys often within the usual span of the trade."),
        _("Call them by name and remember the last talk."),
        "article 0, DOMAIN 2.2",
    ),
    Entry(
        "supporter",
        _("Supporter"),
        _("Buys from nobody else, as far as can be seen or as they said."),
        _("Treat as special, without a discount."),
        "article 0, DOMAIN 2.2",
    ),
    Entry(
        "advocate",
        _("Advocate"),
        _("Has recommended us to somebody."),
        _("Thank within 7 days and tell them what became of it."),
        "article 0, DOMAIN 2.2",
    ),
    Entry(
        "partner",
        _("Partner"),
        _("Brings customers again and again, as if it were their own shop."),
        _("Plan together; share the reward openly."),
        "article 0, DOMAIN 2.2",
    ),
)
CODES = tuple(STAGES)
BUYING = CODES[:4]
RANK = {code: rank for rank, code in enumerate(CODES)}


def stages(
    rows: pd.DataFrame,
    book: Book,
    settings: Settings,
    *,
    week_before: pd.DataFrame | None = None,
    told: bool = True,
) -> pd.DataFrame:
    """The stage of each customer, why, and what the next one needs.

    stage = max(computed today, computed a week ago): promotion at once, demotion after two looks
    (DOMAIN 0a). What the owner set by hand wins; the computed stage stays beside it.

    Args:
        rows: the profile with ``state``, one row per customer.
        book: the business.
        settings: its settings.
        week_before: the profile of ``ladder.demotion_days`` earlier, where there is one.
        told: also the reasons and what is missing, a sentence of facts for each customer.

    Returns:
        On the rows' index: stage, buying_stage, stage_computed, stage_evidence,
        stage_confidence (high, middle, low for an inferred supporter), stage_reasons and
        stage_missing (tuples of (code, facts)), former, partner_proposed.
    """
    facts = computed(rows, book, settings)
    held = _held(rows, facts, book, settings, week_before)
    by_hand = _by_hand(rows, book, settings)
    found = pd.DataFrame(index=rows.index)
    found["stage_computed"] = _code(held["rank"])
    found["stage"] = by_hand["value"].fillna(found["stage_computed"]).astype("str")
    hand_buys = by_hand["value"].where(by_hand["value"].isin(BUYING))
    found["buying_stage"] = hand_buys.fillna(_code(held["buying_rank"])).astype("str")
    found["stage_evidence"] = _evidence(found["stage"], facts, by_hand["value"].notna())
    inferred = (found["stage"] == "supporter") & (found["stage_evidence"] == "inferred")
    found["stage_confidence"] = facts["confidence"].where(inferred, "").astype("str")
    found["former"] = _former(rows["state"], found)
    found["partner_proposed"] = facts["proposed"] & (found["stage"] != "partner")
    if not told:
        return found
    facts = facts.join(by_hand).assign(kept=held["rank"] > facts["rank"])
    judged = rows.assign(**{name: found[name] for name in found.columns})
    found["stage_reasons"] = evidence.reasons(judged, facts, settings)
    found["stage_missing"] = evidence.missing_facts(judged, facts, settings)
    return found


def computed(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The stage as the records of one day tell it, with every condition behind it.

    Returns:
        The columns of :func:`core.rules.buying.conditions` and
        :func:`core.rules.referrals.signs`, and rank and buying_rank (places in :data:`CODES`),
        proposed (a partner for the owner to confirm), partner (confirmed).
    """
    facts = buying.conditions(rows, book, settings).join(referrals.signs(rows, book, settings))
    buys = np.select(
        [facts["supporter"] | facts["confirmed"], facts["regular"], facts["bought"]],
        [RANK["supporter"], RANK["regular"], RANK["customer"]],
        RANK["prospect"],
    )
    recommends = facts["bought"] & ((facts["referred"] > 0) | (facts["word_of_mouth"] > 0))
    ids = rows["customer_id"]
    yes = ids.isin(overrides.confirmed(book, settings, "partner").index)
    no = ids.isin(overrides.declined(book, settings, "partner").index)
    facts["partner"] = facts["bought"] & yes
    facts["proposed"] = recommends & _earns_partner(facts, settings) & ~yes & ~no
    recommending = np.select(
        [facts["partner"], recommends], [RANK["partner"], RANK["advocate"]], RANK["prospect"]
    )
    facts["buying_rank"] = buys
    facts["rank"] = np.maximum(buys, recommending)
    return facts


def _earns_partner(facts: pd.DataFrame, settings: Settings) -> pd.Series[bool]:
    limits = settings.ladder
    alone = facts["referred_bought"] >= limits.partner_referrals
    helped = (facts["referred_bought"] >= limits.partner_referrals_with_event) & (
        facts["events"] >= limits.partner_events
    )
    return alone | helped | facts["agency"]


def _held(
    rows: pd.DataFrame,
    facts: pd.DataFrame,
    book: Book,
    settings: Settings,
    week_before: pd.DataFrame | None,
) -> pd.DataFrame:
    """The higher rank of the two looks on each axis."""
    ranks = facts[["rank", "buying_rank"]]
    if week_before is None:
        return ranks
    week = dt.timedelta(days=settings.ladder.demotion_days)
    then = computed(week_before, book.at(book.asof - week, book.today - week), settings)
    then = then[["rank", "buying_rank"]].set_index(pd.Index(week_before["customer_id"]))
    before = then.reindex(pd.Index(rows["customer_id"])).fillna(0).astype("int64")
    return pd.DataFrame(np.maximum(ranks, before.to_numpy()), rows.index, ranks.columns)


def _code(ranks: pd.Series[int]) -> pd.Series[str]:
    return ranks.map(dict(enumerate(CODES))).astype("str")


def _by_hand(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The owner's stage: a dated one from the overrides, else the one of the ledger's column."""
    dated = overrides.live(book, settings, "stage")
    dated = dated[dated["value"].isin(CODES)]
    value = _rows.onto(rows, dated["value"])
    column = rows["stage_override"].where(rows["stage_override"].isin(CODES))
    reason = _rows.onto(rows, dated["reason"]).fillna(rows["override_reason"])
    return pd.DataFrame(
        {
            "value": value.fillna(column),
            "reason": reason.astype("str"),
            "by_whom": _rows.onto(rows, dated["by_whom"]).fillna("").astype("str"),
            "set_date": _rows.onto(rows, dated["date"]),
        },
        index=rows.index,
    )


def _evidence(
    stage: pd.Series[str], facts: pd.DataFrame, by_hand: pd.Series[bool]
) -> pd.Series[str]:
    """by_hand, confirmed, or inferred: only a supporter is ever inferred; the rest is recorded."""
    inferred = (stage == "supporter") & ~facts["confirmed"]
    chosen = np.select([by_hand, inferred], ["by_hand", "inferred"], "confirmed")
    return pd.Series(chosen, index=stage.index, dtype="str")


def _former(state: pd.Series[str], found: pd.DataFrame) -> pd.Series[bool]:
    """元・得意客 and above: the stage shown is the buying stage of somebody who fell silent."""
    gone = state.isin(("dormant", "lapsed"))
    earned = found["buying_stage"].isin(("regular", "supporter"))
    return gone & earned & (found["stage"] == found["buying_stage"])


__all__ = ["BUYING", "CODES", "RANK", "STAGES", "computed", "missing", "stages", "why"]
