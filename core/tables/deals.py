"""Deals (商談): open, won, lost and to whom."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table

STEP_CHOICES = (
    Choice("inquiry", _("Inquiry")),
    Choice("quote", _("Quote")),
    Choice("thinking", _("Under consideration")),
    Choice("won", _("Won")),
    Choice("lost", _("Lost")),
    Choice("on_hold", _("On hold")),
)

DEALS = Table(
    "deals",
    _("Deals"),
    (
        Column("start_date", "date", _("Start date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("product", "text", _("Product")),
        Column("amount", "money", _("Expected amount")),
        Column("step", "choice", _("Step"), choices=STEP_CHOICES),
        Column("lost_reason", "text", _("Why lost")),
        Column("lost_to", "text", _("Lost to")),
        Column("end_date", "date", _("Closed on")),
        Column("staff", "text", _("In charge")),
    ),
    (
        Rule(
            "closed_before_start",
            "end_date",
            earlier("end_date", "start_date"),
            _("The deal ends before it starts: please check. The row is used as it is."),
            kept=True,
        ),
    ),
    common=("customer_id", "start_date", "product", "amount", "step", "end_date"),
)
