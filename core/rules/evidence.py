"""Why a customer stands on a rung (なぜこの段か), and what the next one needs (次の段まで).

Rules gather codes and facts for all rows; sentences are made for the one row that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows, referrals
from core.rules._rows import Part
from core.settings import Settings
from core.tables.customers import TRIGGER_CHOICES

Facts = Mapping[str, Any]
_TRIGGERS = {choice.code: choice.label for choice in TRIGGER_CHOICES}


def reasons(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """At most four facts for each customer's stage, as (code, facts).

    Args:
        judged: the profile with the stage columns.
        facts: every condition behind them.
        settings: its settings.
    """
    parts = [
        *_set_by_hand(judged, facts),
        *_recommending(judged, facts),
        *_supporting(judged, facts),
        *_buying(judged, facts, settings),
        *_waiting(judged),
    ]
    return _rows.gathered(judged.index, parts, settings.ladder.reasons_shown)


def missing_facts(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """What keeps each customer from the next stage, as (code, facts)."""
    parts = [
        Part("first_purchase", judged["stage"] == "prospect"),
        *_to_regular(judged, facts, settings),
        *_to_supporter(judged, facts, settings),
        Part("referral", judged["stage"] == "supporter"),
        *_to_partner(judged, facts, settings),
    ]
    return _rows.gathered(judged.index, parts, settings.ladder.reasons_shown)


def why(row: Mapping[str, Any] | pd.Series[Any], book: Book) -> list[Words]:
    """The sentences of 「なぜこの段か」 for one judged row.

    Args:
        row: one row of the judged frame.
        book: the business; tells the names of those who were referred.
    """
    found = []
    for code, facts in row["stage_reasons"]:
        names = _referred_names(str(row["customer_id"]), book) if code == "referrals" else ""
        found.append(_WHY[code]({**facts, "names": names}))
    return found


def missing(row: Mapping[str, Any] | pd.Series[Any]) -> list[Words]:
    """The sentences of 「次の段まで」 for one judged row: what is missing, nothing else."""
    return [_MISSING[code](facts) for code, facts in row["stage_missing"]]


def _set_by_hand(judged: pd.DataFrame, facts: pd.DataFrame) -> list[Part]:
    by_hand = judged["stage_evidence"] == "by_hand"
    dated = facts["set_date"].notna()
    said = {"reason": facts["reason"]}
    frozen = {"days": _whole(judged["days_since_last_purchase"])}
    return [
        Part("by_hand_dated", by_hand & dated, {"date": facts["set_date"], **said}),
        Part("by_hand", by_hand & ~dated, said),
        Part("former", judged["former"], frozen),
        Part("kept", facts["kept"] & ~by_hand),
    ]


def _recommending(judged: pd.DataFrame, facts: pd.DataFrame) -> list[Part]:
    recommends = judged["stage"].isin(("advocate", "partner"))
    dated = facts["last_sign_date"].notna()
    heard = facts["word_of_mouth"] > 0
    sign = {"date": facts["last_sign_date"]}
    return [
        Part("partner_confirmed", (judged["stage"] == "partner") & facts["partner"]),
        Part(
            "referrals",
            recommends & (facts["referred"] > 0),
            {"n": facts["referred"], "bought": facts["referred_bought"]},
        ),
        Part("word_of_mouth", recommends & heard & dated, sign),
        Part("events", recommends & (facts["events"] > 0), {"n": facts["events"]}),
    ]


def _supporting(judged: pd.DataFrame, facts: pd.DataFrame) -> list[Part]:
    shown = judged["buying_stage"] == "supporter"
    share = facts["share"].notna()
    few = facts["few_discounts"] & judged["discount_share"].notna()
    gaps = {"regular": judged["regular_gaps_24m"], "gaps": judged["gaps_24m"]}
    visits = {"n": judged["count_12m"].fillna(0)}
    steady = shown & facts["steady"]
    return [
        Part("told_only_us", shown & facts["told_only_us"]),
        Part("ticked", shown & facts["ticked"]),
        Part("share", shown & share, {"percent": _percent(facts["share"])}),
        Part("need_met", shown & ~share & facts["need_known"] & facts["need_met"], visits),
        Part("renewed", shown & facts["renewed"]),
        Part("steady", steady, gaps),
        Part("consulted", shown & facts["consulted"]),
        Part("few_discounts", shown & few, {"percent": _percent(judged["discount_share"])}),
    ]


def _buying(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> list[Part]:
    bought = facts["bought"]
    often = facts["window_count"] >= settings.trade.regular_purchases
    regular = judged["buying_stage"].isin(("regular", "supporter"))
    months = pd.Series(settings.trade.regular_months, index=judged.index)
    first = {"date": judged["first_purchase_date"]}
    product = judged["first_product"] != ""
    return [
        Part(
            "window_count",
            regular & bought & often,
            {"n": facts["window_count"], "months": months},
        ),
        Part("contracts", regular & ~often & (facts["contracts"] > 0), {"n": facts["contracts"]}),
        Part("first_product", bought & product, {**first, "product": judged["first_product"]}),
        Part("first_purchase", bought & ~product, first),
        Part("last_purchase", bought, {"date": judged["last_purchase_date"]}),
        Part("rhythm", judged["median_gap"].notna(), {"days": _whole(judged["median_gap"])}),
    ]


def _waiting(judged: pd.DataFrame) -> list[Part]:
    waits = judged["last_purchase_date"].isna()
    talked = judged["last_contact_date"].notna()
    came = judged["trigger"].isin(list(_TRIGGERS))
    return [
        Part("no_purchase", waits),
        Part("trigger", waits & came, {"trigger": judged["trigger"]}),
        Part("last_contact", waits & talked, {"date": judged["last_contact_date"]}),
    ]


def _to_regular(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> list[Part]:
    lacking = settings.trade.regular_purchases - facts["window_count"]
    months = pd.Series(settings.trade.regular_months, index=judged.index)
    return [
        Part(
            "purchases",
            (judged["stage"] == "customer") & (lacking > 0),
            {"n": lacking, "months": months},
        )
    ]


def _to_supporter(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> list[Part]:
    limits = settings.ladder
    next_up = judged["stage"] == "regular"
    days = _whole((limits.supporter_tenure_days - facts["tenure_days"]).clip(lower=0))
    gaps_lacking = limits.supporter_gaps - _rows.numbers(judged["gaps_24m"]).fillna(0)
    by_rhythm = next_up & facts["share"].isna()
    unmet = next_up & ~facts["need_met"]
    share = {"percent": _percent(facts["share"])}
    return [
        Part("tenure", next_up & ~facts["long_enough"], {"n": days}),
        Part("silent", next_up & ~facts["not_silent"]),
        Part("gaps", by_rhythm & ~facts["enough_gaps"], {"n": _whole(gaps_lacking)}),
        Part("steady", by_rhythm & facts["enough_gaps"] & ~facts["steady"]),
        Part("share", unmet & facts["share"].notna(), share),
        Part("need", unmet & facts["share"].isna()),
        Part("discounts", next_up & ~facts["few_discounts"]),
        Part("rival", next_up & ~facts["no_rival"], {"rival": judged["competitor"]}),
        Part("ask_only_us", next_up),
    ]


def _to_partner(judged: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> list[Part]:
    next_up = judged["stage"] == "advocate"
    lacking = (settings.ladder.partner_referrals - facts["referred_bought"]).clip(lower=0)
    return [
        Part("confirm_partner", next_up & facts["proposed"]),
        Part(
            "bought_referrals",
            next_up & ~facts["proposed"] & (lacking > 0),
            {"n": lacking, "months": pd.Series(settings.ladder.partner_months, judged.index)},
        ),
    ]


def _percent(share: pd.Series[float]) -> pd.Series[int]:
    return _whole(share * 100)


def _whole(column: pd.Series[Any]) -> pd.Series[int]:
    """Rounded to whole numbers; unknown ones are 0 and never said."""
    return _rows.numbers(column).round().fillna(0).astype("int64")


def _referred_names(customer_id: str, book: Book) -> str:
    """Who was brought, newest first."""
    people = referrals.brought_by(customer_id, book)
    return ", ".join(people)


def _referrals_words(facts: Facts) -> Words:
    if facts["names"] and facts["bought"]:
        return n_(
            "Brought {names} ({n} referral, {bought} bought).",
            "Brought {names} ({n} referrals, {bought} bought).",
            n=facts["n"],
            names=facts["names"],
            bought=facts["bought"],
        )
    if facts["names"]:
        return n_(
            "Brought {names} ({n} referral).",
            "Brought {names} ({n} referrals).",
            n=facts["n"],
            names=facts["names"],
        )
    return n_("{n} referral.", "{n} referrals.", n=facts["n"])


_WHY: dict[str, Callable[[Facts], Words]] = {
    "by_hand_dated": lambda f: (
        _("Set by hand on {date}: {reason}", date=f["date"], reason=f["reason"])
        if f["reason"]
        else _("Set by hand on {date}.", date=f["date"])
    ),
    "by_hand": lambda f: (
        _("Set by hand in the ledger: {reason}", reason=f["reason"])
        if f["reason"]
        else _("Set by hand in the ledger.")
    ),
    "former": lambda f: n_(
        "Held before falling silent, {n} day ago.",
        "Held before falling silent, {n} days ago.",
        n=f["days"],
    ),
    "kept": lambda f: _("Kept from last week; it moves down only after two looks."),
    "partner_confirmed": lambda f: _("You confirmed this partner."),
    "referrals": _referrals_words,
    "word_of_mouth": lambda f: _("Spoke well of us to others ({date}).", date=f["date"]),
    "events": lambda f: n_(
        "Helped at {n} event in the last year.", "Helped at {n} events in the last year.", n=f["n"]
    ),
    "told_only_us": lambda f: _("Said that they buy only from us."),
    "ticked": lambda f: _("You confirmed that they buy only from us."),
    "share": lambda f: _("Buys {percent}% of the whole need from us.", percent=f["percent"]),
    "need_met": lambda f: n_(
        "Came {n} time in a year, as often as anyone needs.",
        "Came {n} times in a year, as often as anyone needs.",
        n=f["n"],
    ),
    "renewed": lambda f: _("The last renewals and inspections were all done with us."),
    "steady": lambda f: _(
        "Comes steadily: {regular} of {gaps} intervals were as usual.",
        regular=f["regular"],
        gaps=f["gaps"],
    ),
    "consulted": lambda f: _("Consults us before deciding."),
    "few_discounts": lambda f: _(
        "Only {percent}% of the purchases had a discount.", percent=f["percent"]
    ),
    "window_count": lambda f: n_(
        "Bought on {n} day within {months} months.",
        "Bought on {n} days within {months} months.",
        n=f["n"],
        months=f["months"],
    ),
    "contracts": lambda f: n_(
        "{n} contract or inspection with us.", "{n} contracts or inspections with us.", n=f["n"]
    ),
    "first_product": lambda f: _(
        "First bought {product} on {date}.", product=f["product"], date=f["date"]
    ),
    "first_purchase": lambda f: _("First bought on {date}.", date=f["date"]),
    "last_purchase": lambda f: _("Last bought on {date}.", date=f["date"]),
    "rhythm": lambda f: n_(
        "Usually comes every {n} day.", "Usually comes every {n} days.", n=f["days"]
    ),
    "no_purchase": lambda f: _("No purchase yet."),
    "trigger": lambda f: _("Came to us through: {trigger}", trigger=_TRIGGERS[f["trigger"]]),
    "last_contact": lambda f: _("Last contact on {date}.", date=f["date"]),
}

_MISSING: dict[str, Callable[[Facts], Words]] = {
    "first_purchase": lambda f: _("The first purchase."),
    "purchases": lambda f: n_(
        "{n} more purchase within {months} months.",
        "{n} more purchases within {months} months.",
        n=f["n"],
        months=f["months"],
    ),
    "tenure": lambda f: n_(
        "{n} more day until the first year is full.",
        "{n} more days until the first year is full.",
        n=f["n"],
    ),
    "silent": lambda f: _("A visit: the silence is longer than usual."),
    "gaps": lambda f: n_(
        "{n} more purchase, to know the rhythm.",
        "{n} more purchases, to know the rhythm.",
        n=f["n"],
    ),
    "steady": lambda f: _("Coming more steadily."),
    "share": lambda f: _(
        "A larger part of the need: {percent}% is bought from us.", percent=f["percent"]
    ),
    "need": lambda f: _("Coming as often as the whole need asks for."),
    "discounts": lambda f: _("Buying without a discount more often."),
    "rival": lambda f: _("Leaving {rival} for us.", rival=f["rival"]),
    "ask_only_us": lambda f: _("Or their word: ask whether they buy from anyone else."),
    "referral": lambda f: _("A referral, a review or word of mouth."),
    "confirm_partner": lambda f: _("Your confirmation that this is a partner."),
    "bought_referrals": lambda f: n_(
        "{n} more referral that buys within {months} months.",
        "{n} more referrals that buy within {months} months.",
        n=f["n"],
        months=f["months"],
    ),
}
