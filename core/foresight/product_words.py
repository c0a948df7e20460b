"""What somebody may buy next, in words, with the facts it stands on (つぎの品の言い方)."""

from __future__ import annotations

import datetime as dt

from core.foresight.assortment import Assortment
from core.foresight.products import NextProducts, Suggestion
from core.locale.words import Words, _, n_


def title(one: Suggestion) -> Words | str:
    """What is suggested."""
    if one.product:
        return one.product
    if one.code == "again":
        return one.category
    return _("Something of “{category}”", category=one.category)


def reason(one: Suggestion) -> Words:
    """The facts behind it."""
    return _REASONS[one.code](one)


def said(one: Suggestion) -> Words:
    """Both in one line."""
    return _("{what}: {why}", what=title(one), why=reason(one))


def _again(one: Suggestion) -> Words:
    facts = one.facts
    times = n_("bought on {n} day", "bought on {n} days", n=facts["times"])
    if facts["gap"] is None:
        return _("{times}, last on {day}", times=times, day=facts["last"])
    return _(
        "{times}, last on {day}, about every {gap} days",
        times=times, day=facts["last"], gap=facts["gap"],
    )  # fmt: skip


def _also(one: Suggestion) -> Words:
    return _(
        "of {m} customers who bought “{because}”, {n} bought this too",
        m=one.facts["m"], because=one.facts["because"], n=one.facts["n"],
    )  # fmt: skip


def _popular(one: Suggestion) -> Words:
    return _(
        "{n} of {m} customers bought it in the last {days} days",
        n=one.facts["n"], m=one.facts["m"], days=one.facts["days"],
    )  # fmt: skip


_REASONS = {"again": _again, "also": _also, "popular": _popular}


def silence(found: NextProducts, shop: Assortment) -> Words | None:
    """Why nothing new is suggested, and what would help; None where something is."""
    if found.silent == "no_goods":
        return _(
            "No purchase names a product or a category, so there is nothing to go by. Take in a "
            "list of sales with a column such as product or category."
        )
    if found.silent == "few_customers":
        return _(
            "Something new is suggested from {needed} customers with a product on; so far there "
            "are {n}.",
            needed=shop.limits.customers_needed, n=len(shop.cno),
        )  # fmt: skip
    if found.silent == "no_purchase":
        return _("No purchase of theirs names a product, so there is nothing to go by.")
    if found.silent == "nothing":
        return _("Nothing new is bought by enough others to be suggested.")
    return None


def basis(shop: Assortment, asof: dt.date) -> list[Words]:
    """What both lists stand on."""
    limits = shop.limits
    return [
        _(
            "From the products of {customers} customers, as of {day}. What was given back does "
            "not count.",
            customers=len(shop.cno), day=asof,
        ),
        _(
            "Again: what they bought most often comes first; a purchase {days} days before their "
            "last one counts half.",
            days=round(limits.again_half_life),
        ),
        _(
            "New: what customers with the same things have and they have not. Fewer than {few} "
            "customers with both count for nothing, few count little, and a product with fewer "
            "than {needed} buyers counts as its category. Where nothing goes with their things, "
            "what many buy just now stands here.",
            few=limits.together, needed=limits.buyers_needed,
        ),
    ]  # fmt: skip
