"""Whether the owner is at work, for the pages that are the owner's alone.

Where people sign in, their role says it. Without sign-in whoever sits at this computer is taken
for the owner, unless others look too: in a ledger that several computers open, and in a browser
on another computer, these pages stay shut; see docs/help/en/think.md for what that protects.
"""

from __future__ import annotations

from core.rules.roles import Role
from pages._ui import at_work
from pages._ui.business import Here


def owner_at_work(here: Here | None) -> bool:
    """Whether pages for the owner alone may be shown."""
    if here is None or at_work.role() is not Role.OWNER:
        return False
    if at_work.SHARED.door is not None:
        return True
    return not here.workspace.shared and not at_work.far()
