"""Heads (人数): how many customers are active, how many stayed, and who came and went."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import streamlit as st

from core import figures, flow
from core.figures.growth import Step, line, waterfall
from core.locale.words import Words, _
from core.metrics.who import active_customers
from core.rules.grown import Grown
from pages._ui import then
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.grown import named
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.numbers import months_table
from pages._ui.turnover import of_months
from pages._ui.words import md, spoken, t, t_date

#: 13 weeks, as the windows of the verdict.
SPAN = dt.timedelta(days=91)
STEP_WORDS: dict[str, Words] = {
    "new": _("New ones"),
    "back": _("Came back"),
    "at_risk": _("Drifting away"),
    "dormant": _("Dormant"),
    "lapsed": _("Gone"),
    "gone": _("Asked to stop"),
}


def active_view(here: Here, found: Grown) -> None:
    """The line over 52 weeks, and who and what stayed of a year ago."""
    st.subheader(t(_("How many customers are active")))
    line_chart(here, found)
    _stayed(here, found)


def line_chart(here: Here, found: Grown) -> None:
    """The line over 52 weeks."""
    rows = found.line
    if not len(rows):
        st.markdown(md(_("The line begins once the ledger holds 12 months.")))
    else:
        days = [end.date() for end in rows["end"]]
        chart(
            line(
                [f"{day.year}/{day.month}/{day.day}" for day in days],
                [int(n) for n in rows["customers"]],
                axis=t(_("customers")), title=t(_("Week to (year/month/day)")), language=spoken(),
            ),
            key="active", alt=_("Customers who bought within 12 months, week by week"),
            table=_line_table(rows), behind=lambda ids: _active_at(here, found, ids),
        )  # fmt: skip
        st.markdown(md(_("Active: bought in the 12 months to that day.")))


def months_view(here: Here, found: Grown) -> None:
    """Customers who bought, by month."""
    st.subheader(t(_("Customers who bought, by month")))
    chart(
        figures.months_customers(found.months, language=spoken()),
        key="months_customers", alt=_("Customers who bought by month, existing and new"),
        table=months_table(here, found.months), behind=lambda ids: _buyers(here, found, ids),
    )  # fmt: skip


def heads_view(here: Here) -> None:
    """From the active customers of 13 weeks ago to those of now, with the names."""
    st.subheader(t(_("Who came to the active customers, and who left them")))
    last = here.selected.asof if here.period and here.period[1] else here.today
    first = last - SPAN
    steps = _steps(here, first, last)
    mark = f"{first}|{last}|{here.look}"
    counts = here.made(f"heads counted|{mark}", steps["step"].value_counts)
    chart(
        waterfall(_bars(counts), axis=t(_("customers")), decimals=0, language=spoken()),
        key="heads", alt=_("From the active customers of 13 weeks ago to those of now"),
        table=_heads_table(counts), behind=lambda ids: _of_steps(here, steps, ids),
    )  # fmt: skip
    st.markdown(
        md(
            _(
                "{first} against {last}. Active here: silent for less than their own nudge day, "
                "judged by the records of today.",
                first=first, last=last,
            )
        )
    )  # fmt: skip
    held = [step for step in reversed(STEP_WORDS) if counts.get(step, 0)]
    if not held:
        st.markdown(md(_("Nobody came and nobody left.")))
        return
    said = {
        step: t(_("{what} ({n})", what=STEP_WORDS[step], n=int(counts[step]))) for step in held
    }
    step = st.selectbox(t(_("The names behind")), held, **called("heads_step", said))
    rows = here.made(
        f"heads of {step}|{mark}",
        lambda: _of_steps(here, steps, (step,)).head(NAMES_SHOWN),
    )
    name_buttons(rows, place="heads_names", total=int(counts[step]))


def _stayed(here: Here, found: Grown) -> None:
    """顧客維持率 and 既存売上維持率 with what they stand on, or why they cannot be told."""
    kept, least = found.kept, here.settings.money.share_customers
    if not kept.whole or kept.at_start < least:
        st.markdown(
            md(
                _(
                    "How many stayed is told from 24 months of ledger and {needed} active "
                    "customers a year ago on; here: {n}.",
                    needed=least, n=kept.at_start,
                )
            )
        )  # fmt: skip
        return
    left, right = st.columns(2)
    left.metric(t(_("Customers kept")), _percent(kept.rate), border=True)
    if here.book.has_amounts:
        right.metric(t(_("Revenue kept of existing customers")), _percent(kept.nrr), border=True)
    st.markdown(
        md(
            _(
                "Customers kept: ({end} active on {day} − {new} of them new) ÷ {start} active a "
                "year before.",
                end=kept.at_end, day=kept.end, new=kept.new, start=kept.at_start,
            )
        )
    )  # fmt: skip
    if here.book.has_amounts:
        st.markdown(
            md(
                _(
                    "Revenue kept: those {n} bought for {now} in the last 12 months, and for "
                    "{before} in the 12 months before.",
                    n=kept.at_start, now=here.money(kept.revenue_end),
                    before=here.money(kept.revenue_start),
                )
            )
        )  # fmt: skip


def _steps(here: Here, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Everybody looked at with their step between the two days and what they buy in a year."""
    old, new = then.judged_at(here, first), then.judged_at(here, last)
    everybody = here.made(f"heads|{first}|{last}", lambda: _everybody(old, new))

    def of_the_part() -> pd.DataFrame:
        if not here.look[0]:
            return everybody.reset_index()
        places = everybody.index.get_indexer(pd.Index(here.people()["customer_id"]))
        return everybody.iloc[np.sort(places[places >= 0])].reset_index()

    return here.made(f"heads|{first}|{last}|{here.look}", of_the_part)


def _everybody(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """``step, worth`` of everybody by number, whoever buys most first."""
    moved = flow.paths(flow.standing(old, "state"), flow.standing(new, "state"))
    worth = moved[["sales_before", "sales_after"]].max(axis=1).fillna(0)
    found = pd.DataFrame({"step": flow.active_steps(moved), "worth": worth})
    order = found.sort_values("worth", ascending=False, kind="stable")
    return order.rename_axis("customer_id")


def _bars(counts: pd.Series[int]) -> list[Step]:
    start, end = _ends(counts)
    return [
        Step(t(_("13 weeks ago")), "start", start, total=True),
        *(
            Step(t(words), step, _way(step) * int(counts.get(step, 0)))
            for step, words in STEP_WORDS.items()
        ),
        Step(t(_("Now")), "end", end, total=True),
    ]


def _heads_table(counts: pd.Series[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t(_("What moved")): [bar.label for bar in _bars(counts)],
            t(_("People")): [
                f"{bar.value:,.0f}" if bar.total else f"{bar.value:+,.0f}".replace("-", "−")
                for bar in _bars(counts)
            ],
        }
    )


def _ends(counts: pd.Series[int]) -> tuple[int, int]:
    """How many were active on both days."""
    stayed = int(counts.get("stayed", 0))
    came, went = (
        sum(int(counts.get(step, 0)) for step in STEP_WORDS if _way(step) == way)
        for way in (1, -1)
    )
    return stayed + went, stayed + came


def _way(step: str) -> int:
    return 1 if step in ("new", "back") else -1


def _of_steps(here: Here, steps: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who stands behind the bars; behind a total, all who were active on that day."""
    wanted = set(ids)
    if "start" in wanted:
        wanted |= {"stayed", *(step for step in STEP_WORDS if _way(step) < 0)}
    if "end" in wanted:
        wanted |= {"stayed", *(step for step in STEP_WORDS if _way(step) > 0)}
    return named(here, steps[steps["step"].isin(wanted)])


def _active_at(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who was active on the newest of the days that were clicked."""
    day = max(dt.date(*map(int, label.split("/"))) for label in ids)
    return named(here, active_customers(found.recent, day))


def _buyers(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Of those with a line in the months that were clicked, who bought."""
    rows = of_months(here, found, ids)
    return rows[rows["purchases"] > 0]


def _line_table(rows: pd.DataFrame) -> pd.DataFrame:
    newest = rows.iloc[::-1]
    return pd.DataFrame(
        {
            t(_("Week to")): [t_date(end.date()) for end in newest["end"]],
            t(_("Active customers")): [f"{int(n):,}" for n in newest["customers"]],
        }
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
