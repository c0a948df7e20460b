"""Stores (店舗)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Column, Table

STORES = Table(
    "stores",
    _("Stores"),
    (
        Column("store", "text", _("Store"), needed=True),
        Column("address", "text", _("Address")),
        Column("phone", "phone", _("Phone")),
    ),
)
