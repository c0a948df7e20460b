"""法則テスター: each law, what was published and is known of it, and the shop's own figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, _
from core.metrics.yearly import kept_by_year
from core.rules.laws import LAWS, Law
from core.rules.spending import ratio
from core.simulators import own
from core.simulators.own import Own
from core.simulators.staying import staying
from pages._ui import cache
from pages._ui.business import Here
from pages._ui.tables import plain_table
from pages._ui.words import md, t


def laws_tried(here: Here) -> None:
    """All laws beside the own figures, and each by itself."""
    st.markdown(
        md(
            _(
                "Rules that everybody quotes, each with what was published and where it comes "
                "from. None of them judges your customers; your own figure counts."
            )
        )
    )
    found = here.made("laws", lambda: own_figures(here))
    plain_table(
        pd.DataFrame(
            {
                t(_("Law")): [t(law.label) for law in LAWS.values()],
                t(_("Your shop")): [t(_short(found[code])) for code in LAWS],
                t(_("Counted of")): [f"n={found[code].n:,}" for code in LAWS],
            }
        )
    )
    for code, law in LAWS.items():
        _law(law, found[code])


def own_figures(here: Here) -> dict[str, Own]:
    """The shop's own figure to each law."""
    review, settings = here.review(), here.settings
    rows, book = review.customers, review.book
    kept = kept_by_year(cache.engine_for(here.workspace.folder, book), book, settings)
    return {
        "one_to_five": own.new_against_kept(ratio(rows, book, settings), book),
        "five_to_twenty_five": own.five_points(staying(rows, book.asof, settings), settings),
        "hughes": own.yearly(kept, book.asof, settings),
        "four_of_hundred": own.spoke(rows, book, settings),
        "top_fifth": own.best_fifth(rows, book.asof, settings),
    }


def _short(found: Own) -> Words:
    return found.figure or _("Not known yet (n={n})", n=found.n)


def _law(law: Law, found: Own) -> None:
    with st.container(border=True, key=f"law_{law.code}"):
        st.subheader(t(law.label))
        told = _("Your shop: {figure}", figure=_short(found))
        st.markdown(f"**{md(told)}**")
        for line in found.words:
            st.markdown(f"- {md(line)}")
        plain_table(
            pd.DataFrame(
                [
                    (t(_who(law)), t(law.said)),
                    (t(_("Published")), t(law.published)),
                    (t(_("Where it comes from")), t(law.origin)),
                    (t(_("Read in")), " · ".join(law.sources)),
                ],
                columns=[t(_("About this law")), " "],
            )
        )


def _who(law: Law) -> Words:
    if law.article is None:
        return _("What people say")
    return _("Article no. {number} of the five says", number=law.article + 1)
