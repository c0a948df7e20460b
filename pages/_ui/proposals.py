"""What the rules propose and only the owner decides (店主の確認): partners, investments, deals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from core.locale.words import Words, _, n_
from core.rules import evidence
from core.rules.policies import POLICIES, cuttable_deals, set_by_hand
from pages._ui import business, cards, state
from pages._ui.business import Here
from pages._ui.stage_by_hand import REASON_LENGTH, do, usual_end, write
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

SHOWN = 3
ANSWERS = (("yes", _("Confirm as a partner")), ("no", _("Not a partner")))


def partners(here: Here, people: pd.DataFrame) -> None:
    """Those who bring customers again and again: a partner, yes or no."""
    total, found = here.made("partners", lambda: _proposed_partners(here, people))
    if not total:
        return
    st.subheader(t(n_("Is this a partner? ({n})", "Are these partners? ({n})", n=total)))
    st.markdown(md(_("They bring customers as if it were their own shop. Only you can say so.")))
    for customer_id, name, lines in found:
        with st.container(border=True, key=f"partner_{customer_id}"):
            cards.open_card_button(customer_id, md(name), place="partner")
            st.markdown("\n".join(f"- {md(line)}" for line in lines))
            with st.container(horizontal=True):
                for value, label in ANSWERS:
                    st.button(
                        t(label), key=f"partner_{value}_{customer_id}", on_click=_partner,
                        args=(customer_id, name, value),
                    )  # fmt: skip


def _proposed_partners(
    here: Here, people: pd.DataFrame
) -> tuple[int, list[tuple[str, str, list[Words]]]]:
    """How many wait, and the first of them with what speaks for it."""
    rows = people[people["partner_proposed"]]
    first = rows[["customer_id", "name", "stage_reasons"]].head(SHOWN)
    book = here.review().book
    return len(rows), [
        (row["customer_id"], row["name"], evidence.why(row, book)) for row in records(first)
    ]


def _partner(customer_id: str, name: str, value: str) -> None:
    here = business.here()
    values = {
        "date": here.today, "customer_id": customer_id, "field": "partner", "value": value,
        "expires_date": usual_end(here),
    }  # fmt: skip
    said = _("{name} is a partner now.", name=name)
    write(values, said if value == "yes" else _("{name} is not proposed again.", name=name))


def policies(here: Here, people: pd.DataFrame) -> None:
    """将来攻める and 見切る商談: proposed, never decided; yes with reason, budget and a day."""
    columns = ["customer_id", "name", "policy_proposed", "total_need", "spend_12m"]
    rows = people.loc[people["policy_proposed"] != "", columns]
    if not len(rows):
        return
    st.subheader(t(n_("For you to decide ({n})", "For you to decide ({n})", n=len(rows))))
    st.markdown(md(_("The rules only propose these. Nothing changes until you say so.")))
    for row in records(rows):
        _proposal(here, row)


def decided(here: Here, people: pd.DataFrame) -> None:
    """The policies that stand by the owner's word, with the day of the next look."""
    rows = here.made("set by hand", lambda: set_by_hand(people, here.book, here.settings))
    if not len(rows):
        return
    st.subheader(t(n_("Decided by you ({n})", "Decided by you ({n})", n=len(rows))))
    for row in records(rows):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            cards.open_card_button(row["customer_id"], md(row["name"]), place="decided")
            said = [POLICIES[row["policy"]].label, _until(row)]
            if row["reason"]:
                said.append(_("because: {reason}", reason=row["reason"]))
            st.markdown("　".join(md(words) for words in said))
            st.button(
                t(_("Take back the setting")), key=f"policy_back_{row['customer_id']}",
                on_click=_take_back, args=(row["name"], int(row["row_id"])),
            )  # fmt: skip


def _until(row: dict[str, Any]) -> Words:
    return _("until {day}", day=t_date(row["expires_date"].date()))


def _take_back(name: str, row_id: int) -> None:
    workspace = business.here().workspace
    said = _("{name}: the policy follows the records again.", name=name)
    do(lambda: workspace.remove("overrides", row_id), said)


def _proposal(here: Here, row: dict[str, Any]) -> None:
    customer_id, code = row["customer_id"], row["policy_proposed"]
    entry = POLICIES[code]
    with st.container(border=True, key=f"proposed_{customer_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.open_card_button(customer_id, md(row["name"]), place="proposed")
            st.markdown(f"**{md(entry.label)}**")
        st.markdown(f"{md(_facts(here, row))}  \n{md(entry.approach)}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t(_("Why")), key=f"why_{customer_id}", max_chars=REASON_LENGTH)
            if code == "invest":
                st.number_input(
                    t(_("Budget ({currency})", currency=here.book.currency)), min_value=0,
                    value=0, key=f"budget_{customer_id}", width=200,
                )  # fmt: skip
            st.date_input(
                t(_("Look again on")), value=_review_day(here, code), format="YYYY/MM/DD",
                min_value=here.today + dt.timedelta(days=1), width=180,
                key=f"review_{customer_id}",
            )  # fmt: skip
            st.button(
                t(_("Confirm")), key=f"confirm_{customer_id}", type="primary",
                on_click=_decide, args=(customer_id, row["name"], code, True),
            )  # fmt: skip
            st.button(
                t(_("Not now")), key=f"decline_{customer_id}",
                on_click=_decide, args=(customer_id, row["name"], code, False),
            )  # fmt: skip


def _facts(here: Here, row: dict[str, Any]) -> Words:
    """On what a proposal stands, with its figures."""
    if row["policy_proposed"] == "invest":
        return _(
            "Needs about {need} a year and bought {sales} of it from us in the last 12 months.",
            need=here.money(int(row["total_need"])), sales=here.money(int(row["spend_12m"])),
        )  # fmt: skip
    deals = cuttable_deals(here.book, here.settings)
    deal = records(deals[deals["customer_id"] == row["customer_id"]])[0]
    return _(
        "The deal “{product}” is {age} days old; {n} contacts without an answer, {silent} days "
        "since we talked.",
        product=deal["product"], age=int(deal["age_days"]), n=int(deal["unanswered"]),
        silent=int(deal["silent_days"]),
    )  # fmt: skip


def _review_day(here: Here, code: str) -> dt.date:
    if code == "invest":
        return here.today + dt.timedelta(days=here.settings.policies.invest_review_days)
    return usual_end(here)


def _decide(customer_id: str, name: str, code: str, yes: bool) -> None:
    here, typed = business.here(), st.session_state.get
    reason = str(typed(f"why_{customer_id}") or "").strip()
    if yes and not reason:
        state.PROBLEM.put(_("Please write why, then press the button again."))
        return
    budget = int(typed(f"budget_{customer_id}") or 0)
    if yes and budget:
        money = here.money(budget * 10**here.book.scale)
        reason = t(_("{reason} (budget {money})", reason=reason, money=money))
    again = here.today + dt.timedelta(days=here.settings.policies.declined_days)
    values = {
        "date": here.today, "customer_id": customer_id, "reason": reason,
        "field": "policy" if yes else code, "value": code if yes else "no",
        "expires_date": typed(f"review_{customer_id}") if yes else again,
    }  # fmt: skip
    said = _("{name}: {policy} until {day}.", name=name, policy=POLICIES[code].label,
             day=values["expires_date"])  # fmt: skip
    no = _("{name} is not proposed again before {day}.", name=name, day=again)
    write(values, said if yes else no)
