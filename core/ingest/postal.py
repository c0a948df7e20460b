"""Which prefecture a postal code belongs to, by its first three digits (郵便番号の上3桁)."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

_PREFECTURE = re.compile(r"北海道|東京都|(?:京都|大阪)府|[^\s\d]{2,3}?県")


def prefectures_of(prefix: str) -> frozenset[str]:
    """The prefectures in which postal codes begin so; empty for a prefix that is not in use.

    Args:
        prefix: three digits.
    """
    return _table().get(prefix, frozenset())


@lru_cache(maxsize=65_536)
def prefecture_of(address: str) -> str:
    """The prefecture that an address begins with, empty where it names none."""
    found = _PREFECTURE.match(address.lstrip())
    return found[0] if found and found[0] in _names() else ""


@cache
def _names() -> frozenset[str]:
    return frozenset(name for homes in _table().values() for name in homes)


@cache
def _table() -> dict[str, frozenset[str]]:
    """{prefix: prefectures} from ranges such as 260-299."""
    path = Path(__file__).parent / "postal_prefectures.toml"
    found: dict[str, set[str]] = {}
    for prefecture, ranges in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for part in ranges.split():
            first, _dash, last = part.partition("-")
            for number in range(int(first), int(last or first) + 1):
                found.setdefault(f"{number:03d}", set()).add(prefecture)
    return {prefix: frozenset(homes) for prefix, homes in found.items()}
