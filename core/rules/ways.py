"""Which way in (きっかけ) a way of the cost sheet stands for.

The owner writes ways freely (クーポンサイト); customers carry one of a few. The owner's own word
(:attr:`~core.settings.spending.SpendingSettings.ways`) comes first, then the names of the ways in
and the words of ``way_words.toml``.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import pandas as pd

from core.locale.words import LANGUAGES, Words, say
from core.settings import Settings
from core.tables.customers import TRIGGER_CHOICES

#: {code: its name}, in the order of the customer ledger.
WAYS: dict[str, Words] = {choice.code: choice.label for choice in TRIGGER_CHOICES}
#: Costs of which no way in is known, and customers of whom none is.
UNKNOWN = ""
_SIGN = "="


def ways_of(texts: pd.Series[str], settings: Settings) -> pd.Series[str]:
    """The code of the way in of each text, ``""`` where none is meant as far as we can tell."""
    told = chosen(settings)
    codes = {text: told.get(text.strip()) or _by_words(text) for text in texts.unique()}
    return texts.map(codes).astype("str")


def chosen(settings: Settings) -> dict[str, str]:
    """{way of the sheet: code} as the owner said; what names no way in is passed over."""
    pairs = (text.rpartition(_SIGN) for text in settings.spending.ways)
    return {text.strip(): code.strip() for text, _sign, code in pairs if code.strip() in WAYS}


def with_choice(settings: Settings, text: str, code: str) -> tuple[str, ...]:
    """The setting with one way of the sheet put to a way in, or taken back with ``""``."""
    told = chosen(settings) | {text.strip(): code}
    return tuple(f"{name}{_SIGN}{way}" for name, way in sorted(told.items()) if way in WAYS)


def _by_words(text: str) -> str:
    plain = _plain(text)
    found = (code for code, words in _words().items() if any(word in plain for word in words))
    return next(found, UNKNOWN) if plain else UNKNOWN


@cache
def _words() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).parent / "way_words.toml"
    further: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: tuple(
            _plain(word) for word in [*(say(label, x) for x in LANGUAGES), *further.get(code, [])]
        )
        for code, label in WAYS.items()
    }


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
