"""What the best customers share, the narrow target, and who is next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.locale.words import _, n_
from core.rules.ideal import Ideal, ideal
from core.rules.ladder import missing
from core.rules.likeness import Attribute, attributes
from core.rules.target import Condition, Target, target
from pages._ui import business, cards, state
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.tables import records
from pages._ui.words import md, t

NAMES_SHOWN = 10
NONE = ""


def known_of(here: Here, people: pd.DataFrame) -> list[Attribute]:
    """What these customers may be told apart by."""
    return here.made("attributes", lambda: attributes(people, here.book, here.settings))


def image(here: Here, people: pd.DataFrame) -> None:
    """The ideal customer: at most five sentences, or that it is not known yet."""
    st.subheader(t(_("What the best customers share")))
    known = known_of(here, people)
    found: Ideal = here.made("ideal", lambda: ideal(people, known, here.settings.ideal))
    st.markdown(
        md(
            _(
                "{best} supporters and above beside {rest} other customers, as of {day}.",
                best=found.best, rest=found.rest, day=here.book.asof,
            )
        )
    )  # fmt: skip
    if found.unknown is not None:
        st.markdown(f"**{md(found.unknown)}**")
        return
    st.markdown("\n".join(f"- {md(trait.words)}" for trait in found.traits))
    st.markdown(
        md(
            _(
                "{n} traits were compared, and each was held to that number: what stands here "
                "would hardly come about by chance. It says what they are, not why.",
                n=found.compared,
            )
        )
    )
    words = n_(
        "{n} of {of} prospects is near to this image.",
        "{n} of {of} prospects are near to this image.",
        n=len(found.near), of=found.prospects,
    )  # fmt: skip
    st.markdown(f"**{md(words)}**")
    with st.container(horizontal=True, key="near_image"):
        for row in records(found.near.head(NAMES_SHOWN)):
            cards.open_card_button(
                row["customer_id"], md(row["name"] or row["customer_id"]), place="near_image"
            )


def narrow(here: Here, people: pd.DataFrame) -> None:
    """The target in a sentence and in conditions, and what lies inside."""
    st.subheader(t(_("Our target")))
    kept = here.settings.story
    if kept.target:
        st.markdown(f"**{md(kept.target)}**")
    else:
        st.markdown(md(_("Write it in one sentence on the page of the customers' words.")))
    known = known_of(here, people)
    conditions = _conditions(here, known)
    if not conditions:
        st.markdown(md(_("Choose what is true of those for whom you are there.")))
        return
    what = f"target {conditions}"
    found: Target = here.made(
        what, lambda: target(people, known, conditions, here.book, here.settings.ideal)
    )
    _inside(here, found)
    _next(found)


def _conditions(here: Here, known: list[Attribute]) -> tuple[Condition, ...]:
    """Up to three pairs of attribute and value; kept at once."""
    kept = here.settings.story.conditions
    of = {one.code: one for one in known}
    labels = {NONE: _("(nothing)"), **{code: one.label for code, one in of.items()}}
    for place in range(here.settings.story.most):
        code, value = kept[place] if place < len(kept) else (NONE, NONE)
        code = code if code in of else NONE
        with st.container(horizontal=True, key=f"condition_{place}"):
            keys = [f"target_{part}_{place}_{here.slug}" for part in ("what", "value")]
            chosen = st.selectbox(
                t(_("Condition {n}", n=place + 1)), list(labels), index=list(labels).index(code),
                **called(keys[0], labels), on_change=_keep, args=(here.slug,),
            )  # fmt: skip
            if chosen:
                _value(of[chosen], value, f"{keys[1]}_{chosen}", here.slug)
    return tuple((code, value) for code, value in here.settings.story.conditions if code in of)


def _value(one: Attribute, value: str, key: str, slug: str) -> None:
    names = {code: one.said(code) for code in sorted(set(one.values) - {NONE})}
    options = [NONE, *names]
    st.selectbox(
        t(_("is")), options, index=options.index(value) if value in options else 0,
        **called(key, {NONE: _("(choose)"), **names}), on_change=_keep,
        args=(slug,),
    )  # fmt: skip


def _keep(slug: str) -> None:
    """Keep every condition that is whole."""
    most = business.here().settings.story.most
    found: dict[str, str] = {}
    for place in range(most):
        code = st.session_state.get(f"target_what_{place}_{slug}", NONE)
        value = st.session_state.get(f"target_value_{place}_{slug}_{code}", NONE)
        if code and value:
            found[code] = value
    value: Any = [list(pair) for pair in found.items()] or None
    try:
        business.here().workspace.change_settings({"story.conditions": value})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)


def _inside(here: Here, found: Target) -> None:
    lines = [
        _(
            "Customers: {n} of {of} ({share})",
            n=found.inside, of=found.of, share=_share(found.inside, found.of),
        ),
        _(
            "Handling minutes on record: {n} of {of} ({share}), over {contacts} contacts",
            n=found.minutes, of=found.minutes_of, share=_share(found.minutes, found.minutes_of),
            contacts=found.contacts,
        ),
    ]  # fmt: skip
    if here.book.has_amounts:
        line = _(
            "Yearly worth: {money} of {all} ({share})",
            money=here.money(found.profit), all=here.money(found.profit_of),
            share=_share(found.profit, found.profit_of),
        )  # fmt: skip
        lines.insert(1, line)
    st.markdown("\n".join(f"- {md(line)}" for line in lines))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole > 0 else "–"


def _next(found: Target) -> None:
    rows = records(found.next_one)
    if not rows:
        st.markdown(md(_("Inside the target nobody is on the way to the next rung.")))
        return
    heading = _("The next one")
    st.markdown(f"**{md(heading)}**")
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(
                row["customer_id"], md(row["name"] or row["customer_id"]), place="next_one"
            )
            st.markdown(" / ".join(md(line) for line in missing(row)))
