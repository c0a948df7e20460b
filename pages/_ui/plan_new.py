"""A new plan of the owner's, and a plan attached to one customer by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.locale.words import Words, _
from core.rules.plans import Plan, planned_rows, plans_of
from core.tables.plan_steps import UNIT_CHOICES
from pages._ui import business, people, picker, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.plan_begins import begins_fields
from pages._ui.plan_editor import NAME_LENGTH
from pages._ui.stage_by_hand import do
from pages._ui.words import md, t

#: How the first step of a new plan may be counted; the rest is for chains.
UNITS = {c.code: c.label for c in UNIT_CHOICES if c.code in ("days", "months", "a_year", "date")}
MOST = 999
_NEW = "new"


def new_plan(here: Here) -> None:
    """Name, beginning and first step of a plan; more steps are added where it then stands."""
    with st.expander(t(_("Make a new plan")), key="plan_new"):
        st.text_input(t(_("Name of the plan")), key=f"name_{_NEW}", max_chars=NAME_LENGTH)
        begins_fields(_NEW, "purchase", "")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input(t(_("First step")), -MOST, MOST, 7, key="new_count")
            unit = st.selectbox(t(_("Counted in")), list(UNITS),
                                **called("new_unit", UNITS))  # fmt: skip
            if unit == "date":
                st.date_input(t(_("On which date")), here.today, key="new_date",
                              format="YYYY/MM/DD")  # fmt: skip
        st.text_input(t(_("What to do")), key="new_action", max_chars=200)
        st.button(t(_("Make the plan")), key="new_plan_make", type="primary", on_click=_make)


def _make() -> None:
    typed = st.session_state.get
    name = str(typed(f"name_{_NEW}") or "").strip()
    action = str(typed("new_action") or "").strip()
    if not name or not action:
        state.PROBLEM.put(_("Please write what the plan is called and what its first step is."))
        return
    starts = str(typed(f"starts_{_NEW}"))
    row = {
        "plan": name, "aim": "care", "starts_with": starts, "position": 1, "action": action,
        "attached_to": str(typed(f"what_{_NEW}_{starts}") or ""), "count": typed("new_count"),
        "unit": typed("new_unit"), "in_use": "yes",
        "on_date": typed("new_date") if typed("new_unit") == "date" else None,
    }  # fmt: skip
    workspace = business.here().workspace
    if do(lambda: workspace.keep_plan([row]), _("“{plan}” is laid down.", plan=name)):
        for key in (f"name_{_NEW}", "new_action"):
            st.session_state.pop(key, None)


def attach_by_search(here: Here) -> None:
    """Choose a customer, then the plan that is attached to them."""
    with st.expander(t(_("Attach a plan to a customer")), key="plan_attach"):
        chosen = st.session_state.get("attach_to", "")
        if not chosen:
            picker.found_by_search(here, _("Customer"), "attach_find", _choose, "attach_to")
            return
        name = people.names_of(here, [chosen])[chosen]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{md(name)}**")
            st.button(t(_("Choose somebody else")), key="attach_again", on_click=_choose,
                      args=("attach_to", ""))  # fmt: skip
        attach_box(here, chosen, name)


def _choose(key: str, customer_id: str) -> None:
    st.session_state[key] = customer_id


def attach_to_person(here: Here, row: Mapping[str, Any]) -> None:
    """The same on a customer's card."""
    with st.expander(t(_("Attach a plan")), key="card_plan"):
        attach_box(here, str(row["customer_id"]), str(row["name"]))


def attach_box(here: Here, customer_id: str, name: str) -> None:
    """Which plan, from which day on, and the button."""
    plans = {plan.code: plan for plan in _attachable(here)}
    names: dict[str, Words | str] = {code: plan.name for code, plan in plans.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(t(_("Plan")), list(plans),
                            **called(f"attach_plan_{customer_id}", names))  # fmt: skip
        st.date_input(t(_("Counted from")), here.today, key=f"attach_day_{customer_id}",
                      format="YYYY/MM/DD")  # fmt: skip
        st.button(t(_("Attach it")), key=f"attach_{customer_id}", on_click=_attach,
                  args=(customer_id, name, plans[code]))  # fmt: skip


def _attachable(here: Here) -> list[Plan]:
    """Plans with days of their own; what counts to a date of record is a rule of the list."""
    found = plans_of(here.book, here.settings)
    dated = [p for p in found if any(step.unit != "a_year" for step in p.steps)]
    return [plan for plan in dated if plan.starts_with != "due_date"]


def _attach(customer_id: str, name: str, plan: Plan) -> None:
    begun = st.session_state.get(f"attach_day_{customer_id}")
    if begun is None:
        state.PROBLEM.put(_("Please choose the day from which the steps count."))
        return
    workspace, title = business.here().workspace, t(plan.name)
    rows = planned_rows(plan, begun, t)
    said = _("{name}: the steps of “{plan}” are planned.", name=name, plan=title)
    if do(lambda: workspace.attach_plan(customer_id, title, rows), said):
        st.session_state.pop("attach_to", None)
