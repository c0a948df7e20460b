"""Decisions of the weekly review (週の決定): one for each question, and the week in a sentence."""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import earlier
from core.tables._table import Choice, Column, Rule, Table

#: The ten questions in their order (question 0 is the data); empty is the week as a whole.
QUESTION_CHOICES = (
    Choice("data", _("Until when are the data?")),
    Choice("existing", _("Do sales to existing customers grow?")),
    Choice("active", _("How many existing customers are there?")),
    Choice("new", _("New customers, and what becomes of them?")),
    Choice("verdict", _("What is the verdict?")),
    Choice("referrals", _("Do customers bring customers?")),
    Choice("moved", _("Who went up or down a rung?")),
    Choice("silent", _("Who left without a word?")),
    Choice("complaints", _("Which complaints come back?")),
    Choice("promises", _("Are our promises kept?")),
    Choice("calls", _("Whom do we call this week?")),
    Choice("carried", _("Carried over from an earlier week")),
)
OUTCOME_CHOICES = (
    Choice("nothing", _("Nothing to do")),
    Choice("kept", _("Kept")),
    Choice("carried", _("Carried over")),
    Choice("dropped", _("Dropped")),
)

DECISIONS = Table(
    "decisions",
    _("Weekly decisions"),
    (
        Column("week", "date", _("Week"), needed=True),
        Column("decision", "text", _("Decision"), needed=True, long=True),
        Column("staff", "text", _("In charge")),
        Column("question", "choice", _("Question of the review"), choices=QUESTION_CHOICES),
        Column("outcome", "choice", _("What became of it"), choices=OUTCOME_CHOICES),
        Column("checked_date", "date", _("Looked at again on")),
    ),
    (
        Rule(
            "checked_before_decided",
            "checked_date",
            earlier("checked_date", "week"),
            _("Looked at again before it was decided: please check the days. The row is used as "
              "it is."),
            kept=True,
        ),
    ),
)  # fmt: skip
