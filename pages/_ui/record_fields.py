"""The fields of a record form: one for each column, by its kind, and what was typed in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import streamlit as st

from core.foresight.chains import EVENTS
from core.locale.words import Words, _
from core.store.frames import EXTRA
from core.tables import Column
from core.tables.overrides import VALUE_CHOICES
from pages._ui import drafts
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.drafts import Draft
from pages._ui.words import md, t

#: Days that an owner may have to write down: a founding long ago, a lease far ahead.
FIRST_DAY, LAST_DAY = dt.date(1868, 1, 25), dt.date(2200, 12, 31)
#: How a day or a month may be written, shown in the empty field.
PLACEHOLDERS = {"month": "2026/11", "month_day": "4/1, 1980/4/1", "postal": "000-0000"}
#: What is set by hand (手動指定): field and value are one choice.
SET_TO = {
    f"{name}={choice.code}": (name, choice)
    for name, choices in VALUE_CHOICES.items()
    for choice in choices
}
#: Texts that are often the same: who works here, and the stores.
SUGGESTED = ("staff", "by_whom", "store", "closed_by", "second_name")
#: Letters that a text may have.
TEXT_ROOM = 4000
#: Fields side by side at most, each no narrower than so many pixels.
BESIDE, NARROWEST = 2, 260


def fields(here: Here, draft: Draft, columns: Sequence[Column]) -> None:
    """The short fields side by side, then those with room for a long text."""
    short = [c for c in columns if not c.long and not _in_another(draft, c)]
    if short:
        with st.grid(BESIDE, min_column_width=NARROWEST):
            for column in short:
                _field(here, draft, column)
    for column in columns:
        if column.long:
            _field(here, draft, column)


def _in_another(draft: Draft, column: Column) -> bool:
    """What a field is set to is chosen together with the field."""
    return (draft.table, column.name) == ("overrides", "value")


def _field(here: Here, draft: Draft, column: Column) -> None:
    """The field of one column, by its kind."""
    label = t(_("{column} (needed)", column=column.label) if column.needed else column.label)
    key = draft.key(column.name)
    value = in_field(here, draft, column, drafts.shown(draft, column, here.today))
    if words := _choices(draft, column):
        _choose(label, words, value, key, own_words=column.own_words)
    elif column.kind == "date":
        day = value or FIRST_DAY
        st.date_input(
            label, value, min(FIRST_DAY, day), max(LAST_DAY, day), key=key, format="YYYY/MM/DD",
            persist_state="session",
        )  # fmt: skip
    elif column.kind in ("integer", "number", "money"):
        _number(label, value, key, decimals=_decimals(here, column))
    elif column.name in SUGGESTED and draft.table not in ("staff", "stores"):
        _suggest(label, _known(here, column.name), value, key)
    elif column.long:
        st.text_area(label, value, key=key, max_chars=TEXT_ROOM, persist_state="session")
    else:
        st.text_input(
            label, value, key=key, max_chars=TEXT_ROOM, persist_state="session",
            placeholder=PLACEHOLDERS.get(column.kind),
        )  # fmt: skip


def in_field(here: Here, draft: Draft, column: Column, value: Any) -> Any:  # noqa: ANN401 - of the field's kind
    """A plain value of a Book as its field shows it."""
    if draft.table == "overrides" and column.name == "field":
        return f"{value}={draft.seen.get('value')}" if value else None
    if column.span or column.choices:
        return None if value in (None, "") else str(value)
    if column.kind == "money" and value is not None:
        major = Decimal(int(value)).scaleb(-here.book.scale)
        return float(major) if here.book.scale else int(major)
    return value if column.kind in ("date", "integer", "number", "money") else str(value or "")


def _choices(draft: Draft, column: Column) -> Mapping[str, Words | str]:
    """What can be chosen in a field: {code: words}; nothing where it is written."""
    labels: dict[str, Words | str] = {c.code: c.label for c in column.choices}
    if draft.table == "overrides" and column.name == "field":
        known: dict[str, Words | str] = {
            code: _("{field}: {value}", field=labels[name], value=choice.label)
            for code, (name, choice) in SET_TO.items()
        }
        field, value = draft.seen.get("field"), draft.seen.get("value")
        if field in labels and f"{field}={value}" not in known:
            known[f"{field}={value}"] = _("{field}: {value}", field=labels[field], value=value)
        return known
    if (draft.table, column.name) == ("plan_steps", "attached_to"):
        about = {**draft.seen, **draft.given}
        return dict(EVENTS) if about.get("aim") == "need" else {}
    if column.span:
        return {str(n): str(n) for n in range(column.span[0], column.span[1] + 1)}
    return labels


def _choose(
    label: str, words: Mapping[str, Words | str], value: str | None, key: str, *, own_words: bool
) -> None:
    """One of a few; what stands there and is none of them can stay, or a new word be written."""
    known = {**words} if value is None or value in words else {**words, value: value}
    st.selectbox(
        label, list(known), index=None if value is None else list(known).index(value),
        **called(key, known), persist_state="session", accept_new_options=own_words,
    )  # fmt: skip


def _decimals(here: Here, column: Column) -> int | None:
    """Decimals of a number; None where there may be any."""
    if column.kind == "number":
        return None
    return here.book.scale if column.kind == "money" else 0


def _number(label: str, value: Any, key: str, *, decimals: int | None) -> None:  # noqa: ANN401 - a number
    how: dict[str, Any] = {"step": 1} if decimals == 0 else {}
    if decimals:
        how = {"step": float(10**-decimals), "format": f"%.{decimals}f"}
    st.number_input(label, value=value, key=key, persist_state="session", **how)


def _suggest(label: str, known: Sequence[str], value: str, key: str) -> None:
    """A text that is often the same: chosen, or a new one written."""
    options = [*known] if not value or value in known else [value, *known]
    st.selectbox(
        label, options, index=options.index(value) if value else None, key=key,
        accept_new_options=True, persist_state="session",
    )  # fmt: skip


def _known(here: Here, name: str) -> list[str]:
    """The stores; or who works here, without those who have left."""
    if name == "store":
        return sorted(set(here.book.table("stores")["store"]) - {""})
    return people_here(here)


def people_here(here: Here) -> list[str]:
    """Who works here, without those who have left."""
    staff = here.book.table("staff")
    gone = set(staff.loc[staff["left_date"].notna(), "staff"])
    named = {*staff["staff"], *here.book.table("customers")["staff"].unique()}
    return sorted(named - gone - {""})


def own_fields(draft: Draft) -> None:
    """The owner's own columns of this row."""
    for name in draft.own:
        header = name.removeprefix(EXTRA)
        st.text_input(
            md(header), draft.seen[name], key=draft.key(name), max_chars=TEXT_ROOM,
            persist_state="session",
        )  # fmt: skip


def new_own_field(draft: Draft) -> None:
    """The two fields of a column of the owner's own that is not there yet."""
    with st.grid(BESIDE, min_column_width=NARROWEST):
        for name, label in (
            ("own_name", _("A column of your own: its name")),
            ("own_text", _("What stands in it")),
        ):
            st.text_input(
                t(label), key=draft.key(name), max_chars=TEXT_ROOM, persist_state="session"
            )


def typed(here: Here, draft: Draft) -> dict[str, Any]:
    """What stands in the fields, as a Book has it; fields that were never drawn say nothing."""
    values: dict[str, Any] = {}
    for column in draft.asked:
        if draft.key(column.name) in st.session_state and not _in_another(draft, column):
            values |= _typed(here, draft, column, st.session_state[draft.key(column.name)])
    values |= {c.name: draft.picked.get(c.name, "") for c in draft.chosen}
    said = st.session_state.get
    values |= {n: str(said(draft.key(n), draft.seen[n])).strip() for n in draft.own}
    name, text = (str(said(draft.key(n)) or "").strip() for n in ("own_name", "own_text"))
    return values | ({f"{EXTRA}{name}": text} if name or text else {})


def _typed(here: Here, draft: Draft, column: Column, value: Any) -> dict[str, Any]:  # noqa: ANN401 - as the field has it
    if draft.table == "overrides" and column.name == "field":
        field, _sign, text = (value or "").partition("=")
        return {"field": field, "value": text}
    if column.span:
        return {column.name: None if value is None else int(value)}
    if column.kind == "money" and value is not None:
        exact = Decimal(str(value)).scaleb(here.book.scale)
        return {column.name: int(exact.quantize(Decimal(1), ROUND_HALF_UP))}
    return {column.name: value.strip() if isinstance(value, str) else value}
