"""増えた・減った: do existing customers grow or leak, and what hides it; the answer is first."""

from __future__ import annotations

from pages._ui.factors import factors_view
from pages._ui.grown import answer, seen, tenure_line, trail_view
from pages._ui.guard import require_app
from pages._ui.heads import active_view, heads_view, months_view
from pages._ui.hindsight import hindsight
from pages._ui.page import frame
from pages._ui.renewals import contracts_kept
from pages._ui.turnover import moves_view, revenue_view

require_app("pages/growth.py")


def draw() -> None:
    """The page, from the answer to what it rests on."""
    here = frame("pages/growth.py", filtered=True)
    if here is None:
        return
    found = seen(here)
    answer(here, found)
    revenue_view(here, found)
    trail_view(here, found)
    moves_view(here, found)
    factors_view(here, found)
    active_view(here, found)
    heads_view(here)
    months_view(here, found)
    tenure_line(here)
    contracts_kept(here)
    hindsight(here)


draw()
