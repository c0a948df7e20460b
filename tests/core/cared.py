"""Hand-made customers as judged rows, for the tests of what stands on the card."""

from __future__ import annotations

from core.asset import with_value
from core.rules.judge import judge
from core.settings import Settings
from tests.core.profiles import ago, book_with, profile_of

SETTINGS = Settings()


def judged_with(*people, settings=SETTINGS, **tables):
    """(judged frame, book) of some rows of the profile and some tables."""
    book = book_with(**tables)
    return with_value(judge(profile_of(*people), book, settings), book, settings), book


def row_with(*people, **tables):
    """(row of the first customer, judged frame, book)."""
    judged, book = judged_with(*people, **tables)
    return judged.to_dict("records")[0], judged, book


def contact(days, **changed):
    return {"date": ago(days), "customer_id": "A", **changed}


def talk(days, **changed):
    return contact(days, channel="phone", outcome="talked", **changed)
