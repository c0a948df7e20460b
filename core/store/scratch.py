"""Where something is made that is thrown away at once (下書き)."""

from __future__ import annotations

from pathlib import Path

from core.store import vault
from core.store.places import Place, make_folder


def scratch_in(place: Place) -> Path | None:
    """The folder for it: the system's own (None), or, in a locked data folder, the cache.

    Files are locked by where they lie, and only in the data folder a killed program's are found
    and removed.
    """
    if vault.covering(place.folder) is None:
        return None
    make_folder(place.cache)
    return place.cache
