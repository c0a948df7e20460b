"""How often Python looks for what nobody holds any more.

By itself it looks after every seven hundred new objects, and every now and then through all there
are. To read a sheet makes hundreds of thousands that stay, and with all libraries loaded each look
through everything takes a tenth of a second.
"""

from __future__ import annotations

import atexit
import gc

#: So many new objects before it looks among the young, and so many looks before the older ones.
SELDOM = (50_000, 20, 20)


def look_seldom() -> None:
    """Look seldom from here on, and never at what is loaded by now."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    atexit.register(gc.unfreeze)  # libraries say at the end what of theirs was not let go
