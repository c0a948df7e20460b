"""On whom the value hangs (依存): on one member of staff, on the largest customers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.dependence import TOPS, Dependence, dependence
from core.locale.words import Words, _, n_
from pages._ui.business import Here
from pages._ui.segments import share_words
from pages._ui.tables import plain_table, records
from pages._ui.valued import Valued
from pages._ui.words import md, t


def hangs_on(here: Here, found: Valued) -> None:
    """The section."""
    st.subheader(t(_("On whom the value hangs")))
    told = here.made(
        f"dependence|{found.mark}", lambda: dependence(found.found, found.book, here.settings)
    )
    least = here.settings.money.share_customers
    if max(told.loyal, told.existing) < least:
        st.markdown(
            md(
                _(
                    "{loyal} loyal and {existing} existing customers: from {least} on shares are "
                    "told.",
                    loyal=told.loyal, existing=told.existing, least=least,
                )
            )
        )  # fmt: skip
        return
    st.markdown(
        md(
            _(
                "Shares of the asset of {loyal} loyal customers, and of the gross profit of 12 "
                "months of {existing} existing ones (first purchase over a year ago), to {day}.",
                loyal=told.loyal, existing=told.existing, day=told.asof,
            )
        )
    )  # fmt: skip
    _staff(here, told)
    _tops(here, told)


def _staff(here: Here, told: Dependence) -> None:
    """By who usually serves them; red from the threshold on, in words too."""
    rows = records(told.staff.reset_index())
    limit = here.settings.asset.staff_share
    for row in rows:
        if row["red"]:
            st.error(md(red_words(row)), icon=":material/warning:")
    if not rows:
        st.markdown(md(_("The lines do not say who serves whom.")))
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("In charge")): [_staff_name(row) for row in rows],
                t(_("Customers")): [f"{row['people']:,}" for row in rows],
                t(_("Of the asset")): [share_words(row["asset_share"]) for row in rows],
                t(_("Of existing gross profit")): [
                    share_words(row["profit_share"]) for row in rows
                ],
            }
        )
    )
    st.markdown(
        md(
            _(
                "Who served them on most days of the last 12 months; of somebody who has left, "
                "who served them since. Red from {limit}% on (initial value, provisional). Two "
                "people who know each customer make it less.",
                limit=round(100 * limit),
            )
        )
    )  # fmt: skip
    if told.unserved:
        st.markdown(
            md(n_("Of {n} customer it is not written who serves them.",
                  "Of {n} customers it is not written who serves them.", n=told.unserved))
        )  # fmt: skip


def red_words(row: dict[str, object]) -> Words:
    """That much hangs on one of the staff."""
    return _(
        "{share} of the asset and {profit} of existing gross profit hang on {staff}.",
        share=share_words(row["asset_share"]), profit=share_words(row["profit_share"]),
        staff=str(row["staff"]),
    )  # fmt: skip


def _staff_name(row: dict[str, object]) -> str:
    name = str(row["staff"])
    return t(_("{name} (has left)", name=name)) if row["left"] else name


def _tops(here: Here, told: Dependence) -> None:
    """How much the first one, five and ten bring."""
    limit = here.settings.asset.customer_share
    first = told.tops.iloc[0].max()
    if first >= limit:
        words = _("One customer alone brings {share}.", share=share_words(first))
        st.error(md(words), icon=":material/warning:")
    plain_table(
        pd.DataFrame(
            {
                t(_("The largest customers")): [
                    t(n_("the first", "the first {n}", n=count)) for count in TOPS
                ],
                t(_("Of the asset")): [share_words(s) for s in told.tops["asset_share"]],
                t(_("Of existing gross profit")): [
                    share_words(s) for s in told.tops["profit_share"]
                ],
            }
        )
    )
    st.markdown(
        md(
            _(
                "Red from {limit}% of one customer on (initial value, provisional).",
                limit=round(100 * limit),
            )
        )
    )
