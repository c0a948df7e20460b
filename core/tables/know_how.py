"""What worked (効いたこと): what the shop learned about a kind of customer, in its own words."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table
from core.tables.customers import STAGE_OVERRIDE_CHOICES

KNOW_HOW = Table(
    "know_how",
    _("What worked"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_kind", "text", _("With what kind of customer")),
        Column("stage", "choice", _("Their stage"), choices=STAGE_OVERRIDE_CHOICES),
        Column("note", "text", _("What we did that worked"), needed=True, long=True),
        Column("result", "text", _("How it turned out"), long=True),
        Column("staff", "text", _("In charge")),
        Column("customer_id", "id", _("Customer ID"), hint=_("Only if it was one customer.")),
    ),
    common=("date", "customer_kind", "stage", "note", "result", "staff"),
)
