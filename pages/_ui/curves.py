"""Who stays over the years, and how long a silence lasts (生存曲線)."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.figures.survival import over_days, over_years
from core.foresight.no_return_words import VISITS, after_days, stop, why
from core.foresight.staying import Staying, after_years, staying
from core.locale.words import Words, _
from core.metrics.bands import still_at
from core.metrics.silent import PHASES, days_in_force, now_in, silent_curves
from core.metrics.yearly import HUGHES, left_in_year
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.cohorts import named_rows
from pages._ui.tables import records
from pages._ui.words import md, spoken, t


def years_view(here: Here) -> None:
    """The shop's own years beside the Hughes line and the fitted curve."""
    found = here.counted("staying", lambda engine, book: staying(engine, book, here.settings))
    years = after_years(found, here.settings)
    for line in _meaning(found):
        st.markdown(md(line))
    for line in _years(here, found):
        st.markdown(f"- {md(line)}")
    st.markdown(md(_fit(here, found, years)))
    chart(
        over_years(
            years, found.curve, year_days=here.settings.cohorts.year_days, language=spoken()
        ),
        key="over_years",
        alt=_("Share of first-time customers who are still customers, by years since"),
        table=_years_table(years, found),
        behind=lambda points: _left(here, points),
    )
    for line in _what_it_says():
        st.caption(md(line))


def _meaning(found: Staying) -> list[Words]:
    return [
        _(
            "Still a customer after so many years: bought again later than that. Lost: no "
            "purchase for {days} days. So it is known up to {day}, of {n} customers.",
            days=found.silence, day=found.known, n=found.customers,
        )
    ]  # fmt: skip


def _years(here: Here, found: Staying) -> list[Words]:
    """Each year with its number beside the Hughes line; what is not known says so."""
    least = here.settings.cohorts.years_at_risk
    lines = []
    for row in records(found.years):
        hughes = HUGHES[row["year"] - 1] if row["year"] <= len(HUGHES) else math.nan
        if not row["solid"]:
            if not math.isnan(hughes):
                lines.append(
                    _("Year {year}: not known yet (n={n}, told from {least} on). Hughes line: "
                      "{hughes}%.", year=row["year"], n=row["at_risk"], least=least,
                      hughes=round(hughes * 100))
                )  # fmt: skip
            continue
        facts = {"year": row["year"], "n": row["at_risk"], "kept": row["kept"],
                 "share": round(row["share"] * 100)}  # fmt: skip
        if math.isnan(hughes):
            lines.append(_("Year {year}: of {n} customers {kept} stayed, {share}%.", **facts))
        else:
            lines.append(
                _("Year {year}: of {n} customers {kept} stayed, {share}%. Hughes line: {hughes}%.",
                  **facts, hughes=round(hughes * 100))
            )  # fmt: skip
    return lines


def _fit(here: Here, found: Staying, years: pd.DataFrame) -> Words:
    limits = here.settings.cohorts
    if found.fit is None:
        return _(
            "No curve is fitted yet: {n} years with {least} customers each have to be known.",
            n=limits.fit_years, least=limits.years_at_risk,
        )  # fmt: skip
    ahead = years.set_index("year")["fit"]
    return _(
        "The fitted curve (α {alpha}, β {beta}) says that {share} of 100 are left after {years} "
        "years.",
        alpha=f"{found.fit.alpha:.2f}", beta=f"{found.fit.beta:.2f}",
        share=round(ahead[limits.fit_ahead] * 100), years=limits.fit_ahead,
    )  # fmt: skip


def _years_table(years: pd.DataFrame, found: Staying) -> pd.DataFrame:
    kept = found.years.set_index("year")
    rows = records(years)
    return pd.DataFrame(
        {
            t(_("Years since the first purchase")): [f"{row['year']}" for row in rows],
            t(_("Our own")): [_percent(row["own"]) for row in rows],
            t(_("From")): [_percent(row["low"]) for row in rows],
            t(_("To")): [_percent(row["high"]) for row in rows],
            t(_("Known so long")): [f"{row['at_risk']:,}" for row in rows],
            t(_("Stayed in the year")): [_stayed(kept, row["year"]) for row in rows],
            t(_("Hughes line")): [_percent(row["hughes"]) for row in rows],
            t(_("fitted curve")): [_percent(row["fit"]) for row in rows],
        }
    )


def _stayed(kept: pd.DataFrame, year: int) -> str:
    if year not in kept.index:
        return "–"
    row = kept.loc[year]
    return t(_("{kept} of {n}", kept=int(row["kept"]), n=int(row["at_risk"])))


def _left(here: Here, points: tuple[str, ...]) -> pd.DataFrame:
    """Who was lost in the years clicked."""
    ids: dict[str, None] = {}
    for point in points:
        ids |= dict.fromkeys(
            here.counted(
                f"left in year {point}",
                lambda engine, book, year=int(point): left_in_year(
                    engine, book, here.settings, year
                ),
            )
        )
    return named_rows(here, ids)


def _what_it_says() -> list[Words]:
    return [
        _(
            "The band is where the true curve lies 95 times of 100 (Greenwood). A click on a year "
            "names those who were lost in it."
        ),
        _(
            "That more stay from year to year is mostly because the weak ones leave first, not "
            "because customers grow loyal. The line says nothing about why they leave, and "
            "nothing about a single customer."
        ),
        _(
            "Hughes line: 50, 55 and 60 of 100 stay in the first three years, so 16.5 are left; "
            "the article has it so, the original was not found."
        ),
    ]


def silence_view(here: Here) -> None:
    """How long a silence lasts after the first, the second and later purchases."""
    curves = here.counted(
        "silences", lambda engine, book: silent_curves(engine, book, here.settings)
    )
    bucket = st.segmented_control(
        t(_("Purchases so far")), list(VISITS), default=1, required=True,
        **called("silence_bucket", VISITS),
    )  # fmt: skip
    curve, n, closed = curves[bucket]
    people = here.people()
    days = days_in_force(
        here.review().measures.no_return, people, bucket, here.settings.lapse.return_share
    )
    for line in [after_days(days), *([reason] if (reason := why(days)) else [])]:
        st.markdown(md(line))
    st.markdown(md(stop(here.settings.trade.stop_days, here.selected.asof)))
    if curve.empty:
        st.markdown(md(_("Only {n} such silences are known: too few for a curve.", n=n)))
        return
    st.markdown(md(_("The curve stands on {n} silences; a purchase ended {closed} of them.",
                     n=n, closed=closed)))  # fmt: skip
    chart(
        over_days(curve, days, ids={name: name for name in PHASES}, language=spoken()),
        key=f"over_days_{bucket}",
        alt=_("Share still silent, by days since the last purchase, with the three days"),
        table=_silence_table(curve),
        behind=lambda points: _now(people, bucket, points),
    )
    st.caption(
        md(
            _(
                "The days are those of the customer in the middle: everybody's own are longer or "
                "shorter as they usually come less or more often. Grey is the range of the day of "
                "no return. A click on a point names who is past that day now and may be "
                "contacted. The curve says how silences ended so far; it is no promise about one "
                "customer."
            )
        )
    )


def _now(people: pd.DataFrame, bucket: int, points: tuple[str, ...]) -> pd.DataFrame:
    rows = [now_in(people, bucket, phase) for phase in points if phase in PHASES]
    return pd.concat(rows)[["customer_id", "name"]] if rows else people.head(0)


def _silence_table(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve every thirty days."""
    days = range(0, int(curve["x"].iloc[-1]) + 1, 30)
    rows = [(day, still_at(curve, float(day))) for day in days]
    return pd.DataFrame(
        {
            t(_("Days of silence")): [f"{day}" for day, _row in rows],
            t(_("Still silent")): [_percent(row["still"]) for _day, row in rows],
            t(_("From")): [_percent(row["low"]) for _day, row in rows],
            t(_("To")): [_percent(row["high"]) for _day, row in rows],
            t(_("Known so long")): [f"{int(row['at_risk']):,}" for _d, row in rows],
        }
    )


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.1%}"
