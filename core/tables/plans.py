"""Planned follow-up (予定)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table

PLANS = Table(
    "plans",
    _("Plans"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("action", "text", _("What to do")),
        Column("staff", "text", _("In charge")),
        Column("done_date", "date", _("Done on")),
        Column("plan", "text", _("Part of the plan")),
    ),
)
