"""Names taken apart for keys: family and given name, as text and as reading (SHEETS 4).

A name without a space is cut where a family name ends that this list, or the bundled list of
common family names, knows. The cut serves comparisons only: a name is never split for display.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from core.ingest.names import katakana, name_key

_TITLE = re.compile(r"\s*(?:様|さま|さん|御中|殿|先生|ちゃん|君)$")
_REMARK = re.compile(r"[(\[【<〈「※].*?[)\]】>〉」]|※.*$")
_KANA = re.compile(r"[ァ-ヺー・\s]+")
_SMALL = str.maketrans("ァィゥェォャュョヮヵヶッヂヅヲヴ", "アイウエオヤユヨワカケツジズオブ")
_VOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダデドバビブベボパピプペポ",
    "カキクケコサシスセソタテトハヒフヘホハヒフヘホ",
)
#: The vowel that each kana ends in; a long vowel is written ー, オ or ウ as people like.
_ENDS_IN = {
    kana: vowel
    for vowel, row in {
        "ア": "アカサタナハマヤラワガザダバパ",
        "イ": "イキシチニヒミリギジビピ",
        "ウ": "ウクスツヌフムユルグズブプ",
        "エ": "エケセテネヘメレゲゼデベペ",
        "オ": "オコソトノホモヨロゴゾドボポ",
    }.items()
    for kana in row
}
_LONG = {"ア": "ア", "イ": "イ", "ウ": "ウ", "エ": "イ", "オ": "ウ"}
#: A name of which no cut is known is a whole name from so many characters on.
_WHOLE, _WHOLE_KANA = 4, 6
#: Parts of names come again and again; so many are remembered as keys.
_REMEMBERED = 20_000
#: A given name in kana has so many at least.
_SHORTEST_GIVEN = 2
#: Families of which the list itself knows so many members are family names.
_MEMBERS = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """A person's name as keys; what is not known is an empty string.

    Attributes:
        full: the whole name without spaces; ``family``, ``given``: its parts.
        full_reading: the whole reading; ``family_reading``, ``given_reading``: its parts.
        family_kana, given_kana: the part is written in kana, so it is its own reading.
        kana_only: so is the whole name.
    """

    full: str = ""
    family: str = ""
    given: str = ""
    full_reading: str = ""
    family_reading: str = ""
    given_reading: str = ""
    family_kana: bool = False
    given_kana: bool = False
    kana_only: bool = False

    @property
    def turned(self) -> str:
        """The name with the given name in front, where both parts are known."""
        return f"{self.given}{self.family}" if self.given and self.family else ""

    @property
    def whole(self) -> bool:
        """Whether it is surely more than a family name."""
        if self.given or self.given_reading:
            return True
        return not self.family and len(self.full) >= (_WHOLE_KANA if self.kana_only else _WHOLE)


@dataclass(frozen=True, slots=True)
class Surnames:
    """Known family names.

    Attributes:
        readings: of each family name (as a key), as far as they are known.
        kana: family names as they are read.
    """

    readings: Mapping[str, frozenset[str]]
    kana: frozenset[str]

    def cut(self, name: str) -> tuple[str, str]:
        """Family and given name of a name without a space, both empty where no end is known."""
        if name in self.readings:
            return name, ""
        for end in range(len(name) - 1, 0, -1):
            if name[:end] in self.readings:
                return name[:end], name[end:]
        return "", ""

    def cut_kana(self, name: str) -> tuple[str, str]:
        """The same of a name (as a key) that is only written in kana."""
        if name in self.kana:
            return name, ""
        for end in range(len(name) - _SHORTEST_GIVEN, 1, -1):
            if name[:end] in self.kana:
                return name[:end], name[end:]
        return "", ""

    def only_reading(self, family: str) -> str:
        """How a family name is read, where there is one way only."""
        known = self.readings.get(family, frozenset())
        return next(iter(known)) if len(known) == 1 else ""

    def cut_reading(self, family: str, reading: str) -> tuple[str, str]:
        """The same of a reading without a space, of somebody of that family."""
        known = self.readings.get(family, frozenset())
        fits = [r for r in known if reading.startswith(r) and len(r) < len(reading)]
        best = max(fits, key=len, default="")
        return best, reading[len(best) :] if best else ""


@lru_cache(maxsize=_REMEMBERED)
def reading_key(text: str) -> str:
    """The key of a reading: widths, small kana, long vowels, ジ and ヂ do not count."""
    plain = re.sub(r"[・\s]+", "", katakana(text)).translate(_SMALL)
    found: list[str] = []
    for kana in plain:
        before = _ENDS_IN.get(found[-1], "") if found else ""
        if kana == "ー":
            kana = _LONG.get(before, "")  # noqa: PLW2901 - the kana that the stroke stands for
        elif kana == "オ" and before == "オ":
            kana = "ウ"  # noqa: PLW2901 - オオノ and オウノ
        found.append(kana)
    return "".join(found)


def unvoiced(reading: str) -> str:
    """A reading without voiced marks: ヤマザキ and ヤマサキ are one family name."""
    return reading.translate(_VOICED)


@lru_cache(maxsize=_REMEMBERED)
def is_kana(text: str) -> bool:
    """Whether a text is written in kana alone."""
    return bool(_KANA.fullmatch(katakana(text)))


def plain_name(name: str) -> str:
    """A name as typed, without titles and remarks in brackets, widths made one."""
    text = _REMARK.sub(" ", unicodedata.normalize("NFKC", name))
    return _TITLE.sub("", text.strip()).strip()


def parts_of(name: str, kana: str, surnames: Surnames) -> Parts:
    """Take a person's name apart.

    Args:
        name: as typed.
        kana: its reading, may be empty.
        surnames: where a family name may end.
    """
    whole = plain_name(name)
    family, given = _cut(whole, surnames)
    kana_only = is_kana(whole)
    full = reading_key(whole) if kana_only else name_key(whole)
    in_kana = (bool(family) and is_kana(family), bool(given) and is_kana(given))
    read = _readings(whole if kana_only else kana, (family, given), surnames)
    return Parts(
        full=full,
        family=_key(family),
        given=_key(given),
        full_reading=read[0],
        family_reading=_key(family)
        if in_kana[0]
        else read[1] or surnames.only_reading(_key(family)),
        given_reading=_key(given) if in_kana[1] else read[2],
        family_kana=in_kana[0],
        given_kana=in_kana[1],
        kana_only=kana_only,
    )


def _cut(name: str, surnames: Surnames) -> tuple[str, str]:
    """The two parts of a name, as written."""
    words = name.split() or [""]
    if len(words) == 1 and is_kana(name):
        words = [word for word in name.split("・") if word] or [""]
    if len(words) > 1:
        return words[0], "".join(words[1:])
    if is_kana(name):
        return surnames.cut_kana(reading_key(name))
    return surnames.cut(name_key(name))


def _readings(kana: str, name: tuple[str, str], surnames: Surnames) -> tuple[str, str, str]:
    """The whole reading and its two parts."""
    if not kana or not is_kana(kana):
        return "", "", ""
    full = reading_key(kana)
    words = plain_name(kana).split()
    if len(words) > 1:
        return full, reading_key(words[0]), reading_key("".join(words[1:]))
    family, given = name
    if family and not given and not is_kana(family):
        return full, full, ""
    return full, *surnames.cut_reading(_key(family), full)


@lru_cache(maxsize=_REMEMBERED)
def _key(part: str) -> str:
    if not part:
        return ""
    return reading_key(part) if is_kana(part) else name_key(part)


def surnames_in(names: Iterable[tuple[str, str]]) -> Surnames:
    """The bundled family names and those of a list of (name, reading).

    A first word counts as a family name where several people bear it: in some lists the given
    name stands first.
    """
    members: dict[str, set[str]] = defaultdict(set)
    readings: dict[str, set[str]] = defaultdict(set)
    for name, kana in names:
        words = plain_name(name).split()
        if len(words) > 1 and not is_kana(words[0]):
            family = name_key(words[0])
            members[family].add(words[1])
            said = plain_name(kana).split()
            if len(said) > 1 and is_kana(kana):
                readings[family].add(reading_key(said[0]))
    known = {text: set(found) for text, found in common_surnames().items()}
    for family, given in members.items():
        if len(given) >= _MEMBERS:
            known.setdefault(family, set()).update(readings[family])
    kana_names = frozenset(r for found in common_surnames().values() for r in found)
    return Surnames({text: frozenset(found) for text, found in known.items()}, kana_names)


@cache
def common_surnames() -> dict[str, frozenset[str]]:
    """The bundled family names: {family name as a key: its readings}."""
    text = (Path(__file__).parent / "surnames.toml").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for entry in re.split(r"[|\n]", tomllib.loads(text)["names"].strip()):
        name, readings = entry.split()
        found[name_key(name)] = frozenset(map(reading_key, readings.split("/")))
    return found
