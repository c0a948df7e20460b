"""Contracts and their renewal in words (契約の更新の言い方), with what they stand on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.foresight.telling import chance
from core.locale.words import Words, _, n_
from core.rules.renewals import MODEL, Renewals


def of_customer(row: Mapping[str, Any], found: Renewals) -> list[Words]:
    """The customer's running contract and its chance, or when the last one ended.

    Args:
        row: a customer with the columns of :data:`core.rules.renewals.COLUMNS`.
        found: what became of contracts so far.
    """
    if pd.notna(row["renewal_date"]):
        kept = n_("renewed {n} time so far", "renewed {n} times so far",
                  n=int(row["renewals_kept"]))  # fmt: skip
        return [
            _("A contract runs until {day} ({kept})", day=row["renewal_date"].date(), kept=kept),
            _("Renews it: {chance}", chance=chance(row["p_renew"])),
            basis(found),
        ]
    if pd.notna(row["contract_ended"]):
        return [_("The last contract ended on {day}", day=row["contract_ended"].date())]
    return []


def basis(found: Renewals) -> Words:
    """How many renewals the chance stands on, and how."""
    if found.basis == MODEL:
        return _(
            "From {decided} renewals on record, {kept} of them kept; the longer somebody has been "
            "with us, the likelier they stay.",
            decided=found.decided, kept=found.kept,
        )  # fmt: skip
    return _(
        "From {decided} renewals on record, {kept} of them kept, and five cases of experience "
        "(initial value, provisional).",
        decided=found.decided, kept=found.kept,
    )  # fmt: skip


def heading(found: Renewals, today: dt.date) -> Words:
    """How many renewals were decided, as of when."""
    return _(
        "{kept} of {decided} contracts that came to their end were renewed, as of {day}.",
        kept=found.kept, decided=found.decided, day=today,
    )  # fmt: skip
