"""What to ask (聞くことリスト), how much is known of whom, and the health of the ledger."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.calls.asking import QUESTIONS, first_questions, questions
from core.locale.words import Words, _, n_
from core.rules.known import (
    EVERYBODY,
    FACTS,
    GROUPS,
    Known,
    known,
    label,
    lacking,
    least_known,
)
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.person import bullet
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

NAMES_SHOWN = 20


def to_ask(here: Here, people: pd.DataFrame) -> None:
    """The ten facts that are worth most, one for each customer."""
    st.subheader(t(_("What to ask")))
    found = here.made("questions", lambda: questions(people, here.book, here.settings))
    if not len(found):
        st.markdown(md(_("Everything that is asked for is known.")))
        return
    st.markdown(
        md(
            _(
                "The customer's yearly worth times an assumed share for each fact (initial value, "
                "provisional). It says what to ask first, not what will come of it. Missing "
                "somewhere: {n} customers, as of {day}.",
                n=len(found), day=here.book.asof,
            )
        )
    )  # fmt: skip
    first = here.made("first_questions", lambda: first_questions(people, here.book, here.settings))
    rows = records(first)
    for number, row in enumerate(rows, 1):
        with st.container(horizontal=True, vertical_alignment="center", key=f"ask_{number}"):
            st.markdown(f"**{number}**")
            cards.open_card_button(
                row["customer_id"], md(row["name"] or row["customer_id"]), place="ask"
            )
            what = QUESTIONS[row["fact"]].label
            worth = _("{what} (about {money})", what=what, money=here.money(row["yen"]))
            st.markdown(md(worth if row["yen"] else what))
    heading = _("How to ask")
    facts = dict.fromkeys(row["fact"] for row in rows)
    lines = [
        _("{what}: “{ask}”", what=QUESTIONS[fact].label, ask=QUESTIONS[fact].ask) for fact in facts
    ]
    bullet(heading, lines)


def completeness(here: Here, people: pd.DataFrame) -> None:
    """How much of the six groups is known, by rung, and who lacks what."""
    st.subheader(t(_("How much is known")))
    found: Known = here.made("known", lambda: known(people))
    rungs: dict[str, Words | str] = {EVERYBODY: _("Everybody")}
    rungs |= {code: labels.stage(code) for code in found.shares["stage"] if code != EVERYBODY}
    table = {
        t(_("Rung")): [t(rungs[code]) for code in found.shares["stage"]],
        t(_("People")): [f"{n:,}" for n in found.shares["n"]],
    }
    for group, name in GROUPS.items():
        table[t(name)] = ["–" if math.isnan(s) else f"{s:.0%}" for s in found.shares[group]]
    plain_table(pd.DataFrame(table))
    _who(here, people, found, rungs)


def _who(here: Here, people: pd.DataFrame, found: Known, rungs: dict[str, Words | str]) -> None:
    """Choose a group, a fact and a rung: who lacks it."""
    with st.container(horizontal=True, key="lacking"):
        groups = [code for code in FACTS if code in set(found.facts["group"])]
        group = st.selectbox(
            t(_("Group of facts")), groups, index=groups.index("reasons"),
            **called("lack_group", GROUPS),
        )  # fmt: skip
        rows = found.facts[found.facts["group"] == group]
        facts = {
            row["fact"]: _("{fact} ({n} of {of} known)", fact=label(row["fact"]), n=row["known"],
                           of=row["of"])
            for row in records(rows)
        }  # fmt: skip
        fact = st.selectbox(
            t(_("Fact")), list(facts), index=list(facts).index(least_known(rows)),
            **called(f"lack_fact_{group}", facts),
        )  # fmt: skip
        rung = st.selectbox(t(_("Rung")), list(rungs), **called("lack_rung", rungs))
    who, number = here.made(f"lacking|{fact}|{rung}", lambda: _first(people, fact, rung))
    st.markdown(md(n_("{n} customer lacks it.", "{n} customers lack it.", n=number)))
    with st.container(horizontal=True, key="lacking_names"):
        for row in records(who):
            cards.open_card_button(
                row["customer_id"], md(row["name"] or row["customer_id"]), place="lack"
            )


def _first(people: pd.DataFrame, fact: str, rung: str) -> tuple[pd.DataFrame, int]:
    """The first of those who lack a fact, and how many they are."""
    who = lacking(people, fact, rung)
    return who[["customer_id", "name"]].head(NAMES_SHOWN), len(who)


def health(here: Here) -> None:
    """Of how many lines of sales it is known who, when, what and how much."""
    st.subheader(t(_("Health of the ledger")))
    found = here.review().measures.health
    if not found.lines:
        st.markdown(md(_("No line of sales has been brought in yet.")))
        return
    rows = (
        (_("Who: a customer with a name"), found.who),
        (_("When: a day"), found.lines),
        (_("What: a product or category"), found.what),
        (_("How much: an amount"), found.how_much),
    )
    plain_table(
        pd.DataFrame(
            {
                t(_("Known of a sale")): [t(name) for name, _n in rows],
                t(_("Lines")): [f"{n:,} / {found.lines:,}" for _name, n in rows],
                t(_("Share")): [f"{n / found.lines:.0%}" for _name, n in rows],
            }
        )
    )
    st.markdown(
        md(
            _(
                "Lines without a day or a customer were left aside when the sheet was brought in; "
                "an amount of nothing counts as not known. Data up to {day}.",
                day=here.book.asof,
            )
        )
    )
