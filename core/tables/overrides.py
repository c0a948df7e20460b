"""Set by hand (手動指定): value, reason, by, date, expiry."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table
from core.tables.customers import POLICY_OVERRIDE_CHOICES, STAGE_OVERRIDE_CHOICES

FIELD_CHOICES = (
    Choice("stage", _("Stage")),
    Choice("policy", _("Policy")),
    Choice("state", _("State")),
    Choice("supporter", _("Supporter confirmed")),
    Choice("partner", _("Partner confirmed")),
    Choice("invest", _("Investment in a customer")),
    Choice("cut_deal", _("Closing the deal")),
    Choice("refuse", _("No more business"), before=_("Refusal or harassment")),
    Choice("harassment", _("Harassment of our people")),
    Choice("demand", _("Unreasonable demands")),
    Choice("haggling", _("Asks for discounts again and again")),
    Choice("snooze", _("Left off the call list")),
    Choice("loss_limit", _("Loss allowed")),
)

YES_NO_CHOICES = (
    Choice("yes", _("Yes")),
    Choice("no", _("No")),
)

#: What each field can be set to; a state that is a fact and no judgement cannot be set, and a
#: field that is not here takes an amount (core.rules.at_a_loss).
VALUE_CHOICES: dict[str, tuple[Choice, ...]] = {
    "stage": STAGE_OVERRIDE_CHOICES,
    "policy": (Choice("standard", _("Standard")), *POLICY_OVERRIDE_CHOICES),
    "state": (
        Choice("active", _("Buying as usual")),
        Choice("at_risk", _("Drifting away")),
        Choice("dormant", _("Dormant")),
        Choice("lapsed", _("Gone")),
        Choice("dnc", _("Do not contact")),
    ),
    "supporter": YES_NO_CHOICES,
    "partner": YES_NO_CHOICES,
    "invest": YES_NO_CHOICES,
    "cut_deal": YES_NO_CHOICES,
    "refuse": YES_NO_CHOICES,
    "harassment": YES_NO_CHOICES,
    "demand": YES_NO_CHOICES,
    "haggling": YES_NO_CHOICES,
    "snooze": YES_NO_CHOICES,
}

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
