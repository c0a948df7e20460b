"""Voices of doubt (疑問の声)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import nobody
from core.tables._table import Choice, Column, Rule, Table

KIND_CHOICES = (
    Choice("effect", _("Effect")),
    Choice("price", _("Price")),
    Choice("quality", _("Quality")),
    Choice("trust", _("Trust in the company")),
    Choice("effort", _("Effort")),
    Choice("timing", _("Timing")),
    Choice("rival", _("Rival")),
    Choice("other", _("Other")),
)

ANSWERED_CHOICES = (
    Choice("yes", _("Yes")),
    Choice("no", _("No")),
)

DOUBTS = Table(
    "doubts",
    _("Voices of doubt"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID")),
        Column("prospect_name", "text", _("Prospect name")),
        Column("product", "text", _("Product")),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
        Column("words", "text", _("Words as spoken"), long=True),
        Column("proof_wanted", "text", _("Proof wanted"), long=True),
        Column("answered", "choice", _("Answered"), choices=ANSWERED_CHOICES),
        Column("result", "text", _("What came of it"), long=True),
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
    common=("customer_id", "prospect_name", "date", "kind", "words", "answered"),
)
