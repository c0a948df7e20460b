"""Set by hand (手動指定): value, reason, by, date, expiry."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table

FIELD_CHOICES = (
    Choice("stage", _("Stage")),
    Choice("policy", _("Policy")),
    Choice("state", _("State")),
    Choice("supporter", _("Supporter confirmed")),
    Choice("partner", _("Partner confirmed")),
    Choice("refuse", _("Refusal or harassment")),
)

OVERRIDES = Table(
    "overrides",
    _("Set by hand"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("field", "choice", _("What is set"), choices=FIELD_CHOICES),
        Column("value", "text", _("Set to"), needed=True),
        Column("reason", "text", _("Reason"), long=True),
        Column("by_whom", "text", _("By whom")),
        Column("expires_date", "date", _("Expires on")),
    ),
    (
        Rule(
            "expires_before_date",
            "expires_date",
            earlier("expires_date", "date"),
            _("It expires before it begins: please check. The row is used as it is."),
            kept=True,
        ),
    ),
)
