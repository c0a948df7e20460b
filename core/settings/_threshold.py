"""How a threshold is written down: its value, unit, source, and whether it is only assumed."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def threshold(
    default: Any,  # noqa: ANN401 - a threshold may be of any plain type
    *,
    unit: str,
    source: str,
    assumed: bool = False,
) -> Any:  # noqa: ANN401 - what dataclasses.field returns
    """A field of a settings group.

    Args:
        default: the value until the owner or the shop's own data say otherwise.
        unit: ``days``, ``share``, ``points`` …
        source: where the figure comes from (article, paper, measurement).
        assumed: shown on screen as 「初期値(仮)」.
    """
    return field(default=default, metadata={"unit": unit, "source": source, "assumed": assumed})
