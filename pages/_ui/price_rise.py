"""What a price rise would do (価格は人を選ぶ): a slider for the rise and one for each rung."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import _, n_
from core.rules.ladder import RANK, STAGES
from core.rules.parting import PriceRise
from core.rules.worth import margin
from core.simulators.assumed import about
from core.simulators.prices import PriceChange, price_change
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.sliders import slider
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
    rise = slider(here, "price_rise", _("Prices up by (%)"), USUAL_RISE, low=1, high=MOST_RISE,
                  step=1)  # fmt: skip
    lost = {}
    with st.expander(t(_("How many of each rung would leave (%)")), key="price_lost"):
        for stage in BUYING:
            share = slider(here, f"lost_{stage}", STAGES[stage].label, 0, low=0, high=MOST_LOST,
                           step=STEP)  # fmt: skip
            lost[stage] = share / 100
    found = here.made(
        f"price change|{rise}|{lost}", lambda: price_change(people, rise, lost, here.settings)
    )
    _result(here, found)
    _table(here, found)
    _hurt(here, found.rise)
    _basis(here, people)


def _result(here: Here, found: PriceChange) -> None:
    total = _(
        "Gross profit of a year {before} → {after} (n={n} customers who buy, up to {day}).",
        before=here.money(found.rise.before), after=here.money(found.rise.after),
        n=int(found.stages["customers"].sum()), day=here.book.asof,
    )  # fmt: skip
    st.markdown(f"**{md(total)}**")
    band = round(100 * here.settings.laws.lost_band)
    wide = _("That is if nobody leaves. Above you can say how many of each rung would.")
    if found.low != found.high:
        wide = _(
            "{low} if {band}% more leave than you think, {high} if {band}% fewer do.",
            low=here.money(about(found.low)), high=here.money(about(found.high)), band=band,
        )  # fmt: skip
    even = _(
        "Up to {percent}% of their sales may leave before you earn less than today.",
        percent=f"{100 * found.break_even:.1f}",
    )
    st.markdown(md(wide))
    st.markdown(md(even))


def _table(here: Here, found: PriceChange) -> None:
    rows = sorted(records(found.stages), key=lambda row: -RANK[row["stage"]])
    plain_table(
        pd.DataFrame(
            {
                t(_("Rung")): [t(labels.stage(row["stage"])) for row in rows],
                t(_("Customers")): [row["customers"] for row in rows],
                t(_("Would leave")): [f"{row['lost']:.0f}" for row in rows],
                t(_("May leave at most")): [f"{row['break_even']:.1%}" for row in rows],
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


def _basis(here: Here, people: pd.DataFrame) -> None:
    """What it stands on: whether gross profit is known, and whose thought the leavers are."""
    own = _("How many leave is your own thought: no record tells it before it happens.")
    if not margin(here.settings) and people["profit_12m"].isna().all():
        sales = _("No margin and no costs are known, so sales stand for gross profit.")
        st.markdown(f"- {md(sales)}")
    st.markdown(f"- {md(own)}")
