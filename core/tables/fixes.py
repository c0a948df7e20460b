"""Causes put right (原因の対策): what was changed so that a complaint does not come back."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table
from core.tables.complaints import CAUSE_CHOICES

FIXES = Table(
    "fixes",
    _("Causes put right"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("cause", "choice", _("Cause"), choices=CAUSE_CHOICES),
        Column("process", "text", _("Step of the work")),
        Column("change", "text", _("What was changed"), needed=True, long=True),
        Column("staff", "text", _("In charge")),
    ),
)
