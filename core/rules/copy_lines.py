"""A customer's reason as a line of an advertisement (「…したいあなたへ」, article 4).

Article 4: whoever does not know the reason writes 「外国人の友達と英語を話したいあなたへ」 and
nobody answers; the reason was 「仕事で昇格するために英語が必要」, so the line says 昇格. It is
made of the customer's own words alone, by the rules in ``copy_words.toml``, and carries no name:
neither a customer's nor anybody's with さん behind it, no phone number, no mail address.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.ingest.mentions import folded
from core.ingest.people_names import plain_name, surnames_in

#: A shorter name is found too often where nobody is meant.
_SHORTEST = 3
_CONTACT = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|(?<!\d)0[\d\s()\uff08\uff09-]{8,}\d")
_LATIN = re.compile(r"[\x00-\x7f]*")
_QUOTES = "「」『』“”\"' \u3000"


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A line for an advertisement.

    Attributes:
        text: the line.
        named: a name or a way to reach somebody was taken out of it.
    """

    text: str
    named: bool


@dataclass(frozen=True)
class _Rules:
    begin: tuple[re.Pattern[str], ...]
    end: tuple[tuple[re.Pattern[str], str], ...]
    sake: re.Pattern[str]
    wanted: tuple[tuple[re.Pattern[str], str], ...]
    line: tuple[tuple[re.Pattern[str], str], ...]
    honoured: re.Pattern[str]
    nobody: frozenset[str]
    somebody: str
    somebody_latin: str


def copy_line(reason: str, names: Iterable[str] = ()) -> CopyLine:
    """The line that says a reason to those who have the same.

    Args:
        reason: the customer's own words.
        names: of everybody who must not stand in it: customers, staff.
    """
    rules = _rules()
    text, named = without_names(reason, names)
    text = _cleaned(text, rules)
    sake = rules.sake.search(text)
    if sake is not None and (wanted := _first(sake[1], rules.wanted)):
        text = wanted
    return CopyLine(_first(text, rules.line), named) if text else CopyLine("", named)


def without_names(text: str, names: Iterable[str]) -> tuple[str, bool]:
    """A text in which nobody can be told, and whether anything was taken out.

    Args:
        text: what was said.
        names: of everybody who must not stand in it; a family name with さん behind it is found
            without being named here.
    """
    rules = _rules()
    who = rules.somebody_latin if _LATIN.fullmatch(text) else rules.somebody
    bare = _CONTACT.sub("", text)
    compared = folded(bare)
    for name in sorted({plain_name(name) for name in names}, key=len, reverse=True):
        if len(whole := folded(name)) >= _SHORTEST and whole in compared:
            bare = re.sub(_spaced(name), who, bare, flags=re.IGNORECASE)
    bare = rules.honoured.sub(lambda hit: _unnamed(hit, who, rules), bare)
    bare = re.sub(rf"{re.escape(who)}(?:{_honorific()})", who, bare)
    return bare.strip(), bare.strip() != text.strip()


def _unnamed(hit: re.Match[str], who: str, rules: _Rules) -> str:
    """Somebody with さん behind the name, unless the word is nobody's name."""
    word = hit[1]
    if any(word.endswith(kin) for kin in rules.nobody):
        return hit[0]
    families = surnames_in([]).readings
    for start in range(len(word)):
        if word[start:] in families or folded(word[start:]) in families:
            return f"{word[:start]}{who}"
    return hit[0]


def _spaced(name: str) -> str:
    """A name however it is spaced in a text."""
    letters = [re.escape(letter) for letter in name if not letter.isspace()]
    return r"[\s\u3000]*".join(letters)


def _cleaned(text: str, rules: _Rules) -> str:
    """The text without what only belongs to talking."""
    text = re.split("[。\uff01\uff1f!?\n]", text.strip().strip(_QUOTES))[0].strip(_QUOTES)
    for pattern in rules.begin:
        text = pattern.sub("", text)
    for pattern, instead in rules.end:
        text = pattern.sub(instead, text)
    return text.strip()


def _first(text: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """The text changed by the first rule that fits; empty where none does."""
    for pattern, instead in rules:
        changed, count = pattern.subn(instead, text, count=1)
        if count:
            return changed
    return ""


@cache
def _honorific() -> str:
    return str(_said()["honorific"])


@cache
def _said() -> dict[str, Any]:
    path = Path(__file__).parent / "copy_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _rules() -> _Rules:
    said = _said()
    pairs = {
        name: tuple((re.compile(pattern), instead) for pattern, instead in said[name])
        for name in ("end", "wanted", "line")
    }
    return _Rules(
        begin=tuple(re.compile(pattern) for pattern in said["begin"]),
        sake=re.compile(said["for_the_sake_of"]),
        honoured=re.compile(rf"([\u3400-\u9fff\u3005\u30a1-\u30fc]{{1,5}}){said['honorific']}"),
        nobody=frozenset(said["nobody"]),
        somebody=said["somebody"],
        somebody_latin=said["somebody_latin"],
        **pairs,
    )
