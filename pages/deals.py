"""商談: open deals against the usual days, what to close, lost to whom, who dropped out."""

from __future__ import annotations

from pages._ui import drafts, record_form
from pages._ui.deals import dropped_out, lost_to, open_ones
from pages._ui.guard import require_app
from pages._ui.page import frame

require_app("pages/deals.py")


def draw() -> None:
    """The page."""
    here = frame("pages/deals.py")
    if here is None:
        return
    if (draft := drafts.open_at("deals")) is not None:
        record_form.draw(here, draft)
    open_ones(here)
    dropped_out(here)
    lost_to(here)


draw()
