"""What revenue is made of (人数・回数・単価): people, visits of each, spent each time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures import Unit
from core.figures.growth import Step, in_unit, waterfall
from core.figures.revenue import waterfall_unit
from core.locale.words import Words, _, say
from core.metrics.factors import Split
from core.metrics.who import buyers_of
from core.rules.grown import Grown
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.grown import named
from pages._ui.turnover import once
from pages._ui.words import md, spoken, t

FACTOR_WORDS: dict[str, Words] = {
    "customers": _("People"),
    "frequency": _("Visits"),
    "price": _("Spent at a time"),
}
SIDE_WORDS: dict[str, Words] = {"existing": _("Existing"), "new": _("New ones")}


def factors_view(here: Here, found: Grown) -> None:
    """Customers × visits × price, and the effect of each in yen."""
    st.subheader(t(_("People, visits and price")))
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so this cannot be told.")))
        return
    unit, steps = _steps(here, found)
    chart(
        waterfall(steps, axis=say(unit.label, spoken()), decimals=unit.decimals,
                  language=spoken()),
        key="factors", alt=_("What people, visits and price each added or took"),
        table=_factors_table(here, found.factors),
        behind=lambda ids: _buyers(here, found, ids),
    )  # fmt: skip
    st.markdown(
        md(
            _(
                "Revenue = people × visits of each × spent at a time. Each effect is the mean "
                "over all orders in which the three can have moved, so that they add up exactly."
            )
        )
    )
    if not all(split.comparable for split in found.factors.values()):
        st.markdown(
            md(
                _(
                    "Where one of the two years has no purchase, visits and price cannot be "
                    "compared: the whole change is that of the people."
                )
            )
        )


def _steps(here: Here, found: Grown) -> tuple[Unit, list[Step]]:
    """From last year's revenue over the six effects to this year's."""
    before, now = (
        sum(getattr(split, when).revenue for split in found.factors.values())
        for when in ("before", "now")
    )
    effects = [
        (side, factor, getattr(split, factor))
        for side, split in found.factors.items()
        for factor in FACTOR_WORDS
    ]
    unit = waterfall_unit(before, [value for *_names, value in effects], here.book, spoken())
    return unit, [
        Step(t(_("A year before")), "before", in_unit(before, unit), total=True),
        *(
            Step(f"{t(SIDE_WORDS[side])}<br>{t(FACTOR_WORDS[factor])}", f"{side}_{factor}",
                 in_unit(value, unit))
            for side, factor, value in effects
        ),
        Step(t(_("Now")), "now", in_unit(now, unit), total=True),
    ]  # fmt: skip


def _buyers(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who bought: behind a total those of its window, behind an effect that side in both."""
    windows = found.windows
    spans = {
        when: (getattr(windows, f"start_{when}"), getattr(windows, f"end_{when}"))
        for when in ("before", "now")
    }
    pieces = []
    for code in ids:
        side = code.split("_")[0] if code not in spans else ""
        chosen = list(spans.values()) if side else [spans[code]]
        pieces.append(buyers_of(found.recent, chosen, side))
    return named(here, once(pieces))


def _factors_table(here: Here, factors: dict[str, Split]) -> pd.DataFrame:
    """Each factor of both sides: a year before, now, and its effect."""
    rows = []
    for side, split in factors.items():
        values = {
            "customers": [f"{b.customers:,}" for b in (split.before, split.now)],
            "frequency": [_one(b.frequency) for b in (split.before, split.now)],
            "price": [
                "–" if b.price is None else here.money(round(b.price))
                for b in (split.before, split.now)
            ],
        }
        for factor, (old, new) in values.items():
            whole = factor == "customers" or split.comparable
            effect = here.money(getattr(split, factor)) if whole else "–"
            rows.append((SIDE_WORDS[side], FACTOR_WORDS[factor], old, new, effect))
        change = here.money(split.now.revenue - split.before.revenue)
        rows.append((SIDE_WORDS[side], _("Revenue"), here.money(split.before.revenue),
                     here.money(split.now.revenue), change))  # fmt: skip
    heads = (_("Customers"), _("What"), _("A year before"), _("Now"), _("Effect"))
    return pd.DataFrame(
        {t(head): [t(row[place]) for row in rows] for place, head in enumerate(heads)}
    )


def _one(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"
