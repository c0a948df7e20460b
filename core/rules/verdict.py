"""The four-quadrant verdict (四象限の判定): existing customers against new ones.

Article 0: a firm's real strength shows in its existing customers, and new ones can hide that they
are leaving. Source of the table: DOMAIN 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.locale.words import Words, _
from core.metrics.growth import Windows
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

#: From the worst to the best; unknown is beside them.
ARROWS = ("down", "flat", "up")
UNKNOWN = "unknown"
_SOURCE = "article 0, DOMAIN 4"
#: What is said of a change on too small a number.
TOO_FEW = _("too few to compare")
_TOO_EARLY = _("Wait until there are enough purchases in both years.")

VERDICTS = catalogue(
    Entry(
        "up_up",
        _("Both rise"),
        _("Ideal: growing while keeping existing customers."),
        _("Keep protecting existing customers."),
        _SOURCE,
    ),
    Entry(
        "up_flat",
        _("Existing rise, new stand still"),
        _("The base is strong. Now is the time to ask for referrals."),
        _("Ask your advocates for a referral."),
        _SOURCE,
    ),
    Entry(
        "up_down",
        _("Existing rise, new fall"),
        _("Existing customers are solid, but the next generation is thinning out."),
        _("Look at how new customers find you."),
        _SOURCE,
    ),
    Entry(
        "flat_up",
        _("Existing stand still, new rise"),
        _("Growth depends on new customers. Work on their second visit."),
        _("Call those who have come once."),
        _SOURCE,
    ),
    Entry(
        "flat_flat",
        _("Both stand still"),
        _("Level. Choose 3 regulars to lift by one rung."),
        _("Choose 3 people on the ladder page."),
        _SOURCE,
    ),
    Entry(
        "flat_down",
        _("Existing stand still, new fall"),
        _("A sign of quiet shrinking. Turn to referrals and the timing register."),
        _("Look through the timing register."),
        _SOURCE,
    ),
    Entry(
        "down_up",
        _("A bucket with a hole"),
        _("Danger: a bucket with a hole. New customers hide the loss of existing ones."),
        _("Stop the leak first: call those who drift away."),
        _SOURCE,
    ),
    Entry(
        "down_flat",
        _("Existing fall, new stand still"),
        _("Existing customers are declining. Call those who drift away first."),
        _("Call those who drift away."),
        _SOURCE,
    ),
    Entry(
        "down_down",
        _("Both fall"),
        _("Urgent: nothing but the customers to defend and your promises."),
        _("Promises first, then those to defend."),
        _SOURCE,
    ),
    Entry(
        "up_unknown",
        _("Existing rise, new not known"),
        _("Existing customers are growing. Too few new purchases to judge the new ones yet."),
        _("Keep protecting existing customers."),
        _SOURCE,
    ),
    Entry(
        "flat_unknown",
        _("Existing stand still, new not known"),
        _("Existing customers are level. Too few new purchases to judge the new ones yet."),
        _("Choose 3 people on the ladder page."),
        _SOURCE,
    ),
    Entry(
        "down_unknown",
        _("Existing fall, new not known"),
        _("Existing customers are declining. Too few new purchases to judge the new ones yet."),
        _("Call those who drift away."),
        _SOURCE,
    ),
    Entry(UNKNOWN, _("Not known yet"), _("We cannot say yet."), _TOO_EARLY, _SOURCE),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the two windows of 13 weeks say, and on how many purchases it rests.

    Attributes:
        existing, new: ``up``, ``flat``, ``down`` or ``unknown``; existing is the worse of
            revenue and active head-count (DOMAIN 0a).
        code: key of :data:`VERDICTS` (``down_up`` is the bucket with a hole).
        words: the sentence; details: the figures behind it, a sentence each.
        n: purchases in the smaller window of existing customers; new_n: of new ones.
        existing_change, active_change, new_change: share of change on the same 13 weeks of last
            year, NaN where there is nothing to compare.
    """

    existing: str
    new: str
    code: str
    words: Words
    details: tuple[Words, ...]
    n: int
    new_n: int
    existing_change: float
    active_change: float
    new_change: float


def verdict(windows: Windows, settings: Settings) -> Verdict:
    """Judge 13 weeks against the same 13 weeks of last year.

    A side with fewer purchases than ``verdict.purchases_needed`` in either window is unknown, and
    so are both where the ledger does not reach back to last year's window.
    """
    existing_change = _change(
        (windows.existing_now, windows.existing_before),
        (windows.existing_days_now, windows.existing_days_before),
    )
    new_change = _change(
        (windows.new_now, windows.new_before), (windows.new_days_now, windows.new_days_before)
    )
    active_change = _ratio(windows.active_now, windows.active_before)
    n = min(windows.existing_days_now, windows.existing_days_before)
    new_n = min(windows.new_days_now, windows.new_days_before)
    reaches = reaches_back(windows)
    needed = settings.verdict.purchases_needed
    existing, new = UNKNOWN, UNKNOWN
    if reaches and n >= needed:
        existing = _worse(arrow(existing_change, settings), arrow(active_change, settings))
    if reaches and new_n >= needed:
        new = arrow(new_change, settings)
    code = UNKNOWN if existing == UNKNOWN else f"{existing}_{new}"
    return Verdict(
        existing=existing,
        new=new,
        code=code,
        words=VERDICTS[code].meaning,
        details=_details(
            windows,
            signed(existing_change) if n >= needed else TOO_FEW,
            signed(active_change),
            signed(new_change) if new_n >= needed else TOO_FEW,
        ),
        n=n,
        new_n=new_n,
        existing_change=existing_change,
        active_change=active_change,
        new_change=new_change,
    )


def _change(revenue: tuple[int, int], days: tuple[int, int]) -> float:
    """Change of revenue; of purchase days in a ledger without amounts."""
    return _ratio(*revenue) if any(revenue) else _ratio(*days)


def _ratio(now: int, before: int) -> float:
    return now / before - 1 if before > 0 else math.nan


def reaches_back(windows: Windows) -> bool:
    """Whether the ledger begins before last year's window, so that all of it is known."""
    return windows.first_day is not None and windows.first_day < windows.start_before


def arrow(change: float, settings: Settings) -> str:
    """Up or down beyond the dead band; a change of exactly the band is still flat."""
    if math.isnan(change):
        return UNKNOWN
    # A billionth is below any purchase and above the rounding of 1.03 - 1.
    beyond = abs(change) - settings.verdict.dead_band > 1e-9
    if not beyond:
        return "flat"
    return "up" if change > 0 else "down"


def _worse(one: str, other: str) -> str:
    if UNKNOWN in (one, other):
        return UNKNOWN
    return min(one, other, key=ARROWS.index)


def _details(
    windows: Windows, existing: Words | str, active: Words | str, new: Words | str
) -> tuple[Words, ...]:
    return (
        _(
            "Sales to existing customers: {change} on the same 13 weeks of last year"
            " ({now} purchases, then {before}).",
            change=existing,
            now=windows.existing_days_now,
            before=windows.existing_days_before,
        ),
        _(
            "Customers who bought within a year: {change} ({now}, then {before}).",
            change=active,
            now=windows.active_now,
            before=windows.active_before,
        ),
        _(
            "Sales to new customers: {change} on the same 13 weeks of last year"
            " ({now} purchases, then {before}).",
            change=new,
            now=windows.new_days_now,
            before=windows.new_days_before,
        ),
    )


def signed(change: float) -> Words | str:
    """A change in whole percent with its sign; in words where there is nothing to compare."""
    if math.isnan(change):
        return _("nothing to compare")
    percent = round(abs(change) * 100)
    if percent == 0:
        return "±0%"
    return f"+{percent}%" if change > 0 else f"−{percent}%"
