"""増えた・減った: revenue and customers by month, new and existing, and the verdict plane."""

from __future__ import annotations

import math

import streamlit as st

from core import figures
from core.locale.words import _
from core.metrics.growth import months
from core.review import Review
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.guard import require_app
from pages._ui.hindsight import hindsight
from pages._ui.numbers import months_table
from pages._ui.page import frame
from pages._ui.renewals import contracts_kept
from pages._ui.words import md, spoken, t

require_app("pages/growth.py")


def plane(here: Here, review: Review) -> None:
    """Where the last 13 weeks stand between the four corners."""
    spans, verdict = review.windows, review.verdict
    st.subheader(t(_("Verdict")))
    st.markdown(f"**{md(verdict.words)}**")
    st.markdown(
        md(
            _(
                "{start} to {end} against {before} to {until}; purchases: {n}.",
                start=spans.start_now,
                end=spans.end_now,
                before=spans.start_before,
                until=spans.end_before,
                n=verdict.n,
            )
        )
    )
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so revenue cannot be compared.")))
        return
    for line in verdict.details:
        st.markdown(f"- {md(line)}")
    chart(
        figures.plane(
            known_share(verdict.existing, verdict.existing_change),
            known_share(verdict.new, verdict.new_change),
            band=here.settings.verdict.dead_band,
            language=spoken(),
        ),
        key="plane",
        alt=_("Change of existing and new customers' revenue against last year"),
    )
    st.markdown(md(_("Within the grey band a change is too small to speak of.")))
    st.markdown(
        md(_("Existing customers are those whose first purchase was before the 13 weeks."))
    )


def known_share(judged: str, share: float) -> float | None:
    """The change, None while too little is known to judge it."""
    return None if judged == "unknown" or math.isnan(share) else share


def draw() -> None:
    """The page."""
    here = frame("pages/growth.py", filtered=True)
    if here is None:
        return
    review = here.review()
    by_month = here.counted("months", months)
    table = months_table(here, by_month)
    if here.book.has_amounts:
        st.subheader(t(_("Revenue by month")))
        unit = figures.money_unit(by_month, here.book.currency, here.book.scale, spoken())
        chart(
            figures.months_revenue(by_month, unit=unit, language=spoken()),
            key="months_revenue",
            alt=_("Revenue by month, existing and new customers"),
        )
    st.subheader(t(_("Customers who bought, by month")))
    chart(
        figures.months_customers(by_month, language=spoken()),
        key="months_customers",
        alt=_("Customers who bought by month, existing and new"),
        table=table,
    )
    plane(here, review)
    contracts_kept(here)
    hindsight(here)


draw()
