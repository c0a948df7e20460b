"""A person named in a text about somebody else (ほかの方のメモにある名前), however it is typed.

Widths, spaces, hyphens, kana and old forms of a character do not count. A whole name, a phone, a
mail address or a number is surely this person; a family name with さん or 様 behind it may be
anybody of that name, so it is found too but told apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from core.ingest.names import plain_form_of
from core.ingest.people_keys import company_key
from core.ingest.people_names import Surnames, parts_of, plain_name, surnames_in
from core.store.texts import Found

_HONORIFICS = (
    *("様", "さま", "さん", "氏", "君", "くん", "ちゃん", "先生", "殿"),
    *("御夫妻", "ご夫妻", "夫妻", "夫人", "家", "宅", "邸"),
)
#: Shorter words are found too often where nobody is meant.
_SHORTEST_NAME, _SHORTEST_KANA, _SHORTEST_WORD, _SHORTEST_PLACE = 3, 4, 5, 8
_PHONE_DIGITS = 9
_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = 0x60
_SKIPPED = set("-‐‑‒–—−ー・･.()+\u200b\ufeff")  # noqa: RUF001 - as people type them


class _Fold(dict[int, str]):
    """What each character counts as; filled while it is used."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = "".join(_one(c) for c in unicodedata.normalize("NFKD", chr(code)))
        return folded


def _one(char: str) -> str:
    code = ord(char)
    if char.isspace() or char in _SKIPPED or 0xFE00 <= code <= 0xFE0F or code >= 0xE0100:
        return ""
    if code in _HIRAGANA:
        return chr(code + _TO_KATAKANA)
    return plain_form_of(char).casefold()


_FOLD = _Fold()


def folded(text: str) -> str:
    """A text as it is compared."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Seeker:
    """Looks for one person in texts.

    Attributes:
        sure: surely this person; ``perhaps``: somebody of this name.
        ids: their numbers; a text that is nothing else is surely theirs.
    """

    sure: re.Pattern[str] | None
    perhaps: re.Pattern[str] | None
    ids: frozenset[str]

    def find(self, text: str) -> Found | None:
        """Where the person is named in a text; none where not."""
        if text.strip() in self.ids:
            return Found(((0, len(text)),), sure=True)
        compared = folded(text)
        sure = _places(self.sure, compared)
        perhaps = _places(self.perhaps, compared)
        if not sure and not perhaps:
            return None
        return Found(_in_the_text(text, sure + perhaps), sure=bool(sure))


def seeker(people: pd.DataFrame) -> Seeker:
    """A look-out for one person.

    Args:
        people: the person's rows of the customer ledger, former ones too.
    """
    names = list(zip(people["name"], people["kana"], strict=True))
    surnames = surnames_in(names)
    sure: set[str] = set()
    perhaps: set[str] = set()
    for name, kana in names:
        _name_words(name, kana, surnames, (sure, perhaps))
    for contact in people["contact_person"]:
        _name_words(contact, "", surnames, (sure, perhaps))
    for column in ("email", "line"):
        sure |= {rf"(?<![0-9a-z]){re.escape(w)}(?![0-9a-z])" for w in _words(people[column])}
    sure |= {re.escape(w) for w in _words(people["address"], _SHORTEST_PLACE)}
    sure |= {w for column in ("phone", "phone_other") for w in _phones(people[column])}
    ids = frozenset(people["customer_id"]) - {""}
    sure |= {
        rf"(?<![0-9a-z]){re.escape(folded(i))}(?![0-9a-z])"
        for i in ids
        if len(folded(i)) >= _SHORTEST_WORD
    }
    return Seeker(_any(sure), _any(perhaps), ids)


def _name_words(
    name: str, kana: str, surnames: Surnames, found: tuple[set[str], set[str]]
) -> None:
    """The words that name somebody: (surely, perhaps)."""
    sure, perhaps = found
    whole = folded(plain_name(name))
    parts = parts_of(name, kana, surnames)
    known = bool(parts.family and parts.given)
    if len(whole) >= _SHORTEST_NAME or (known and whole):
        sure.add(re.escape(whole))
    bare, form = company_key(name)
    if form and len(folded(bare)) >= _SHORTEST_NAME:
        sure.add(re.escape(folded(bare)))
    if known:
        sure.add(re.escape(folded(parts.given + parts.family)))
    read = folded(plain_name(kana))
    if len(read) >= _SHORTEST_KANA:
        sure.add(re.escape(read))
    families = {folded(w) for w in (parts.family, _first_word(name), _first_word(kana))} - {""}
    honoured = "|".join(re.escape(folded(word)) for word in _HONORIFICS)
    perhaps |= {rf"{re.escape(family)}(?={honoured})" for family in families}


def _first_word(name: str) -> str:
    words = plain_name(name).split()
    return words[0] if len(words) > 1 else ""


def _words(texts: Iterable[str], shortest: int = _SHORTEST_WORD) -> list[str]:
    return [word for text in texts if len(word := folded(text)) >= shortest]


def _phones(texts: Iterable[str]) -> set[str]:
    found = set()
    for text in texts:
        digits = re.sub(r"\D", "", folded(text))
        if len(digits) >= _PHONE_DIGITS:
            plain = digits.removeprefix("81") if len(digits) > _PHONE_DIGITS + 2 else digits
            found.add(rf"(?<!\d)(?:81)?0?{plain.removeprefix('0')}(?!\d)")
    return found


def _any(words: Iterable[str]) -> re.Pattern[str] | None:
    said = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(said)) if said else None


def _places(pattern: re.Pattern[str] | None, compared: str) -> list[tuple[int, int]]:
    return [hit.span() for hit in pattern.finditer(compared)] if pattern else []


def _in_the_text(text: str, places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Places in the compared form as places in the text itself, those that touch made one."""
    origin = [number for number, char in enumerate(text) for _each in folded(char)]
    found: list[tuple[int, int]] = []
    for start, end in sorted((origin[start], origin[end - 1] + 1) for start, end in places):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)
