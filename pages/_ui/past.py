"""What was done, newest first: who, when, from what to what, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _, n_
from core.store.history import Changed, Line, Told
from pages._ui import business, state
from pages._ui.business import Here
from pages._ui.words import md, t

#: Actions drawn at a time.
SHOWN = 10


def past(here: Here, place: str, customer_id: str = "", *, most: int = 0) -> None:
    """One page of what was done to the business, or to one customer.

    Args:
        here: the business.
        place: for the keys.
        customer_id: whose; empty for everything.
        most: how many actions can be reached; all where 0.
    """
    workspace = here.workspace
    total = workspace.past_count(customer_id)
    total = min(total, most) if most else total
    pages = max(1, -(-total // SHOWN))
    key = f"past_{place}_{customer_id}"
    page = min(st.session_state.get(key, 1), pages) if pages > 1 else 1
    found = workspace.past(customer_id, limit=SHOWN, offset=(page - 1) * SHOWN)
    if not found:
        st.markdown(md(_("Nothing was done yet.")))
    for told in found:
        _action(told, place, of_one=bool(customer_id))
    if pages > 1:
        st.pagination(pages, key=key)


def _action(told: Told, place: str, *, of_one: bool) -> None:
    action = told.action
    whole = of_one and action.verb == "import"
    label = _("Undo the import") if whole else _("Take back")
    with st.container(border=True, key=f"done_{place}_{action.id}"):
        said, ways = st.columns([4, 1.4], vertical_alignment="center")
        said.markdown(f"**{md(action.words)}**  \n{md(_when(told))}")
        with ways.container(horizontal=True, horizontal_alignment="right"):
            if told.hindrance is None:
                st.button(t(label), key=f"take_back_{place}_{action.id}",
                          on_click=_turn, args=(action.id, True))  # fmt: skip
            elif action.undone:
                st.button(t(_("Do again")), key=f"do_again_{place}_{action.id}",
                          on_click=_turn, args=(action.id, False))  # fmt: skip
        lines = [line for change in told.changes for line in _change(change)]
        if told.more > 0:
            more = n_("and {n} more row", "and {n} more rows", n=told.more)
            lines.append(f"- {md(more)}")
        if told.hindrance is not None:
            lines += ["", f":small[{md(told.hindrance)}]"]
        if lines:
            st.markdown("\n".join(lines))


def _when(told: Told) -> Words:
    at = told.action.at
    clock = f"{at:%H:%M}"
    if told.action.who:
        return _("{day} {clock}, by {who}", day=at.date(), clock=clock, who=told.action.who)
    return _("{day} {clock}", day=at.date(), clock=clock)


def _change(change: Changed) -> list[str]:
    """A row that changed, and its cells below it."""
    whose = t(_("{name}", name=change.customer)) if change.customer else ""
    named = "　".join(part for part in (whose, change.title) if part)
    said = _("{table} {what}: {named}", table=change.label, what=change.what, named=named)
    bare = _("{table} {what}", table=change.label, what=change.what)
    return [f"- {md(said if named else bare)}", *(f"    - {_cell(line)}" for line in change.lines)]


def _cell(line: Line) -> str:
    """A cell from what to what."""
    if not line.before:
        return f"{md(line.label)}: {md(line.after)}"
    after = md(line.after) if line.after else md(_("(empty)"))
    return f"{md(line.label)}: {md(line.before)} → **{after}**"


def _turn(action_id: int, back: bool) -> None:
    """Take an action back or do it again; a refusal says why."""
    workspace = business.here().workspace
    turn: Callable[[int], None] = workspace.undo if back else workspace.redo
    try:
        turn(action_id)
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    state.LAST_ACTION.put((_("Taken back.") if back else _("Done again."), 0))
