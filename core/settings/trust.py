"""The trust passbook (信頼通帳)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """The trust passbook (信頼通帳)."""

    deposit_half_life_days: int = threshold(180, unit="days", source="DOMAIN 2.5", assumed=True)
