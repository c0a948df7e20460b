"""Why they choose us, what they doubt, why they left, and what worked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.chosen import YARDSTICKS, chosen, number_one
from core.rules.doubted import KINDS, LEAVING, doubted, leaving, leaving_kind, not_yet_asked
from pages._ui import cards, drafts, labels, people, record_form
from pages._ui.business import Here
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

PLACE = "voices"
SHOWN = 5


def why_us(here: Here, everybody: pd.DataFrame) -> None:
    """What we are number one for, and the tally by rung."""
    st.subheader(t(_("Why they choose us")))
    found = here.made("chosen", lambda: chosen(everybody))
    st.markdown(f"**{md(number_one(found.shares, here.settings.voices))}**")
    among = number_one(found.best, here.settings.voices)
    st.markdown(md(_("Among supporters and above: {what}", what=among)))
    st.markdown(md(_("Of {n} of {of} it is not known.", n=found.unknown, of=found.of)))
    if not found.shares:
        return
    table = {t(_("Rung")): [t(labels.stage(code)) for code in found.counts["stage"]]}
    for code, label in {**YARDSTICKS, "unknown": _("Not known")}.items():
        table[t(label)] = [f"{n:,}" if n else "–" for n in found.counts[code]]
    plain_table(pd.DataFrame(table))


def doubts(here: Here, everybody: pd.DataFrame) -> None:
    """Doubts by kind with their trend, and the deals that they stopped."""
    st.subheader(t(_("What they doubt")))
    limits = here.settings.voices
    found = here.made("doubted", lambda: doubted(here.book, everybody, limits))
    goal = _("The goal is an initial value (provisional).")
    if found.heard:
        st.markdown(f"**{md(found.words)}** {md(goal)}")
    else:
        st.error(f"{md(found.words)} {md(goal)}")
    with st.container(horizontal=True):
        st.button(
            t(_("Write down a doubt")), key="doubt_new", icon=":material/add:",
            on_click=drafts.begin, args=(PLACE, "doubts"),
        )  # fmt: skip
    if (draft := drafts.open_at(PLACE)) is not None:
        record_form.draw(here, draft)
    if found.total:
        st.markdown(
            md(
                _(
                    "{answered} of {n} are answered; {bought} of {of} customers who got an answer "
                    "bought afterwards (as of {day}).",
                    answered=found.answered, n=found.total, bought=found.bought_after,
                    of=found.asked_after, day=here.book.asof,
                )
            )
        )  # fmt: skip
    if len(found.kinds):
        _kinds(here, records(found.kinds))
    _to_ask(here)
    st.page_link("pages/deals.py", label=t(_("Deals, and the question to those who dropped out")))


def _kinds(here: Here, rows: list[dict[str, object]]) -> None:
    table: dict[str, list[object]] = {
        t(_("Doubt")): [t(KINDS[str(row["kind"])]) for row in rows],
        t(_("In all")): [row["n"] for row in rows],
        t(_("13 weeks, and the 13 before")): [f"{row['now']} ← {row['before']}" for row in rows],
        t(_("Answered")): [row["answered"] for row in rows],
        t(_("Deals stopped")): [_deals(here, row) for row in rows],
        t(_("Said last")): [row["words"] for row in rows],
    }
    plain_table(pd.DataFrame(table))


def _deals(here: Here, row: dict[str, object]) -> str:
    n, amount = int(str(row["deals"])), int(str(row["amount"]))
    if not n:
        return "–"
    return t(_("{n} ({money})", n=n, money=here.money(amount)))


def _to_ask(here: Here) -> None:
    """Deals that were lost with a reason and no doubt on record."""
    lost = here.made("not_yet_asked", lambda: not_yet_asked(here.book))
    if not len(lost):
        return
    st.markdown(
        md(
            n_(
                "{n} deal was lost with a reason that stands in no doubt yet:",
                "{n} deals were lost with a reason that stands in no doubt yet:",
                n=len(lost),
            )
        )
    )
    rows = records(lost.head(SHOWN))
    names = people.names_of(here, [row["customer_id"] for row in rows])
    for row in rows:
        who = row["customer_id"]
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(who, md(names[who]), place=f"lost{row['row_id']}")
            st.markdown(md(_("{product}: {why}", product=row["product"], why=row["lost_reason"])))
            given = {"customer_id": who, "product": row["product"],
                     "kind": _kind(row["lost_reason"])}  # fmt: skip
            st.button(
                t(_("Write it down as a doubt")), key=f"doubt_of_{row['row_id']}",
                on_click=_begin, args=({k: v for k, v in given.items() if v},),
            )  # fmt: skip


def _kind(reason: str) -> str:
    found = leaving_kind(reason)
    return found if found in KINDS else ""


def _begin(given: dict[str, str]) -> None:
    drafts.begin(PLACE, "doubts", given=given)


def why_left(here: Here) -> None:
    """Why customers left or said no, by kind; values (価値観) are a kind of their own."""
    st.subheader(t(_("Why they left or said no")))
    found = here.made("leaving", lambda: leaving(here.book))
    rows = records(found)
    if not rows:
        st.markdown(
            md(
                _(
                    "No reason is on record yet: write it with a lost deal (“why lost”), or in "
                    "the note of a call in which somebody declined."
                )
            )
        )
        return
    counts = {row["kind"]: row["n"] for row in rows}
    words = n_(
        "For our values, what we say and stand for: {n} of {of} reasons on record.",
        "For our values, what we say and stand for: {n} of {of} reasons on record.",
        n=int(counts.get("values", 0)), of=int(found["n"].sum()),
    )  # fmt: skip
    st.markdown(md(words))
    names: dict[str, Words] = {**LEAVING, "": _("In other words")}
    plain_table(
        pd.DataFrame(
            {
                t(_("Reason")): [t(names[row["kind"]]) for row in rows],
                t(_("Times")): [row["n"] for row in rows],
                t(_("For example")): [row["example"] for row in rows],
            }
        )
    )
