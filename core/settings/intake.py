"""Limits of reading a file."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """Limits of reading a file."""

    max_file_bytes: int = threshold(200 * 2**20, unit="bytes", source="SHEETS 7")
