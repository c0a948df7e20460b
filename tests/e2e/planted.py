"""Streamlit over our pages with faults planted in them, each asleep until it is woken.

``python -m tests.e2e.planted run app.py …`` in the place of ``python -m streamlit``. A fault is
awake while a file of its name lies in the folder that ``DAIFUKUCHO_PLANTED`` names; an error says
what that file says.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.web.cli import main

from core.export import cells
from core.workspace import Workspace
from pages._ui import business, cards, guard, handing_on, recount, shell, uploads, words

#: What lets a text through as it is.
LIVELY = ("markdown", "html", "formulas")
#: What goes wrong, by where it does.
FAILING = ("shell", "page", "review", "callback", "store", "file", "upload")


def _awake(name: str) -> str:
    """What the file of a fault says; empty while it sleeps."""
    place = Path(os.environ["DAIFUKUCHO_PLANTED"]) / name
    return place.read_text(encoding="utf-8") if place.exists() else ""


def _lively(name: str, home: Any, attribute: str) -> None:
    """The first argument comes back as it went in while the fault is awake."""
    original = getattr(home, attribute)

    def through(text: object, *args: object, **how: object) -> object:
        return text if _awake(name) else original(text, *args, **how)

    setattr(home, attribute, through)


def _failing(name: str, home: Any, attribute: str) -> None:
    original: Callable[..., object] = getattr(home, attribute)

    def fails(*args: object, **how: object) -> object:
        if secret := _awake(name):
            try:
                {}[secret]
            except KeyError as error:
                raise ValueError(f"{secret} {args}") from error
        return original(*args, **how)

    setattr(home, attribute, fails)


def plant() -> None:
    """Put every fault in its place."""
    _lively("markdown", words, "safe")
    _lively("html", cards.html, "escape")
    _lively("formulas", cells, "neutral")
    _failing("shell", shell, "sidebar")
    _failing("page", guard, "require_app")
    _failing("review", recount, "newest")
    _failing("callback", business, "speak")
    _failing("store", Workspace, "log_outcome")
    _failing("file", handing_on, "listing")
    _failing("upload", uploads.Uploads, "_refusal")


if __name__ == "__main__":
    plant()
    main(prog_name="streamlit")
