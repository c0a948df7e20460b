"""Whom a new product fits best: the owner names what it is like, a table names the customers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import DaifukuchoError
from core.foresight.fit import Fit, Known, Wanted, best_fit
from core.foresight.fit_words import basis, behind, reasons
from core.foresight.products import plain_name
from core.locale.words import _
from core.metrics.moment import day_number
from pages._ui import business, cards, state
from pages._ui.business import Here
from pages._ui.names import known_names
from pages._ui.tables import plain_table
from pages._ui.words import md, t

#: Customers of the list who open with a click below it.
OPENED = 5


def new_product(here: Here) -> None:
    """The section: up to three earlier products or categories, a price, and the list."""
    st.subheader(t(_("Whom a new product fits best")))
    goods = here.review().measures.assortment.goods
    products = sorted({str(name) for name in goods.product if name})
    kinds = sorted({str(name) for name in goods.category if name})
    if not products and not kinds:
        st.markdown(
            md(
                _(
                    "No purchase names a product or a category, so nothing can be compared. Take "
                    "in a list of sales with a column such as product or category."
                )
            )
        )
        return
    wanted = _asked(here, products, kinds)
    if not wanted.products and not wanted.categories:
        st.markdown(md(_("Choose what the new product is like.")))
        return
    _answer(here, wanted)
    _launch(here, wanted)


def _asked(here: Here, products: list[str], kinds: list[str]) -> Wanted:
    limits = here.settings.products
    with st.container(horizontal=True, key="new_product"):
        chosen = st.multiselect(
            t(_("Like these products (up to {n})", n=limits.similar_most)), products,
            max_selections=limits.similar_most, placeholder="", key="fit_products",
        )  # fmt: skip
        categories = st.multiselect(
            t(_("Or like a category")), kinds, max_selections=limits.similar_most, placeholder="",
            key="fit_categories",
        )  # fmt: skip
        price = 0
        if here.book.has_amounts:
            price = st.number_input(
                t(_("About what it costs ({currency}, may stay 0)", currency=here.book.currency)),
                min_value=0, value=0, key="fit_price",
            )  # fmt: skip
    return Wanted(tuple(chosen), tuple(categories), int(price) * 10**here.book.scale)


def _answer(here: Here, wanted: Wanted) -> None:
    limits = here.settings.products
    found = _fit(str(here.workspace.folder), here.book.digest, wanted, here)
    people = here.review().customers
    best = []
    if found is not None:
        best = found.best(_may_be_asked(here, people, found), limits.fit_shown)
    if found is None or not best:
        st.markdown(md(_("Nobody who may be asked has bought anything like it yet.")))
        return
    st.markdown("\n".join(f"- {md(line)}" for line in basis(found, limits, here.book.asof)))
    names = known_names(here)
    plain_table(
        pd.DataFrame(
            {
                t(_("Name")): [names[one.customer_id] or one.customer_id for one in best],
                t(_("Fit in points")): [round(one.points) for one in best],
                t(_("What speaks for them")): [
                    " / ".join(t(line) for line in reasons(found, one)) for one in best
                ],
            }
        )
    )
    with st.container(horizontal=True, key="fit_names"):
        for one in best[:OPENED]:
            who = one.customer_id
            cards.open_card_button(who, md(names[who] or who), place="fit")
    _facts(found)


def _launch(here: Here, wanted: Wanted) -> None:
    """Let the call list offer the product, or stop it."""
    launch = here.settings.launch
    if launch.name:
        until = dt.date.fromisoformat(launch.until) if launch.until else here.today
        st.markdown(md(_("The call list offers “{name}” until {day} to those whom it fits.",
                         name=launch.name, day=until)))  # fmt: skip
        st.button(t(_("Offer it no more")), key="launch_off", on_click=_offer, args=(None,))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="launch"):
        st.text_input(t(_("What the new product is called")), key="launch_name", max_chars=80)
        st.button(t(_("Let the call list offer it")), key="launch_on", on_click=_offer,
                  args=(wanted,))  # fmt: skip


def _offer(wanted: Wanted | None) -> None:
    here = business.here()
    name = str(st.session_state.get("launch_name") or "").strip()
    if wanted is not None and not name:
        state.PROBLEM.put(_("Please write what the new product is called."))
        return
    until = here.today + dt.timedelta(days=here.settings.launch.days)
    values: dict[str, Any] = dict.fromkeys(("name", "products", "categories", "price", "until"))
    if wanted is not None:
        values = {
            "name": name, "products": list(wanted.products),
            "categories": list(wanted.categories), "price": wanted.price,
            "until": until.isoformat(),
        }  # fmt: skip
    words = _("The call list offers “{name}” now.", name=name)
    stopped = _("The call list offers it no more.")
    try:
        action = here.workspace.change_settings({f"launch.{k}": v for k, v in values.items()})
    except DaifukuchoError as refusal:
        state.PROBLEM.put(refusal.words)
        return
    state.LAST_ACTION.put((stopped if wanted is None else words, action))


def _facts(found: Fit) -> None:
    """Where the points come from."""
    with st.expander(t(_("Where the points come from")), key="fit_basis"):
        rows = behind(found)
        plain_table(
            pd.DataFrame(
                {
                    t(_("Trait")): [t(words) for words, _theirs, _others, _points in rows],
                    t(_("Buyers of similar products")): [t(theirs) for _w, theirs, _o, _p in rows],
                    t(_("Everybody else")): [t(others) for _w, _t, others, _p in rows],
                    t(_("Points")): [points for _w, _t, _o, points in rows],
                }
            )
        )


def _may_be_asked(here: Here, people: pd.DataFrame, found: Fit) -> list[str]:
    """Nobody who is gone, asked to stop, has lost trust or said no to something like it."""
    kept = ~people["state"].isin(["lapsed", "dnc"]) & (people["trust_word"] != "overdrawn")
    kept &= ~people["refusal"] & (people["policy"] != "no_approach") & ~people["open_complaint"]
    said = here.book.table("activities")
    like = said["product"].map(plain_name).isin(found.named)
    no = said.loc[(said["outcome"] == "declined") & like, "customer_id"]
    return list(people.loc[kept & ~people["customer_id"].isin(no), "customer_id"])


@st.cache_resource(max_entries=8, show_spinner=False)
def _fit(folder: str, digest: str, wanted: Wanted, _here: Here) -> Fit | None:
    seen = _here.review()
    both = seen.customers[["customer_id", "reason_kind"]]
    reasons = both.set_index("customer_id")["reason_kind"]
    known = Known(
        seen.measures.baskets, day_number(_here.book.asof), reasons, _here.book.has_amounts,
        _here.settings.products,
    )  # fmt: skip
    return best_fit(wanted, known)
