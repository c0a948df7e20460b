"""電話の効き目: what came of calls, whether they help, and the lists of past weeks."""

from __future__ import annotations

from pages._ui.effects import (
    answers_table,
    do_calls_help,
    effects_of,
    hits_chart,
    past_lists,
    stands_on,
)
from pages._ui.guard import require_app
from pages._ui.page import frame

require_app("pages/effects.py")


def draw() -> None:
    """The page."""
    here = frame("pages/effects.py")
    if here is None:
        return
    found = effects_of(here)
    stands_on(here, found)
    do_calls_help(here, found)
    answers_table(here, found)
    hits_chart(here, found)
    past_lists(here, found)


draw()
