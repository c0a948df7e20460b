"""What the garbage collector need not look through.

Streamlit collects after every run (script_runner). With all libraries loaded that takes longer
than most pages do, with a review of fifty thousand customers again as long, and the next click
waits for it.
"""

from __future__ import annotations

import atexit
import gc
import time
from collections.abc import Callable, Mapping

#: A full collection that takes longer, in seconds, has met something that stays: what many
#: customers have is made once and kept, on whichever page it is first asked for.
SLOW = 0.01
#: So often only what came since is set aside; then all of it is looked through once.
OFTEN = 20
_ALL = 2


def set_aside() -> None:
    """Keep the collector away from what there is now; what was set aside before is looked at."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Watch:
    """Sets aside what a slow collection leaves, so that the next click does not wait for it.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = 0.0
        self._times = 0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        """As :data:`gc.callbacks` has it."""
        if info["generation"] != _ALL:
            return
        if phase == "start":
            self._began = self._clock()
        elif self._clock() - self._began > SLOW:
            self._times += 1
            (gc.freeze if self._times % OFTEN else gc.unfreeze)()


def keep_setting_aside() -> None:
    """Do so for as long as this process lives."""
    watch = Watch()
    gc.callbacks.append(watch)

    def end() -> None:
        gc.callbacks.remove(watch)
        gc.unfreeze()  # libraries say at the end what of theirs was not let go

    atexit.register(end)
