"""Which part of the business is looked at (絞り込み): by store, staff, goods, way in, months."""

from __future__ import annotations

import contextlib

import pandas as pd
import streamlit as st

from core.book import Book
from core.engine import Engine
from core.locale.words import Words, _
from core.metrics.moment import day_number
from core.scope import Period, Scope
from core.tables import TABLES
from core.workspace import home, keep_look
from pages._ui import at_work, cache, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.numbers import month_words
from pages._ui.words import md, t

#: Each part with the kinds of names that can be chosen for it (kernel ``choices``).
PARTS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "stores": (_("Store"), ("store",)),
    "staff": (_("Staff"), ("staff",)),
    "products": (_("Product or category"), ("category", "product")),
}


def filters(here: Here, *, whole_people: bool = False) -> None:
    """The bar; what is chosen holds on every page that has it, also after a restart.

    Args:
        here: the business.
        whole_people: the page shows who bought in the part, each with all that they bought.
    """
    scope, period = here.look
    with st.expander(
        t(_("Look at a part only: {part}", part=_said(scope, period))), key="filters"
    ):
        _parts(here)
        _months(here, period)
        if scope or period:
            st.button(t(_("Look at everything")), key="filters_off", on_click=_look,
                      args=(here.slug, Scope(), Period()))  # fmt: skip
    if scope and whole_people:
        st.caption(
            md(
                _(
                    "Only customers of this part are shown, each with the whole of their value; "
                    "how many stay is that of the whole business."
                )
            )
        )
    elif scope:
        st.caption(
            md(
                _(
                    "Counted as though only this part were there: a customer is new on the first "
                    "purchase inside of it."
                )
            )
        )
    if period.last:
        st.caption(md(_("Counted as of {day}.", day=period.end(here.book.asof))))


def choices(engine: Engine, book: Book) -> pd.DataFrame:
    """What stands on the lines: ``kind, name, lines``, the most frequent first."""
    found = engine.run("choices", asof=day_number(book.asof))
    return found.sort_values(["kind", "lines", "name"], ascending=[True, False, True])


def _parts(here: Here) -> None:
    book = here.review().book
    found = here.made(
        "choices", lambda: choices(cache.engine_for(here.workspace.folder, book), book)
    )
    for part, (label, kinds) in PARTS.items():
        names = list(dict.fromkeys(found[found["kind"].isin(kinds)]["name"]))
        if any(names):
            _one(here, part, label, {name: name for name in names})
    ways = _ways()
    people = here.review().customers
    held = here.made("ways held", lambda: frozenset(people["trigger"].unique()))
    if held - {""}:
        _one(
            here,
            "ways",
            _("How they came"),
            {way: ways[way] for way in [*ways, ""] if way in held},
        )


def _one(here: Here, part: str, label: Words, names: dict[str, str]) -> None:
    """One part of the scope; what is chosen and no longer there is let go."""
    key = f"filter_{here.slug}_{part}"
    chosen = getattr(here.look[0], part)
    st.session_state.setdefault(key, [name for name in chosen if name in names])
    said = {name: text or t(_("Not written")) for name, text in names.items()}
    st.multiselect(
        t(label), list(names), placeholder=t(_("All of them")),
        **called(key, said),
        on_change=_chosen, args=(here, part, key),
    )  # fmt: skip


def _ways() -> dict[str, str]:
    """The ways in by their codes; the empty one is not written."""
    known = TABLES["customers"].column("trigger").choices
    return {choice.code: t(choice.label) for choice in known} | {"": ""}


def _months(here: Here, period: Period) -> None:
    months = list(here.review().months["month"])
    if not months:
        return
    names = {"": t(_("Not bounded"))} | {month: month_words(month) for month in months}
    left, right = st.columns(2)
    for column, end, label in ((left, "first", _("From month")), (right, "last", _("To month"))):
        key = f"filter_{here.slug}_{end}"
        held = getattr(period, end)
        st.session_state.setdefault(key, held if held in months else "")
        column.selectbox(
            t(label), list(names), **called(key, names),
            on_change=_bounded, args=(here, end, key),
        )  # fmt: skip


def _chosen(here: Here, part: str, key: str) -> None:
    scope, period = here.look
    parts = {name: getattr(scope, name) for name in (*PARTS, "ways")}
    _look(here.slug, Scope(**parts | {part: tuple(st.session_state[key])}), period)


def _bounded(here: Here, end: str, key: str) -> None:
    scope, period = here.look
    bounds = {"first": period.first, "last": period.last, end: st.session_state[key]}
    if bounds["first"] and bounds["last"]:
        bounds["first"], bounds["last"] = sorted(bounds.values())
    _look(here.slug, scope, Period(**bounds))


def _look(slug: str, scope: Scope, period: Period) -> None:
    """Look at this from now on; the widgets follow on the next run."""
    state.LOOKS.put(state.LOOKS.get() | {slug: (scope, period)})
    for name in list(st.session_state):
        if str(name).startswith(f"filter_{slug}_"):
            del st.session_state[name]
    if not at_work.sees().settings:
        return
    with contextlib.suppress(OSError):  # it then holds for this session only
        keep_look(home(), slug, scope, period)


def _said(scope: Scope, period: Period) -> str:
    """What is looked at, in a few words."""
    ways = {
        choice.code: t(choice.label) for choice in TABLES["customers"].column("trigger").choices
    }
    names = (*scope.stores, *scope.staff, *scope.products, *(ways.get(w, w) for w in scope.ways))
    said = [name or t(_("Not written")) for name in names]
    if period:
        said.append(t(_("{first} to {last}", first=period.first or "…", last=period.last or "…")))
    return t(_(", ")).join(said) if said else t(_("everything"))
