"""What the garbage collector need not look through.

Streamlit collects after every run (script_runner). With all libraries loaded that takes longer
than most pages do, with a review of fifty thousand customers again as long, and the next click
waits for it.
"""

from __future__ import annotations

import gc


def set_aside() -> None:
    """Keep the collector away from what there is now; what was set aside before is looked at."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
