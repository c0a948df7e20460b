"""What happened in somebody's life, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.calls.card import stopped_words
from core.foresight.chains import ahead, said, to_talk_about
from core.locale.words import _
from pages._ui.business import Here
from pages._ui.person import bullet
from pages._ui.plan_new import attach_to_person


def life(here: Here, row: Mapping[str, Any]) -> None:
    """Events to talk about, the days that follow from them, and a plan to attach."""
    if stopped_words(row, here.book) is not None:
        return
    events, today = here.book.table("events"), here.book.today
    about = events, row["customer_id"], today, here.settings
    bullet(_("Happened lately"), to_talk_about(*about))
    following = ahead(*about, here.book.table("plan_steps"))
    bullet(_("Days that follow"), [said(due, today) for due in following])
    attach_to_person(here, row)
