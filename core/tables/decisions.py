"""Decisions of the weekly review (週の決定)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table

DECISIONS = Table(
    "decisions",
    _("Weekly decisions"),
    (
        Column("week", "date", _("Week"), needed=True),
        Column("decision", "text", _("Decision"), needed=True, long=True),
        Column("staff", "text", _("In charge")),
    ),
)
