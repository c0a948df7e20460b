"""Twelve months against the twelve before (一年の判定): heads and margin, existing and new.

Article 0: bad firms do not see in the sum of sales that their existing customers bring less, or
are getting fewer. So existing customers grow only where both their number and their margin do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.locale.words import Words, _
from core.metrics.terms import Side, Terms
from core.rules._catalogue import Entry, catalogue
from core.rules.verdict import ARROWS, TOO_FEW, UNKNOWN, signed
from core.settings import Settings

_SOURCE = "article 0-3"
_ADVICE = _("Look at both numbers of the existing customers first.")
YEARS = catalogue(
    Entry(
        "both_up",
        _("Both grow"),
        _("Over 12 months both grow: existing and new customers."),
        _("Keep protecting existing customers."),
        _SOURCE,
    ),
    Entry(
        "new_led",
        _("New ones carry it"),
        _("Over 12 months only the new customers grow; the existing ones do not."),
        _ADVICE,
        _SOURCE,
    ),
    Entry(
        "existing_led",
        _("Existing ones carry it"),
        _("Over 12 months only the existing customers grow; the new ones do not."),
        _("Look at how new customers find you."),
        _SOURCE,
    ),
    Entry("level", _("Level"), _("Over 12 months both sides are level."), _ADVICE, _SOURCE),
    Entry("shrinking", _("Shrinking"), _("Over 12 months neither side grows."), _ADVICE, _SOURCE),
    *(
        Entry(f"{arrow}_{UNKNOWN}", label, meaning, _ADVICE, _SOURCE)
        for arrow, label, meaning in (
            (
                "up",
                _("Existing grow, new not known"),
                _("Over 12 months the existing customers grow; the new ones are too few yet."),
            ),
            (
                "flat",
                _("Existing level, new not known"),
                _(
                    "Over 12 months the existing customers are level; the new ones are too few "
                    "yet."
                ),
            ),
            (
                "down",
                _("Existing fall, new not known"),
                _(
                    "Over 12 months the existing customers do not hold; the new ones are too few "
                    "yet."
                ),
            ),
        )
    ),
    Entry(UNKNOWN, _("Not known yet"), _("Over 12 months we cannot say yet."), _ADVICE, _SOURCE),
)
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Year:
    """The verdict of twelve months.

    Attributes:
        existing, new: ``up``, ``flat``, ``down`` or ``unknown``; the worse of heads and worth.
        code: key of :data:`YEARS`.
        words: the sentence; details: the figures behind it, one sentence for each side.
        fewer: that existing customers are getting fewer, where it is so; None otherwise.
        of_margin: whether the worth is gross margin; revenue where a line sold has no cost.
    """

    existing: str
    new: str
    code: str
    words: Words
    details: tuple[Words, ...]
    fewer: Words | None
    of_margin: bool


def year(found: Terms, settings: Settings) -> Year:
    """Judge the last 12 months against the 12 before.

    A side with fewer customers than ``money.share_customers`` in either year is unknown, and so
    are both where the ledger does not reach back. The dead band is that of the verdict.
    """
    sides = (found.existing, found.existing_before, found.new, found.new_before)
    of_margin = all(side.margin is not None for side in sides if side.customers)
    pairs = {
        "existing": _Pair(found.existing, found.existing_before, of_margin),
        "new": _Pair(found.new, found.new_before, of_margin),
    }
    existing, new = (pair.arrow(settings) if found.whole else UNKNOWN for pair in pairs.values())
    code = _code(existing, new)
    return Year(
        existing=existing,
        new=new,
        code=code,
        words=YEARS[code].meaning,
        details=(
            pairs["existing"].said(_("Existing customers"), settings),
            pairs["new"].said(_("New customers"), settings),
        ),
        fewer=fewer_existing(found, settings),
        of_margin=of_margin,
    )


def fewer_existing(found: Terms, settings: Settings) -> Words | None:
    """That existing customers are getting fewer, from ``verdict.existing_alarm`` on."""
    now, before = found.existing.customers, found.existing_before.customers
    if not found.whole or before < settings.money.share_customers:
        return None
    fall = 1 - now / before
    if fall < settings.verdict.existing_alarm:
        return None
    return _(
        "Existing customers are {percent}% fewer than a year before: {now}, then {before}.",
        percent=round(fall * _PERCENT),
        now=now,
        before=before,
    )


def _code(existing: str, new: str) -> str:
    if existing == UNKNOWN:
        return UNKNOWN
    if new == UNKNOWN:
        return f"{existing}_{UNKNOWN}"
    if (existing, new) == ("flat", "flat"):
        return "level"
    grown = (existing == "up", new == "up")
    return {
        (True, True): "both_up",
        (False, True): "new_led",
        (True, False): "existing_led",
        (False, False): "shrinking",
    }[grown]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One side in both years, and by which money it is judged."""

    now: Side
    before: Side
    of_margin: bool

    def arrow(self, settings: Settings) -> str:
        """The worse of heads and worth; worth that cannot be compared leaves the heads."""
        if not self.enough(settings):
            return UNKNOWN
        heads, worth = _change(self.now.customers, self.before.customers), self.worth()
        band = settings.verdict.dead_band
        arrows = [
            "flat" if abs(change) <= band else "up" if change > 0 else "down"
            for change in (heads, worth)
            if not math.isnan(change)
        ]
        return min(arrows, key=ARROWS.index)

    def enough(self, settings: Settings) -> bool:
        """Whether both years have customers enough to compare."""
        least = min(self.now.customers, self.before.customers)
        return least >= settings.money.share_customers

    def worth(self) -> float:
        """Change of the margin, or of the revenue."""
        return _change(*(self._money(side) for side in (self.now, self.before)))

    def said(self, name: Words, settings: Settings) -> Words:
        """The figures of the side."""
        facts = {
            "side": name, "now": self.now.customers, "before": self.before.customers,
            "change": signed(self.worth()) if self.enough(settings) else TOO_FEW,
        }  # fmt: skip
        if self.of_margin:
            return _("{side}: {now} people, then {before}; margin {change}.", **facts)
        return _("{side}: {now} people, then {before}; sales {change}.", **facts)

    def _money(self, side: Side) -> float:
        return side.revenue * (side.margin or 0.0) if self.of_margin else float(side.revenue)


def _change(now: float, before: float) -> float:
    return now / before - 1 if before > 0 else math.nan
