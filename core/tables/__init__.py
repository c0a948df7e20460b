"""The nouns of the ledger: one module, one table.

``TABLES`` lists them in the template's order; everything that walks over all tables (the store,
the template, the export, the matching of columns) walks over this mapping.
"""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import DTYPES, ORIGIN, Choice, Column, Group, Rule, Table
from core.tables.activities import ACTIVITIES
from core.tables.complaints import COMPLAINTS
from core.tables.costs import COSTS
from core.tables.customers import CUSTOMERS
from core.tables.deals import DEALS
from core.tables.decisions import DECISIONS
from core.tables.doubts import DOUBTS
from core.tables.due_dates import DUE_DATES
from core.tables.events import EVENTS
from core.tables.extras import EXTRAS
from core.tables.fixes import FIXES
from core.tables.know_how import KNOW_HOW
from core.tables.not_now import NOT_NOW
from core.tables.overrides import OVERRIDES
from core.tables.plan_steps import PLAN_STEPS
from core.tables.plans import PLANS
from core.tables.promises import PROMISES
from core.tables.purchases import PURCHASES
from core.tables.referrals import REFERRALS
from core.tables.satisfaction import SATISFACTION
from core.tables.staff import STAFF
from core.tables.stores import STORES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CUSTOMERS,
        PURCHASES,
        ACTIVITIES,
        PROMISES,
        COMPLAINTS,
        FIXES,
        DUE_DATES,
        NOT_NOW,
        DEALS,
        DOUBTS,
        COSTS,
        REFERRALS,
        SATISFACTION,
        EVENTS,
        EXTRAS,
        KNOW_HOW,
        PLANS,
        PLAN_STEPS,
        OVERRIDES,
        DECISIONS,
        STAFF,
        STORES,
    )
}

#: Sheets of the template that explain and hold no rows; whoever reads a workbook passes them by.
AID_SHEETS = {
    "how_to": _("How to use this book"),
    "example": _("Filled-in example"),
    "choices": _("Choices"),
}
#: Sheets that a whole ledger as a workbook has beside them, see :mod:`core.export.workbook`.
LEDGER_SHEETS = {
    "about": _("About this ledger"),
    "pairs": _("Same person or not"),
    "settings": _("Settings you changed"),
    "lists": _("Weekly call lists"),
    "long_texts": _("Long texts"),
}

__all__ = [
    "AID_SHEETS",
    "DTYPES",
    "LEDGER_SHEETS",
    "ORIGIN",
    "TABLES",
    "Choice",
    "Column",
    "Group",
    "Rule",
    "Table",
]
