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


#: What a code makes of its cell; a cell without one is ``ok``, or ``blank`` with nothing in it.
#: ``fixed``: the value says it in other signs, or says more, than the text (an era counted, a zero
#: put back, 万円 multiplied). ``unsure``: taken, but the owner should look. ``unreadable``: blank.
STATES: dict[str, str] = {
    "tax_included": "ok",
    "tax_excluded": "ok",
    "signs_changed": "fixed",  # full width, kanji numbers, half-width kana
    "era_date": "fixed",
    "order_of_column": "fixed",  # 8/11/22: the whole column, or the owner, says what is the year
    "unit_multiplied": "fixed",
    "zero_restored": "fixed",
    "two_phones": "fixed",
    "phone_remark": "fixed",
    "more_phones": "fixed",
    "more_emails": "fixed",
    "minutes_counted": "fixed",
    "no_end_date": "fixed",
    "date_from_number": "fixed",
    "postal_zero_restored": "fixed",
    "postal_zero_unsure": "unsure",
    "month_only": "unsure",
    "email_typo": "unsure",
    "digits_lost": "unsure",
    "damaged_text": "unsure",
    "ambiguous_date": "unreadable",
    "unreadable_date": "unreadable",
    "unreadable_month": "unreadable",
    "unreadable_amount": "unreadable",
    "unreadable_number": "unreadable",
    "unreadable_phone": "unreadable",
    "phone_digits_lost": "unreadable",
    "unreadable_postal": "unreadable",
    "unreadable_email": "unreadable",
    "unknown_choice": "unreadable",
}
#: No number, date or address is longer: a cell without end must not stop the program.
LONGEST_VALUE = 254
#: Codes of which nothing is said but their number: the owner would have done the same.
QUIET = frozenset(
    {
        "tax_included", "tax_excluded", "signs_changed", "era_date", "order_of_column",
        "unit_multiplied", "zero_restored", "two_phones", "phone_remark", "minutes_counted",
    }
)  # fmt: skip
#: Codes after which the value no longer says all that was typed, though it could be read.
SAYS_LESS = frozenset({"phone_remark", "more_phones", "more_emails"})
#: Unsure codes whose value is the text itself.
_AS_TYPED = frozenset({"email_typo", "digits_lost", "damaged_text"})
#: Codes of cells whose text is kept beside the value: nothing that was typed is lost.
TEXT_KEPT = (
    SAYS_LESS
    | {code for code, state in STATES.items() if state in {"unsure", "unreadable"}} - _AS_TYPED
)


class Read(NamedTuple):
    """The outcome of reading one value.

    Attributes:
        value: what was understood; None where there is nothing or it could not be read.
        code: why not, or what was done to it (a key of :data:`STATES`); empty where all is plain.
            With a value the row is kept and the code is a note.
    """

    value: Any = None
    code: str = ""

    @property
    def state(self) -> str:
        """``ok``, ``fixed``, ``unsure``, ``unreadable``, or ``blank`` where nothing was typed."""
        if self.code:
            return STATES[self.code]
        return "blank" if self.value in {None, ""} else "ok"


BLANK = Read()


def plain(text: str) -> str:
    """Full-width forms made half-width, compatibility signs spelled out, outer spaces off."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip().removeprefix("'")


def signs_changed(text: str) -> bool:
    """Whether :func:`plain` writes a text in other signs (full width, half-width kana, ㍻)."""
    return not text.isascii() and not unicodedata.is_normalized("NFKC", text)


def noted(value: Any, text: str) -> Read:  # noqa: ANN401 - of any kind
    """A value that was typed as ``text``, with a note where that was in other signs."""
    return Read(value, "signs_changed") if signs_changed(text) else Read(value)


def is_nothing(text: str) -> bool:
    """Whether a value (after :func:`plain`) says that there is none."""
    return text.translate(_DASHES).lower() in NOTHING


def dashes(text: str) -> str:
    """Every kind of dash, the long vowel mark too, as the ASCII hyphen."""
    return text.translate(_DASHES)


def beginning(text: str) -> str:
    """A cell to be told apart by its look, outer spaces off: of a long one the beginning."""
    return text.strip()[:LONGEST_VALUE]


def readable(text: str) -> str:
    """A text to be looked through for a value: one without end is none."""
    return text if len(text) <= LONGEST_VALUE else "…?"


def kanji_to_digits(text: str) -> str:
    """Numbers below ten thousand in kanji as digits: 二十二 → 22, 二〇二六 → 2026."""
    return _KANJI_RUN.sub(lambda run: str(kanji_number(run.group())), text)


def has_kanji_number(text: str) -> bool:
    """Whether a number is written in kanji."""
    return not text.isascii() and _KANJI_RUN.search(text) is not None


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
