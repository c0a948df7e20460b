"""Purchases (購入履歴): one row per line of a slip; counted only by the engine."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Table

TAX_CHOICES = (
    Choice("included", _("Tax included")),
    Choice("excluded", _("Tax excluded")),
)

PAYMENT_CHOICES = (
    Choice("paid", _("Paid")),
    Choice("unpaid", _("Unpaid")),
    Choice("late", _("Paid late")),
)

PURCHASES = Table(
    "purchases",
    _("Purchases"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("order_id", "id", _("Slip number")),
        Column("product", "text", _("Product")),
        Column("category", "text", _("Category")),
        Column("quantity", "number", _("Quantity")),
        Column("amount", "money", _("Amount")),
        Column("tax", "choice", _("Tax"), choices=TAX_CHOICES),
        Column("cost", "money", _("Cost")),
        Column("discount", "money", _("Discount")),
        Column("staff", "text", _("In charge")),
        Column("store", "text", _("Store")),
        Column("payment", "choice", _("Payment"), choices=PAYMENT_CHOICES),
    ),
)
