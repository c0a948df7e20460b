"""Whom a new product fits best, in words (新商品の相性の言い方)."""

from __future__ import annotations

import datetime as dt

from core.foresight.fit import Fit, Fitting
from core.locale.words import Words, _, n_
from core.metrics.moment import day_of
from core.settings.products import ProductSettings
from core.tables.customers import REASON_KIND_CHOICES

_KINDS = {choice.code: choice.label for choice in REASON_KIND_CHOICES}
_SEASONS = {
    "spring": _("bought in spring"),
    "summer": _("bought in summer"),
    "autumn": _("bought in autumn"),
    "winter": _("bought in winter"),
}
_BANDS = {
    "low": _("usually pays little for a product"),
    "middle": _("usually pays a middling price for a product"),
    "high": _("usually pays much for a product"),
}
_TIMES = {
    "once": _("came on one day"),
    "some": _("came on two to four days"),
    "often": _("came on five days or more"),
}


def trait(found: Fit, number: int) -> Words:
    """One trait as it is said of anybody."""
    code, detail = found.scored.traits.named[number]
    if code == "similar":
        return n_(
            "bought something like it on {n} day or more",
            "bought something like it on {n} days or more",
            n=int(detail),
        )
    if code == "category":
        return _("bought “{category}”", category=detail)
    if code == "reason":
        return _("bought because of: {kind}", kind=_KINDS.get(detail, detail))
    return {"season": _SEASONS, "price": _BANDS, "times": _TIMES}[code][detail]


def reasons(found: Fit, one: Fitting) -> list[Words]:
    """What speaks for one customer, with the points of each."""
    lines = []
    for number, points in one.speaking:
        similar = found.scored.traits.named[number][0] == "similar"
        words = _similar(found, one.place) if similar else trait(found, number)
        lines.append(_("{what} (+{points})", what=words, points=round(points)))
    return lines


def _similar(found: Fit, place: int) -> Words:
    """What they bought that is like it, last and how often."""
    known = found.scored.traits
    return n_(
        "bought “{product}” on {day}; {n} day with something like it",
        "bought “{product}” on {day}; {n} days with something like it",
        n=int(known.similar_days[place]),
        product=_name(found, int(known.last_item[place])),
        day=day_of(int(known.last_similar[place])),
    )


def _name(found: Fit, item: int) -> str:
    return str(found.goods.product[item] or found.goods.category[item])


def behind(found: Fit) -> list[tuple[Words, Words, Words, int]]:
    """Every trait that speaks for it: words, how many of the buyers, of the others, points."""
    scored = found.scored
    return [
        (
            trait(found, number),
            _("{n} of {m}", n=int(scored.theirs[number]), m=scored.buyers),
            _("{n} of {m}", n=int(scored.others[number]), m=scored.rest),
            round(scored.points[number]),
        )
        for number in sorted(range(len(scored.points)), key=lambda n: -scored.points[n])
        if round(scored.points[number]) > 0
    ]


def basis(found: Fit, limits: ProductSettings, asof: dt.date) -> list[Words]:
    """How many it stands on, and what such a list was worth before, or that it is a reference."""
    lines = [
        n_(
            "Compared with {n} buyer of something like it, as of {day}.",
            "Compared with {n} buyers of something like it, as of {day}.",
            n=found.scored.buyers, day=asof,
        )
    ]  # fmt: skip
    if found.scored.buyers < limits.similar_buyers:
        lines.append(
            _(
                "For reference: fewer than {n} customers have bought something like it.",
                n=limits.similar_buyers,
            )
        )
    lines.append(_checked(found, limits))
    return lines


def _checked(found: Fit, limits: ProductSettings) -> Words:
    seen = found.check
    if seen is None:
        return _(
            "For reference: the shop has had no launch like this by which the list could be "
            "checked."
        )
    return _(
        "At the last launch like this, “{product}” of {day}: of the {best} who fitted best, "
        "{hits} bought it within {days} days ({share}%); of all {all}, {came} ({usual}%).",
        product=_name(found, seen.item), day=day_of(seen.day), best=seen.best,
        hits=seen.best_bought, days=limits.launch_days,
        share=round(100 * seen.best_bought / seen.best), all=seen.all, came=seen.all_bought,
        usual=round(100 * seen.all_bought / seen.all),
    )  # fmt: skip
