"""The second purchase (F2転換率): who came again, how soon, and what the first time was like."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.figures.cohorts import DAYS_OF_A_POINT, f2_months, second_days
from core.locale.words import Words, _, n_
from core.metrics.bands import still_at
from core.metrics.moment import day_number
from core.metrics.second import (
    FULL,
    LARGE,
    SMALL,
    again_in,
    f2_by_month,
    first_times,
    inside,
    middle_day,
    not_again,
    second_curve,
)
from core.rules.again import ABOVE, BELOW, LIKE, asked_of, beside_before, by_axis, standing_out
from core.tables import TABLES
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.cohorts import named_rows
from pages._ui.numbers import month_words
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

AXES: dict[str, Words] = {
    "way": _("How they came"),
    "product": _("First product"),
    "staff": _("Staff"),
    "store": _("Store"),
    "discount": _("Discount at the first purchase"),
}
SIZES: dict[str, Words] = {
    FULL: _("without a discount"),
    SMALL: _("small discount"),
    LARGE: _("large discount (coupon)"),
}
THAN: dict[str, Words | str] = {ABOVE: _("more than all"), BELOW: _("fewer than all"), LIKE: "–"}
#: Months named beside the newest one.
NAMED = 3


def second_view(here: Here) -> None:
    """The rate month by month, the days until the second time, and by what it differs."""
    found = here.counted(
        "first times", lambda engine, book: first_times(engine, book, here.settings)
    )
    asof, window = here.selected.asof, here.settings.trade.f2_window_days
    months = f2_by_month(found, day_number(asof), here.settings)
    months = inside(months, here.period or (None, None))
    found = inside(found, here.period or (None, None))
    if found.empty:
        st.markdown(md(_("No first purchase is known to be one yet.")))
        return
    st.markdown(
        md(
            _(
                "Counted are first-time customers of whom {window} days have passed since (up to "
                "{day}); who may still come is not counted as lost.",
                window=window, day=asof,
            )
        )
    )  # fmt: skip
    for line in _newest(here, months):
        st.markdown(md(line))
    rates_chart(here, found, months)
    _days(here, found, window)
    _groups(here, found)


def _newest(here: Here, months: pd.DataFrame) -> list[Words]:
    """The newest closed month beside the four before it, and the months that stand out."""
    told = [row for row in records(months) if not math.isnan(row["share"])]
    if not told:
        return [
            _("No month with {n} first-time customers is closed yet.",
              n=here.settings.cohorts.f2_least)
        ]  # fmt: skip
    row = told[-1]
    facts = {
        "month": month_words(row["month"]), "back": row["back"], "n": row["n"],
        "share": round(row["share"] * 100),
    }  # fmt: skip
    lines = [
        _("{month}: of {n} first-time customers {back} came again: {share}%.", **facts),
        *_beside(here, row),
    ]
    others = [one for one in records(standing_out(months)) if one["month"] != row["month"]]
    return [*lines, *(_standing(one) for one in others[:NAMED])]


def _beside(here: Here, row: dict[str, object]) -> list[Words]:
    than = beside_before(row, here.settings)
    if not than:
        return []
    facts = {"n": here.settings.cohorts.f2_before, "before": round(row["before"] * 100)}
    return [
        {
            ABOVE: _("That is more than in the {n} closed months before ({before}%).", **facts),
            BELOW: _("That is fewer than in the {n} closed months before ({before}%).", **facts),
            LIKE: _("That is as in the {n} closed months before ({before}%).", **facts),
        }[than]
    ]


def _standing(row: dict[str, object]) -> Words:
    facts = {
        "month": month_words(row["month"]), "n": row["n"], "share": round(row["share"] * 100),
        "before": round(row["before"] * 100),
    }  # fmt: skip
    if row["than_before"] == BELOW:
        return _(
            "{month} stands out: only {share}% of {n} came again, {before}% in the months before.",
            **facts,
        )
    return _(
        "{month} stands out: {share}% of {n} came again, {before}% in the months before.", **facts
    )


def rates_chart(here: Here, found: pd.DataFrame, months: pd.DataFrame) -> None:
    """The rate month by month; behind a bar those who have not come again."""
    limits = here.settings.cohorts
    shown = months.tail(limits.cohorts_shown).iloc[::-1]
    table = pd.DataFrame(
        {
            t(_("Month of the first purchase")): [month_words(m) for m in shown["month"]],
            t(_("First-time customers")): [f"{n:,}" for n in shown["n"]],
            t(_("Came again so far")): [f"{n:,}" for n in shown["back"]],
            t(_("Rate")): [
                _rate(r, limits.f2_least) for r in records(shown)
            ],
            t(_("In the closed months before")): [_percent(v) for v in shown["before"]],
        }
    )  # fmt: skip
    chart(
        f2_months(months, limits=limits, language=spoken()), key="f2_months",
        alt=_("Share of first-time customers who came again, by month of the first purchase"),
        table=table,
        behind=lambda points: named_rows(here, not_again(found, points, here.people())),
    )  # fmt: skip
    st.caption(
        md(
            _(
                "The mark across a bar is the rate of the closed months before. A click on a "
                "month names those who have not come again and may be contacted. Of fewer than "
                "{n} no rate is said.",
                n=limits.f2_least,
            )
        )
    )  # fmt: skip


def _days(here: Here, found: pd.DataFrame, window: int) -> None:
    """How soon they come again."""
    st.subheader(t(_("How soon they come again")))
    curve = second_curve(found, here.settings)
    if curve.empty:
        st.markdown(md(_("Too little is known for this yet.")))
        return
    came = 1.0 - still_at(curve, float(curve["x"].iloc[-1]))["still"]
    middle = middle_day(curve, came / 2)
    known = came > 0 and not math.isnan(middle)
    last = round(curve["x"].iloc[-1])
    lines = [
        _("Of {n} first-time customers {share}% have come again after {days} days; who may still "
          "come counts up to today.", n=len(found), share=round(came * 100), days=last)
    ]  # fmt: skip
    if known:
        lines.append(
            _("Half of those who come again do so by day {day}: until then a word costs least.",
              day=round(middle))
        )  # fmt: skip
    for line in lines:
        st.markdown(md(line))
    chart(
        second_days(curve, window=window, middle=middle if known else None, language=spoken()),
        key="second_days", alt=_("Share who have come again, by days since the first purchase"),
        table=_curve_table(curve), behind=lambda points: _came_then(here, found, points),
    )  # fmt: skip
    st.caption(md(_("The band is where the true curve lies 95 times of 100 (Greenwood).")))


def _came_then(here: Here, found: pd.DataFrame, points: tuple[str, ...]) -> pd.DataFrame:
    """Who came a second time in the ten days up to the points that were clicked."""
    days = [int(point) for point in points]
    return named_rows(here, again_in(found, days, DAYS_OF_A_POINT))


def _curve_table(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve every ten days."""
    days = range(0, int(curve["x"].iloc[-1]) + 1, 10)
    rows = [(day, still_at(curve, float(day))) for day in days]
    return pd.DataFrame(
        {
            t(_("Days")): [f"{day}" for day, _row in rows],
            t(_("Came again")): [_percent(1 - row["still"]) for _day, row in rows],
            t(_("From")): [_percent(1 - row["high"]) for _day, row in rows],
            t(_("To")): [_percent(1 - row["low"]) for _day, row in rows],
            t(_("Not yet, and known so long")): [f"{int(row['at_risk']):,}" for _d, row in rows],
        }
    )


def _groups(here: Here, found: pd.DataFrame) -> None:
    """The rate by what the first time was like."""
    st.subheader(t(_("What the first time was like")))
    axes = {axis: AXES[axis] for axis in asked_of(found)}
    if not axes:
        st.markdown(md(_("Nothing is written by which first-time customers could be told apart.")))
        return
    axis = st.segmented_control(
        t(_("Tell apart by")), list(axes), default=next(iter(axes)), required=True,
        **called(f"f2_axis_{'_'.join(axes)}", axes),
    )  # fmt: skip
    groups = by_axis(found, axis, here.settings)
    told = groups[groups["enough"]]
    if len(told):
        plain_table(_group_table(axis, told))
    few = groups[~groups["enough"]]
    if len(few):
        least, n = here.settings.cohorts.f2_least, len(few)
        st.markdown(
            md(
                n_(
                    "{n} more group has fewer than {least} closed first-time customers: no rate "
                    "is said of it.",
                    "{n} more groups have fewer than {least} closed first-time customers: no rate "
                    "is said of them.",
                    n=n, least=least,
                )
            )
        )  # fmt: skip
    st.caption(
        md(
            _(
                "The range holds the true rate 95 times of 100 (Wilson). \"Fewer than all\" is "
                "said only where the whole range lies below the rate of all. It is no cause: who "
                "comes by a coupon may be somebody else.",
            )
        )
    )  # fmt: skip


def _group_table(axis: str, told: pd.DataFrame) -> pd.DataFrame:
    rows = records(told)
    return pd.DataFrame(
        {
            t(AXES[axis]): [_value(axis, row["value"]) for row in rows],
            t(_("First-time customers")): [f"{row['n']:,}" for row in rows],
            t(_("Came again")): [f"{row['back']:,}" for row in rows],
            t(_("Rate")): [_percent(row["share"]) for row in rows],
            t(_("Range")): [
                t(_("{low} to {high}", low=_percent(row["low"]), high=_percent(row["high"])))
                for row in rows
            ],
            t(_("Beside all")): [t(THAN[row["than_all"]]) for row in rows],
        }
    )


def _value(axis: str, value: str) -> str:
    if axis == "discount":
        return t(SIZES[value])
    if axis == "way":
        choices = TABLES["customers"].column("trigger").choices
        return next((t(c.label) for c in choices if c.code == value), t(_("Not written")))
    return value or t(_("Not written"))


def _rate(row: dict[str, object], least: int) -> str:
    if not row["closed"]:
        return t(_("not yet"))
    if row["n"] < least:
        return t(_("too few to say"))
    return _percent(row["share"])


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.0%}"
