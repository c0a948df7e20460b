"""The eleven groups (11の分け方): numbers and shares, what may be done, the names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.calls.allowed import ACTIONS, allowed
from core.locale.words import Words, _
from core.rules._rows import Bools, one_of
from core.rules.lifecycle import LIFECYCLE, lifecycle
from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.repeaters import PATTERNS, RHYTHMS, repeaters
from core.rules.segment import AXES, eleven, on_axis, shares
from core.rules.state import STATES
from pages._ui.business import Here
from pages._ui.choosing import called
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.tables import plain_table, records
from pages._ui.words import md, t

ACTION_WORDS: dict[str, Words] = {
    "promise": _("Ring to keep a promise"),
    "due": _("Ring about a due date"),
    "thanks": _("Ring to thank"),
    "sales": _("Sell by phone"),
    "visit": _("Visit"),
    "discount": _("Lower the price"),
}
ANSWERS: dict[str, Words] = {"yes": _("Yes"), "no": _("No"), "limited": _("At times")}
AXIS_WORDS: dict[str, Words] = {
    "policy": _("Policy"),
    "relation": _("Relation"),
    "lifecycle": _("Lifecycle"),
    "state": _("State"),
    "segment": _("The one label shown"),
}
ENTRIES: dict[str, Mapping[str, Any]] = {**AXES, "state": STATES}
_ANY_TAG = _("Lifecycle: any sign of it")
#: Circled figures begin here.
_CIRCLED_ONE = 0x2460


def tags_of(here: Here) -> pd.DataFrame:
    """Lifecycle tags, made once for each state of the data."""
    review = here.review()
    return here.made("tags", lambda: lifecycle(review.customers, review.book, review.settings))


def all_eleven(here: Here, people: pd.DataFrame) -> None:
    """The eleven on their own axes: people, share, sales and margin."""
    st.subheader(t(_("The eleven groups")))
    tags = tags_of(here)
    rows = records(here.made("eleven", lambda: eleven(people, tags, here.settings)))
    table = {
        t(_("Group")): [f"{_circled(row['number'])} {t(_label(row))}" for row in rows],
        t(_("On the axis")): [t(AXIS_WORDS[row["axis"]]) for row in rows],
        **_share_columns(here, people, rows),
        t(_("Shown as the one label")): [_number(row["labelled"]) for row in rows],
        t(_("Waiting for your word")): [_number(row["proposed"]) for row in rows],
    }
    plain_table(pd.DataFrame(table))
    st.markdown(
        md(
            _(
                "A customer has one policy and one relation and may have several signs of the "
                "lifecycle, so the shares of different axes overlap. One label is shown, by a "
                "fixed order."
            )
        )
    )


def one_axis(here: Here, people: pd.DataFrame) -> None:
    """The groups of one axis with their shares; one of them with its text, rules and names."""
    st.subheader(t(_("One group closely")))
    axis = st.segmented_control(
        t(_("By")), list(ENTRIES), default="policy", required=True,
        **called("group_axis", AXIS_WORDS),
    )  # fmt: skip
    entries = ENTRIES[axis]
    members, found = here.made(f"axis|{axis}", lambda: _members(here, people, axis))
    known = [code for code in entries if code in found.index]
    if not known:
        st.markdown(md(_("Nothing of this is on record yet.")))
        return
    rows = [{"code": code, **found.loc[code].to_dict()} for code in known]
    plain_table(
        pd.DataFrame(
            {
                t(_("Group")): [t(entries[code].label) for code in known],
                **_share_columns(here, people, rows),
            }
        )
    )
    most = max(rows, key=lambda row: row["people"])["code"]
    code = st.selectbox(
        t(_("Group")), known, index=known.index(most),
        **called(f"group_{axis}", {c: entries[c].label for c in known}),
    )  # fmt: skip
    st.markdown(f"**{md(entries[code].meaning)}** {md(entries[code].approach)}")
    what_may_be_done(here, axis, code)
    if code == "repeat":
        repeat_table(people, here)
    first, total = here.made(
        f"of {axis} {code}", lambda: _first(people, _inside(people, members, axis, code))
    )
    name_buttons(first, place="group", total=total)


def _inside(people: pd.DataFrame, members: pd.DataFrame, axis: str, code: str) -> Bools:
    """Who is in a group; an axis on which everybody has one place is a column of theirs."""
    if axis in people:
        return (people[axis] == code).to_numpy(dtype=bool)
    return one_of(people["customer_id"], members.loc[members["group"] == code, "customer_id"])


def _first(people: pd.DataFrame, inside: Bools) -> tuple[pd.DataFrame, int]:
    """The largest customers of a group, and how many are in it."""
    rows = people.loc[inside, ["customer_id", "name", "total_spend"]]
    return rows.nlargest(NAMES_SHOWN, "total_spend"), len(rows)


def _members(here: Here, people: pd.DataFrame, axis: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who is in which group of an axis, and the groups' shares."""
    members = on_axis(people, tags_of(here), axis)
    return members, shares(people, members, here.settings)


def what_may_be_done(here: Here, axis: str, code: str) -> None:
    """Each action with yes or no and why; nothing for tags, which rule nothing."""
    on = axis if axis != "segment" else _axis_of(code)
    if on == "lifecycle":
        st.markdown(md(_("A sign of the lifecycle neither allows nor forbids anything.")))
        return
    found = {action.action: action for action in allowed(on, code)}
    plain_table(
        pd.DataFrame(
            {
                t(_("What")): [t(ACTION_WORDS[name]) for name in ACTIONS],
                t(_("Allowed")): [t(ANSWERS[found[name].answer]) for name in ACTIONS],
                t(_("Why so")): [t(found[name].why) for name in ACTIONS],
            }
        )
    )
    st.markdown(
        md(_("The list of calls keeps to this by itself; other gates may hold a customer too."))
    )


def repeat_table(people: pd.DataFrame, here: Here) -> None:
    """Repeat customers by purchase pattern and rhythm, with how to treat each pattern."""
    found = here.made("repeaters", lambda: repeaters(people, here.settings))
    table = {t(_("How they buy")): [t(PATTERNS[code].label) for code in found.index]}
    for code in found.columns:
        table[t(RHYTHMS[code])] = [_number(n) for n in found[code]]
    table[t(_("Approach"))] = [t(PATTERNS[code].approach) for code in found.index]
    plain_table(pd.DataFrame(table))


def share_words(share: float) -> str:
    """A share in whole percent, a dash where there is nothing to share."""
    return "–" if math.isnan(share) else f"{share:.0%}"


def _share_columns(
    here: Here, people: pd.DataFrame, rows: list[dict[str, Any]]
) -> dict[str, list[str]]:
    table = {
        t(_("People")): [_number(row["people"]) for row in rows],
        t(_("Of all")): [share_words(row["share"]) for row in rows],
    }
    if not here.book.has_amounts:
        return table
    by_sales = here.made("by sales", lambda: bool((people["value_basis"] == "sales").all()))
    table[t(_("Sales in 12 months"))] = [here.money(row["sales"]) for row in rows]
    table[t(_("Of the sales"))] = [share_words(row["sales_share"]) for row in rows]
    if not by_sales:
        table[t(_("Of the margin"))] = [share_words(row["profit_share"]) for row in rows]
    return table


def _label(row: Mapping[str, Any]) -> Words:
    if row["axis"] == "lifecycle":
        return _ANY_TAG
    label: Words = ENTRIES[row["axis"]][row["code"]].label
    return label


def _axis_of(code: str) -> str:
    """On which axis a displayed label stands."""
    for axis, entries in (("policy", POLICIES), ("relation", RELATIONS), ("state", STATES)):
        if code in entries:
            return axis
    return "lifecycle" if code in LIFECYCLE else "relation"


def _circled(number: int) -> str:
    return chr(_CIRCLED_ONE - 1 + int(number))


def _number(n: float) -> str:
    return f"{int(n):,}" if n else "–"
