"""Satisfaction (満足度)."""

from __future__ import annotations

import pandas as pd

from core.locale.words import _
from core.tables._table import Choice, Column, Rule, Table

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

#: Highest score of a scale; «1 to 5» starts at 1, NPS at 0.
TOP_SCORES = {"five": 5, "nps": 10}


def _off_scale(frame: pd.DataFrame) -> pd.Series[bool]:
    """A score that its scale does not have; without a scale 0 to 10 is taken."""
    lowest = (frame["scale"] == "five").astype("Int64")
    highest = frame["scale"].map(TOP_SCORES).fillna(TOP_SCORES["nps"])
    return (frame["score"] < lowest) | (frame["score"] > highest)


SATISFACTION = Table(
    "satisfaction",
    _("Satisfaction"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("score", "integer", _("Score"), needed=True, span=(0, 10)),
        Column("scale", "choice", _("Scale"), choices=SCALE_CHOICES),
        Column("channel", "choice", _("Channel"), choices=CHANNEL_CHOICES),
        Column("only_us", "choice", _("Buys only from us"), choices=ONLY_US_CHOICES),
        Column("note", "text", _("Notes"), long=True),
    ),
    (
        Rule(
            "score_out_of_range",
            "score",
            _off_scale,
            _("The score does not fit its scale; this row was left aside."),
            by_hand=_("The score does not fit its scale: 1 to 5, or 0 to 10."),
        ),
    ),
    common=("customer_id", "date", "score", "scale", "note"),
)
