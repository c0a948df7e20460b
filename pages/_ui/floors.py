"""The oldest releases of what serves the pages that are known to be safe; older ones do not start.

An environment that somebody changed by hand would otherwise serve customers with a known hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.metadata import version

from core.locale.words import LANGUAGES, _, say

#: Since these releases what may reach customers' data is mended.
FLOORS = {"streamlit": "1.61", "starlette": "1.3.1", "python-multipart": "0.0.26"}


def require_floors(installed: Callable[[str], str] = version) -> None:
    """Refuse to serve with a release that has known weaknesses.

    Raises:
        SystemExit: one is older; which, and what mends it, in both languages.
    """
    for name, floor in FLOORS.items():
        found = installed(name)
        if _numbers(found) < _numbers(floor):
            words = _(
                "{name} {found} has known weaknesses; {floor} or later is needed. "
                "Delete the folder {folder} and start again.",
                name=name, found=found, floor=floor, folder=".venv",
            )  # fmt: skip
            raise SystemExit("\n".join(say(words, language) for language in LANGUAGES))


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release)[:3])
