"""What was made of one state of the data, shared by all sessions (作り置き)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")
#: Of so many things; whoever clicks through hundreds of parts of a business has the first ones
#: made again.
MOST = 300


@dataclass
class _Place:
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: list[Any] = field(default_factory=list)


class Shelf:
    """Things by name, each made once: whoever asks while it is being made waits for that.

    Args:
        most: how many stay; those that nobody asked for the longest go.
    """

    def __init__(self, most: int = MOST) -> None:
        self._lock = threading.Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._most = most

    def get(self, what: str, make: Callable[[], T]) -> T:
        """What lies here under a name, else what is made now; what fails is not kept."""
        with self._lock:
            place = self._places.setdefault(what, _Place())
            self._places.move_to_end(what)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if not place.made:
                place.made.append(make())
            return cast("T", place.made[0])
