"""クレームと約束: each case with its clock, tasks of the company, who is told, our promises."""

from __future__ import annotations

from pages._ui import drafts, record_form
from pages._ui.causes import causes_of_complaints, company_tasks, put_right
from pages._ui.complaints import credit, how_soon, open_cases
from pages._ui.guard import require_app
from pages._ui.heard import still_buying
from pages._ui.page import frame
from pages._ui.promises import promises, silent_promises

require_app("pages/cases.py")


def draw() -> None:
    """The page."""
    here = frame("pages/cases.py")
    if here is None:
        return
    if (draft := drafts.open_at("cases")) is not None:
        record_form.draw(here, draft)
    how_soon(here)
    open_cases(here)
    if here.sees.settings:
        company_tasks(here)
    put_right(here)
    causes_of_complaints(here)
    still_buying(here)
    credit(here)
    promises(here)
    if here.sees.settings:
        silent_promises(here)


draw()
