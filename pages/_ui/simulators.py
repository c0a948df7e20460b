"""Steps tried in yen (試算): a slider or two, the result with its range, what it stands on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures import unit_of
from core.figures.laws import phoning_chart, staying_chart, stopping_chart
from core.locale.words import Words, _, n_
from core.simulators.assumed import Basis, about
from core.simulators.phoning import Phoning, last_call, phoning, phoning_bases
from core.simulators.staying import more_stay, staying, staying_bases, staying_curve
from core.simulators.stopping import (
    Silent,
    Touching,
    are_parked,
    parked,
    silent,
    stop_curve,
    stopping_bases,
    usual_touching,
)
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.names import name_buttons
from pages._ui.sliders import slider
from pages._ui.tables import plain_table, records
from pages._ui.thresholds import PROVISIONAL
from pages._ui.words import md, spoken, t

MOST_POINTS, USUAL_POINTS, FEWER_POINTS = 20, 5, 10
#: Numbers of calls a week that are tried: in quarters of the week's own, up to so many times it.
QUARTERS, CALLS_TIMES = 4, 4
#: Stop days on the slider, and how far apart they are drawn.
FIRST_STOP, LAST_STOP, STOP_STEP, STOP_DRAWN = 60, 1095, 5, 45
MOST_TOUCHES = 12
#: A touch may cost so many times what is usual; the slider has so many places up to the usual.
COST_TIMES, COST_PLACES = 5, 17


def staying_what_if(here: Here) -> None:
    """What it is worth if more customers stay."""
    st.subheader(t(_("What if more stayed?")))
    people, asof, limits = here.review().customers, here.book.asof, here.settings.asset
    found = here.made("staying", lambda: staying(people, asof, here.settings))
    points = slider(here, "stay_points", _("So many more of a hundred stay a year"), USUAL_POINTS,
                    low=1, high=MOST_POINTS, step=1)  # fmt: skip
    told = more_stay(found, points / 100, limits)
    result(
        _(
            "{more} more over {years} years ({low} to {high}): {now} → {then}, +{percent}%.",
            more=_yen(here, told.more), years=limits.years, low=_yen(here, told.low),
            high=_yen(here, told.high), now=_yen(here, told.now), then=_yen(here, told.then),
            percent=round(100 * told.share),
        ),
        _(
            "Of this {first} comes in the first year. Without an end of years it would be "
            "+{forever}%.",
            first=_yen(here, told.first_year), forever=round(100 * told.forever),
        ),
    )  # fmt: skip
    curve = staying_curve(found, limits, range(-FEWER_POINTS, MOST_POINTS + 1))
    unit = unit_of(round(curve["value"].max()), here.book.currency, here.book.scale, spoken())
    rows = records(curve)
    chart(
        staying_chart(curve, int(points), unit=unit, language=spoken()),
        key="staying_curve",
        alt=_("Value of today's customers over the years, by how many stay"),
        table=pd.DataFrame(
            {
                t(_("More of a hundred stay")): [f"{row['points']:+d}" for row in rows],
                t(_("Value over the years")): [_yen(here, row["value"]) for row in rows],
            }
        ),
    )
    bases(staying_bases(found, here.settings))


def phoning_what_if(here: Here) -> None:
    """What more or fewer calls a week would bring."""
    st.subheader(t(_("What if we called more, or fewer?")))
    review = here.review()
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so a call has no yen.")))
        return
    usual = review.calls.capacity
    step = max(1, round(usual / QUARTERS))
    counts = [*range(usual % step, max(CALLS_TIMES * usual, step) + 1, step)]
    found = here.made(
        "phoning",
        lambda: phoning(review.customers, review.calls, review.book, here.settings, counts),
    )
    tried = slider(here, "calls_week", _("Calls a week"), usual, low=counts[0], high=counts[-1],
                   step=step)  # fmt: skip
    # What was tried may lie between two numbers once the week's own number is another one.
    calls = min(counts, key=lambda count: abs(count - tried))
    people = review.customers.reset_index(drop=True)
    _phoning_result(here, found, calls)
    largest = round(max(1.0, found.steps["high"].max()))
    unit = unit_of(largest, here.book.currency, here.book.scale, spoken())
    chart(
        phoning_chart(found.steps, calls, unit=unit, language=spoken()),
        key="phoning_curve",
        alt=_("Gross profit expected of a week's calls, by their number"),
        table=_phoning_table(here, found),
        behind=lambda points: people.iloc[found.who[int(points[-1])]],
    )
    listed = people.iloc[found.who[calls]]
    name_buttons(listed, place="phoning")
    bases(phoning_bases(found, review.book, here.settings))


def _phoning_result(here: Here, found: Phoning, calls: int) -> None:
    row = found.steps.set_index("calls").loc[calls]
    last = last_call(found.steps, calls)
    one_more: Words = _("Nobody more is to be called at this number.")
    if last is not None:
        one_more = _("Each of the last calls adds {money}.", money=_yen(here, last))
    result(
        _(
            "{gross} of gross profit expected of a week's calls ({low} to {high}), {net} after "
            "our time.",
            gross=_yen(here, row["gross"]), low=_yen(here, row["low"]),
            high=_yen(here, row["high"]), net=_yen(here, row["net"]),
        ),
        _(
            "{listed} customers are to be called, {in_yen} of them with a figure in yen; it takes "
            "{hours} hours ({cost}).",
            listed=int(row["listed"]), in_yen=int(row["in_yen"]),
            hours=f"{row['minutes'] / 60:.1f}", cost=_yen(here, row["cost"]),
        ),
        one_more,
    )  # fmt: skip


def _phoning_table(here: Here, found: Phoning) -> pd.DataFrame:
    rows = records(found.steps)
    return pd.DataFrame(
        {
            t(_("Calls a week")): [int(row["calls"]) for row in rows],
            t(_("To be called")): [int(row["listed"]) for row in rows],
            t(_("Hours")): [f"{row['minutes'] / 60:.1f}" for row in rows],
            t(_("Gross profit expected")): [_yen(here, row["gross"]) for row in rows],
            t(_("From")): [_yen(here, row["low"]) for row in rows],
            t(_("To")): [_yen(here, row["high"]) for row in rows],
            t(_("After our time")): [_yen(here, row["net"]) for row in rows],
        }
    )


def stopping_what_if(here: Here) -> None:
    """What another stop day would save and lose."""
    st.subheader(t(_("What if we stopped sooner, or later?")))
    review, settings = here.review(), here.settings
    if settings.trade.long_cycle:
        st.markdown(
            md(
                _(
                    "In your trade years lie between purchases: nobody is ever given up, and a "
                    "card a year stays."
                )
            )
        )
        return
    found = here.made("silent", lambda: silent(review.customers, review.book, settings))
    usual = usual_touching(found, review.book, settings)
    day = int(slider(here, "stop_day", _("Stop day (days of silence)"),
                     settings.trade.stop_days, low=FIRST_STOP,
                     high=LAST_STOP, step=STOP_STEP))  # fmt: skip
    touching = _touching(here, usual)
    _stopping_result(here, found, touching, day)
    days = sorted({day, *range(FIRST_STOP, LAST_STOP + 1, STOP_DRAWN)})
    curve = stop_curve(found, touching, days)
    largest = round(max(1, curve["saved"].max(), curve["forgone"].max()))
    unit = unit_of(largest, here.book.currency, here.book.scale, spoken())
    chart(
        stopping_chart(curve, day, unit=unit, language=spoken()),
        key="stopping_curve",
        alt=_("What is saved and what may be lost in a year, by stop day"),
        table=_stopping_table(here, curve),
        behind=lambda points: are_parked(found, int(points[-1])),
    )
    name_buttons(are_parked(found, day), place="parked")
    bases(stopping_bases(found, touching, review.book, settings))


def _touching(here: Here, usual: Touching) -> Touching:
    scale = 10**here.book.scale
    a_year = slider(here, "touches_year", _("Touches a year of one of them"), usual.a_year,
                    low=0.0, high=float(MOST_TOUCHES), step=0.1, form="%.1f")  # fmt: skip
    cost = usual.cost / scale
    paid = slider(here, "touch_cost", _("Cost of a touch ({currency})",
                  currency=here.book.currency), cost, low=0.0, high=COST_TIMES * cost,
                  step=cost / COST_PLACES, form=f"%.{here.book.scale}f")  # fmt: skip
    return Touching(a_year, paid * scale, usual.minutes, usual.minute)


def _stopping_result(here: Here, found: Silent, touching: Touching, day: int) -> None:
    told = parked(found, day, touching)
    result(
        n_(
            "{n} customer is parked: {saved} saved a year, {forgone} of gross profit may be lost "
            "({low} to {high}).",
            "{n} customers are parked: {saved} saved a year, {forgone} of gross profit may be "
            "lost ({low} to {high}).",
            n=told.people, saved=_yen(here, told.saved), forgone=_yen(here, told.forgone),
            low=_yen(here, told.low), high=_yen(here, told.high),
        ),
        _(
            "{touches} touches a year fall away: {postage} of postage and {hours} hours of ours "
            "({time}).",
            touches=round(told.touches), postage=_yen(here, told.postage),
            hours=f"{told.hours:.1f}", time=_yen(here, told.time),
        ),
        _(
            "Nobody is parked before four of their own rhythms and their own day of no return; a "
            "promise, a due date or a date they named is kept all the same."
        ),
    )  # fmt: skip


def _stopping_table(here: Here, curve: pd.DataFrame) -> pd.DataFrame:
    rows = records(curve)
    return pd.DataFrame(
        {
            t(_("Stop day (days of silence)")): [int(row["day"]) for row in rows],
            t(_("Parked")): [int(row["people"]) for row in rows],
            t(_("Saved a year")): [_yen(here, row["saved"]) for row in rows],
            t(_("May be lost a year")): [_yen(here, row["forgone"]) for row in rows],
            t(_("From")): [_yen(here, row["low"]) for row in rows],
            t(_("To")): [_yen(here, row["high"]) for row in rows],
        }
    )


def _yen(here: Here, minor: float) -> str:
    """An amount in three digits, in the owner's words."""
    return here.money(about(minor))


def result(first: Words, *more: Words) -> None:
    """What comes out: the first sentence stands out."""
    st.markdown(f"**{md(first)}**")
    for line in more:
        st.markdown(md(line))


def bases(found: list[Basis]) -> None:
    """What a result stands on, and which of it is assumed."""
    heading = _("What this stands on")
    st.markdown(f"**{md(heading)}**")
    plain_table(
        pd.DataFrame(
            [(t(one.words), t(_("your own") if one.own else PROVISIONAL)) for one in found],
            columns=[t(_("Figure")), t(_("Basis"))],
        )
    )
