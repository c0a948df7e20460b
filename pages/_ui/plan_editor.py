"""The plans with their steps: switched on and off, changed, put in order, made anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.arrivals import stood_before
from core.rules.plans import Plan, as_rows, plans_of, rungs_of
from core.tables.plan_steps import PLAN_STEPS
from pages._ui import business, drafts, record_form, state
from pages._ui.business import Here
from pages._ui.plan_begins import begins_fields
from pages._ui.plan_words import begins, step_line
from pages._ui.stage_by_hand import do
from pages._ui.thresholds import basis
from pages._ui.words import md, t

PLACE = "plans"
NAME_LENGTH = 60
#: The columns of a step that a form asks, by what the plan is for.
ASKED = {group.code.removesuffix("_step"): group.columns for group in PLAN_STEPS.groups}
_NUMBER = re.compile(r"\d+")
_INSTEAD = _("The call list goes by these steps instead of its own, never by both.")
_SILENT = _("Switched off: the call list does not ask for any of these steps.")


def plans(here: Here) -> None:
    """Every plan of the trade and of the owner, each with what can be done about it."""
    found = plans_of(here.book, here.settings)
    st.subheader(t(_("All plans of follow-up")))
    st.markdown(
        md(
            _(
                "Plans in use stand first. A ready-made plan does nothing until you switch it on; "
                "then its steps are yours to change."
            )
        )
    )
    for plan in sorted(found, key=lambda plan: not plan.in_use):
        _plan(here, plan)


def _plan(here: Here, plan: Plan) -> None:
    mark = _("in use") if plan.in_use else _("not in use")
    label = _("{plan} ({state})", plan=plan.name, state=mark)
    opened = _draft_is_of(plan.code)
    with st.expander(md(label), key=f"plan_{plan.code}", expanded=opened):
        st.markdown(md(begins(plan)))
        _who_came_before(here, plan)
        if plan.setting:
            _rule(here, plan)
        elif plan.own:
            lines = [(step.row_id, step_line(step)) for step in plan.steps]
            own_steps(here, plan.code, lines, given=_given(plan), aim="care")
            _own(plan)
        else:
            for step in plan.steps:
                st.markdown(f"- {md(step_line(step))}")
            _ready(plan)


def _draft_is_of(code: str) -> bool:
    draft = drafts.open_at(PLACE)
    about = {**draft.seen, **draft.given} if draft is not None else {}
    return code in (about.get("template"), about.get("plan")) and bool(code)


def _rule(here: Here, plan: Plan) -> None:
    """A plan that the call list asks for already: its days are a setting."""
    for step in plan.steps:
        st.markdown(f"- {md(step_line(step))}")
    group, _dot, name = plan.setting.partition(".")
    mark = basis(getattr(here.settings, group), name)
    st.markdown(md(_("The call list asks for these steps already ({basis}).", basis=mark)))
    days = ", ".join(str(abs(step.count)) for step in plan.steps)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t(_("Days, with commas between")), days, key=f"days_{plan.code}",
                      max_chars=NAME_LENGTH)  # fmt: skip
        st.button(t(_("Change the days")), key=f"set_{plan.code}", on_click=_set_days,
                  args=(plan.code, plan.setting, plan.name))  # fmt: skip
        st.button(t(_("Take over to change the steps")), key=f"take_{plan.code}",
                  on_click=_take_over, args=(plan.code, True))  # fmt: skip


def _who_came_before(here: Here, plan: Plan) -> None:
    """Those on the rung of whom nobody knows when they came: no step counts for them."""
    if plan.starts_with != "stage" or all(step.unit == "a_year" for step in plan.steps):
        return
    n = stood_before(here.review().customers, here.book, rungs_of(plan))
    if n:
        st.caption(
            md(
                n_(
                    "{n} customer stood there before the first week that was kept: the day is "
                    "not known, and the plan does not begin with them. Attach it by hand.",
                    "{n} customers stood there before the first week that was kept: the day is "
                    "not known, and the plan does not begin with them. Attach it by hand.",
                    n=n,
                )
            )
        )


def _set_days(code: str, setting: str, name: Words | str) -> None:
    typed = str(st.session_state.get(f"days_{code}") or "")
    days = [int(number) for number in _NUMBER.findall(typed)]
    if not days:
        state.PROBLEM.put(_("Please write at least one number of days."))
        return
    ordered = sorted(set(days), reverse=setting.startswith("calls.") and code != "thanks")
    workspace = business.here().workspace
    said = _("{plan}: the days are changed.", plan=name)
    do(lambda: workspace.change_settings({setting: tuple(ordered)}), said)


def _ready(plan: Plan) -> None:
    """A ready-made plan is switched on, or taken over to be changed first."""
    with st.container(horizontal=True):
        st.button(t(_("Switch on")), key=f"on_{plan.code}", type="primary", on_click=_take_over,
                  args=(plan.code, True))  # fmt: skip
        st.button(t(_("Take over to change the steps")), key=f"take_{plan.code}",
                  on_click=_take_over, args=(plan.code, False))  # fmt: skip


def _take_over(code: str, in_use: bool) -> None:
    here = business.here()
    plan = next(p for p in plans_of(here.book, here.settings) if p.code == code)
    said = _("“{plan}” is switched on.", plan=plan.name)
    if plan.setting:
        said = _("“{plan}” is yours to change; the call list goes by these steps.", plan=plan.name)
    if not in_use:
        said = _("“{plan}” is yours to change; it is not in use yet.", plan=plan.name)
    do(lambda: here.workspace.keep_plan(as_rows(plan, t, in_use=in_use)), said)


def _own(plan: Plan) -> None:
    """What can be done about a plan of the owner's as a whole."""
    ids = [step.row_id for step in plan.steps]
    if plan.rule:
        st.markdown(md(_INSTEAD if plan.in_use else _SILENT))
    with st.container(horizontal=True):
        switch_and_drop(plan.code, plan.name, ids, in_use=plan.in_use)
    with st.popover(t(_("Name and beginning")), key=f"about_{plan.code}"):
        st.text_input(t(_("Name of the plan")), str(plan.name), key=f"name_{plan.code}",
                      max_chars=NAME_LENGTH)  # fmt: skip
        if not plan.rule:
            begins_fields(plan.code, plan.starts_with, plan.attached_to)
        st.button(t(_("Keep it")), key=f"keep_{plan.code}", on_click=_keep_about,
                  args=(plan.code, ids))  # fmt: skip


def _keep_about(code: str, ids: Sequence[int]) -> None:
    name = str(st.session_state.get(f"name_{code}") or "").strip()
    if not name:
        state.PROBLEM.put(_("Please write what the plan is called."))
        return
    values = {"plan": name}
    starts = st.session_state.get(f"starts_{code}")
    if starts:
        what = str(st.session_state.get(f"what_{code}_{starts}") or "")
        values |= {"starts_with": str(starts), "attached_to": what}
    workspace = business.here().workspace
    do(lambda: workspace.change_plan(ids, values), _("“{plan}” is changed.", plan=name))


def switch_and_drop(code: str, name: Words | str, ids: Sequence[int], *, in_use: bool) -> None:
    """The buttons that switch a plan of the owner's on or off, and that remove it."""
    workspace = business.here().workspace
    if in_use:
        off = _("“{plan}” is switched off.", plan=name)
        st.button(t(_("Switch off")), key=f"off_{code}", on_click=do,
                  args=(lambda: workspace.change_plan(ids, {"in_use": "no"}), off))  # fmt: skip
    else:
        on = _("“{plan}” is switched on.", plan=name)
        st.button(t(_("Switch on")), key=f"on_{code}", type="primary", on_click=do,
                  args=(lambda: workspace.change_plan(ids, {"in_use": "yes"}), on))  # fmt: skip
    gone = _("“{plan}” is removed; a ready-made plan is as it was.", plan=name)
    st.button(t(_("Remove the plan")), key=f"drop_{code}", on_click=do,
              args=(lambda: workspace.drop_plan(ids), gone))  # fmt: skip


def own_steps(
    here: Here,
    code: str,
    lines: Sequence[tuple[int, Words]],
    *,
    given: Mapping[str, Any],
    aim: str,
) -> None:
    """The owner's steps: each is corrected, moved or removed; one more is added below.

    Args:
        here: the business.
        code: the plan's.
        lines: the row of each step and what it says.
        given: the columns of a new step that the plan settles.
        aim: ``care`` or ``need``.
    """
    ids = [row_id for row_id, _line in lines]
    rows = here.book.table("plan_steps")
    by_id = {int(row["row_id"]): row for row in rows.to_dict("records")}
    for number, (row_id, line) in enumerate(lines):
        with st.container(horizontal=True, vertical_alignment="center", key=f"step_{row_id}"):
            st.markdown(md(line))
            st.button(t(_("Correct")), key=f"edit_step_{row_id}", on_click=_edit,
                      args=(by_id[row_id], aim))  # fmt: skip
            st.button(t(_("Up")), key=f"up_{row_id}", disabled=number == 0, on_click=_move,
                      args=(ids, number, -1))  # fmt: skip
            st.button(t(_("Down")), key=f"down_{row_id}", disabled=number + 1 == len(ids),
                      on_click=_move, args=(ids, number, 1))  # fmt: skip
            st.button(t(_("Remove")), key=f"remove_step_{row_id}", disabled=len(ids) == 1,
                      on_click=_remove, args=(row_id,))  # fmt: skip
        _form(here, lambda draft, row_id=row_id: draft.row_id == row_id)
    st.button(t(_("Add a step")), key=f"add_step_{code}", icon=":material/add:",
              on_click=_begin, args=({**given, "position": len(ids) + 1}, aim))  # fmt: skip
    _form(here, lambda draft: not draft.row_id and _draft_is_of(code))


def _given(plan: Plan) -> dict[str, Any]:
    """What a new step of a plan has in common with the others."""
    return {
        "plan": str(plan.name), "template": plan.code if plan.code != plan.name else "",
        "aim": "care", "starts_with": plan.starts_with, "attached_to": plan.attached_to,
        "in_use": "yes" if plan.in_use else "no",
    }  # fmt: skip


def _edit(row: Mapping[str, Any], aim: str) -> None:
    drafts.edit(PLACE, "plan_steps", row, ASKED[aim], free=False)


def _begin(given: Mapping[str, Any], aim: str) -> None:
    drafts.begin(PLACE, "plan_steps", given=given, columns=ASKED[aim])


def _form(here: Here, fits: Callable[[drafts.Draft], bool]) -> None:
    draft = drafts.open_at(PLACE)
    if draft is not None and fits(draft):
        record_form.draw(here, draft)


def _move(ids: Sequence[int], number: int, by: int) -> None:
    order = list(ids)
    order[number], order[number + by] = order[number + by], order[number]
    workspace = business.here().workspace
    do(lambda: workspace.order_steps(order), _("The steps stand in another order."))


def _remove(row_id: int) -> None:
    workspace = business.here().workspace
    do(lambda: workspace.remove("plan_steps", row_id), _("The step is removed."))
