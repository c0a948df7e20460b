"""値引きでない特別: extras against discounts, who was left out, reactions, who trusts us most."""

from __future__ import annotations

from pages._ui.caring import (
    against_discounts,
    left_out,
    money_only,
    promises_kept,
    ready_for_more,
    taken_how,
)
from pages._ui.guard import require_app
from pages._ui.page import frame

require_app("pages/care.py")


def draw() -> None:
    """The page."""
    here = frame("pages/care.py")
    if here is None:
        return
    against_discounts(here)
    left_out(here)
    money_only(here)
    promises_kept(here)
    taken_how(here)
    ready_for_more(here)


draw()
