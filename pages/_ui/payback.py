"""When the cost of new customers is back (獲得費の回収), by month, by way in and by member."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.figures.costs import cohort_return, member_curve, unit_for
from core.locale.words import Words, _, n_
from core.metrics.joining import month_number
from core.rules import by_way, payback
from core.rules.by_way import Payback
from core.rules.ways import WAYS, with_choice
from core.scope import Scope
from pages._ui import business, cache
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.names import name_buttons
from pages._ui.numbers import month_words
from pages._ui.stage_by_hand import do
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

#: Months told one by one in red, and ways of the sheet that are asked about.
TOLD, ASKED = 3, 4
_NONE = "–"
_NAMELESS = _("Not written")


def read(here: Here) -> Payback:
    """Cost and return of the ways in and months looked at; counted once.

    The cost sheet is not parted by store, staff or product: such parts are left out of account.
    """
    scope, period = here.look
    review, part = here.review(), Scope(ways=scope.ways)
    whole = review.book.within(part)
    book = whole.at(period.end(whole.asof), whole.today)

    def count() -> Payback:
        engine = cache.engine_for(here.workspace.folder, book)
        return by_way.payback(
            engine, book, review.customers, here.settings, ways=scope.ways, first=period.first
        )

    return here.made(f"payback|{part}|{period}", count)


def whole_costs(here: Here) -> None:
    """That a part by store, staff or product has no costs of its own."""
    if here.look[0].of_lines:
        said = _("The cost sheet is not parted by store, staff or product: this page then shows "
                 "the whole business.")  # fmt: skip
        st.caption(md(said))


def cost_and_return(here: Here, found: Payback) -> None:
    """In sentences, as a picture and by way in."""
    st.subheader(t(_("When is the cost of new customers back?")))
    total = found.total
    if not total["cost"]:
        said = _("No acquisition cost is written down in these months. Write it in the ledger "
                 "under “Acquisition and aftercare costs”, one row a month and way.")  # fmt: skip
        st.markdown(md(said))
        return
    _in_sentences(here, found)
    _lost(here, found)
    _picture(here, found)
    _ways(here, found)
    _unknown(here, found)


def members(here: Here, found: Payback) -> None:
    """What a member brings from the first month on, and those who never used it."""
    st.subheader(t(_("What does a customer bring since joining?")))
    least = here.settings.spending.least_count
    line = found.line[found.line["members"] >= least]
    if line.empty:
        st.markdown(md(_("Too few new customers are known yet ({n}).", n=len(found.people))))
    else:
        _curve(here, found, line)
    _members_table(here, found)


def _in_sentences(here: Here, found: Payback) -> None:
    total, money = found.total, here.money
    if total["new"]:
        said = _(
            "{cost} were spent to win {n} new customers: {each} for each one (as of {day}).",
            cost=money(total["cost"]), n=int(total["new"]), each=money(total["cac"]),
            day=here.selected.asof,
        )  # fmt: skip
        st.markdown(f"**{md(said)}**")
    facts = {
        "n": int(total["closed"]),
        "second": int(total["second"]),
        "third": int(total["third"]),
    }
    if math.isnan(total["settled_cac"]):
        said = _("What a customer who stays costs cannot be said yet (n={n}, came three times: "
                 "{third}).", **facts)  # fmt: skip
    else:
        said = _(
            "Of {n} whose time is over {second} came a second time and {third} a third time: "
            "one who stays cost {real}.",
            real=money(total["settled_cac"]), **facts,
        )  # fmt: skip
    st.markdown(md(said))
    if found.on_sales:
        st.caption(md(_("Some sales carry no cost: there profit is sales. Set the gross margin in "
                        "the settings.")))  # fmt: skip


def _lost(here: Here, found: Payback) -> None:
    """The months of which the money is not coming back, in red."""
    lost = found.cohorts[found.cohorts["verdict"] == payback.LOST]
    for row in records(lost.nlargest(TOLD, "cost", keep="first")):
        said = _(
            "{month}: {cost} for {n} new customers, {profit} came back. {gone} of them are gone "
            "before they paid.",
            month=month_words(row["month"]), cost=here.money(row["cost"]), n=row["new"],
            profit=here.money(row["profit"]), gone=row["gone"],
        )  # fmt: skip
        st.error(md(said), icon=":material/error:")
    if len(lost) > TOLD:
        more = len(lost) - TOLD
        st.markdown(md(n_("and {n} more month", "and {n} more months", n=more)))


def _picture(here: Here, found: Payback) -> None:
    table = found.cohorts
    largest = max(table["cost"].max(), table["profit"].max(), 1)
    unit = unit_for(largest, here.book.currency, here.book.scale, spoken())
    chart(
        cohort_return(table, unit=unit, language=spoken()),
        key="cohort_return",
        alt=_("Cost and gross profit so far of the new customers of each month"),
        table=_months_table(here, table),
        behind=partial(_of_months, here, found),
    )
    st.caption(md(_("Gone: silent past their day of no return. The cost of one who stays counts "
                    "who came a second and a third time, each within {days} days.",
                    days=here.settings.trade.f2_window_days)))  # fmt: skip


def _months_table(here: Here, table: pd.DataFrame) -> pd.DataFrame:
    rows = records(table.iloc[::-1])
    return pd.DataFrame(
        {
            t(_("Month")): [month_words(row["month"]) for row in rows],
            t(_("Money spent")): [here.money(row["cost"]) for row in rows],
            t(_("New customers")): [row["new"] for row in rows],
            t(_("Each cost")): [_money(here, row["cac"]) for row in rows],
            t(_("Came three times")): [_third(row) for row in rows],
            t(_("One who stays cost")): [_money(here, row["settled_cac"]) for row in rows],
            t(_("Gross profit so far")): [here.money(row["profit"]) for row in rows],
            t(_("Gone before they paid")): [row["gone"] if row["cost"] else _NONE for row in rows],
            t(_("Money back")): [t(_verdict(row)) for row in rows],
        }
    )


def _verdict(row: dict[str, Any]) -> Words:
    if row["verdict"] == payback.PAID:
        return _("in month {n}", n=int(row["payback"]))
    return {
        payback.OPEN: _("not yet"),
        payback.LOST: _("NOT BACK"),
        payback.NO_COST: _("no cost written"),
        payback.NOBODY: _("nobody new"),
    }[row["verdict"]]


def _third(row: dict[str, Any]) -> str:
    return str(row["third"]) if row["closed"] else t(_("{n} so far", n=row["third"]))


def _of_months(here: Here, found: Payback, points: tuple[str, ...]) -> pd.DataFrame:
    numbers = [int(p[:4]) * 12 + int(p[5:]) - 1 for p in points]
    return _named(here, found.people[found.people["cohort"].isin(numbers)])


def _named(here: Here, people: pd.DataFrame) -> pd.DataFrame:
    rows = here.review().customers
    return rows[rows["customer_id"].isin(people["customer_id"])]


def _ways(here: Here, found: Payback) -> None:
    heading = _("By way in")
    st.markdown(f"**{md(heading)}**")
    rows = records(found.ways)
    plain_table(
        pd.DataFrame(
            {
                t(_("How they came")): [t(WAYS.get(row["way"], _NAMELESS)) for row in rows],
                t(_("Money spent")): [
                    here.money(row["cost"]) if row["cost"] else t(_("no cost written"))
                    for row in rows
                ],
                t(_("New customers")): [row["new"] for row in rows],
                t(_("Each cost")): [_money(here, row["cac"]) for row in rows],
                t(_("Came three times")): [
                    t(_("{n} of {all}", n=row["third"], all=row["closed"])) for row in rows
                ],
                t(_("One who stays cost")): [_money(here, row["settled_cac"]) for row in rows],
                t(_("Money back")): [_back(row) for row in rows],
                t(_("Gone")): [row["gone"] for row in rows],
            }
        )
    )


def _back(row: dict[str, Any]) -> str:
    if math.isnan(row["cac"]):
        return _NONE
    return t(
        _("not yet") if math.isnan(row["payback"]) else _("in month {n}", n=int(row["payback"]))
    )


def _unknown(here: Here, found: Payback) -> None:
    """Ways of the sheet that name no way in: the owner says who came by them."""
    if len(found.unknown):
        with st.expander(t(_("Which customers came by these ways?")), key="ways_unknown"):
            for text, amount in found.unknown.head(ASKED).items():
                _ask_way(here, str(text), int(amount))
    if here.settings.spending.ways:
        st.button(
            t(_("Forget what I said of ways")), key="ways_forget", on_click=_set_ways, args=((),)
        )  # fmt: skip


def _ask_way(here: Here, text: str, amount: int) -> None:
    said = _("{way} ({money})", way=text or t(_NAMELESS), money=here.money(amount))
    st.selectbox(
        md(said), list(WAYS), index=None, placeholder=t(_("nobody can say")),
        **called(f"way_of_{text}", WAYS), on_change=_choose_way, args=(text,),
        disabled=not text,
    )  # fmt: skip


def _choose_way(text: str) -> None:
    code = str(st.session_state.get(f"way_of_{text}") or "")
    _set_ways(with_choice(business.here().settings, text, code))


def _set_ways(ways: tuple[str, ...]) -> None:
    workspace = business.here().workspace
    do(lambda: workspace.change_settings({"spending.ways": ways or None}),
       _("Which way in a cost belongs to was set."))  # fmt: skip


def _curve(here: Here, found: Payback, line: pd.DataFrame) -> None:
    cac = None if math.isnan(found.total["cac"]) else found.total["cac"]
    back = found.total["payback"]
    unit = unit_for(
        max(line["total"].max(), cac or 0, 1), here.book.currency, here.book.scale, spoken()
    )
    chart(
        member_curve(
            line,
            cost=cac,
            back=None if math.isnan(back) else int(back),
            unit=unit,
            language=spoken(),
        ),
        key="member_curve",
        alt=_("Gross profit of a customer since the first purchase, by month"),
        table=_curve_table(here, line),
        behind=partial(_of_age, here, found),
    )
    st.caption(md(_("Everybody counts, also those who are gone; each month over all who have "
                    "lived it to its end. Fewer than {n} are not drawn.",
                    n=here.settings.spending.least_count)))  # fmt: skip


def _curve_table(here: Here, line: pd.DataFrame) -> pd.DataFrame:
    rows = records(line)
    return pd.DataFrame(
        {
            t(_("Months since the first purchase")): [row["age"] for row in rows],
            t(_("Customers")): [row["members"] for row in rows],
            t(_("Gross profit of the month, each")): [
                here.money(round(row["profit"])) for row in rows
            ],
            t(_("Gross profit so far, each")): [here.money(round(row["total"])) for row in rows],
        }
    )


def _of_age(here: Here, found: Payback, points: tuple[str, ...]) -> pd.DataFrame:
    """Those who have come to the last of these ages and still buy."""
    people = found.people
    age = max(int(point) for point in points)
    alive = people["last"] - people["cohort"] + 1 >= age
    old = people["cohort"] + age - 1 <= month_number(here.selected.asof)
    return _named(here, people[alive & old])


def _members_table(here: Here, found: Payback) -> None:
    rows, days = records(found.members), here.settings.spending.use_days
    if not rows:
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("How they came")): [t(WAYS.get(row["way"], _NAMELESS)) for row in rows],
                t(_("Joined")): [row["joined"] for row in rows],
                t(_("Used it within {n} days", n=days)): [_used(here, row) for row in rows],
                t(_("Never used it")): [row["never"] for row in rows],
                t(_("Spent on them")): [here.money(row["lost"]) for row in rows],
                t(_("Dormant or gone")): [row["silent"] for row in rows],
            }
        )
    )
    never = found.never
    if not never:
        st.markdown(md(_("Everybody who joined in these months has used it.")))
        return
    lost = here.money(int(found.members["lost"].sum()))
    st.markdown(md(n_("{n} joined and never used it; {lost} were spent on them.",
                      "{n} joined and never used it; {lost} were spent on them.",
                      n=len(never), lost=lost)))  # fmt: skip
    people = here.review().customers[["customer_id", "name"]]
    name_buttons(people[people["customer_id"].isin(never)], place="never_used")


def _used(here: Here, row: dict[str, Any]) -> str:
    used, due = int(row["used"]), int(row["due"])
    if due < here.settings.spending.least_count:
        return t(_("{n} of {all}", n=used, all=due))
    return t(_("{n} of {all} ({percent}%)", n=used, all=due, percent=round(100 * used / due)))


def _money(here: Here, value: float) -> str:
    return _NONE if math.isnan(value) else here.money(round(value))
