"""The recovery key (予備の鍵): printed once, typed off paper when the passphrase is forgotten.

Eight groups of five signs that nobody mistakes for another. The fifth of a group is worked out of
its four and its place, so that a slip of the pen is said with the number of its group.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from core.errors import StoreError
from core.locale.words import _

#: Without the signs that look like another (0 O, 1 I, 5 S).
SIGNS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
#: Groups, and signs by chance in each: 157 bits.
GROUPS, _CHANCE = 8, 4
#: Each has no part in common with the number of signs, so one wrong sign is always noticed.
_WEIGHTS = (1, 7, 11, 13)


def new() -> str:
    """A key by chance."""
    groups = ("".join(secrets.choice(SIGNS) for _n in range(_CHANCE)) for _g in range(GROUPS))
    return "-".join(group + _check(n, group) for n, group in enumerate(groups, start=1))


def plain(typed: str) -> bytes:
    """A key as it was typed, in one form.

    Raises:
        StoreError: a sign is missing or wrong; it says in which group.
    """
    signs = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    if len(signs) != GROUPS * (_CHANCE + 1):
        raise StoreError(
            _("The recovery key has {groups} groups of {n} signs.", groups=GROUPS, n=_CHANCE + 1)
        )
    size = _CHANCE + 1
    for number in range(1, GROUPS + 1):
        group = signs[(number - 1) * size : number * size]
        if not set(group) <= set(SIGNS) or _check(number, group[:_CHANCE]) != group[_CHANCE]:
            raise StoreError(
                _("Please look at group {n} of the recovery key again: “{group}”.",
                  n=number, group=group)
            )  # fmt: skip
    return signs.encode()


def _check(number: int, group: str) -> str:
    values = (SIGNS.index(sign) * weight for sign, weight in zip(group, _WEIGHTS, strict=True))
    return SIGNS[(number + sum(values)) % len(SIGNS)]
