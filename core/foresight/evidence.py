"""How much a shop's past can carry (根拠の段): which model may speak, and why no higher one.

The ladder of FORESIGHT 7. A higher rung is taken only where the shop's own data have shown that it
is better here; the rung and its reason stand beside every figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.foresight.histories import Histories
from core.locale.words import Words, _

#: Counts and a rule; the model; the model beside rhythms; corrected by the shop's own past.
ROUGH, MODEL, RHYTHMS, CORRECTED = range(4)
#: Below so many repeat purchases in all nothing of a shop's own can be learned.
REPEATS = 10
#: A mixture of rhythms is tried from so many customers, or so many with a repeat, on, and used
#: where it explains the past better by so much log-likelihood.
CUSTOMERS, REPEATERS, GAIN = 300, 150, 10.0
#: A correction is learned from so many buyers of earlier past days on.
BUYERS = 200

RUNGS = {
    ROUGH: _("very rough: fewer than 10 repeat purchases, so other shops' experience speaks"),
    MODEL: _("from the purchases of this shop"),
    RHYTHMS: _("from the purchases of this shop and the rhythms of its customers"),
    CORRECTED: _("from the purchases of this shop, corrected by how earlier forecasts came true"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the figures of one day stand on.

    Attributes:
        rung: see :data:`RUNGS`.
        customers: who ever bought; ``repeats``: repeat purchases; ``days``: of history.
        leaving_known: whether the data tell at all who left; where not, only the rhythm speaks.
    """

    rung: int
    customers: int
    repeats: int
    days: int
    leaving_known: bool

    @property
    def words(self) -> Words:
        """The rung in words."""
        return RUNGS[self.rung]


def may_mix(found: Histories) -> bool:
    """Whether a mixture of rhythms is worth a try."""
    if found.repeats < REPEATS:
        return False
    return found.customers >= CUSTOMERS or found.repeaters >= REPEATERS
