"""Orders at a loss to win a customer (赤字でも受注する): decide, watch, take back."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import streamlit as st

from core.engine import Engine
from core.locale.words import Words, _, n_
from core.metrics.since import margin_since
from core.rules import at_a_loss
from core.rules.worth import margin
from pages._ui import business, cache, cards, people, picker, state
from pages._ui.business import Here
from pages._ui.stage_by_hand import REASON_LENGTH, do, write
from pages._ui.tables import records
from pages._ui.words import md, t, t_date

_WHO = "loss_who"


def at_a_loss_section(here: Here) -> None:
    """Every decision with what came of it, and the form for another."""
    rows = at_a_loss.decided(here.book)
    st.subheader(t(n_("Orders at a loss to win a customer ({n})",
                      "Orders at a loss to win a customer ({n})", n=len(rows))))  # fmt: skip
    st.markdown(md(_("A loss may win a customer for years. Decide beforehand how much, until "
                     "when, and who looks after it.")))  # fmt: skip
    if len(rows):
        book, settings = here.review().book, here.settings
        days = at_a_loss.days_of(rows)

        def count() -> dict[str, float | None]:
            engine: Engine = cache.engine_for(here.workspace.folder, book)
            return margin_since(engine, book, days, margin=margin(settings))

        profit = here.made(f"at a loss {sorted(days.items())}", count)
        _watched(here, at_a_loss.watched(rows, profit, here.review().customers, here.book))
    _form(here)


def _watched(here: Here, found: Any) -> None:  # noqa: ANN401 - a frame
    for row in records(found):
        with st.container(border=True, key=f"loss_{row['customer_id']}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                cards.open_card_button(row["customer_id"], md(row["name"]), place="loss")
                _verdict(row["verdict"])
                st.button(
                    t(_("End it")), key=f"loss_end_{row['customer_id']}",
                    on_click=_end, args=(row["name"], int(row["row_id"])),
                )  # fmt: skip
            st.markdown("  \n".join(md(line) for line in _lines(here, row)))


def _verdict(code: str) -> None:
    said: dict[str, tuple[str, Words]] = {
        at_a_loss.OVER: ("red", _("more was lost than allowed")),
        at_a_loss.DUE: ("red", _("the day to look again has passed")),
        at_a_loss.UNKNOWN: ("gray", _("cannot be told")),
        at_a_loss.WITHIN: ("blue", _("within what was allowed")),
    }
    colour, words = said[code]
    st.markdown(f":{colour}-badge[{md(words)}]")


def _lines(here: Here, row: dict[str, Any]) -> list[Words]:
    limit, profit = row["limit"], row["profit"]
    allowed = _("not an amount") if math.isnan(limit) else here.money(int(limit))
    came = _("unknown (no cost on the sales)") if math.isnan(profit) else here.money(round(profit))
    lines: list[Words] = [
        _("Loss allowed: {limit}. Gross profit since {day}: {profit}.",
          limit=allowed, day=row["date"].date(), profit=came)
    ]  # fmt: skip
    if row["review_date"] == row["review_date"]:
        lines.append(_("Look again on {day}.", day=t_date(row["review_date"].date())))
    if row["by_whom"]:
        lines.append(_("Looked after by {who}.", who=row["by_whom"]))
    if row["reason"]:
        lines.append(_("because: {reason}", reason=row["reason"]))
    return lines


def _form(here: Here) -> None:
    with st.expander(t(_("Allow a loss for a customer")), key="loss_form"):
        who = str(st.session_state.get(_WHO) or "")
        if not who:
            picker.found_by_search(here, _("For whom"), "loss_find", _pick, _WHO)
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{md(people.names_of(here, [who])[who])}**")
            st.button(
                t(_("Choose somebody else")), key="loss_again", on_click=_pick, args=(_WHO, "")
            )
        st.number_input(
            t(_("Loss allowed ({currency})", currency=here.book.currency)), min_value=0, value=0,
            key="loss_limit", width=220,
        )  # fmt: skip
        days = here.settings.policies.invest_review_days
        st.date_input(
            t(_("Look again on")), value=here.today + dt.timedelta(days=days), format="YYYY/MM/DD",
            min_value=here.today + dt.timedelta(days=1), key="loss_review", width=180,
        )  # fmt: skip
        st.text_input(t(_("Who looks after it")), key="loss_by", max_chars=REASON_LENGTH)
        st.text_input(t(_("Why")), key="loss_why", max_chars=REASON_LENGTH)
        st.button(t(_("Allow it")), key="loss_write", type="primary", on_click=_write)


def _pick(column: str, customer_id: str) -> None:
    st.session_state[column] = customer_id


def _write() -> None:
    here, typed = business.here(), st.session_state.get
    who, limit = str(typed(_WHO) or ""), int(typed("loss_limit") or 0)
    by, why = (str(typed(key) or "").strip() for key in ("loss_by", "loss_why"))
    if not limit or not by or not why:
        state.PROBLEM.put(_("Please write how much may be lost, who looks after it, and why."))
        return
    name = people.names_of(here, [who])[who]
    values = {
        "date": here.today, "customer_id": who, "field": at_a_loss.FIELD, "value": str(limit),
        "expires_date": typed("loss_review"), "by_whom": by, "reason": why,
    }  # fmt: skip
    said = _("{name}: a loss of {money} is allowed until {day}.", name=name,
             money=here.money(limit * 10**here.book.scale), day=typed("loss_review"))  # fmt: skip
    if write(values, said):
        _pick(_WHO, "")


def _end(name: str, row_id: int) -> None:
    workspace = business.here().workspace
    do(
        lambda: workspace.remove("overrides", row_id),
        _("{name}: no loss is allowed any more.", name=name),
    )
