"""What a firm's level shows in (会社の実力): tenure, terms of sale, share of the need."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import streamlit as st

from core import flow
from core.book import Book
from core.locale.words import Words, _, n_
from core.metrics.moment import months_before
from core.metrics.terms import Side, Terms, only_reduced, terms_of
from core.rules.lanchester import (
    APPROACHES,
    CELLS,
    SHARE_WORDS,
    SHARES,
    SIZES,
    approach_of,
    cells,
    lanchester,
    mark,
)
from core.rules.tenure import BANDS, tenure
from core.rules.year import fewer_existing
from core.workspace import Workspace
from pages._ui import then
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.flows import flow_between
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.people import marked_names
from pages._ui.segments import share_words
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

YEAR = 365
_POINTS = 100


def tenure_view(here: Here, people: pd.DataFrame) -> None:
    """Shares of customers and margin by how long they have been with us, against a year ago."""
    asof, settings = here.book.asof, here.settings
    day = here.today - dt.timedelta(days=YEAR)
    before = then.judged_at(here, day)
    now = here.made("tenure", lambda: tenure(people, asof, settings))
    year_ago = months_before(asof, 12)
    old = here.made("tenure before", lambda: tenure(before, year_ago, settings))
    number = int(now["people"].sum())
    if number < settings.money.share_customers:
        st.markdown(md(_("{n} customers bought within a year; from {needed} on a share is told.",
                         n=number, needed=settings.money.share_customers)))  # fmt: skip
        return
    by_sales = here.made("by sales", lambda: bool((people["value_basis"] == "sales").all()))
    worth = _("Sales in 12 months") if by_sales else _("Margin in 12 months")
    plain_table(
        pd.DataFrame(
            {
                t(_("With us for")): [t(band_words(here, code)) for code in BANDS],
                t(_("People")): [f"{n:,}" for n in now["people"]],
                t(_("Of all")): [share_words(share) for share in now["share"]],
                t(_("Against 12 months ago")): _changes(now["share"], old["share"]),
                t(worth): [here.money(int(p)) for p in now["profit"]],
                t(_("Its part")): [share_words(share) for share in now["profit_share"]],
                t(_("Its change")): _changes(now["profit_share"], old["profit_share"]),
            }
        )
    )
    st.markdown(
        md(
            n_(
                "{n} customer who bought in the 12 months to {day}. Long tenure alone is no "
                "profit: look at both shares.",
                "{n} customers who bought in the 12 months to {day}. Long tenure alone is no "
                "profit: look at both shares.",
                n=number, day=asof,
            )
        )
    )  # fmt: skip
    first = here.review().windows.first_day
    if first is not None:
        st.markdown(
            md(_("The ledger begins on {day}: nobody can be known for longer.", day=first))
        )


def terms_view(here: Here, people: pd.DataFrame) -> None:
    """Discount and margin, new against existing customers, and who buys at a discount only."""
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so this cannot be told.")))
        return
    found = terms_at(here)
    sides = [(_("New customers"), found.new, found.new_before),
             (_("Existing customers"), found.existing, found.existing_before)]  # fmt: skip
    plain_table(
        pd.DataFrame(
            {
                t(_("To whom")): [t(name) for name, _now, _then in sides],
                t(_("People")): [f"{now.customers:,}" for _name, now, _then in sides],
                t(_("Sales")): [here.money(now.revenue) for _name, now, _then in sides],
                t(_("Margin")): [_percent(now.margin) for _name, now, _then in sides],
                t(_("Average discount")): [_discount(found, now) for _name, now, _then in sides],
                t(_("People a year before")): [_before(found, f"{b.customers:,}")
                                               for _name, _now, b in sides],
                t(_("Sales a year before")): [_before(found, here.money(b.revenue))
                                              for _name, _now, b in sides],
                t(_("Margin a year before")): [_before(found, _percent(b.margin))
                                               for _name, _now, b in sides],
            }
        )
    )  # fmt: skip
    st.markdown(md(_("12 months from {start} to {end}; new is who first bought in them.",
                     start=found.start, end=here.book.asof)))  # fmt: skip
    existing = fewer_existing(found, here.settings)
    if existing is not None:
        st.markdown(f":red[**{md(existing)}**]")
    st.subheader(t(_("Existing customers who buy at a discount only")))
    if not found.has_discounts:
        st.markdown(md(_("The sheets tell of no discount.")))
        return
    rows = here.made("reduced", lambda: only_reduced(people, here.book.asof, here.settings))
    if not len(rows):
        st.markdown(md(_("Nobody: existing customers also pay the full price.")))
        return
    name_buttons(rows, place="reduced")


def terms_at(here: Here) -> Terms:
    """The terms of two years, counted once."""
    workspace, book = here.workspace, here.review().book
    return here.made(f"terms {then.mark_of(here)}", lambda: _counted(workspace, book))


def lanchester_view(here: Here, people: pd.DataFrame) -> None:
    """The twelve cells where the whole need is known, the approach and the names."""
    found = here.made("lanchester", lambda: lanchester(people, here.settings))
    if not len(found):
        st.markdown(
            md(
                _(
                    "No customer's whole need in a year is known yet. Write an estimate on their "
                    "card, also a rough one, and they stand here."
                )
            )
        )
        return
    _cell_table(found)
    known = n_("Known of {n} customer, of {all}.", "Known of {n} customers, of {all}.",
               n=len(found), all=len(people))  # fmt: skip
    st.markdown(md(known))
    _by_approach(here, found)
    st.subheader(t(_("Who moved from class to class")))
    settings = here.settings
    flow_between(
        here, "cell", {cell: cell for cell in reversed(CELLS)}, place="class_cell", ranked=False,
        standing=lambda frame: flow.standing(lanchester(frame, settings), "cell"),
    )  # fmt: skip


def _cell_table(found: pd.DataFrame) -> None:
    """Sizes against shares, each cell with its people and what to do."""
    counted = cells(found)
    table = {t(_("Size of the need")): list(SIZES)}
    for share in SHARES:
        table[t(_("{letter}: {meaning}", letter=share, meaning=SHARE_WORDS[share]))] = [
            _cell(int(counted.loc[size, share]), f"{size}{share}") for size in SIZES
        ]
    plain_table(pd.DataFrame(table))


def _by_approach(here: Here, found: pd.DataFrame) -> None:
    """Those of one approach with need, share and mark."""
    held = found["approach"].value_counts()
    codes = [code for code in APPROACHES if code in held.index]
    code = st.selectbox(
        t(_("Approach")), codes,
        **called("lanchester_approach", {c: APPROACHES[c].label for c in codes}),
    )  # fmt: skip
    entry = APPROACHES[code]
    st.markdown(f"**{md(entry.meaning)}** {md(entry.approach)}")
    rows = found[found["approach"] == code]
    shown = records(rows.head(NAMES_SHOWN))
    plain_table(
        pd.DataFrame(
            {
                t(_("Name")): marked_names(shown),
                t(_("Cell")): [row["cell"] for row in shown],
                t(_("Whole need in a year")): [here.money(int(r["total_need"])) for r in shown],
                t(_("Sales in 12 months")): [here.money(int(r["spend_12m"])) for r in shown],
                t(_("Our share")): [share_words(row["need_share"]) for row in shown],
                t(_("Mark")): [t(mark(row["need_share"])) for row in shown],
                t(_("Competitor")): [row["competitor"] or "–" for row in shown],
            }
        )
    )
    name_buttons(rows, place="lanchester")


def _counted(workspace: Workspace, book: Book) -> Terms:
    return terms_of(book, cache=workspace.folder / "cache")


def _cell(people: int, cell: str) -> str:
    approach = t(APPROACHES[approach_of(cell)].label)
    return t(_("{n} ({approach})", n=people, approach=approach))


def band_words(here: Here, code: str) -> Words:
    """A tenure band in words."""
    limits = here.settings.money
    first, second, third = (
        limits.tenure_first_years, limits.tenure_second_years, limits.tenure_third_years,
    )  # fmt: skip
    return {
        "first": _("Less than {n} y", n=first),
        "second": _("{from_} to {to} y", from_=first, to=second),
        "third": _("{from_} to {to} y", from_=second, to=third),
        "oldest": _("{n} y and longer", n=third),
    }[code]


def _changes(now: pd.Series, old: pd.Series) -> list[str]:
    """Points of change, a dash where there is nothing to compare."""
    return [
        "–" if math.isnan(a) or math.isnan(b) else t(_points(round((a - b) * _POINTS)))
        for a, b in zip(now, old, strict=True)
    ]


def _points(points: int) -> Words:
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return _("{sign}{n} points", sign=sign, n=abs(points))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _discount(found: Terms, side: Side) -> str:
    return _percent(side.discount) if found.has_discounts else "–"


def _before(found: Terms, text: str) -> str:
    return text if found.whole else "–"
