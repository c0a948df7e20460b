"""紹介の木: who brought whom, what came of it, how much comes by referral, whom to thank."""

from __future__ import annotations

from pages._ui.guard import require_app
from pages._ui.page import frame
from pages._ui.referral_trees import shares, thanks_due, trees

require_app("pages/referrals.py")


def draw() -> None:
    """The page."""
    here = frame("pages/referrals.py")
    if here is None:
        return
    shares(here)
    thanks_due(here)
    trees(here)


draw()
