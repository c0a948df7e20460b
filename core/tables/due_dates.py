"""Contracts and due dates (契約・期限)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table

KIND_CHOICES = (
    Choice("vehicle_inspection", _("Vehicle inspection")),
    Choice("insurance", _("Insurance")),
    Choice("lease", _("Lease")),
    Choice("warranty", _("Warranty")),
    Choice("inspection", _("Inspection")),
    Choice("membership", _("Membership")),
    Choice("points", _("Points")),
    Choice("contract", _("Contract")),
    Choice("support_end", _("End of support")),
    Choice("birthday", _("Birthday")),
    Choice("anniversary", _("Anniversary")),
)

#: Kinds about which the rules know something; others are words of the owner's own.
KINDS = {choice.code: choice.label for choice in KIND_CHOICES}

STATUS_CHOICES = (
    Choice("open", _("Not yet handled")),
    Choice("done", _("Handled")),
    Choice("renewed", _("Renewed")),
    Choice("lost", _("Gone to a rival")),
    Choice("cancelled", _("Cancelled")),
)

DUE_DATES = Table(
    "due_dates",
    _("Contracts and due dates"),
    (
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES, own_words=True),
        Column("item", "text", _("Item")),
        Column("start_date", "date", _("Start date")),
        Column("end_date", "date", _("Expiry date"), needed=True),
        Column("partner", "text", _("Held with")),
        Column("status", "choice", _("State"), choices=STATUS_CHOICES),
    ),
    (
        Rule(
            "end_before_start",
            "end_date",
            earlier("end_date", "start_date"),
            _("The expiry lies before the start: please check. The row is used as it is."),
            kept=True,
        ),
    ),
    common=("customer_id", "kind", "item", "end_date", "status"),
)
