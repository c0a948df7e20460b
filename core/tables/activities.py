"""Contacts (対応履歴): every touch in or out, with the words that were said."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import outside
from core.tables._table import Choice, Column, Rule, Table

CHANNEL_CHOICES = (
    Choice("phone", _("Phone")),
    Choice("postcard", _("Postcard")),
    Choice("email", _("E-mail")),
    Choice("line", _("LINE")),
    Choice("visit", _("Visit")),
    Choice("shop", _("In the shop")),
    Choice("other", _("Other")),
)

DIRECTION_CHOICES = (
    Choice("out", _("From us")),
    Choice("in", _("From them")),
)

KIND_CHOICES = (
    Choice("thanks", _("Thanks")),
    Choice("useful", _("Useful news")),
    Choice("sales", _("Sales offer")),
    Choice("check", _("Confirmation")),
    Choice("promise", _("Promise")),
    Choice("complaint", _("Complaint")),
    Choice("chat", _("Chat")),
    Choice("consult", _("Consultation")),
)

OUTCOME_CHOICES = (
    Choice("talked", _("Talked")),
    Choice("no_answer", _("No answer")),
    Choice("promised", _("Promised or booked")),
    Choice("bought", _("Bought")),
    Choice("not_now", _("Not now")),
    Choice("declined", _("Declined")),
    Choice("complaint", _("Not satisfied")),
    Choice("stop", _("Wants no contact")),
    Choice("referral", _("Gave a referral")),
)

TEMPO_CHOICES = (
    Choice("hurry", _("In a hurry")),
    Choice("normal", _("Normal")),
    Choice("slow", _("Takes time")),
)

ACTIVITIES = Table(
    "activities",
    _("Contacts"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("channel", "choice", _("Channel"), choices=CHANNEL_CHOICES),
        Column("direction", "choice", _("Direction"), choices=DIRECTION_CHOICES),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
        Column("note", "text", _("What was said"), long=True),
        Column("next_question", "text", _("What to ask next")),
        Column("outcome", "choice", _("Outcome"), choices=OUTCOME_CHOICES),
        Column("product", "text", _("Product")),
        Column("staff", "text", _("In charge")),
        Column("minutes", "integer", _("Minutes spent")),
        Column("tempo", "choice", _("Tempo"), choices=TEMPO_CHOICES),
        Column("reaction", "integer", _("Reaction"), span=(-2, 2)),
    ),
    (
        Rule(
            "minutes_out_of_range",
            "minutes",
            outside("minutes", 0),
            _("Fewer than no minutes: please check. The row is used as it is."),
            kept=True,
        ),
        Rule(
            "reaction_out_of_range",
            "reaction",
            outside("reaction", -2, 2),
            _("The reaction is −2 to +2: please check. The row is used as it is."),
            kept=True,
        ),
    ),
    common=("customer_id", "date", "channel", "direction", "outcome", "note", "next_question"),
)
