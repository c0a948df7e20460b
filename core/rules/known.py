"""How much is known of customers (台帳の埋まり具合), in the six groups of article 4.

What the purchases tell counts as known too: first item, how often, at what interval, how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.locale.words import Words, _
from core.rules.ladder import STAGES
from core.tables import TABLES

_CUSTOMERS = TABLES["customers"]
GROUPS: dict[str, Words] = {group.code: group.label for group in _CUSTOMERS.groups}
#: What is looked at in each group; columns only of companies or only of persons apply to these.
FACTS: dict[str, tuple[str, ...]] = {
    "company": (
        "name", "address", "phone", "industry", "employees", "contact_person", "fiscal_month",
    ),
    "purchase": ("first_product", "purchase_count", "median_gap", "total_spend", "total_need"),
    "reasons": ("trigger", "reason_kind", "purchase_reason", "expectation", "chosen_for"),
    "contact": ("last_contact_date_any", "contact_permission", "contact_preference", "best_time"),
    "personal": ("birthday", "anniversary", "family", "hobby", "likes", "dislikes"),
    "other": ("memo",),
}  # fmt: skip
_OF_COMPANIES = ("industry", "employees", "contact_person", "fiscal_month", "total_need")
_OF_PERSONS = ("birthday", "anniversary", "family", "hobby", "likes", "dislikes")
_COUNTED: Mapping[str, Words] = {
    "first_product": _("First item"),
    "purchase_count": _("How often they bought"),
    "median_gap": _("Usual gap between purchases"),
    "total_spend": _("How much they bought in all"),
    "last_contact_date_any": _("Last contact"),
}
EVERYBODY = "all"


@dataclass(frozen=True)
class Known:
    """How much is known.

    Attributes:
        shares: one row per rung that has customers, ``all`` first: ``stage, n`` and the share
            (0 to 1, NaN where nothing applies) of each group.
        facts: group, fact, known, of: over everybody, in the order of a form.
    """

    shares: pd.DataFrame
    facts: pd.DataFrame


def known(people: pd.DataFrame) -> Known:
    """How many of the facts of each group are known, over all customers and by rung.

    Args:
        people: one row per customer (:mod:`core.rules.judge`).
    """
    rungs = [EVERYBODY, *(code for code in reversed(STAGES) if (people["stage"] == code).any())]
    filled = {fact: has(people, fact) for facts in FACTS.values() for fact in facts}
    meant = {fact: applies(people, fact) for fact in filled}
    rows = []
    for rung in rungs:
        here = people["stage"].notna() if rung == EVERYBODY else people["stage"] == rung
        row: dict[str, object] = {"stage": rung, "n": int(here.sum())}
        for group, facts in FACTS.items():
            of = sum(int((meant[fact] & here).sum()) for fact in facts)
            hits = sum(int((filled[fact] & meant[fact] & here).sum()) for fact in facts)
            row[group] = hits / of if of else float("nan")
        rows.append(row)
    facts_known = [
        (group, fact, int((filled[fact] & meant[fact]).sum()), int(meant[fact].sum()))
        for group, facts in FACTS.items()
        for fact in facts
    ]
    frame = pd.DataFrame(facts_known, columns=["group", "fact", "known", "of"])
    return Known(pd.DataFrame(rows), frame[frame["of"] > 0].reset_index(drop=True))


def lacking(people: pd.DataFrame, fact: str, stage: str = EVERYBODY) -> pd.DataFrame:
    """Who lacks a fact, whoever buys most first.

    Args:
        people: as :func:`known`.
        fact: of :data:`FACTS`.
        stage: a rung, or everybody.

    Returns:
        ``customer_id, name, total_spend``.
    """
    inside = applies(people, fact) & ~has(people, fact)
    if stage != EVERYBODY:
        inside &= people["stage"] == stage
    rows = people.loc[inside, ["customer_id", "name", "total_spend"]]
    return rows.sort_values("total_spend", ascending=False, kind="stable").reset_index(drop=True)


def least_known(facts: pd.DataFrame) -> str:
    """The fact of which least is known, of rows of :attr:`Known.facts`."""
    share = facts["known"] / facts["of"]
    return str(facts["fact"].iloc[int(share.argmin())])


def label(fact: str) -> Words:
    """What a fact is called."""
    return _COUNTED.get(fact) or _CUSTOMERS.column(fact).label


def has(people: pd.DataFrame, fact: str) -> pd.Series[bool]:
    """Of whom a fact is known."""
    column = people[fact]
    if fact == "purchase_count":
        return column.fillna(0) > 0
    if fact == "total_spend":
        return column.fillna(0) != 0
    if pd.api.types.is_string_dtype(column):
        return column.fillna("").str.strip() != ""
    return column.notna()


def applies(people: pd.DataFrame, fact: str) -> pd.Series[bool]:
    """Of whom a fact can be known: a company has no birthday, a person no fiscal month."""
    company = people["kind"] == "company"
    if fact in _OF_COMPANIES:
        return company
    return ~company if fact in _OF_PERSONS else people["kind"].notna()
