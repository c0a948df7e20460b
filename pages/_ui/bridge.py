"""The asset from one day to another (期首期末): what came, what went, and who moved it most."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from core.bridge import PARTS, Bridge, behind, bridge, most_moved
from core.figures.asset import Step, unit_for, waterfall
from core.locale.words import Words, _
from core.metrics.moment import months_before
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.names import NAMES_SHOWN, known_names, name_buttons
from pages._ui.tables import records
from pages._ui.valued import Valued, rows_at
from pages._ui.words import md, spoken, t

QUARTER, YEAR = 3, 12
SPANS: dict[str, Words] = {
    "quarter": _("Within 3 months"),
    "year": _("Within a year"),
    "days": _("Between two days"),
}


def opening_to_closing(here: Here, found: Valued) -> None:
    """The section."""
    st.subheader(t(_("The asset from one day to another")))
    span = st.segmented_control(
        t(_("Span")), list(SPANS), default="quarter", required=True,
        **called("bridge_span", SPANS),
    )  # fmt: skip
    days = _days(here, found, span)
    if days is None:
        return
    told = between(here, found, days)
    if told is None:
        st.markdown(
            md(
                _(
                    "Of one of the two days too few regulars of the year before are known, so "
                    "what moved the asset cannot be told."
                )
            )
        )
        return
    _told(here, told)


def between(here: Here, found: Valued, days: tuple[dt.date, dt.date]) -> Bridge | None:
    """The bridge of two days, counted once."""
    earlier, later = rows_at(here, days[0]), rows_at(here, days[1])
    return here.made(
        f"bridge|{days}|{found.mark}",
        lambda: bridge(earlier, later, days, here.settings, only=found.only),
    )


def _days(here: Here, found: Valued, span: str) -> tuple[dt.date, dt.date] | None:
    """The two days, None while they are not in order."""
    last = found.book.asof
    months = {"quarter": QUARTER, "year": YEAR}.get(span)
    if months is not None:
        return months_before(last, months), last
    started = here.review().windows.first_day or last
    with st.container(horizontal=True):
        first = st.date_input(
            t(_("From")), value=max(months_before(last, QUARTER), started), min_value=started,
            max_value=last, format="YYYY/MM/DD", key="bridge_from",
        )  # fmt: skip
        until = st.date_input(
            t(_("To")), value=last, min_value=started, max_value=last, format="YYYY/MM/DD",
            key="bridge_to",
        )  # fmt: skip
    if first >= until:
        st.markdown(md(_("Please choose an earlier day to compare with.")))
        return None
    return first, until


def _told(here: Here, told: Bridge) -> None:
    """In a sentence, as a picture, as a table, and by name."""
    head = _(
        "{first}: {opening} ({n} people) → {last}: {closing} ({m} people)",
        first=told.first, opening=here.money(told.opening), n=told.opening_people,
        last=told.last, closing=here.money(told.closing), m=told.closing_people,
    )  # fmt: skip
    st.markdown(f"**{md(head)}**")
    steps = [Step("opening", told.opening, told.opening_people)]
    steps += [
        Step(str(code), int(row["amount"]), int(row["people"]))
        for code, row in told.parts.iterrows()
    ]
    steps += [Step("closing", told.closing, told.closing_people)]
    unit = unit_for(max(told.opening, told.closing), here.book.currency, here.book.scale, spoken())
    chart(
        waterfall(steps, unit=unit, language=spoken()), key="bridge",
        alt=_("The asset of the loyal on the first day, what came and went, and on the last day"),
        table=parts_table(here, told),
        behind=lambda points: _behind(here, told, points),
    )  # fmt: skip
    _rate(told)
    _moved(here, told)


def parts_table(here: Here, told: Bridge) -> pd.DataFrame:
    """The same numbers, exact: opening, every part, closing."""
    rows = [(t(_("Opening")), told.opening, told.opening_people)]
    rows += [
        (t(PARTS[str(code)]), int(row["amount"]), int(row["people"]))
        for code, row in told.parts.iterrows()
    ]
    rows += [(t(_("Closing")), told.closing, told.closing_people)]
    return pd.DataFrame(
        {
            t(_("What moved it")): [name for name, _a, _p in rows],
            t(_("Amount")): [here.money(amount) for _n, amount, _p in rows],
            t(_("People")): [f"{people:,}" for _n, _a, people in rows],
        }
    )


def _rate(told: Bridge) -> None:
    """How many stay, on both days: its change stands apart."""
    st.markdown(
        md(
            _(
                "Of regulars {before}% stayed on the first day and {after}% on the last: what "
                "this alone changes stands apart from what the customers did. The parts sum "
                "exactly.",
                before=f"{100 * told.rates[0]:.1f}", after=f"{100 * told.rates[1]:.1f}",
            )
        )
    )  # fmt: skip


def _moved(here: Here, told: Bridge) -> None:
    rows = _named(here, most_moved(told))
    head = _("Who moved it most")
    st.markdown(f"**{md(head)}**")
    if not len(rows):
        st.markdown(md(_("Nobody moved it.")))
        return
    name_buttons(_with_amounts(here, rows), place="bridge_most")


def _behind(here: Here, told: Bridge, points: tuple[str, ...]) -> pd.DataFrame:
    """Those who stand behind the clicked bars."""
    found = []
    for point in points:
        if point in PARTS:
            found.append(behind(told, point))
        else:
            side = "before" if point == "opening" else "after"
            rows = told.rows[told.rows[side] > 0]
            rows = rows.assign(change=rows[side])
            found.append(rows.sort_values("change", ascending=False, kind="stable"))
    every = pd.concat(found)
    return _with_amounts(here, _named(here, every[~every.index.duplicated()]))


def _named(here: Here, rows: pd.DataFrame) -> pd.DataFrame:
    """With the name to show; who is no longer in the ledger has a number."""
    ids = rows.index.to_series()
    return rows.assign(name=known_names(here).reindex(ids.to_list()).fillna(ids)).reset_index()


def _with_amounts(here: Here, rows: pd.DataFrame) -> pd.DataFrame:
    """``customer_id`` and ``name`` with what each did to the asset."""
    said = [
        t(_("{name} ({change})", name=row["name"], change=_signed(here, int(row["change"]))))
        for row in records(rows.head(NAMES_SHOWN))
    ]
    rest = rows["name"].iloc[NAMES_SHOWN:].tolist()
    return pd.DataFrame({"customer_id": rows["customer_id"].to_list(), "name": [*said, *rest]})


def _signed(here: Here, minor: int) -> str:
    return ("+" if minor > 0 else "") + here.money(minor)
