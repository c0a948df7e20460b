"""The answer (増えたか): the verdict in a sentence, what it rests on, and its trail of weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from core.figures.plane import Stop, plane
from core.locale.words import Words, _
from core.metrics.who import buyers_of
from core.rules.grown import Grown, grown
from core.rules.tenure import BANDS, tenure
from core.rules.trail import Point
from core.rules.verdict import UNKNOWN, VERDICTS, signed
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.names import known_names
from pages._ui.segments import share_words
from pages._ui.strength import band_words
from pages._ui.tables import plain_table
from pages._ui.words import md, spoken, t, t_date

_ARROWS = {"up": "↑", "flat": "→", "down": "↓", UNKNOWN: "?"}


def seen(here: Here) -> Grown:
    """What is counted of the part that is looked at, once for each state of the data."""
    return here.counted("grown", lambda engine, book: grown(engine, book, here.settings))


def answer(here: Here, found: Grown) -> None:
    """The sentence, what to do, and the figures behind it."""
    spans, verdict = found.windows, found.verdict
    st.subheader(md(verdict.words))
    st.markdown(f"**{md(VERDICTS[verdict.code].approach)}**")
    for line in verdict.details if here.book.has_amounts else verdict.details[1:2]:
        st.markdown(f"- {md(line)}")
    st.markdown(
        md(
            _(
                "{start} to {end} against {before} to {until}; purchases: {n}.",
                start=spans.start_now, end=spans.end_now, before=spans.start_before,
                until=spans.end_before, n=verdict.n,
            )
        )
    )  # fmt: skip
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so revenue cannot be compared.")))
    if verdict.code == UNKNOWN:
        st.markdown(
            md(
                _(
                    "The verdict needs {needed} purchases of existing customers in both windows, "
                    "and a ledger that begins before the earlier one.",
                    needed=here.settings.verdict.purchases_needed,
                )
            )
        )
    of_year(found)


def of_year(found: Grown) -> None:
    """The verdict of twelve months by heads and margin; fewer existing customers in red."""
    year = found.year
    st.markdown(f"**{md(year.words)}**")
    for line in year.details:
        st.markdown(f"- {md(line)}")
    if year.fewer is not None:
        st.markdown(f":red[**{md(year.fewer)}**]")
    if not year.of_margin:
        st.caption(md(_("On the basis of sales: not every sale has its cost in the sheets.")))


def trail_view(here: Here, found: Grown) -> None:
    """Where the last eight weeks stand between the four corners."""
    st.subheader(t(_("Where we stand, and where we came from")))
    trail_chart(here, found)
    st.markdown(md(_("Within the grey band a change is too small to speak of.")))
    st.markdown(
        md(
            _(
                "Each point is the verdict as of the end of that week, from purchases alone. "
                "Existing customers are those whose first purchase was before the 13 weeks."
            )
        )
    )


def trail_chart(here: Here, found: Grown) -> None:
    """The plane of both sides with the trail on it."""
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so revenue cannot be compared.")))
    stops = [Stop.of(point) for point in found.trail]
    chart(
        plane(
            stops,
            band=here.settings.verdict.dead_band, language=spoken(),
        ),
        key="plane",
        alt=_("Change of existing and new customers' revenue against last year"),
        table=_trail_table(found.trail), behind=lambda ids: _buyers_to(here, found, ids),
    )  # fmt: skip
    if not any(stop.placed for stop in stops):
        st.markdown(
            md(_("No point can be placed: one side has too few purchases. See the table."))
        )


def _buyers_to(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who bought in the 13 weeks up to the newest of the points that were clicked."""
    end = dt.date.fromisoformat(max(ids))
    start = end - dt.timedelta(days=here.settings.money.window_days - 1)
    return named(here, buyers_of(found.recent, [(start, end)], ""))


def tenure_line(here: Here) -> None:
    """How long those have been with us who buy today, and the way to the whole table."""
    people, settings = here.people(), here.settings
    found = here.made(
        f"tenure of {here.look}", lambda: tenure(people, here.book.asof, settings)
    )  # fmt: skip
    st.subheader(t(_("How long with us")))
    number = int(found["people"].sum())
    if number < settings.money.share_customers:
        st.markdown(md(_("{n} customers bought within a year; from {needed} on a share is told.",
                         n=number, needed=settings.money.share_customers)))  # fmt: skip
    else:
        plain_table(
            pd.DataFrame(
                {
                    t(_("With us for")): [t(band_words(here, code)) for code in BANDS],
                    t(_("People")): [f"{n:,}" for n in found["people"]],
                    t(_("Of all")): [share_words(share) for share in found["share"]],
                    t(_("Its part of the worth")): [share_words(s) for s in found["profit_share"]],
                }
            )
        )
    st.page_link("pages/classes.py", label=t(_("Compare with a year ago, band by band")))


def named(here: Here, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of customers with the name to show; who is no longer known has a number."""
    names = known_names(here).reindex(rows["customer_id"]).fillna("").to_numpy()
    return rows.assign(name=rows["customer_id"].where(names == "", names))


def _trail_table(points: Iterable[Point]) -> pd.DataFrame:
    """The newest week first."""
    rows = [(point.end, point.verdict) for point in points][::-1]
    return pd.DataFrame(
        {
            t(_("Week to")): [t_date(end) for end, _verdict in rows],
            t(_("Existing customers' revenue")): [
                _sign(v.existing, v.existing_change) for _end, v in rows
            ],
            t(_("Customers who bought within a year")): [
                _sign("", v.active_change) for _end, v in rows
            ],
            t(_("New customers' revenue")): [_sign(v.new, v.new_change) for _end, v in rows],
            t(_("Existing / new")): [
                f"{_ARROWS[v.existing]} / {_ARROWS[v.new]}" for _end, v in rows
            ],
            t(_("Verdict")): [t(VERDICTS[v.code].label) for _end, v in rows],
            t(_("Purchases (existing / new)")): [f"{v.n:,} / {v.new_n:,}" for _end, v in rows],
        }
    )


def _sign(judged: str, change: float) -> str:
    """A change; a dash where too little is known to judge it."""
    said: Words | str = "–" if judged == UNKNOWN else signed(change)
    return t(said)
