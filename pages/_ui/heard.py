"""How voices reach us (声の届き方), our tempo, and who buys on after a complaint."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import heard
from core.rules.heard import StillBuying
from core.tables import TABLES
from pages._ui import cards
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.unhappy import silent_words
from pages._ui.words import md, t

#: Mismatches that are named at once.
SHOWN = 8


def voices_heard(here: Here) -> None:
    """Voices by channel, the silent ones, tempo, and buying on after a complaint."""
    _by_channel(here)
    silent_words(here)
    still_buying(here)
    _tempo(here)


def _by_channel(here: Here) -> None:
    review = here.review()
    found = here.made("voices heard", lambda: heard.by_channel(review.customers, review.book))
    st.subheader(t(_("How voices reach us")))
    if not len(found):
        st.markdown(md(_("Nobody's voice is written down in these two years.")))
        return
    said = _("Voices of 12 months by channel; {n} active customers (as of {day}).",
             n=found.attrs["active"], day=review.book.asof)  # fmt: skip
    st.markdown(md(said))
    names = {c.code: c.label for c in TABLES["activities"].column("channel").choices}
    rows = records(found)
    plain_table(
        pd.DataFrame(
            {
                t(_("Channel")): [t(names.get(r["channel"], _("Not written"))) for r in rows],
                t(_("In 12 months")): [row["now"] for row in rows],
                t(_("For each 100 active customers")): [_per_100(here, found, r) for r in rows],
                t(_("The 12 months before")): [row["before"] for row in rows],
            }
        )
    )
    st.markdown(md(_("More voices are no bad sign: who speaks up gives us a chance.")))


def _per_100(here: Here, found: pd.DataFrame, row: dict[str, Any]) -> str:
    enough = found.attrs["active"] >= here.settings.spending.least_count
    return f"{row['per_100']:.1f}" if enough else "–"


def still_buying(here: Here) -> None:
    review = here.review()
    found = here.made(
        "after complaints",
        lambda: heard.after_complaints(review.customers, review.book, here.settings),
    )
    st.subheader(t(_("After a closed complaint")))
    for line in after_words(here, found):
        st.markdown(md(line))


def after_words(here: Here, found: StillBuying) -> list[Words]:
    """Who bought again, with its count; a share only of enough."""
    days = here.settings.spending.after_complaint_days
    if not found.closed:
        return [_("No complaint has been closed for {days} days or more.", days=days)]
    said = _(
        "{bought} of {n} bought again after their complaint was closed (closed {days} days ago or "
        "more, as of {day}).",
        bought=found.bought, n=found.closed, days=days, day=here.book.asof,
    )  # fmt: skip
    if found.share is None or found.others_share is None:
        return [said, _("Too few for a share.")]
    share = _(
        "That is {share}%; of those without a complaint {others}% bought again after the same "
        "days. {regulars} of them are regulars or more today.",
        share=round(100 * found.share), others=round(100 * found.others_share),
        regulars=found.regulars,
    )  # fmt: skip
    return [said, share]


def _tempo(here: Here) -> None:
    review = here.review()
    found = here.made("tempo", lambda: heard.tempo(review.customers, review.book, here.settings))
    st.subheader(t(n_("Not at their tempo ({n})", "Not at their tempo ({n})", n=len(found))))
    if not len(found):
        st.markdown(md(_("No mismatch of tempo in 12 months, as far as the tempo is written down "
                         "with the contacts.")))  # fmt: skip
    for place, row in enumerate(records(found.head(SHOWN))):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place=f"tempo{place}")
            st.markdown(md(_mismatch(row)))


def _mismatch(row: dict[str, Any]) -> Words:
    n, day = int(row["days"]), row["date"].date()
    if row["kind"] == heard.PRESSED:
        return n_("Takes time, was sold to again after {n} day ({day})",
                  "Takes time, was sold to again after {n} days ({day})",
                  n=n, day=day)  # fmt: skip
    if row["waiting"]:
        return n_("In a hurry on {day}, has been waiting {n} business day",
                  "In a hurry on {day}, has been waiting {n} business days",
                  n=n, day=day)  # fmt: skip
    return n_("In a hurry on {day}, waited {n} business day",
              "In a hurry on {day}, waited {n} business days", n=n, day=day)  # fmt: skip
