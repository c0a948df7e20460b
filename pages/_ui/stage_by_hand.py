"""The owner's word on a rung (手動指定): set with a reason and an end, confirmed, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import Words, _
from core.metrics.moment import months_before
from core.rules.ladder import STAGES
from core.rules.rungs import set_by_hand
from pages._ui import business, cards, labels, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

REASON_LENGTH = 200


def stage_by_hand(here: Here, row: Mapping[str, Any]) -> None:
    """The form on a customer's card: another rung by hand, or that a supporter is one."""
    customer_id, name = row["customer_id"], row["name"]
    own = _own(here, customer_id)
    if own is not None:
        _standing(own, place="card")
    elif row["stage_evidence"] == "inferred":
        _confirm_supporter(customer_id, name)
    with st.expander(t(_("Set the rung by hand")), key=f"by_hand_{customer_id}"):
        st.selectbox(
            t(_("Rung")), list(STAGES), index=list(STAGES).index(row["stage"]),
            **called(
                f"hand_stage_{customer_id}", {code: entry.label for code, entry in STAGES.items()}
            ),
        )  # fmt: skip
        st.text_input(
            t(_("Why")), key=f"hand_reason_{customer_id}", max_chars=REASON_LENGTH,
        )  # fmt: skip
        st.date_input(
            t(_("Until")), value=usual_end(here), min_value=here.today + dt.timedelta(days=1),
            format="YYYY/MM/DD", key=f"hand_until_{customer_id}",
        )  # fmt: skip
        st.button(
            t(_("Set the rung")), key=f"hand_set_{customer_id}",
            on_click=_set, args=(customer_id, name),
        )  # fmt: skip


def all_by_hand(here: Here, people: pd.DataFrame) -> None:
    """Everybody whose rung stands by hand, with the way back."""
    rows = set_by_hand(people, here.book, here.settings)
    if not len(rows):
        return
    st.subheader(t(_("Set by hand")))
    for row in records(rows):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="by_hand")
            _standing(row, place="page")


def usual_end(here: Here) -> dt.date:
    """When a setting ends unless the owner says otherwise."""
    return months_before(here.today, -here.settings.ladder.override_months)


def write(values: Mapping[str, Any], said: Words, *, row_id: int = 0) -> bool:
    """Write a row of what is set by hand, or change it; a refusal is said on the page."""

    def work() -> int:
        workspace = business.here().workspace
        if row_id:
            return workspace.correct("overrides", row_id, values)
        return workspace.add("overrides", values)

    return do(work, said)


def do(work: Callable[[], int], said: Words) -> bool:
    """Do it and offer the way back; a refusal of the ledger is said and nothing is lost."""
    try:
        action = work()
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return False
    state.LAST_ACTION.put((said, action))
    return True


def _own(here: Here, customer_id: str) -> dict[str, Any] | None:
    people = here.review().customers
    rows = set_by_hand(people[people["customer_id"] == customer_id], here.book, here.settings)
    return records(rows)[0] if len(rows) else None


def _standing(row: Mapping[str, Any], *, place: str) -> None:
    """What is set, until when and why; in grey what it would be without; the button back."""
    said: list[Words] = [_("Set by hand: {rung}", rung=labels.stage(row["stage"]))]
    if not pd.isna(row["expires_date"]):
        said.append(_("until {day}", day=t_date(row["expires_date"].date())))
    if row["reason"]:
        said.append(_("because: {reason}", reason=row["reason"]))
    computed = _("By the records: {rung}", rung=labels.stage(row["stage_computed"]))
    line = "　".join(md(words) for words in said)
    st.markdown(f"{line}　:gray[{md(computed)}]")
    st.button(
        t(_("Take back the setting")), key=f"hand_back_{place}_{row['customer_id']}",
        on_click=_take_back, args=(row["customer_id"], row["name"], int(row["row_id"])),
    )  # fmt: skip


def _confirm_supporter(customer_id: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(md(_("Do they buy from nobody else?")))
        for value, label in (("yes", _("Yes, confirmed")), ("no", _("No, they do not"))):
            st.button(
                t(label), key=f"supporter_{value}_{customer_id}",
                on_click=_answer, args=(customer_id, name, value),
            )  # fmt: skip


def _answer(customer_id: str, name: str, value: str) -> None:
    here = business.here()
    write(
        {"date": here.today, "customer_id": customer_id, "field": "supporter", "value": value},
        _("{name}: your answer is recorded.", name=name),
    )


def _set(customer_id: str, name: str) -> None:
    here, typed = business.here(), st.session_state.get
    reason = str(typed(f"hand_reason_{customer_id}") or "").strip()
    if not reason:
        state.PROBLEM.put(_("Please write why, then press the button again."))
        return
    own, code = _own(here, customer_id), str(typed(f"hand_stage_{customer_id}"))
    values = {
        "date": here.today, "customer_id": customer_id, "field": "stage", "value": code,
        "reason": reason, "expires_date": typed(f"hand_until_{customer_id}"),
    }  # fmt: skip
    said = _("{name}: the rung is set to {rung}.", name=name, rung=labels.stage(code))
    if write(values, said, row_id=int(own["row_id"]) if own else 0):
        st.session_state.pop(f"hand_reason_{customer_id}", None)


def _take_back(customer_id: str, name: str, row_id: int) -> None:
    here = business.here()

    def work() -> int:
        if row_id:
            return here.workspace.remove("overrides", row_id)
        people = here.book.table("customers")
        own = people.loc[people["customer_id"] == customer_id, "row_id"].iloc[0]
        empty = {"stage_override": "", "override_reason": ""}
        return here.workspace.correct("customers", int(own), empty)

    do(work, _("{name}: the rung follows the records again.", name=name))
