"""Steps of plans (段取りの手順): who does what when, counted from what happened.

A plan is the rows of one name. It is the owner's own, or stands instead of the ready-made plan
or the rule of the call list whose code is in ``template``. Plans look after a customer (``care``)
or tell of a need that follows from an event (``need``, 出来事の連鎖).
"""

from __future__ import annotations

from core.locale.words import _
from core.tables._table import Choice, Column, Group, Table
from core.tables.activities import CHANNEL_CHOICES
from core.tables.events import KIND_CHOICES as EVENT_CHOICES
from core.tables.overrides import YES_NO_CHOICES

AIM_CHOICES = (
    Choice("care", _("Looking after them")),
    Choice("need", _("The next need")),
)

START_CHOICES = (
    Choice("purchase", _("A purchase")),
    Choice("stage", _("Their rung")),
    Choice("event", _("A life event")),
    Choice("due_date", _("A due date")),
    Choice("hand", _("You choose the customer")),
)

#: How a step is counted: from the day it begins with, or to a day of the school year or autumn
#: in which somebody who was born then turns so old.
UNIT_CHOICES = (
    Choice("days", _("days after")),
    Choice("months", _("months after")),
    Choice("a_year", _("times a year")),
    Choice("date", _("on this date")),
    Choice("november", _("15 November of the year they turn this age")),
    Choice("april", _("1 April of the school year they turn this age")),
    Choice("january", _("coming-of-age day of the school year they turn this age")),
)

PLAN_STEPS = Table(
    "plan_steps",
    _("Steps of plans"),
    (
        Column("plan", "text", _("Name of the plan"), needed=True),
        Column("template", "text", _("Instead of which ready-made plan")),
        Column("aim", "choice", _("What the plan is for"), choices=AIM_CHOICES),
        Column("starts_with", "choice", _("Begins with"), choices=START_CHOICES),
        Column(
            "attached_to", "text", _("With which"),
            hint=_("Product, category, rung, event or kind of due date; empty: any."),
        ),
        Column("position", "integer", _("Order of the step")),
        Column("count", "integer", _("How many days or months")),
        Column("unit", "choice", _("Counted in"), choices=UNIT_CHOICES),
        Column("staff", "text", _("In charge")),
        Column("channel", "choice", _("Channel"), choices=CHANNEL_CHOICES),
        Column("action", "text", _("What to do"), needed=True),
        Column("script", "text", _("What to say"), long=True),
        Column("partner", "text", _("Who helps with it")),
        Column("settled_by", "choice", _("Settled by the event"), choices=EVENT_CHOICES),
        Column("lead_days", "integer", _("Days of notice")),
        Column("in_use", "choice", _("In use"), choices=YES_NO_CHOICES),
        Column("on_date", "date", _("On which date")),
    ),
    common=("count", "unit", "on_date", "action", "staff", "channel", "script"),
    groups=(
        Group(
            "care_step", _("A step of the plan"),
            ("count", "unit", "on_date", "action", "staff", "channel", "script"),
        ),
        Group(
            "need_step", _("A step of the chain"),
            ("attached_to", "count", "unit", "action", "partner", "lead_days", "settled_by"),
        ),
    ),
)  # fmt: skip
