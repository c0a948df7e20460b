"""What our own exports put into a sheet, and reading takes off again (往復).

Text that a spreadsheet would run as a formula leaves the program behind an apostrophe (OWASP ASVS
1.2.10); rows left aside leave it with the reason in a last column. Both must be gone when the file
comes back, without touching what the owner wrote.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pandas as pd

from core.ingest.headers import header_key
from core.ingest.process import RawSheet
from core.locale.words import LANGUAGES, _, say

#: Heads the last column of rows that were left aside.
REASON = _("Why it was left aside")
_APOSTROPHE = "'"
#: What makes a spreadsheet compute. Japanese Excel takes the full-width forms as well, so text is
#: folded (NFKC) before it is looked at.
_STARTS_FORMULA = re.compile(r"^[\s\x00]*[=@]|^[\t\r\n]")
_SIGNED = re.compile(r"^[\s\x00]*[+-]")
#: A sign before digits and the punctuation of numbers and phones can call nothing.
_NUMBER_LIKE = re.compile(r"^[\s0-9+().,-]*$")


def neutral_text(text: str) -> str:
    """Text that computes nothing: an apostrophe before what looks like a formula."""
    return f"{_APOSTROPHE}{text}" if _computes(text) else text


def freed_text(text: str) -> str:
    """The text without the apostrophe that :func:`neutral_text` gave it; any other stays."""
    inner = text[1:]
    return inner if text.startswith(_APOSTROPHE) and _computes(inner) else text


def without_our_marks(sheet: RawSheet) -> RawSheet:
    """A sheet as it was before we exported it.

    Args:
        sheet: outer spaces off its cells.
    """
    named = {header_key(say(REASON, language)) for language in LANGUAGES}
    kept = {
        column: _freed(texts)
        for column, texts in sheet.texts.items()
        if header_key(_first(texts)) not in named
    }
    return replace(sheet, texts=pd.DataFrame(kept, index=sheet.texts.index))


def _freed(texts: pd.Series[str]) -> pd.Series[str]:
    marked = texts.str.startswith(_APOSTROPHE)
    if not marked.any():
        return texts
    return texts.mask(marked, texts[marked].map(lambda text: freed_text(text).strip()))


def _first(texts: pd.Series[str]) -> str:
    """The first filled cell of a column."""
    return next((text for text in texts if text), "")


def _computes(text: str) -> bool:
    # Apostrophes of the owner's own count as one of ours, so that taking off gives them back.
    folded = unicodedata.normalize("NFKC", text).lstrip(_APOSTROPHE)
    signed = _SIGNED.match(folded) and not _NUMBER_LIKE.match(folded)
    return bool(signed or _STARTS_FORMULA.match(folded))
