"""Special treatment (特別な計らい): what was done for a customer that no price list names.

Not a discount: those stand in the purchases. Both are laid side by side, month by month.
"""

from __future__ import annotations

from core.locale.words import _
from core.tables._rules import outside
from core.tables._table import Column, Rule, Table

EXTRAS = Table(
    "extras",
    _("Special treatment"),
    (
        Column("date", "date", _("Date"), needed=True),
        Column("customer_id", "id", _("Customer ID"), needed=True),
        Column("note", "text", _("What we did for them"), needed=True, long=True),
        Column("cost", "money", _("What it cost us"), hint=_("Leave it empty if nothing.")),
        Column("staff", "text", _("In charge")),
        Column("reaction", "integer", _("Reaction"), span=(-2, 2)),
    ),
    (
        Rule(
            "extra_below_zero",
            "cost",
            outside("cost", 0),
            _("It cost less than nothing: please check. The row is used as it is."),
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
)
