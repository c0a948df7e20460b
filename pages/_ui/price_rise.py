"""What a price rise would do (価格は人を選ぶ): a slider for the rise and one for each rung."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _, n_
from core.rules.ladder import RANK, STAGES
from core.rules.parting import PriceRise, price_rise
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

#: Rungs whose customers buy.
BUYING = ("customer", "regular", "supporter", "advocate", "partner")
MOST_RISE, MOST_LOST, STEP = 30, 50, 5
USUAL_RISE = 5
HURT_SHOWN = 8


def price_what_if(here: Here) -> None:
    """Sliders, the gross profit before and after, and who of the best would pay more."""
    st.subheader(t(_("What would a price rise do?")))
    people = here.review().customers
    rise = st.slider(t(_("Prices up by (%)")), 1, MOST_RISE, USUAL_RISE, key="price_rise")
    lost = {}
    with st.expander(t(_("How many of each rung would leave (%)")), key="price_lost"):
        for stage in BUYING:
            share = st.slider(t(STAGES[stage].label), 0, MOST_LOST, 0, STEP, key=f"lost_{stage}")
            lost[stage] = share / 100
    found = price_rise(people, float(rise), lost, here.settings)
    _table(here, found)
    _hurt(here, found)


def _table(here: Here, found: PriceRise) -> None:
    rows = sorted(records(found.stages), key=lambda row: -RANK[row["stage"]])
    total = _(
        "Gross profit of a year {before} → {after} (n={n} customers who buy, up to {day}).",
        before=here.money(found.before), after=here.money(found.after),
        n=int(found.stages["customers"].sum()), day=here.book.asof,
    )  # fmt: skip
    st.markdown(f"**{md(total)}**")
    plain_table(
        pd.DataFrame(
            {
                t(_("Rung")): [t(labels.stage(row["stage"])) for row in rows],
                t(_("Customers")): [row["customers"] for row in rows],
                t(_("Would leave")): [f"{row['lost']:.0f}" for row in rows],
                t(_("Gross profit now")): [here.money(round(row["before"])) for row in rows],
                t(_("Afterwards")): [here.money(round(row["after"])) for row in rows],
            }
        )
    )


def _hurt(here: Here, found: PriceRise) -> None:
    if not len(found.hurt):
        return
    st.markdown(
        md(
            n_(
                "{n} supporter or above would pay more; those who would pay most:",
                "{n} supporters and above would pay more; those who would pay most:",
                n=len(found.hurt),
            )
        )
    )
    for row in records(found.hurt.head(HURT_SHOWN)):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="hurt")
            told = _("{money} more a year", money=here.money(row["more"]))
            chosen = _("chose us for the price")
            st.markdown(
                f"{md(told)}" + (f" :orange-badge[{md(chosen)}]" if row["for_price"] else "")
            )
