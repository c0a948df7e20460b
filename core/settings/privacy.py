"""What customers are told about their data (個人情報)."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What customers are told about their data (個人情報).

    Attributes:
        purpose: for what the data are used (利用目的, 個情法 17条), in the owner's words;
            printed on exports.
        individuals: persons above which the relief for small businesses ends (中小規模事業者).
    """

    purpose: str = threshold("", unit="text", source="SAFETY 6")
    individuals: int = threshold(5_000, unit="persons", source="SAFETY 6")
