"""People who work here (担当者)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table

STAFF = Table(
    "staff",
    _("Staff"),
    (
        Column("staff", "text", _("In charge"), needed=True),
        Column("kana", "text", _("Reading")),
        Column("left_date", "date", _("Leaving date")),
        Column("minutes_per_week", "integer", _("Minutes a week")),
    ),
)
