"""One page to print for a bank or a successor (資産の一枚), saved as a file."""

from __future__ import annotations

import streamlit as st

from core.dependence import dependence
from core.export.statement import Statement, statement
from core.lifetime import by_group, largest, retention, total
from core.locale.words import _
from core.loyal import loyal
from core.metrics.moment import months_before
from core.rules.ladder import STAGES
from pages._ui.bridge import YEAR, between
from pages._ui.business import Here
from pages._ui.valued import Valued, valued
from pages._ui.words import md, spoken, t

LARGEST = 5


def to_print(here: Here) -> None:
    """The button that saves it; the whole business, whatever part is looked at."""
    st.subheader(t(_("A page for the bank or a successor")))
    st.markdown(
        md(
            _(
                "One sheet of A4 with the asset, what moved it within a year, on whom it hangs "
                "and what the figures stand on. Open it in the browser and print it. It is of the "
                "whole business, and nobody's name is on it unless you tick it."
            )
        )
    )
    named = st.checkbox(t(_("Print names of customers and staff")), key="statement_named")
    found = valued(here, whole=True)
    language = spoken()

    def page() -> bytes:
        return statement(told(here, found), here.settings, language, named=named).encode()

    file = t(_("Customers as an asset {day}.html", day=str(found.book.asof)))
    st.download_button(
        t(_("Save the page")), page, file,
        "text/html", key="statement", on_click="ignore", type="primary",
    )  # fmt: skip


def told(here: Here, found: Valued) -> Statement:
    """Everything on the page, counted when it is asked for."""
    used, people, book = here.settings, found.found, found.book
    hangs = dependence(people, book, used)
    enough = max(hangs.loyal, hangs.existing) >= used.money.share_customers
    return Statement(
        name=here.name, today=here.today, currency=book.currency, scale=book.scale,
        loyal=loyal(found.rows, book.asof, used), kept=retention(found.rows, used),
        so_far=total(people, "so_far"), ahead=total(people, "ahead"),
        by_rung=by_group(people, people["stage"], tuple(STAGES)),
        bridge=between(here, found, (months_before(book.asof, YEAR), book.asof)),
        dependence=hangs if enough else None,
        largest=largest(people, "ahead", LARGEST), names=people["name"].to_dict(),
    )  # fmt: skip
