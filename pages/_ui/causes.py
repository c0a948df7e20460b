"""Causes: tasks of the company, who is told that it was put right, what returns how often."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.figures.causes import causes as causes_figure
from core.locale.words import Words, _, n_
from core.rules import cases, causes
from pages._ui import business, cards, state
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.names import name_buttons
from pages._ui.stage_by_hand import do
from pages._ui.tables import records
from pages._ui.words import md, spoken, t, t_date

LONGEST = 400
#: Who was told already, shown below those who are still to be told.
TOLD_SHOWN = 5


def company_tasks(here: Here) -> None:
    """What the company has to put right: the third of a cause, the same again, a heavy one."""
    people = here.review().customers
    found = here.made("tasks", lambda: causes.tasks(people, here.book, here.settings))
    st.subheader(t(n_("Tasks of the company ({n})", "Tasks of the company ({n})", n=len(found))))
    if not found:
        st.markdown(
            md(
                _(
                    "No cause has come up {often} times in {n} days, and none was heavy.",
                    often=here.settings.cases.same_cause,
                    n=here.settings.cases.cause_days,
                )
            )
        )
        return
    st.markdown(md(_("The cause is a step of the work, never a person. It stays until you write "
                     "what was changed.")))  # fmt: skip
    for task in found:
        _task(here, task)


def put_right(here: Here) -> None:
    """Who voiced it and is to hear 「直しました」, each ticked off as told."""
    people = here.review().customers
    found = here.made("to tell", lambda: causes.to_tell(people, here.book, here.settings))
    waiting = found[found["told"].isna() & ~found["barred"]]
    if not len(found):
        return
    st.subheader(
        t(n_("Tell them that it was put right ({n})", "Tell them that it was put right ({n})",
             n=len(waiting)))
    )  # fmt: skip
    st.markdown(md(_("Who complained wants to see that it was heard. No offer with it.")))
    for row in records(waiting):
        _to_tell(row)
    told = found[found["told"].notna()]
    for row in records(told.head(TOLD_SHOWN)):
        line = _("{name} was told on {day}.", name=row["name"], day=t_date(row["told"].date()))
        st.markdown(f":material/check: {md(line)}")
    barred = int((found["told"].isna() & found["barred"]).sum())
    if barred:
        st.markdown(md(n_("{n} more wants no contact and is not told.",
                          "{n} more want no contact and are not told.", n=barred)))  # fmt: skip


def causes_of_complaints(here: Here) -> None:
    """The causes of the last days, the most frequent first, with as many days before."""
    found = here.made("pareto", lambda: causes.pareto(here.book, here.settings))
    st.subheader(t(_("Which causes come back?")))
    if not len(found):
        st.markdown(
            md(_("No complaint in the last {n} days.", n=2 * here.settings.cases.cause_days))
        )
        return
    st.markdown(md(causes.returned_words(found, here.settings)))
    causes_chart(here, found)


def causes_chart(here: Here, found: pd.DataFrame) -> None:
    """The causes as bars."""
    days = here.settings.cases.cause_days
    names = [causes.label(cause) for cause in found["cause"]]
    chart(
        causes_figure(found, names, days=days, language=spoken()), key="causes",
        alt=_("Complaints by cause"), table=_numbers(found, names, days),
        behind=partial(_behind, here),
    )  # fmt: skip


def _numbers(found: pd.DataFrame, names: list[Words], days: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t(_("Cause")): [t(name) for name in names],
            t(_("Last {n} days", n=days)): found["n"].tolist(),
            t(_("{n} days before", n=days)): found["before"].tolist(),
            t(_("Came back")): found["returned"].tolist(),
            t(_("Part of all, down to here")): [f"{share:.0%}" for share in found["running"]],
        }
    )


def _behind(here: Here, points: tuple[str, ...]) -> pd.DataFrame:
    rows = cases.known(here.book)
    ids = rows.loc[rows["cause"].isin(points), "customer_id"]
    people = here.review().customers
    return people[people["customer_id"].isin(ids)]


def _task(here: Here, task: causes.Task) -> None:
    with st.container(border=True, key=f"task_{task.cause or 'unknown'}"):
        since = _("since {day}", day=t_date(task.opened.date()))
        st.markdown(f"**{md(causes.label(task.cause))}**　{md(since)}")
        why = "　".join(md(causes.WHYS[code]) for code in task.why)
        st.markdown(f"{why}  \n{md(_facts(here, task))}")
        steps = {step or t(_("step not written down")): n for step, n in task.steps.items()}
        st.markdown("　".join(md(_("{step}: {n}", step=step, n=n)) for step, n in steps.items()))
        rows = pd.DataFrame({"customer_id": list(task.people), "name": list(task.people.values())})
        name_buttons(rows, place=f"task_{task.cause or 'unknown'}")
        _put_right(task)


def _facts(here: Here, task: causes.Task) -> Words:
    return n_(
        "{n} complaint so far; these customers bring {money} a year.",
        "{n} complaints so far; these customers bring {money} a year.",
        n=task.n, money=here.money(task.yen),
    )  # fmt: skip


def _put_right(task: causes.Task) -> None:
    key = task.cause or "unknown"
    steps = [step for step in task.steps if step]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t(_("Step of the work (empty: all)")), steps, index=None, key=f"step_{key}",
                     accept_new_options=True, width=240,
                     placeholder=t(_("choose or write")))  # fmt: skip
        st.text_input(t(_("What was changed")), key=f"change_{key}", max_chars=LONGEST)
        st.button(t(_("Put right")), key=f"fixed_{key}", type="primary", on_click=_fixed,
                  args=(task.cause,))  # fmt: skip


def _fixed(cause: str) -> None:
    here, key = business.here(), cause or "unknown"
    change = str(st.session_state.get(f"change_{key}") or "").strip()
    step = str(st.session_state.get(f"step_{key}") or "").strip()
    if not change:
        state.PROBLEM.put(_("Please write what was changed, then press the button again."))
        return
    values = {"date": here.today, "cause": cause, "process": step, "change": change}
    do(lambda: here.workspace.add("fixes", values),
       _("{cause}: put right. Now tell who voiced it.", cause=causes.label(cause)))  # fmt: skip


def _to_tell(row: dict[str, Any]) -> None:
    key = f"{row['fix_row']}_{row['customer_id']}"
    words = told_words(row)
    with st.container(border=True, key=f"tell_{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"tell{key}")
            said = _("on {day}: “{text}”", day=t_date(row["voiced"].date()), text=row["content"])
            st.markdown(md(said))
            st.button(t(_("Told")), key=f"told_{key}", on_click=_told,
                      args=(row["rows"], t(words), row["name"]))  # fmt: skip
        st.code(t(words), language=None, wrap_lines=True)


def told_words(row: dict[str, Any]) -> Words:
    """The draft: their own words, what was changed, thanks; nothing to sell."""
    return _(
        "{name}, thank you for what you told us on {day}. We have changed this: {change}. It is "
        "thanks to you that we noticed.",
        name=row["name"], day=row["voiced"].date(), change=row["change"].rstrip("。. "),
    )  # fmt: skip


def _told(row_ids: tuple[int, ...], words: str, name: str) -> None:
    here = business.here()
    do(
        lambda: here.workspace.tell_fixed(row_ids, day=here.today, words=words),
        _("{name} was told that it was put right.", name=name),
    )
