"""One run of the program, for whoever comes to one of its addresses."""

from __future__ import annotations

from core.workspace import Clock
from pages._ui import shell, state
from pages._ui.guard import go_where_wanted
from pages._ui.once import one_run
from pages._ui.opening import still_locked


def run(now: Clock) -> None:
    """Draw what stands around every page, and the page itself."""
    with one_run():
        shell.begin(now)
        page = shell.navigation()
        state.SHELL.put(True)
        if still_locked():
            return
        go_where_wanted()
        shell.sidebar()
        shell.run(page)
        shell.set_aside_what_stays()
