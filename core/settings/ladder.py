"""The six stages (顧客のはしご)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class LadderSettings:
    """The six stages (顧客のはしご)."""

    supporter_regular_share: float = threshold(
        0.75, unit="share of gaps", source="DOMAIN 2.2, measured"
    )
