"""「同じ方ですか？」: pairs of customers who may be one, with the evidence; the owner decides."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.ingest.people import reason_words
from core.locale.words import Words, _, n_
from core.tables import TABLES
from core.workspace import SamePeople, Workspace
from pages._ui import business, cache, state
from pages._ui.mailbox import destination
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

#: Pairs drawn at a time, the most likely first.
PAIRS_SHOWN = 30
#: What is compared, in this order; a line that is blank for both is not drawn.
COMPARED = (
    "customer_id", "name", "kana", "phone", "phone_other", "email", "postal_code", "address",
    "birthday", "first_visit_date", "memo",
)  # fmt: skip
EVIDENCE = "evidence"
Pair = dict[str, Any]


def same_people(workspace: Workspace) -> SamePeople:
    """The pairs of a ledger, found once for each state of it."""
    return cache.same_people_of(str(workspace.folder), workspace.digest(), workspace)


def pairs_box(workspace: Workspace) -> None:
    """The pairs, looked for when the owner opens the box."""
    with st.expander(
        t(_("The same person?")), key="pairs_box", on_change="rerun", icon=":material/group:"
    ) as box:
        if not box.open:
            return
        said = state.PAIR_SAID.take()
        if said is not None:
            st.info(md(said))
        found = same_people(workspace)
        labels = (
            _("To ask ({n})", n=len(found.open)),
            _("Put together ({n})", n=len(found.joined)),
            _("Kept apart ({n})", n=len(found.apart)),
        )
        asked, joined, apart = st.tabs([t(label) for label in labels], key="pairs_tabs")
        with asked:
            _asked(found)
        with joined:
            _joined(found.joined)
        with apart:
            _apart(found.apart)


def open_pairs(workspace: Workspace) -> Words | None:
    """That there are pairs to decide, None where there are none."""
    n = len(same_people(workspace).open)
    if not n:
        return None
    return n_(
        "{n} pair may be the same person. Please look under «The same person?» below.",
        "{n} pairs may be the same person. Please look under «The same person?» below.",
        n=n,
    )


def _asked(found: SamePeople) -> None:
    pairs = found.open
    if pairs.empty:
        st.markdown(md(_("There is nobody to ask about.")))
    for words in found.crowded:
        st.markdown(md(words))
    shown = records(pairs.head(PAIRS_SHOWN))
    rows = {person["customer_id"]: person for person in records(found.customers)}
    for number, pair in enumerate(shown):
        with st.container(border=True, key=f"pair_{number}"):
            plain_table(_beside(pair, rows))
            st.markdown(_why(pair))
            with st.container(horizontal=True):
                _button(pair, _("The same person"), "same", same=True)
                _button(pair, _("Two people"), "apart", same=False)
    _rest(pairs)


def _beside(pair: Pair, rows: dict[str, Pair]) -> pd.DataFrame:
    """Both customers line by line."""
    one, other = rows.get(pair["one"], {}), rows.get(pair["other"], {})
    one = {"customer_id": pair["one"], "name": pair["name_one"], **one}
    other = {"customer_id": pair["other"], "name": pair["name_other"], **other}
    known = [field for field in COMPARED if _cell(one, field) or _cell(other, field)]
    return pd.DataFrame(
        {
            "": [t(TABLES["customers"].column(field).label) for field in known],
            t(_("One")): [_cell(one, field) for field in known],
            t(_("The other")): [_cell(other, field) for field in known],
        }
    )


def _cell(person: Pair, field: str) -> str:
    value = person.get(field, "")
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _joined(pairs: pd.DataFrame) -> None:
    st.markdown(md(_("They stand in all lists as one; nothing of either is lost.")))
    for number, pair in enumerate(records(pairs.head(PAIRS_SHOWN))):
        _line(pair, f"joined_{number}")
        if pair["how"] == EVIDENCE:
            _button(pair, _("Keep apart"), "split", same=False)
        else:
            _button(pair, _("Take my word back"), "unsaid", same=None)
    _rest(pairs)


def _apart(pairs: pd.DataFrame) -> None:
    for number, pair in enumerate(records(pairs.head(PAIRS_SHOWN))):
        _line(pair, f"apart_{number}")
        _button(pair, _("Take my word back"), "unsaid", same=None)
    _rest(pairs)


def _line(pair: Pair, key: str) -> None:
    both = _(
        "{one} ({id_one}) and {other} ({id_other})",
        one=pair["name_one"], id_one=pair["one"], other=pair["name_other"], id_other=pair["other"],
    )  # fmt: skip
    with st.container(key=key):
        st.markdown(f"**{md(both)}**  \n{_why(pair)}")


def _why(pair: Pair) -> str:
    return " ".join(md(reason_words(code)) for code in pair["reasons"])


def _rest(pairs: pd.DataFrame) -> None:
    more = len(pairs) - PAIRS_SHOWN
    if more > 0:
        said = n_("{n} more pair follows.", "{n} more pairs follow after these.", n=more)
        st.markdown(md(said))


def _button(pair: Pair, words: Words, what: str, *, same: bool | None) -> None:
    st.button(
        t(words), key=f"{what}_{pair['one']}_{pair['other']}", on_click=_decide,
        args=(pair["one"], pair["other"], same),
    )  # fmt: skip


def _decide(one: str, other: str, same: bool | None) -> None:
    try:
        business.workspace(destination()).same_person(one, other, same)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    said = {True: _("Put together as one person."), False: _("Kept apart from now on.")}
    state.PAIR_SAID.put(_("Your word is taken back.") if same is None else said[same])
