"""Costs of acquisition and aftercare (獲得費・アフター費)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import outside
from core.tables._table import Choice, Column, Rule, Table

KIND_CHOICES = (
    Choice("acquisition", _("Acquisition")),
    Choice("aftercare", _("Aftercare")),
)

COSTS = Table(
    "costs",
    _("Acquisition and aftercare costs"),
    (
        Column("month", "month", _("Month"), needed=True),
        Column("way", "text", _("Way in")),
        Column("amount", "money", _("Amount"), needed=True),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
    ),
    (
        Rule(
            "cost_below_zero",
            "amount",
            outside("amount", 0),
            _("A cost below zero: please check. The row is used as it is."),
            kept=True,
        ),
    ),
)
