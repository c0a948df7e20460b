"""Promises (約束), made by us or by them."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table

BY_WHOM_CHOICES = (
    Choice("us", _("Us")),
    Choice("them", _("Them")),
)

PROMISES = Table(
    "promises",
    _("Promises"),
    (
        Column("made_date", "date", _("Promised on")),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("content", "text", _("Content")),
        Column("due_date", "date", _("Due"), needed=True),
        Column("by_whom", "choice", _("By whom"), choices=BY_WHOM_CHOICES),
        Column("done_date", "date", _("Done on")),
        Column("staff", "text", _("In charge")),
    ),
    (
        Rule(
            "due_before_promised",
            "due_date",
            earlier("due_date", "made_date"),
            _("Due before it was promised: please check the days. The row is used as it is."),
            kept=True,
        ),
        Rule(
            "done_before_promised",
            "done_date",
            earlier("done_date", "made_date"),
            _("Done before it was promised: please check the days. The row is used as it is."),
            kept=True,
        ),
    ),
    common=("customer_id", "content", "due_date", "by_whom", "made_date", "done_date"),
)
