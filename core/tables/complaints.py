"""Complaints (クレーム) from receipt to prevention."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier, outside
from core.tables._table import Choice, Column, Rule, Table
from core.tables.activities import CHANNEL_CHOICES

YES_NO_CHOICES = (
    Choice("yes", _("Yes")),
    Choice("no", _("No")),
)

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
        Column("received_date", "date", _("Received on"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("cause", "choice", _("Cause"), choices=CAUSE_CHOICES),
        Column("severity", "integer", _("Severity"), span=(1, 3)),
        Column("content", "text", _("Content"), long=True),
        Column("first_response_date", "date", _("First response on")),
        Column("resolved_date", "date", _("Resolved on")),
        Column("prevention", "text", _("Prevention"), long=True),
        Column("confirmed_date", "date", _("Confirmed on")),
        Column("due_date", "date", _("Due")),
        Column("promised_contact_date", "date", _("Contact promised for")),
        Column("staff", "text", _("In charge")),
        Column("channel", "choice", _("Channel"), choices=CHANNEL_CHOICES),
        Column("area", "text", _("Product or place")),
        Column("process", "text", _("Step of the work")),
        Column("feelings", "text", _("How they felt"), long=True),
        Column("our_reply", "text", _("What we answered"), long=True),
        Column("spreads", "choice", _("May spread on the internet"), choices=YES_NO_CHOICES),
        Column("harassment", "choice", _("Harassment of our people"), choices=YES_NO_CHOICES),
        Column("closed_by", "text", _("Case closed by")),
        Column("closed_by_date", "date", _("Case closed on")),
        Column("second_name", "text", _("Second name")),
        Column("second_date", "date", _("Second name on")),
        Column("told_date", "date", _("Told that it is put right on")),
    ),
    (
        Rule(
            "severity_out_of_range",
            "severity",
            outside("severity", 1, 3),
            _("The severity is 1, 2 or 3; this row was left aside."),
            by_hand=_("The severity is 1, 2 or 3."),
        ),
        Rule(
            "resolved_before_received",
            "resolved_date",
            earlier("resolved_date", "received_date"),
            _("Resolved before it was received: please check the days. The row is used as it is."),
            kept=True,
        ),
    ),
    common=(
        "customer_id",
        "received_date",
        "cause",
        "severity",
        "content",
        "due_date",
        "process",
        "resolved_date",
        "closed_by",
        "second_name",
    ),
)
