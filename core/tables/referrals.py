"""Referrals, word of mouth, events (紹介・口コミ・催し): who brought whom."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import same
from core.tables._table import Choice, Column, Rule, Table

KIND_CHOICES = (
    Choice("referral", _("Referral")),
    Choice("word_of_mouth", _("Word of mouth")),
    Choice("review", _("Review")),
    Choice("event", _("Event or help")),
    Choice("agency", _("Agency agreement")),
)

REFERRALS = Table(
    "referrals",
    _("Referrals and word of mouth"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
        Column("referred_id", "id", _("Referred customer ID")),
        Column("referred_name", "text", _("Referred person")),
        Column("thanked_date", "date", _("Thanked on")),
        Column("note", "text", _("Notes"), long=True),
    ),
    (
        Rule(
            "referred_oneself",
            "referred_id",
            same("referred_id", "customer_id"),
            _("Nobody can refer themselves; this row was left aside."),
            by_hand=_("Nobody can refer themselves."),
        ),
    ),
    common=("customer_id", "date", "kind", "referred_id", "referred_name", "thanked_date"),
)
