"""What reading one value gives, and the parts that all kinds of values share."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

#: What people write where there is nothing to write.
NOTHING = frozenset(
    {"", "-", "--", "---", "なし", "無し", "無", "n/a", "null", "none", "nan", "nat"}
)
_DASHES = str.maketrans(dict.fromkeys("−‐\u2011\u2012–—―ー─﹣", "-"))
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3, "伍": 5
}  # fmt: skip
_KANJI_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000, "阡": 1000}
_KANJI_RUN = re.compile("[" + "".join([*_KANJI_DIGITS, *_KANJI_UNITS]) + "]+")


class Read(NamedTuple):
    """The outcome of reading one value.

    Attributes:
        value: what was understood; None where there is nothing or it could not be read.
        code: why not, or what was done to it; empty where all is plain. With a value the row is
            kept and the code is a note.
    """

    value: Any = None
    code: str = ""


BLANK = Read()


def plain(text: str) -> str:
    """Full-width forms made half-width, compatibility signs spelled out, outer spaces off."""
    return unicodedata.normalize("NFKC", text).strip().removeprefix("'")


def is_nothing(text: str) -> bool:
    """Whether a value (after :func:`plain`) says that there is none."""
    return text.translate(_DASHES).lower() in NOTHING


def dashes(text: str) -> str:
    """Every kind of dash, the long vowel mark too, as the ASCII hyphen."""
    return text.translate(_DASHES)


def kanji_to_digits(text: str) -> str:
    """Numbers below ten thousand in kanji as digits: 二十二 → 22, 二〇二六 → 2026."""
    return _KANJI_RUN.sub(lambda run: str(kanji_number(run.group())), text)


def kanji_number(run: str) -> int:
    """The number of a run of kanji digits and the units up to a thousand."""
    if not any(c in _KANJI_UNITS for c in run):
        return int("".join(str(_KANJI_DIGITS[c]) for c in run))
    total, digit = 0, 0
    for character in run:
        if character in _KANJI_UNITS:
            total += (digit or 1) * _KANJI_UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _KANJI_DIGITS[character]
    return total + digit
