"""Complaints (クレーム) from receipt to prevention."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Table

CAUSE_CHOICES = (
    Choice("quality", _("Product, quality, workmanship")),
    Choice("manner", _("Service and manner")),
    Choice("delay", _("Delivery and waiting")),
    Choice("explanation", _("Poor explanation")),
    Choice("price", _("Price and billing")),
    Choice("response", _("Slow response")),
    Choice("booking", _("Booking and systems")),
    Choice("safety", _("Safety and accidents")),
    Choice("other", _("Other")),
)

COMPLAINTS = Table(
    "complaints",
    _("Complaints"),
    (
        Column("received_date", "date", _("Received"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("cause", "choice", _("Cause"), choices=CAUSE_CHOICES),
        Column("severity", "integer", _("Severity")),
        Column("content", "text", _("Content")),
        Column("first_response_date", "date", _("First response")),
        Column("resolved_date", "date", _("Resolved")),
        Column("prevention", "text", _("Prevention")),
        Column("confirmed_date", "date", _("Confirmed")),
        Column("due_date", "date", _("Due")),
        Column("promised_contact_date", "date", _("Promised contact")),
        Column("staff", "text", _("In charge")),
    ),
)
