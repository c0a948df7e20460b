"""The ladder as tables: the rungs with their evidence, both axes, who is one step away."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core import figures
from core.locale.words import Words, _, n_
from core.rules.ladder import BUYING, STAGES, missing
from core.rules.rungs import both_axes, one_step, rungs
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

DAYS_A_MONTH = 365.25 / 12
MONTHS_A_YEAR = 12
NEAR_SHOWN = 5
_NONE = _("Not yet")


def rung_table(here: Here, people: pd.DataFrame) -> None:
    """How many stand on each rung, on what evidence, for how long, and what they bought."""
    found = here.made("rungs", lambda: rungs(people, here.book.asof))
    names = [t(entry.label) for entry in STAGES.values()]
    chart(
        figures.ladder(names, list(found["people"]), language=spoken()),
        key="ladder", alt=_("Number of customers on each of the six rungs"),
    )  # fmt: skip
    top = found.iloc[::-1]
    columns = {
        t(_("Rung")): [t(labels.stage(code)) for code in top["stage"]],
        t(_("People")): [f"{n:,}" for n in top["people"]],
        t(_("Inferred")): [_number(n) for n in top["inferred"]],
        t(_("Confirmed")): [_number(n) for n in top["confirmed"]],
        t(_("Set by hand")): [_number(n) for n in top["by_hand"]],
        t(_("Of these fallen silent")): [_number(n) for n in top["former"]],
        t(_("With us for (median)")): [tenure_words(days) for days in top["tenure_days"]],
    }
    if here.book.has_amounts:
        columns[t(_("Sales in 12 months"))] = [here.money(s) for s in top["sales"]]
    plain_table(pd.DataFrame(columns))
    st.markdown(
        md(
            _(
                "Inferred: their purchases look like it. Confirmed: records or their own word say "
                "so. Only a supporter is ever inferred; an advocate needs a recorded sign, a "
                "partner your word."
            )
        )
    )


def axes_table(here: Here, people: pd.DataFrame) -> None:
    """Buying against recommending."""
    st.subheader(t(_("Buying and recommending")))
    found = here.made("both_axes", lambda: both_axes(people))
    heads = {
        "none": _NONE,
        "advocate": STAGES["advocate"].label,
        "partner": STAGES["partner"].label,
    }
    table = {t(_("Buys as")): [t(STAGES[code].label) for code in BUYING]}
    for code, head in heads.items():
        table[t(_("Recommends: {what}", what=head))] = [_number(n) for n in found[code]]
    plain_table(pd.DataFrame(table))
    st.markdown(
        md(_("The best buyers are often not those who recommend us: both are thanked for theirs."))
    )


def of_rung(here: Here, people: pd.DataFrame) -> None:
    """The names of one rung, the best customers first; each opens its card with the reasons."""
    st.subheader(t(_("Who stands where")))
    code = st.selectbox(
        t(_("Rung")), list(STAGES), index=here.made("highest", lambda: _highest(people)),
        **called("rung", {code: entry.label for code, entry in STAGES.items()}),
    )  # fmt: skip
    first, total = here.made(f"on {code}", lambda: _first(people, code))
    st.markdown(f"**{md(STAGES[code].meaning)}** {md(STAGES[code].approach)}")
    name_buttons(first, place="rung", total=total)


def _first(people: pd.DataFrame, code: str) -> tuple[pd.DataFrame, int]:
    """The largest customers of a rung, and how many stand on it."""
    rows = people.loc[people["stage"] == code, ["customer_id", "name", "total_spend"]]
    return rows.sort_values("total_spend", ascending=False).head(NAMES_SHOWN), len(rows)


def _highest(people: pd.DataFrame) -> int:
    """The place of the highest rung that anybody stands on."""
    held = set(people["stage"].unique())
    return max((place for place, code in enumerate(STAGES) if code in held), default=0)


def near(here: Here, people: pd.DataFrame) -> None:
    """Who lacks one thing for the next rung, with what it is."""
    st.subheader(t(_("One step from the next rung")))
    found = here.made("one_step", lambda: _near(people))
    if not found:
        st.markdown(md(_("Nobody lacks only one thing at present.")))
        return
    st.markdown(md(_("Those with us who lack a single thing, the largest customers first.")))
    for code, (total, rows) in found.items():
        count = n_("{n} person", "{n} people", n=total)
        st.markdown(f"**{md(STAGES[code].label)}** ({md(count)})")
        for customer_id, name, lacking in rows:
            with st.container(horizontal=True, vertical_alignment="center"):
                cards.open_card_button(customer_id, md(name), place="near")
                st.markdown("　".join(md(line) for line in lacking))


def _near(people: pd.DataFrame) -> dict[str, tuple[int, list[tuple[str, str, list[Words]]]]]:
    """By rung: how many are one step from the next, and the first of them with what is missing."""
    rows = one_step(people)
    found = {}
    for code in STAGES:
        of_rung = rows[rows["stage"] == code]
        first = of_rung[["customer_id", "name", "stage_missing"]].head(NEAR_SHOWN)
        if len(first):
            lines = [(row["customer_id"], row["name"], missing(row)) for row in records(first)]
            found[code] = (len(of_rung), lines)
    return found


def tenure_words(days: float) -> str:
    """Years and months of a tenure; a dash where nobody has bought."""
    if math.isnan(days):
        return "–"
    months = round(days / DAYS_A_MONTH)
    years, rest = divmod(months, MONTHS_A_YEAR)
    said: Words = n_("{n} month", "{n} months", n=rest)
    if years and rest:
        said = _("{years} y {months} m", years=years, months=rest)
    elif years:
        said = n_("{n} year", "{n} years", n=years)
    return t(said)


def _number(n: int) -> str:
    return f"{int(n):,}" if n else "–"
