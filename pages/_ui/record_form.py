"""One form for every kind of record, built from the columns of its table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import ChangedMeanwhile, DaifukuchoError
from core.locale.words import Words, _
from core.store.frames import EXTRA
from core.store.schema import MONEY_SCALE
from core.tables import TABLES
from core.tables.telling import told
from pages._ui import business, drafts, people, picker, state
from pages._ui.business import Here
from pages._ui.drafts import Draft
from pages._ui.record_fields import fields, in_field, new_own_field, own_fields, typed
from pages._ui.words import md, t


def draw(here: Here, draft: Draft) -> None:
    """The open form: customers to choose, fields, what was refused, save and give up."""
    table = TABLES[draft.table]
    with st.container(border=True, key=draft.key("box")):
        st.markdown(f"**{md(_title(draft))}**")
        for column in draft.chosen:
            picker.customer(here, draft, column)
        with st.form(draft.key("form"), border=False, enter_to_submit=False):
            common = [c for c in draft.asked if not table.common or c.name in table.common]
            rest = [c for c in draft.asked if c not in common]
            if draft.columns:
                common, rest = draft.asked, []
            fields(here, draft, common)
            if rest or draft.own:
                with st.expander(t(_("Write more")), key=draft.key("more")):
                    fields(here, draft, rest)
                    own_fields(draft)
            if draft.table == "customers" and draft.free:
                new_own_field(draft)
            _refused(here, draft)
            _buttons(draft)


def _title(draft: Draft) -> Words:
    label = TABLES[draft.table].label
    if draft.columns:
        return _("{what}: correct", what=_part(draft))
    if draft.table == "customers":
        return _("Customer: correct") if draft.row_id else _("A new customer")
    return _("{what}: correct", what=label) if draft.row_id else _("{what}: add", what=label)


def _part(draft: Draft) -> Words:
    """What a part of a table is called: its group, else its first column."""
    table = TABLES[draft.table]
    groups = (group.label for group in table.groups if group.columns == draft.columns)
    return next(groups, table.column(draft.columns[0]).label)


def _refused(here: Here, draft: Draft) -> None:
    if draft.theirs is not None:
        name, value = draft.theirs
        st.error(
            md(
                _(
                    "“{column}” was changed elsewhere while this form was open. It now says "
                    "“{value}”. Which one is right?",
                    column=_label(draft.table, name),
                    value=_said(here, draft.table, name, value) or _("nothing"),
                )
            )
        )
    elif draft.refusal is not None:
        st.error(md(draft.refusal))


def _label(table: str, name: str) -> Words | str:
    free = name.startswith(EXTRA)
    return name.removeprefix(EXTRA) if free else TABLES[table].column(name).label


def _said(here: Here, table: str, name: str, value: Any) -> Words | str:  # noqa: ANN401 - any cell
    if name.startswith(EXTRA):
        return str(value)
    column = TABLES[table].column(name)
    return told(column, value, currency=here.book.currency, scale=here.book.scale)


def _buttons(draft: Draft) -> None:
    with st.container(horizontal=True):
        if draft.theirs is not None:
            st.form_submit_button(
                t(_("Keep mine")), key=draft.key("mine"), type="primary", on_click=_settle,
                args=(draft.mark, True),
            )  # fmt: skip
            st.form_submit_button(
                t(_("Take the other one")), key=draft.key("theirs"), on_click=_settle,
                args=(draft.mark, False),
            )  # fmt: skip
        else:
            st.form_submit_button(
                t(_("Save")), key=draft.key("save"), type="primary", on_click=_save,
                args=(draft.mark,),
            )  # fmt: skip
        st.form_submit_button(t(_("Close without saving")), key=draft.key("close"),
                              on_click=drafts.close)  # fmt: skip


def _settle(mark: int, mine: bool) -> None:
    """Whose word holds, where two windows corrected the same thing; then save."""
    draft = state.DRAFT.get()
    if draft is None or draft.mark != mark or draft.theirs is None:
        return
    name, value = draft.theirs
    after = replace(draft, seen={**draft.seen, name: value}, theirs=None)
    state.DRAFT.put(after)
    if not mine:
        _take_theirs(after, name, value)
    _save(mark)


def _take_theirs(draft: Draft, name: str, value: Any) -> None:  # noqa: ANN401 - any cell
    """Put the other window's value into the field."""
    if name in drafts.CHOSEN:
        drafts.pick(name, str(value or ""))
    elif name.startswith(EXTRA):
        st.session_state[draft.key(name)] = value
    else:
        both = draft.table == "overrides" and name == "value"
        column = TABLES[draft.table].column("field" if both else name)
        shown = draft.seen.get(column.name)
        st.session_state[draft.key(column.name)] = in_field(business.here(), draft, column, shown)


def _save(mark: int) -> None:
    """Write what stands in the fields; a refusal stays beside them and nothing is lost."""
    draft = state.DRAFT.get()
    if draft is None or draft.mark != mark:
        return
    here = business.here()
    try:
        action = _written(here, draft)
    except ChangedMeanwhile as changed:
        theirs = (changed.column, _as_shown(here, draft.table, changed))
        state.DRAFT.put(replace(draft, theirs=theirs, refusal=None))
    except DaifukuchoError as refusal:
        state.DRAFT.put(replace(draft, refusal=refusal.words, theirs=None))
    else:
        drafts.close()
        if action:
            words = here.workspace.last_actions(1)[0].words
            state.LAST_ACTION.put((words, action))


def _written(here: Here, draft: Draft) -> int:
    """Write a form's record; the action's number, 0 where nothing was changed."""
    values = typed(here, draft)
    workspace = here.workspace
    if not draft.row_id and draft.table == "customers" and "customer_id" not in draft.given:
        known = people.everybody(here).rows["customer_id"]
        action, customer_id = workspace.new_customer({**draft.given, **values}, known=known)
        state.CUSTOMER.put(customer_id)
        state.KIND.put("customers")
        st.session_state["ledger_kind"] = "customers"
        return action
    if not draft.row_id:
        return workspace.add(draft.table, {**draft.given, **values})
    changed = {n: v for n, v in values.items() if (v or None) != (draft.seen.get(n) or None)}
    if not changed:
        return 0
    seen = {name: draft.seen.get(name) for name in changed}
    return workspace.correct(draft.table, draft.row_id, changed, seen=seen)


def _as_shown(here: Here, table: str, changed: ChangedMeanwhile) -> Any:  # noqa: ANN401 - any cell
    """What another window wrote, in a Book's plain values."""
    if changed.column.startswith(EXTRA) or changed.value is None:
        return changed.value
    kind = TABLES[table].column(changed.column).kind
    if kind == "date":
        return dt.date.fromisoformat(str(changed.value))
    if kind == "money":
        return int(str(changed.value)) // 10 ** (MONEY_SCALE - here.book.scale)
    return changed.value
