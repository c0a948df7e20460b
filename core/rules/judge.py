"""All judgements over one row per customer."""

from __future__ import annotations

import pandas as pd

from core.book import Book
from core.rules import contact, ladder, policies, relations, trust
from core.rules.segment import segment
from core.rules.state import state
from core.settings import Settings


def judge(
    profile: pd.DataFrame,
    book: Book,
    settings: Settings,
    *,
    week_before: pd.DataFrame | None = None,
    told: bool = True,
) -> pd.DataFrame:
    """The profile with every judgement beside it.

    Args:
        profile: one row per customer (:func:`core.metrics.profile.profile`).
        book: the business on the same day.
        settings: its settings.
        week_before: the profile of ``book.at(asof − 7 days)``, as far as
            :func:`core.metrics.profile.looked_back` tells it; without it a stage may fall at
            once instead of after two looks (DOMAIN 0a).
        told: also why somebody stands on their rung, and what the next one needs.

    Returns:
        The profile's columns and those of ``docs/architecture.md``, section ``core.rules``, in
        the same rows and index.
    """
    judged = profile.join(contact.facts(profile, book, settings))
    judged["state"] = state(judged, book, settings)
    judged["relation"] = relations.relation(judged, judged["state"], book, settings)
    judged = judged.join(ladder.stages(judged, book, settings, week_before=week_before, told=told))
    judged = judged.join(policies.policies(judged, book, settings))
    judged["segment"] = segment(judged)
    return judged.join(trust.balances(judged, book, settings))
