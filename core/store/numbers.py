"""Numbers for new customers, in the manner of those that are there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
#: Ids that were made here, of a name, of a phone, for an introduction: no manner of the owner's.
_MADE = re.compile(r"N-|T-|R\d")
#: Before the first number, where nobody has one yet.
_BEFORE_FIRST = ("C", "0000")


def next_id(ids: Iterable[str]) -> str:
    """The number after the highest of the commonest manner: C0007, C0012 → C0013.

    Args:
        ids: every number that is taken; none of them is ever given again.
    """
    taken = set(ids)
    manners: dict[str, list[str]] = defaultdict(list)
    for one in taken:
        found = _NUMBERED.fullmatch(one)
        if found and not _MADE.match(one):
            manners[found[1]].append(found[2])
    if not manners:
        return _free(*_BEFORE_FIRST, taken)
    prefix = max(manners, key=lambda manner: (len(manners[manner]), manner))
    return _free(prefix, max(manners[prefix], key=int), taken)


def _free(prefix: str, highest: str, taken: set[str]) -> str:
    number = int(highest) + 1
    while (proposed := f"{prefix}{number:0{len(highest)}d}") in taken:
        number += 1
    return proposed
