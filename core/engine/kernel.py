"""The text of a kernel: one for every engine, with whole numbers in its places."""

from __future__ import annotations

import re
from functools import cache as remembered
from pathlib import Path
from typing import Any

_KERNELS = Path(__file__).parent / "kernels"
_PLACE = re.compile(r"(?<![:\w]):([a-z][a-z0-9_]*)")


@remembered
def kernel_text(kernel: str) -> str:
    """The SQL of a kernel.

    Raises:
        FileNotFoundError: there is no kernel of that name.
    """
    return (_KERNELS / f"{kernel}.sql").read_text(encoding="utf-8")


@remembered
def places(kernel: str) -> frozenset[str]:
    """The names of the numbers that a kernel wants."""
    return frozenset(_PLACE.findall(kernel_text(kernel)))


def filled(kernel: str, ints: dict[str, Any]) -> str:
    """The kernel with its places filled; only whole numbers ever reach SQL.

    Raises:
        TypeError: a place without a number, a number without a place, or no whole number.
    """
    wanted = places(kernel)
    if wanted != set(ints):
        raise TypeError(f"the kernel needs {sorted(wanted)}, not {sorted(ints)}")
    for name, value in ints.items():
        if not isinstance(value, int):
            raise TypeError(f"{name} is no whole number")
    return _PLACE.sub(lambda place: str(int(ints[place.group(1)])), kernel_text(kernel))
