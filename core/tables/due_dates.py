"""Contracts and due dates (契約・期限)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Table

KIND_CHOICES = (
    Choice("vehicle_inspection", _("Vehicle inspection")),
    Choice("insurance", _("Insurance")),
    Choice("lease", _("Lease")),
    Choice("warranty", _("Warranty")),
    Choice("inspection", _("Inspection")),
    Choice("membership", _("Membership")),
    Choice("points", _("Points")),
    Choice("contract", _("Contract")),
)

STATUS_CHOICES = (
    Choice("open", _("Open")),
    Choice("done", _("Done")),
    Choice("renewed", _("Renewed")),
    Choice("lost", _("Lost")),
    Choice("cancelled", _("Cancelled")),
)

DUE_DATES = Table(
    "due_dates",
    _("Contracts and due dates"),
    (
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
        Column("item", "text", _("Item")),
        Column("start_date", "date", _("Start")),
        Column("end_date", "date", _("End"), needed=True),
        Column("partner", "text", _("Held with")),
        Column("status", "choice", _("State"), choices=STATUS_CHOICES),
    ),
)
