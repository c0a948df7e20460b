"""What part of each business was looked at last (絞り込み), kept beside the businesses.

It is a cursor, not knowledge: no history is kept of it, and a damaged file is as good as none.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.scope import Period, Scope
from core.store.places import write_text

NAME = "looks.json"


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


def _kept(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
