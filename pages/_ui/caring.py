"""Special treatment on its page: against discounts, left out, how it was taken, who trusts us."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.calls.ideas import ideas
from core.locale.words import _, n_
from core.rules import commitments, feelings, passbook, treatment
from pages._ui import cards, labels
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t, t_date

#: People who are named at once.
SHOWN = 8
#: Reactions below which a mean is only what was noted so far.
FEW = 5


def against_discounts(here: Here) -> None:
    """What is special, month by month: extras beside discounts, with the warning."""
    review = here.review()
    found = here.made("special", lambda: treatment.special(review.measures.discounts, review.book))
    said = treatment.verdict(found, here.settings)
    if found.share is not None and found.share > here.settings.care.discount_share:
        st.warning(md(said))
    else:
        st.markdown(md(said))
    rows = records(found.months.iloc[::-1])
    plain_table(
        pd.DataFrame(
            {
                t(_("Month")): [row["month"] for row in rows],
                t(_("Extras")): [row["extras"] for row in rows],
                t(_("What they cost")): [here.money(row["extra_cost"]) for row in rows],
                t(_("Discounts")): [row["discounts"] for row in rows],
                t(_("What they took off")): [here.money(row["discount_sum"]) for row in rows],
            }
        )
    )


def left_out(here: Here) -> None:
    """Supporters and above for whom nothing was done lately, each with an idea that is free."""
    review = here.review()
    days = here.settings.care.extra_silence_days
    rows = here.made(
        "without extra",
        lambda: treatment.without_extra(review.customers, review.book, here.settings),
    )
    st.subheader(
        t(
            n_(
                "Supporters and above without anything special for {days} days ({n})",
                "Supporters and above without anything special for {days} days ({n})",
                n=len(rows), days=days,
            )
        )
    )  # fmt: skip
    for row in records(rows.head(SHOWN)):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="extra")
            st.markdown(f"{md(labels.stage(row['stage']))}　{md(ideas(row, here.book)[0])}")


def money_only(here: Here) -> None:
    """With whom the last contacts were all selling, and nothing was bought (seed 4)."""
    people, least = here.review().customers, here.settings.care.money_only_contacts
    rows = here.made("money only", lambda: _money_only(people, least))
    st.subheader(t(n_("Only about money lately ({n})", "Only about money lately ({n})",
                      n=len(rows))))  # fmt: skip
    st.markdown(md(_("The last contacts only sold, and nothing was bought. Next time only thanks "
                     "or something useful.")))  # fmt: skip
    for row in records(rows.head(SHOWN)):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="money")
            told = n_("{n} selling contact in a row", "{n} selling contacts in a row",
                      n=int(row["selling_streak"]))  # fmt: skip
            st.markdown(md(told))


def _money_only(people: pd.DataFrame, least: int) -> pd.DataFrame:
    streak = people["selling_streak"].fillna(0)
    rows = people[(streak >= least) & (people["state"] != "dnc")]
    return rows.sort_values("selling_streak", ascending=False, kind="stable")


def promises_kept(here: Here) -> None:
    """How we keep our own promises."""
    st.subheader(t(_("Our promises")))
    found = commitments.kept(here.book, here.settings)
    st.markdown(md(commitments.kept_words(found, here.settings)))


def taken_how(here: Here) -> None:
    """The mean reaction to each kind of contact and to special treatment."""
    rows = records(feelings.by_action(here.book))
    st.subheader(t(_("How people took it")))
    if not rows:
        st.markdown(md(_("No reaction is written down yet: −2 to +2 in a contact or an extra.")))
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("What we did")): [t(feelings.action_label(row["action"])) for row in rows],
                t(_("Mean reaction (−2 to +2)")): [
                    f"{row['mean']:+.1f}" if row["n"] >= FEW else t(_("too few yet"))
                    for row in rows
                ],
                t(_("Reactions")): [row["n"] for row in rows],
            }
        )
    )


def ready_for_more(here: Here) -> None:
    """Who trusts us enough for a high-priced offer."""
    people = here.review().customers
    rows = here.made("ready for more", lambda: passbook.ready(people, here.settings))
    st.subheader(
        t(n_("Trusted enough for a high-priced offer ({n})",
             "Trusted enough for a high-priced offer ({n})", n=len(rows)))
    )  # fmt: skip
    least = here.settings.care.ready_from
    if not len(rows):
        st.markdown(
            md(
                _(
                    "Nobody has {points} points of trust yet ({day}): talk, keep promises, send "
                    "a card by hand first.",
                    points=f"{least:.0f}", day=t_date(here.book.today),
                )
            )
        )  # fmt: skip
    for row in records(rows.head(SHOWN)):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="ready")
            told = _("{points} points of trust", points=f"{row['trust']:.1f}")
            st.markdown(md(told))
