"""The tree of referrals (紹介の木) on its page: shares, thanks that are due, the trees."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules.referral_tree import Forest, Rates, forest, rates, unthanked
from pages._ui import business, cards, labels, people
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.stage_by_hand import do
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

#: Trees and thanks that are shown at once.
TREES_SHOWN, THANKS_SHOWN = 12, 20
#: How far a generation is set in.
_STEP = "　└ "


def shares(here: Here) -> None:
    """How much of the new comes by referral, with n and the day; whether it has stopped."""
    found = here.made("referral rates", lambda: rates(here.review().customers, here.review().book))
    if found.silent(here.settings):
        st.warning(md(_stopped(found)))
    bullet(_("In the 12 months to {day}", day=found.asof), _share_lines(here, found))


def _stopped(found: Rates) -> Words:
    if found.weeks_silent is None:
        return _("Nobody has been referred to us yet, as far as the records go.")
    return n_(
        "Referrals have stopped: the last was {n} week ago.",
        "Referrals have stopped: the last was {n} weeks ago.",
        n=found.weeks_silent,
    )


def _share_lines(here: Here, found: Rates) -> list[Words]:
    least = here.settings.care.least_count
    lines = [n_("{n} referral was given.", "{n} referrals were given.", n=found.given)]
    if found.new >= least:
        lines.append(
            _(
                "{share}% of the new came by referral ({referred} of {new}).",
                share=round(100 * found.referred / found.new), referred=found.referred,
                new=found.new,
            )
        )  # fmt: skip
    else:
        lines.append(
            _("{referred} of {new} new came by referral; too few for a share.",
              referred=found.referred, new=found.new)
        )  # fmt: skip
    if found.active >= least:
        lines.append(
            _(
                "{givers} customers referred somebody: {share}% of {active} who still buy; "
                "{hundred} referrals for a hundred of them.",
                givers=found.givers, share=round(100 * found.givers / found.active),
                active=found.active, hundred=f"{found.per_hundred:.1f}",
            )
        )  # fmt: skip
    return lines


def thanks_due(here: Here) -> None:
    """Referrals that were not thanked for; a click notes the thanks."""
    rows = unthanked(here.book, here.settings)
    if not len(rows):
        return
    late = int(rows["late"].sum())
    st.subheader(t(n_("Thanks due ({n})", "Thanks due ({n})", n=len(rows))))
    if late:
        st.error(
            md(n_("{n} of them is more than a week old.", "{n} of them are more than a week old.",
                  n=late))
        )  # fmt: skip
    shown = records(rows.sort_values("days").head(THANKS_SHOWN))
    names = people.names_of(
        here, [one[c] for one in shown for c in ("customer_id", "referred_id")]
    )
    for one in shown:
        _thanks(one, names)
    if len(rows) > THANKS_SHOWN:
        more = len(rows) - THANKS_SHOWN
        st.markdown(md(n_("{n} more is older.", "{n} more are older.", n=more)))


def _thanks(one: dict[str, Any], names: dict[str, str]) -> None:
    who, whom = names[one["customer_id"]], one["referred_name"]
    whom = whom or names.get(one["referred_id"], "") or t(_("somebody"))
    told = _(
        "brought {whom} on {day}, {n} days ago", whom=whom, day=one["date"].date(), n=one["days"]
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.open_card_button(one["customer_id"], md(who), place=f"thank_{one['row_id']}")
        late = t(_("late"))
        st.markdown(f"{md(told)}" + (f" :red-badge[{late}]" if one["late"] else ""))
        st.button(
            t(_("Thanked today")), key=f"thanked_{one['row_id']}", on_click=_note_thanks,
            args=(one["row_id"], who),
        )  # fmt: skip


def _note_thanks(row_id: int, who: str) -> None:
    here = business.here()

    def work() -> int:
        return here.workspace.correct("referrals", row_id, {"thanked_date": here.today})

    do(work, _("Noted that {who} was thanked.", who=who))


def trees(here: Here) -> None:
    """The trees, the highest yield first, each generation set in."""
    review = here.review()
    found = here.made(
        "referral forest", lambda: forest(review.customers, review.book, here.settings)
    )
    if found.circles:
        names = people.names_of(here, found.circles)
        st.error(md(_("These refer each other in a circle and stand in no tree: {names}. Correct "
                      "one of their referrals.", names=", ".join(names.values()))))  # fmt: skip
    roots = found.people[found.people["depth"] == 0]
    st.subheader(t(n_("Trees ({n})", "Trees ({n})", n=len(roots))))
    if not len(roots):
        st.markdown(md(_("Nobody is known to have brought anybody. Write down who introduced whom "
                         "on a customer's card.")))  # fmt: skip
        return
    st.markdown(md(_basis(here)))
    for place, root in enumerate(records(roots.head(TREES_SHOWN))):
        _tree(here, found, root, opened=place == 0)
    if len(roots) > TREES_SHOWN:
        more = len(roots) - TREES_SHOWN
        st.markdown(md(n_("{n} smaller tree.", "{n} smaller trees.", n=more)))


def _tree(here: Here, found: Forest, root: dict[str, Any], *, opened: bool) -> None:
    tree = found.tree(root["customer_id"])
    label = _(
        "{who}: {n} descendants in {generations} generations, {money} through them",
        who=people.marked(root["customer_id"], root["name"] or root["customer_id"]),
        n=root["descendants"],
        generations=int(tree["depth"].max()), money=here.money(root["yield_half"]),
    )  # fmt: skip
    key = f"tree_{root['customer_id']}"
    with st.expander(md(label), expanded=opened, key=key):
        rows = records(tree)
        plain_table(
            pd.DataFrame(
                {
                    t(_("Name")): [_STEP * r["depth"] + _named(r) for r in rows],
                    t(_("Rung")): [t(labels.stage(r["stage"])) for r in rows],
                    t(_("Children")): [r["children"] for r in rows],
                    t(_("Descendants")): [r["descendants"] for r in rows],
                    t(_("Bought")): [here.money(r["sales"]) for r in rows],
                    t(_("Through them, halved")): [here.money(r["yield_half"]) for r in rows],
                    t(_("Through them, in full")): [here.money(r["yield_plain"]) for r in rows],
                }
            )
        )
        cards.open_card_button(root["customer_id"], md(root["name"]), place="tree")


def _named(row: dict[str, Any]) -> str:
    return people.marked(row["customer_id"], row["name"] or "？")


def _basis(here: Here) -> Words:
    value = here.review().customers["value_basis"]
    if (value == "profit").any():
        return _("Gross profit of all they have bought so far; each generation counts half.")
    return _(
        "Sales of all they have bought so far (no cost is known); each generation counts half."
    )
