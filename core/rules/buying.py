"""The buying axis of the ladder: customer (顧客), regular (得意客), supporter (支持者)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.book import Book
from core.rules import _rows, contracts, overrides, worth
from core.settings import Settings


def conditions(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Every condition of the buying axis, one column each.

    Silence never demotes (DOMAIN 0a): whatever depends on the day is judged on the data-as-of
    day or on the day of no return (戻らぬ日), whichever comes first, so that a stage stands still
    from dormancy on.

    Args:
        rows: the profile, one row per customer.
        book: the business.
        settings: its settings.

    Returns:
        On the rows' index: bought, window_count, contracts, regular, tenure_days, long_enough,
        steady (regular gaps), not_silent, few_discounts, no_rival, share, need_known, need_met,
        renewed, consulted, told_only_us, ticked, supporter (inferred), confirmed, confidence.
    """
    facts = pd.DataFrame(index=rows.index)
    facts["bought"] = rows["first_purchase_date"].notna()
    facts["window_count"] = rows["count_regular_window"].fillna(0).astype("int64")
    facts["contracts"] = _rows.counted(rows, contracts.held(book))
    facts["regular"] = facts["bought"] & _is_regular(facts, settings)
    facts["tenure_days"] = _tenure_days(rows)
    facts = facts.join(_behaviour(rows, facts, settings))
    facts = facts.join(_need(rows, settings))
    facts["renewed"] = _renewed(rows, facts, book, settings)
    facts = facts.join(_attitude(rows, book, settings))
    facts["supporter"] = _is_supporter(facts)
    facts["confirmed"] = (facts["regular"] & facts["told_only_us"]) | (
        facts["bought"] & facts["ticked"]
    )
    facts["confidence"] = _confidence(rows, facts, settings)
    return facts


def _judged_silence(rows: pd.DataFrame) -> pd.Series[float]:
    """Days of silence, at most those of the day of no return."""
    silent = _rows.numbers(rows["days_since_last_purchase"])
    return silent.clip(upper=rows["no_return_day"])


def _is_regular(facts: pd.DataFrame, settings: Settings) -> pd.Series[bool]:
    often = facts["window_count"] >= settings.trade.regular_purchases
    if settings.trade.contract or is_long_cycle(settings):
        return often | (facts["contracts"] >= settings.ladder.regular_contracts)
    return often


def is_long_cycle(settings: Settings) -> bool:
    """Whether renewals and inspections, not gaps, tell who is loyal in this trade."""
    trade = settings.trade
    return trade.long_cycle or trade.rhythm_days >= settings.ladder.long_rhythm_days


def _tenure_days(rows: pd.DataFrame) -> pd.Series[float]:
    span = (rows["last_purchase_date"] - rows["first_purchase_date"]).dt.days
    return span.astype("float64") + _judged_silence(rows)


def _behaviour(rows: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    limits = settings.ladder
    gaps = _rows.numbers(rows["gaps_24m"]).fillna(0.0)
    regular = _rows.numbers(rows["regular_gaps_24m"]).fillna(0.0)
    silent_limit = limits.supporter_silence_medians * rows["median_gap"]
    return pd.DataFrame(
        {
            "long_enough": facts["tenure_days"] >= limits.supporter_tenure_days,
            "enough_gaps": gaps >= limits.supporter_gaps,
            "steady": (gaps >= limits.supporter_gaps)
            & (regular >= limits.supporter_regular_share * gaps),
            "not_silent": ~(_judged_silence(rows) > silent_limit),
            "few_discounts": ~(rows["discount_share"] > limits.supporter_discount_share),
            "no_rival": rows["competitor"].str.strip() == "",
        },
        index=rows.index,
    )


def _need(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The full need: the owner's estimate of it in money, else what is usual in the trade."""
    share = worth.need_share(rows)
    usual = settings.trade.full_need
    by_count = _rows.numbers(rows["count_12m"]).fillna(0.0) >= usual
    met = (share >= settings.ladder.share_leading).where(share.notna(), by_count)
    return pd.DataFrame(
        {"share": share, "need_known": share.notna() | (usual > 0), "need_met": met},
        index=rows.index,
    ).astype({"need_met": "bool"})


def _renewed(
    rows: pd.DataFrame, facts: pd.DataFrame, book: Book, settings: Settings
) -> pd.Series[bool]:
    """Long-cycle trades: the last renewals were ours, for at least two cycles (DOMAIN 0a)."""
    if not is_long_cycle(settings):
        return pd.Series(False, index=rows.index)
    limits = settings.ladder
    kept = contracts.renewals_kept(book, limits.supporter_renewals)
    all_ours = _rows.onto(rows, kept["kept"]) >= limits.supporter_renewals
    cycle = _rows.onto(rows, kept["cycle_days"])
    return all_ours & (cycle > 0) & (facts["tenure_days"] >= limits.supporter_cycles * cycle)


def _attitude(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """What they said: 「うちだけ」, the owner's tick, and that they consult us first."""
    limits = settings.ladder
    asked = _rows.until(book.table("satisfaction"), "date", book.today)
    asked = _rows.since(asked, "date", _rows.months_before(book.today, limits.confirmed_months))
    answer = _rows.newest(asked[asked["only_us"] != ""], "date")
    unhappy = (answer["scale"] == "nps") & (answer["score"] < limits.confirmed_nps)
    only_us = answer.index[(answer["only_us"] == "yes") & ~unhappy.fillna(False).astype(bool)]
    consults = _rows.until(book.table("activities"), "date", book.today)
    consults = consults[consults["kind"] == "consult"]
    since = _rows.months_before(book.today, limits.consult_months)
    ids = rows["customer_id"]
    return pd.DataFrame(
        {
            "told_only_us": ids.isin(only_us),
            "ticked": ids.isin(overrides.confirmed(book, settings, "supporter").index),
            "refuted": ids.isin(overrides.declined(book, settings, "supporter").index),
            "consulted": _rows.among(rows, _rows.since(consults, "date", since)),
        },
        index=rows.index,
    )


def _is_supporter(facts: pd.DataFrame) -> pd.Series[bool]:
    """推定: behaviour alone. A known share of their need tells more than the rhythm does."""
    common = facts["regular"] & facts["no_rival"] & ~facts["refuted"]
    buys = facts["long_enough"] & facts["not_silent"] & facts["few_discounts"]
    by_share = facts["share"].notna() & facts["need_met"]
    by_rhythm = facts["share"].isna() & facts["steady"] & facts["need_met"]
    return common & ((buys & (by_share | by_rhythm)) | facts["renewed"])


def _confidence(rows: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> pd.Series[str]:
    """How sure an inferred supporter is: high, middle or low (高・中・低)."""
    share = facts["share"]
    by_count = share.isna() & facts["need_known"] & facts["need_met"]
    sure = (share >= settings.ladder.share_loyal) | by_count | facts["consulted"]
    blind = ~facts["need_known"] & rows["discount_share"].isna()
    word = np.select([sure, blind], ["high", "low"], "middle")
    return pd.Series(word, index=rows.index, dtype="str")
