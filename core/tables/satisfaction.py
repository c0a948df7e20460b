"""Satisfaction (満足度)."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Table

SCALE_CHOICES = (
    Choice("five", _("1 to 5")),
    Choice("nps", _("0 to 10 (NPS)")),
)

CHANNEL_CHOICES = (
    Choice("phone", _("Phone")),
    Choice("postcard", _("Postcard")),
    Choice("email", _("E-mail")),
    Choice("line", _("LINE")),
    Choice("visit", _("Visit")),
    Choice("shop", _("In the shop")),
    Choice("other", _("Other")),
)

ONLY_US_CHOICES = (
    Choice("yes", _("Yes")),
    Choice("no", _("No")),
)

SATISFACTION = Table(
    "satisfaction",
    _("Satisfaction"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("score", "integer", _("Score"), needed=True),
        Column("scale", "choice", _("Scale"), choices=SCALE_CHOICES),
        Column("channel", "choice", _("Channel"), choices=CHANNEL_CHOICES),
        Column("only_us", "choice", _("Buys only from us"), choices=ONLY_US_CHOICES),
        Column("note", "text", _("Notes")),
    ),
)
