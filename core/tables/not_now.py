"""The timing register (時期台帳, 今はいらない): who said «not now», and when it will be."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import nobody
from core.tables._table import Choice, Column, Rule, Table

REASON_CHOICES = (
    Choice("budget", _("Budget season")),
    Choice("contract", _("Under contract")),
    Choice("decider", _("Decision maker")),
    Choice("comparing", _("Comparing")),
    Choice("timing", _("Time not set")),
    Choice("no_need", _("No need")),
)

CERTAINTY_CHOICES = (
    Choice("high", _("High")),
    Choice("middle", _("Middle")),
    Choice("low", _("Low")),
)

NAMED_BY_CHOICES = (
    Choice("customer", _("The customer")),
    Choice("us", _("Our estimate")),
)

NOT_NOW = Table(
    "not_now",
    _("Not now"),
    (
        Column("heard_date", "date", _("Heard on")),
        Column("customer_id", "id", _("Customer ID")),
        Column("prospect_name", "text", _("Prospect name")),
        Column("product", "text", _("Product")),
        Column("reason", "choice", _("Reason"), choices=REASON_CHOICES),
        Column("next_time", "date", _("Next time")),
        Column("certainty", "choice", _("Certainty"), choices=CERTAINTY_CHOICES),
        Column("basis", "text", _("Basis"), long=True),
        Column("named_by", "choice", _("Date named by"), choices=NAMED_BY_CHOICES),
    ),
    (
        Rule(
            "nobody_named",
            "customer_id",
            nobody("customer_id", "prospect_name"),
            _("Neither a customer nor a name is given, so this row was left aside."),
            by_hand=_("Please choose a customer, or write the name of the prospect."),
        ),
    ),
    common=("customer_id", "prospect_name", "heard_date", "product", "reason", "next_time"),
)
