"""What a plan begins with, as two fields: the kind, and which product, rung or event."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.foresight.chains import EVENTS
from core.locale.words import Words, _
from core.rules.ladder import STAGES
from core.tables.due_dates import KINDS
from core.tables.plan_steps import START_CHOICES
from pages._ui import business, labels
from pages._ui.choosing import called
from pages._ui.words import t

STARTS = {choice.code: choice.label for choice in START_CHOICES}
#: Products and categories that are offered to choose from; any other is written.
GOODS_SHOWN = 200


def begins_fields(key: str, starts_with: str, attached_to: str) -> None:
    """Both fields; what is chosen stands under ``starts_<key>`` and ``what_<key>_<kind>``."""
    codes = list(STARTS)
    chosen = st.selectbox(
        t(_("Begins with")), codes, **called(f"starts_{key}", STARTS),
        index=codes.index(starts_with) if starts_with in STARTS else 0,
    )  # fmt: skip
    if chosen == "hand":
        return
    choices = _choices(chosen, attached_to)
    options = list(choices)
    at = options.index(attached_to) if attached_to in choices else 0
    st.selectbox(
        t(_("With which")), options, index=at, **called(f"what_{key}_{chosen}", choices),
        accept_new_options=chosen in ("purchase", "due_date"),
    )  # fmt: skip


def _choices(starts_with: str, attached_to: str) -> Mapping[str, Words | str]:
    if starts_with == "stage":
        return {"": _("Every rung"), **{code: labels.stage(code) for code in STAGES}}
    if starts_with == "event":
        return dict(EVENTS)
    if starts_with == "due_date":
        return {**KINDS, **{kind: kind for kind in _own_kinds(attached_to)}}
    goods = business.here().review().measures.baskets.goods
    names = dict.fromkeys([*sorted(set(goods.category)), *sorted(set(goods.product))])
    known = [str(name) for name in names if name][:GOODS_SHOWN]
    mine = [attached_to] if attached_to and attached_to not in known else []
    return {"": _("Any purchase"), **{name: name for name in (*mine, *known)}}


def _own_kinds(attached_to: str) -> list[str]:
    """Kinds of due dates that the owner wrote in words of their own."""
    found = {*business.here().book.table("due_dates")["kind"], attached_to}
    return sorted(kind for kind in found if kind and kind not in KINDS)
