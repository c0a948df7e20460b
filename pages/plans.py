"""アフターフォローの段取り: what is due, how much was done, the plans, the chains of events."""

from __future__ import annotations

from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.plan_chains import chains
from pages._ui.plan_editor import plans
from pages._ui.plan_new import attach_by_search, new_plan
from pages._ui.plan_steps_due import done_shares, due_list

require_app("pages/plans.py")


def draw() -> None:
    """The page."""
    here = frame("pages/plans.py")
    if here is None:
        return
    due_list(here)
    attach_by_search(here)
    plans(here)
    new_plan(here)
    chains(here)
    done_shares(here)


draw()
