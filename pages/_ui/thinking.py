"""Whom the owner has to think about (ご判断が要るお客様): evidence, ways, harassment, notes."""

from __future__ import annotations

import streamlit as st

from core.calls.value import minute_cost
from core.locale.words import Words, _, n_
from core.rules.contact import harassing
from core.rules.doubtful import EVIDENCE, STEPS, Doubtful, doubtful, harassed
from core.rules.parting import FAREWELL, WAYS, Way, ways
from pages._ui import business, cards, drafts, people, record_form
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.stage_by_hand import do, write
from pages._ui.tables import records
from pages._ui.words import md, t

PLACE = "think"
#: The price rise of the first way, percent.
RISE = 5.0
#: What the owner notes by hand here.
NOTED = ("haggling", "demand", "harassment")
_LABELS = {**EVIDENCE, "harassment": _("Harassment of our people")}


def waiting(here: Here) -> None:
    """Those with two kinds of evidence, each with the records and the four ways."""
    review = here.review()
    found = here.made(
        "doubtful",
        lambda: doubtful(
            review.customers,
            review.measures.late_payments,
            review.book,
            here.settings,
            minute_cost=minute_cost(review.book, here.settings.calls),
        ),
    )
    st.subheader(t(n_("To think about ({n})", "To think about ({n})", n=len(found))))
    if not found:
        st.markdown(
            md(_("Nobody shows two kinds of evidence (data up to {day}).", day=here.book.asof))
        )
    for one in found:
        _person(here, one)


def _person(here: Here, one: Doubtful) -> None:
    with st.container(border=True, key=f"think_{one.customer_id}"):
        cards.open_card_button(one.customer_id, md(one.name), place="think")
        for evidence in one.evidence:
            bullet(evidence.words, list(evidence.records))
        heading = _("Four ways, each with what it changes in a year")
        st.markdown(f"**{md(heading)}**")
        for way in ways(one, RISE, here.book):
            _way(here, one, way)


def _way(here: Here, one: Doubtful, way: Way) -> None:
    effect = _(
        "{way}: {effect} of gross profit a year. {how}",
        way=WAYS[way.code], effect=_signed(here, way.effect), how=way.words,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(md(effect))
        st.button(
            t(_("Choose this way")), key=f"way_{way.code}_{one.customer_id}", on_click=_choose,
            args=(one.customer_id, one.name, way.code),
        )  # fmt: skip
    if way.code == "decline":
        with st.expander(t(_("Draft of a polite farewell")), key=f"farewell_{one.customer_id}"):
            st.markdown(md(_("For you to change and write yourself; nothing is sent from here.")))
            st.code("\n".join(t(line) for line in FAREWELL), language=None, wrap_lines=True)


def _signed(here: Here, minor: int) -> str:
    return ("+" if minor > 0 else "") + here.money(minor)


def _choose(customer_id: str, name: str, way: str) -> None:
    """Write the owner's choice down; each can be taken back with one click."""
    here = business.here()
    said = _("“{way}” is noted for {name}.", way=WAYS[way], name=name)
    own = {"date": here.today, "customer_id": customer_id}
    if way == "passive":
        write({**own, "field": "policy", "value": "passive"}, said)
    elif way == "decline":
        write({**own, "field": "refuse", "value": "yes"}, said)
    else:
        do(lambda: here.workspace.add("plans", {**own, "action": t(WAYS[way])}), said)


def notes(here: Here) -> None:
    """The buttons that note haggling, demands, or harassment about somebody."""
    st.subheader(t(_("Note something about a customer")))
    with st.container(horizontal=True, key="think_notes"):
        for field in NOTED:
            st.button(
                t(_LABELS[field]), key=f"note_{field}", on_click=drafts.begin,
                args=(PLACE, "overrides"), kwargs={"given": {"field": field, "value": "yes"}},
            )  # fmt: skip
    draft = drafts.open_at(PLACE)
    if draft is not None:
        record_form.draw(here, draft)


def harassment(here: Here) -> None:
    """Who harassed our people: out of all calls, with the steps that an employer has to take."""
    rows = records(harassed(here.book, here.settings))
    st.subheader(t(n_("Harassment of our people ({n})", "Harassment of our people ({n})",
                      n=len(rows))))  # fmt: skip
    names = people.names_of(here, [row["customer_id"] for row in rows])
    for row in rows:
        with st.container(border=True, key=f"harassed_{row['customer_id']}"):
            cards.open_card_button(
                row["customer_id"], md(names[row["customer_id"]]), place="harassed"
            )
            st.markdown(md(_told(row)))
            st.button(
                t(_("Take this back")), key=f"forgive_{row['customer_id']}", on_click=_forgive,
                args=(row["customer_id"], names[row["customer_id"]]),
            )  # fmt: skip
    bullet(_("What an employer has to do"), STEPS)


def _told(row: dict[str, object]) -> Words:
    day = row["date"].date()  # type: ignore[attr-defined]
    return _("{day}: {what}. No calls since then.", day=day, what=row["reason"] or "－")


def _forgive(customer_id: str, name: str) -> None:
    here = business.here()
    judged = harassing(here.book)
    own = judged.loc[judged["customer_id"] == customer_id, "row_id"].tolist()
    do(
        lambda: here.workspace.forgive_harassment(customer_id, own, day=here.today),
        _("{name} may be called again.", name=name),
    )
