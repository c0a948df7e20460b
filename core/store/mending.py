"""Damaged files of imports are brought back alone, where a backup holds the very same ones.

An imported file never changes, so the one in a backup is the one that is missed: nothing that was
recorded since is lost by that. A damaged ledger cannot be mended so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

from core.errors import StoreError
from core.locale.words import _
from core.store import seal
from core.store.backup import Shelf, shelf_of, spoken
from core.store.damage import Damage, examine
from core.store.places import copy_whole, place_of
from core.store.present import set_aside


def mendable(root: Path, slug: str) -> bool:
    """Whether all that is damaged can be brought back without losing anything.

    Raises:
        StoreError: the disk does not let us look.
    """
    with spoken():
        damages = examine(place_of(root, slug)).damages
        return bool(damages) and all(_held(shelf_of(root, slug), one) for one in damages)


def mend(root: Path, slug: str, *, now: dt.datetime) -> None:
    """Bring back what is damaged; what is there now is set aside first.

    Args:
        root: the data folder.
        slug: which business.
        now: the moment.

    Raises:
        StoreError: no backup holds it, or the disk refuses; nothing was changed.
    """
    place, shelf = place_of(root, slug), shelf_of(root, slug)
    with spoken():
        damages = examine(place).damages
        if not all(_held(shelf, one) for one in damages):
            raise StoreError(_("No backup holds what is missing. Please go back to a backup."))
        set_aside(root, slug, place, now)
        for one in damages:
            assert one.mark is not None
            source, target = shelf.objects / one.mark.sha256, place.folder / one.name
            copy_whole(source, target, private=one.name == seal.KEY)


def _held(shelf: Shelf, one: Damage) -> bool:
    """Whether a good copy of a damaged file lies among the backups."""
    with contextlib.suppress(OSError):
        return one.mark is not None and seal.mark_of(shelf.objects / one.mark.sha256) == one.mark
    return False
