"""The timing register on its page: the months, what wakes, another month in one click."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.calls.asking import QUESTIONS, unknown_times
from core.locale.words import Words, _, n_
from core.rules import timing
from core.tables import TABLES
from pages._ui import business, cards, drafts
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.numbers import month_words
from pages._ui.stage_by_hand import do, usual_end, write
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

PLACE = "timing"
#: Rows of a month drawn at once, and questions shown.
SHOWN, ASKED = 25, 10
NOW = "now"
#: How far a click moves a time.
LATER = {"1": (1, _("A month later")), "3": (3, _("3 months later"))}
_SURE = {choice.code: choice.label for choice in TABLES["not_now"].column("certainty").choices}


def shelf(here: Here) -> None:
    """The months with their counts, and the rows of the chosen one."""
    found = _register(here)
    rows = here.made("shelf", lambda: timing.months(found))
    counts = timing.by_month(rows)
    said = int((found["source"] == "not_now").sum())
    st.markdown(
        md(
            _(
                "{said} said “not now”, {ends} contracts come to their end (as of {day}).",
                said=said, ends=len(found) - said, day=t_date(here.today),
            )
        )
    )  # fmt: skip
    st.button(
        t(_("Write down a “not now”")), key="timing_new", icon=":material/add:",
        on_click=drafts.begin, args=(PLACE, "not_now"),
    )  # fmt: skip
    if not counts:
        st.markdown(md(_("Nobody waits for their time. Ask “when?” whenever somebody says “not "
                         "now”.")))  # fmt: skip
        return
    labels = {month: _month(month, n) for month, n in counts.items()}
    chosen = st.selectbox(
        t(_("Month in which we speak")), list(counts), **called("timing_month", labels),
    )  # fmt: skip
    st.subheader(t(labels[chosen]))
    own = rows[rows["month"] == chosen]
    for row in records(own.head(SHOWN)):
        _row(here, row)
    if len(own) > SHOWN:
        more = len(own) - SHOWN
        st.markdown(md(n_("{n} more row is not shown.", "{n} more rows are not shown.", n=more)))


def no_need(here: Here) -> None:
    """Who needs nothing: not approached any more, if the owner says so."""
    rows = timing.needing_nothing(_register(here), here.review().customers)
    if not len(rows):
        return
    st.subheader(t(n_("No need ({n})", "No need ({n})", n=len(rows))))
    st.markdown(md(_("They say they do not need it at all. Nothing changes until you say so.")))
    for row in records(rows.head(SHOWN)):
        number = int(row["row_id"])
        with st.container(horizontal=True, vertical_alignment="center", key=f"none_{number}"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"none{number}")
            st.markdown(f"{md(row['product'])}　{md(row['basis'])}")
            st.button(t(_("Do not approach")), key=f"leave_{number}", on_click=_leave,
                      args=(row["customer_id"], row["name"], row["basis"]))  # fmt: skip


def spoken_with(here: Here) -> None:
    """Spoken with since their time came: when next, or does it end here?"""
    rows = records(_register(here).query("stands == 'asked'").head(SHOWN))
    if not rows:
        return
    st.subheader(t(_("Spoken with: when again?")))
    for row in rows:
        _row(here, row)


def ask_list(here: Here) -> None:
    """Whose contract end or budget month is not known, the most worth asking first."""
    people = here.review().customers
    rows = here.made("unknown times", lambda: unknown_times(people, here.book, here.settings))
    st.subheader(t(n_("Times to ask for ({n})", "Times to ask for ({n})", n=len(rows))))
    if not len(rows):
        st.markdown(md(_("Of everybody it is known when their contract or their year ends.")))
        return
    for row in records(rows.head(ASKED)):
        with st.container(horizontal=True, vertical_alignment="center"):
            who = row["customer_id"]
            cards.open_card_button(who, md(row["name"]), place=f"ask_{row['fact']}")
            question = QUESTIONS[row["fact"]]
            money = here.money(row["yen"]) if here.book.has_amounts else "–"
            st.markdown(f"**{md(question.label)}**（{md(money)}）  \n{md(question.ask)}")


def _register(here: Here) -> pd.DataFrame:
    people = here.review().customers
    found: pd.DataFrame = here.made(
        "timing", lambda: timing.register(people, here.book, here.settings)
    )
    return found


def _month(month: str, n: int) -> Words:
    if month == NOW:
        return n_("It is time to speak: {n}", "It is time to speak: {n}", n=n)
    return _("{month}: {n}", month=month_words(month), n=n)


def _row(here: Here, row: dict[str, Any]) -> None:
    key = f"{row['source']}_{int(row['row_id'])}"
    with st.container(border=True, key=f"later_{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            if row["customer_id"]:
                cards.open_card_button(row["customer_id"], md(row["name"]), place=f"later{key}")
            else:
                st.markdown(f"**{md(row['name'])}**")
            st.markdown("　".join(md(words) for words in _facts(here, row)))
        if row["basis"]:
            theirs = _("with {partner}", partner=row["basis"])
            own = _("“{words}”", words=row["basis"])
            st.markdown(md(theirs if row["source"] == "contract" else own))
        if row["source"] == "not_now":
            _ways(row, key)


def _facts(here: Here, row: dict[str, Any]) -> list[Words | str]:
    """What, until when, why, how sure, and what it is worth."""
    day = None if pd.isna(row["next_time"]) else row["next_time"].date()
    ends = row["source"] == "contract"
    when: Words = _("no day is known")
    if day is not None and ends:
        when = _("the contract ends on {day}", day=day)
    elif day is not None and row["timed"]:
        when = _("their time is {day}", day=day)
    elif day is not None:
        when = _("they named no time: we ask on {day}", day=day)
    said: list[Words | str] = [row["product"], when]
    if not ends and row["reason"]:
        said.append(timing.REASONS[row["reason"]])
    if not ends and row["certainty"]:
        said.append(_("certainty: {how}", how=_SURE[row["certainty"]]))
    if here.book.has_amounts:
        said.append(_("about {money} a year", money=here.money(row["yen"])))
    return [words for words in said if words]


def _ways(row: dict[str, Any], key: str) -> None:
    with st.container(horizontal=True):
        for code, (count, label) in LATER.items():
            st.button(t(label), key=f"move{code}_{key}", on_click=_move,
                      args=(int(row["row_id"]), row["name"], row["next_time"], count))  # fmt: skip
        st.button(t(_("Correct")), key=f"edit_{key}", on_click=_edit, args=(int(row["row_id"]),))


def _move(number: int, name: str, time: Any, count: int) -> None:  # noqa: ANN401 - a day or nothing
    """So many months after the later of its time and today; the old time is one click away."""
    here = business.here()
    day = timing.moved(time, here.today, count)
    do(lambda: here.workspace.correct("not_now", number, {"next_time": day}),
       _("{name}: we speak about {day}.", name=name, day=day))  # fmt: skip


def _edit(number: int) -> None:
    rows = business.here().book.table("not_now")
    drafts.edit(PLACE, "not_now", records(rows[rows["row_id"] == number])[0])


def _leave(customer_id: str, name: str, reason: str) -> None:
    here = business.here()
    values = {
        "date": here.today, "customer_id": customer_id, "field": "policy",
        "value": "no_approach", "reason": reason, "expires_date": usual_end(here),
    }  # fmt: skip
    write(values, _("{name} is not approached any more.", name=name))
