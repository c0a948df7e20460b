"""Owner-facing words: marked in English where they are used, said in the owner's language.

``_("Rows read: {n}", n=3)`` makes a :class:`Words` value that remembers the message and its
facts; ``say(words, "ja")`` turns it into a sentence. Rules and errors therefore carry meaning,
not text, and the language can change at the last moment.

The catalogues are gettext files, one for each part of the program
(``core/locale/<language>/<part>.po``), read with Babel.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ja", "en")
DEFAULT_LANGUAGE = "ja"
_HERE = Path(__file__).parent
_WEEKDAYS_JA = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Words:
    """A message with its facts, not yet in any language.

    Attributes:
        message: the English message with ``{named}`` places.
        plural: the English plural form, or an empty string; ``n`` decides.
        facts: what stands in the places: text, whole numbers, dates, :class:`Money`,
            :class:`Both`, or Words.
    """

    message: str
    plural: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.message, repr(sorted(self.facts.items()))))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of a currency (JPY: yen; scale 2: hundredths)."""

    minor: int
    currency: str = "JPY"
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, written as in kept tables: ``2026-11``."""

    text: str


@dataclass(frozen=True, slots=True)
class Both:
    """A fact that stands in both languages where it is kept, such as the title of an export."""

    ja: str
    en: str


def _(message: str, /, **facts: Any) -> Words:  # noqa: ANN401 - facts are of any sayable kind
    """Mark an owner-facing message."""
    return Words(message, "", facts)


def n_(singular: str, plural: str, /, *, n: int, **facts: Any) -> Words:  # noqa: ANN401 - as above
    """Mark an owner-facing message that counts something."""
    return Words(singular, plural, {"n": n, **facts})


def say(words: Words | str, language: str = DEFAULT_LANGUAGE) -> str:
    """The sentence in ``language``; text that is already text stays as it is."""
    if isinstance(words, str):
        return words
    if words.plural:
        n = words.facts["n"]
        template = _catalogue(language).ngettext(words.message, words.plural, n)
    else:
        template = _template(words.message, language)
    return template.format(**{k: _fact(v, language) for k, v in words.facts.items()})


def say_date(day: dt.date, language: str = DEFAULT_LANGUAGE) -> str:
    """A day as people write it: 2026年11月22日(日), or 22 Nov 2026 (Sun)."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS_JA[day.weekday()]})"
    return f"{day.day} {day:%b} {day.year} ({day:%a})"


def say_month(month: Month, language: str = DEFAULT_LANGUAGE) -> str:
    """A month as people write it: 2026年11月, or Nov 2026."""
    first = dt.date.fromisoformat(f"{month.text}-01")
    return f"{first.year}年{first.month}月" if language == "ja" else f"{first:%b} {first.year}"


def say_money(money: Money, language: str = DEFAULT_LANGUAGE) -> str:
    """An amount in major units with its currency: 12,300円, ¥12,300, GBP 12.50."""
    major = f"{abs(money.minor) / 10**money.scale:,.{money.scale}f}"
    sign = "−" if money.minor < 0 else ""
    if money.currency != "JPY":
        return f"{sign}{money.currency} {major}"
    return f"{sign}{major}円" if language == "ja" else f"{sign}¥{major}"


def language_of(locale: str | None) -> str:
    """The language to speak for a browser's locale such as ``ja-JP``; Japanese when unknown."""
    return "en" if (locale or "").lower().startswith("en") else DEFAULT_LANGUAGE


def _fact(value: Any, language: str) -> Any:  # noqa: ANN401 - facts are of any sayable kind
    if type(value) in _SAYING:
        return _SAYING[type(value)](value, language)
    if isinstance(value, dt.date):
        return say_date(value.date() if isinstance(value, dt.datetime) else value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return value


_SAYING: dict[type, Callable[[Any, str], str]] = {
    Words: say,
    Money: say_money,
    Month: say_month,
    Both: lambda both, language: both.ja if language == "ja" else both.en,
}


@lru_cache(maxsize=4096)
def _template(message: str, language: str) -> str:
    """A message with its places in that language; each part of the catalogue is asked once."""
    return _catalogue(language).gettext(message)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """All parts of one language as a single catalogue."""
    merged: gettext.GNUTranslations | None = None
    for path in sorted((_HERE / language).glob("*.po")):
        with path.open("rb") as handle:
            compiled = io.BytesIO()
            # Without locale= the plural rule falls back to English in silence.
            write_mo(compiled, read_po(handle, locale=language))
        compiled.seek(0)
        part = gettext.GNUTranslations(compiled)
        if merged is None:
            merged = part
        else:
            merged.add_fallback(part)
    return merged or gettext.NullTranslations()
