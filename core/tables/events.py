"""Life events (出来事): what happens in a customer's life or company, from which needs follow."""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Table

#: The steps of the chains of DOMAIN 2.9, and what happens in a company.
KIND_CHOICES = (
    Choice("matchmaking", _("Matchmaking")),
    Choice("engagement", _("Engagement")),
    Choice("wedding", _("Wedding")),
    Choice("new_home", _("New home")),
    Choice("birth", _("Birth")),
    Choice("shichigosan", _("Shichi-go-san")),
    Choice("school_entry", _("Starting school")),
    Choice("graduation", _("Graduation")),
    Choice("coming_of_age", _("Coming of age")),
    Choice("first_job", _("First job")),
    Choice("driving_licence", _("Driving licence")),
    Choice("vehicle_delivery", _("Vehicle delivered")),
    Choice("handover", _("House handed over")),
    Choice("retirement", _("Retirement")),
    Choice("inheritance", _("Inheritance")),
    Choice("founding", _("Company founded")),
    Choice("relocation", _("Moved")),
    Choice("staff_change", _("Staff grew or shrank")),
    Choice("other", _("Other")),
)

EVENTS = Table(
    "events",
    _("Life events"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("kind", "choice", _("Kind"), choices=KIND_CHOICES),
        Column("person", "text", _("Whose")),
        Column("note", "text", _("Notes"), long=True),
    ),
)
