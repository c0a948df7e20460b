"""Texts of others in which somebody is named: where, and what stands there once it is blanked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: Stands in the place of words that were blanked.
BLANK = "○○"


@dataclass(frozen=True, slots=True)
class Found:
    """Where somebody is named in a text.

    Attributes:
        places: (start, end) of each, in order.
        sure: surely this person, not only somebody of this family name.
    """

    places: tuple[tuple[int, int], ...]
    sure: bool = True


class Seeker(Protocol):
    """Looks for one person in texts, see :mod:`core.ingest.mentions`."""

    def find(self, text: str) -> Found | None:
        """Where the person is named in a text; none where not."""


def blanked(text: str, places: tuple[tuple[int, int], ...]) -> str:
    """The text with :data:`BLANK` in those places."""
    parts, at = [], 0
    for start, end in places:
        parts += [text[at:start], BLANK]
        at = end
    return "".join([*parts, text[at:]])


def walked(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """Plain JSON with every text in it changed, keys too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(str(k)): walked(v, change) for k, v in value.items()}
    return [walked(item, change) for item in value] if isinstance(value, list) else value
