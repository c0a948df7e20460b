"""What tests of single values share."""

from __future__ import annotations

from core.ingest.values import QUIET, Read


def said(found: Read) -> Read:
    """What the owner hears of a reading: notes of which nothing is said are off."""
    return Read(found.value) if found.code in QUIET else found
