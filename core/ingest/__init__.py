"""Reading the owner's sheets (取り込み): bytes in, checked tables and problems out.

The names are looked up on first use: the child process that opens the file starts as
``core.ingest.child`` and must not pay for pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.ingest.combining import Combined, combine
    from core.ingest.reading import Reading, read
    from core.ingest.sheet import SheetReading

_HOMES = {
    "read": "core.ingest.reading",
    "Reading": "core.ingest.reading",
    "SheetReading": "core.ingest.sheet",
    "combine": "core.ingest.combining",
    "Combined": "core.ingest.combining",
}

__all__ = ["Combined", "Reading", "SheetReading", "combine", "read"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
