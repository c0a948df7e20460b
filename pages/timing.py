"""今はいらない台帳: who said not now, by the month in which we speak again, and what to ask."""

from __future__ import annotations

from pages._ui import drafts, record_form
from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.timing import ask_list, no_need, shelf, spoken_with

require_app("pages/timing.py")


def draw() -> None:
    """The page."""
    here = frame("pages/timing.py")
    if here is None:
        return
    if (draft := drafts.open_at("timing")) is not None:
        record_form.draw(here, draft)
    shelf(here)
    no_need(here)
    spoken_with(here)
    ask_list(here)


draw()
