"""Why customers buy, in their own words, and a line of advertisement from each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.rules.copy_lines import copy_line
from core.rules.wishes import (
    FIELDS,
    GROUPS,
    built_in,
    by_text,
    frequent_words,
    phrases_of_the_best,
    unknown_reasons,
    verbatims,
    words_of,
)
from pages._ui import business, cards, labels, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.state import Key
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

ROWS_SHOWN = 10
#: Customers named beside their words, the highest rung first.
NAMES_SHOWN = 5
NOT_GROUPED = ""
#: The reason that is being made into a line.
REASON: Key[str] = Key("_reason", "")


def wishes(here: Here, people: pd.DataFrame) -> None:
    """The section: how many reasons are known, the groups, the words, a line to copy."""
    st.subheader(t(_("Why they buy")))
    unknown, of = unknown_reasons(people)
    st.markdown(
        md(
            _(
                "Of {n} of {of} customers who bought the reason is not known, as of {day}.",
                n=unknown, of=of, day=here.book.asof,
            )
        )
    )  # fmt: skip
    said = here.made("verbatims", lambda: verbatims(people, here.settings.voices))
    if not len(said):
        st.markdown(md(_("No reason is written down yet. Ask for it; the card has a field.")))
    else:
        _by_group(said)
        _line(here, people)
        _words(here, people, said)
    _dictionary(here)


def _by_group(said: pd.DataFrame) -> None:
    counts = said["group"].value_counts()
    names: dict[str, Words | str] = {
        code: _("{group} ({n})", group=label, n=int(counts.get(code, 0)))
        for code, label in {**GROUPS, NOT_GROUPED: _("Not grouped")}.items()
        if counts.get(code, 0)
    }
    group = st.segmented_control(
        t(_("Group")), list(names), default=next(iter(names)), required=True,
        **called("wish_group", names),
    )  # fmt: skip
    rows = by_text(said[said["group"] == group])
    pages = -(-len(rows) // ROWS_SHOWN)
    page = min(st.session_state.get("wish_page", 1), pages) if pages > 1 else 1
    for number, row in enumerate(records(rows.iloc[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN])):
        _one(row, number)
    if pages > 1:
        st.pagination(pages, key="wish_page")


def _one(row: dict[str, Any], number: int) -> None:
    """What customers said, who they are with their rung, and the click that makes a line of it."""
    with st.container(border=True, key=f"wish_{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = n_(
                "“{text}” ({field}; {n} customer)",
                "“{text}” ({field}; {n} customers)",
                n=row["n"], text=row["text"], field=FIELDS[row["field"]],
            )  # fmt: skip
            st.markdown(md(words))
            st.button(
                t(_("Make a line of it")), key=f"line_{number}", icon=":material/campaign:",
                on_click=REASON.put, args=(row["text"],),
            )  # fmt: skip
        with st.container(horizontal=True):
            for who, name, stage in row["who"][:NAMES_SHOWN]:
                label = _("{name} ({stage})", name=name or who, stage=labels.stage(stage))
                cards.open_card_button(who, md(label), place=f"wish{number}")
            if row["n"] > NAMES_SHOWN:
                more = row["n"] - NAMES_SHOWN
                st.markdown(md(n_("and {n} more", "and {n} more", n=more)))


def _line(here: Here, people: pd.DataFrame) -> None:
    """The line, to be changed and copied; nobody is named in it."""
    reason = REASON.get()
    if not reason:
        return
    made = copy_line(reason, here.made("names", lambda: _names(here, people)))
    with st.container(border=True, key="copy_line"):
        heading = _("A line for the advertisement")
        st.markdown(f"**{md(heading)}**")
        st.markdown(md(_("Made of: “{text}”", text=reason)))
        if made.named:
            st.markdown(md(_("A name or a way to reach somebody was taken out.")))
        text = st.text_input(t(_("Change it as you like")), made.text, key=f"line_of_{reason}")
        st.code(text, language=None, wrap_lines=True)


def _names(here: Here, people: pd.DataFrame) -> tuple[str, ...]:
    staff = here.book.table("staff")["staff"]
    columns = [people[name] for name in ("name", "kana", "call_name", "contact_person")]
    every = pd.concat([*columns, staff]).astype("str").str.strip()
    return tuple(every[every != ""].unique())


def _words(here: Here, people: pd.DataFrame, said: pd.DataFrame) -> None:
    limits = here.settings.voices
    best = here.made("phrases", lambda: phrases_of_the_best(said, people, limits))
    if len(best):
        heading = _("Words of the best customers")
        st.markdown(f"**{md(heading)}**")
        for number, row in enumerate(records(best)):
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"phrase_{number}"
            ):
                words = n_(
                    "{word}: {best} of the best, {n} customer in all; “{text}”",
                    "{word}: {best} of the best, {n} customers in all; “{text}”",
                    n=row["n"], word=row["word"], best=row["best"], text=row["example"],
                )  # fmt: skip
                st.markdown(md(words))
                st.button(
                    t(_("Make a line of it")), key=f"phrase_line_{number}",
                    icon=":material/campaign:", on_click=REASON.put, args=(row["example"],),
                )  # fmt: skip
    with st.expander(t(_("Words by how many use them")), key="frequent", on_change="rerun") as box:
        if box.open:
            found = here.made("frequent", lambda: frequent_words(said, people))
            shown = found.head(limits.words_shown)
            plain_table(
                pd.DataFrame(
                    {
                        t(_("Word")): list(shown["word"]),
                        t(_("Customers")): [f"{n:,}" for n in shown["n"]],
                        t(_("Of them supporters and above")): [f"{n:,}" for n in shown["best"]],
                    }
                )
            )


def _dictionary(here: Here) -> None:
    """Which words belong to which group; the owner's words take the place of the built-in ones."""
    with st.expander(
        t(_("Which words belong to which group")), key="wish_words", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.markdown(
            md(_("Words are parted by commas. An empty field brings the usual ones back."))
        )
        for code, words in words_of(here.settings.voices).items():
            key = f"words_{code}_{here.slug}"
            st.text_area(
                t(GROUPS[code]), ", ".join(words), key=key, on_change=_keep, args=(code, key)
            )


def _keep(code: str, key: str) -> None:
    typed = st.session_state[key].replace("、", ",").replace("，", ",")
    words = tuple(dict.fromkeys(word.strip() for word in typed.split(",") if word.strip()))
    value = None if words in ((), built_in()[code]) else words
    try:
        business.here().workspace.change_settings({f"voices.{code}": value})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
