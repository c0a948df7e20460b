"""Figures as the owner reads them: changes against last year, months as tables."""

from __future__ import annotations

import pandas as pd

from core.figures import MONTHS_SHOWN, change
from core.locale.words import _
from pages._ui.business import Here
from pages._ui.words import t


def change_words(now: int, before: int) -> str:
    """The change as "+8% (last year 120)"; only what is known when there was nothing."""
    share = change(now, before)
    if share is None:
        return t(_("nothing to compare with"))
    return t(_("{percent} on last year", percent=f"{share:+.0%}".replace("-", "−")))


def months_table(here: Here, months: pd.DataFrame) -> pd.DataFrame:
    """The months shown in the charts, newest first, in the owner's words."""
    shown = months.tail(MONTHS_SHOWN).iloc[::-1]
    table = {
        t(_("Month")): [t(_("{year}-{month}", year=m[:4], month=m[5:])) for m in shown["month"]],
        t(_("Existing customers")): [f"{int(n):,}" for n in shown["existing_customers"]],
        t(_("New customers")): [f"{int(n):,}" for n in shown["new_customers"]],
    }
    if here.book.has_amounts:
        table |= {
            t(_("Existing customers' revenue")): [
                here.money(v) for v in shown["existing_revenue"]
            ],
            t(_("New customers' revenue")): [here.money(v) for v in shown["new_revenue"]],
        }
    return pd.DataFrame(table)
