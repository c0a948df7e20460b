"""What part of each business was looked at last (絞り込み), and what else each person is at.

It is kept beside the businesses. It is a cursor, not knowledge: no history is kept of it, and a
damaged file is as good as none.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.scope import Period, Scope
from core.store.places import write_text

NAME = "looks.json"
#: Those who have drawn the curtain (目隠し): it must stay drawn when the page is loaded again.
CURTAIN = "curtain.json"
#: Where each person is in the first tour (はじめての案内).
TOUR = "tour.json"


def kept_look(root: Path, slug: str) -> tuple[Scope, Period]:
    """The part of a business, and the months of it, that were looked at last."""
    found: Any = _kept(root).get(slug)
    try:
        scope, period = found["scope"], found["period"]
        return (
            Scope(
                **{name: tuple(str(part) for part in scope[name]) for name in Scope().__slots__}
            ),
            Period(first=str(period["first"]), last=str(period["last"])),
        )
    except (KeyError, TypeError):
        return Scope(), Period()


def keep_look(root: Path, slug: str, scope: Scope, period: Period) -> None:
    """Remember what is looked at.

    Raises:
        OSError: the folder cannot be written to.
    """
    kept = _kept(root) | {slug: {"scope": asdict(scope), "period": asdict(period)}}
    write_text(root / NAME, json.dumps(kept, ensure_ascii=False))


def kept_curtain(root: Path, person: str) -> bool:
    """Whether somebody has drawn the curtain; a damaged file leaves it open."""
    return bool(_kept(root, CURTAIN).get(person))


def keep_curtain(root: Path, person: str, *, drawn: bool) -> None:
    """Remember whether the curtain is drawn.

    Args:
        root: the data folder.
        person: the id of who is at work, empty for who works alone.
        drawn: whether it is.

    Raises:
        OSError: the folder cannot be written to.
    """
    write_text(root / CURTAIN, json.dumps(_kept(root, CURTAIN) | {person: drawn}))


def kept_tour(root: Path, person: str) -> str:
    """The stop of the first tour that somebody is at; empty for who has not begun it."""
    found = _kept(root, TOUR).get(person)
    return found if isinstance(found, str) else ""


def keep_tour(root: Path, person: str, stop: str) -> None:
    """Remember where somebody is in the first tour.

    Args:
        root: the data folder.
        person: the id of who is at work, empty for who works alone.
        stop: the stop, or the word for a tour that is over.

    Raises:
        OSError: the folder cannot be written to.
    """
    write_text(root / TOUR, json.dumps(_kept(root, TOUR) | {person: stop}))


def _kept(root: Path, name: str = NAME) -> dict[str, Any]:
    try:
        found = json.loads((root / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
