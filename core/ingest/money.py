"""Amounts and numbers as Japanese shops write them (SHEETS 4), exact to the last digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from core.ingest.values import (
    BLANK,
    Read,
    dashes,
    has_kanji_number,
    is_nothing,
    kanji_number,
    plain,
    signs_changed,
)

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_KANJI = re.compile("[〇零一二三四五六七八九壱壹弐貳参參伍]+")
#: How most amounts are written: the quick way.
_USUAL = re.compile(r"([-△▲])?¥?((?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,6})?)円?", re.ASCII)
_BARE = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,6})?", re.ASCII)
#: From the largest down, in the order in which they are written.
_LARGE = {"兆": 10**12, "億": 10**8, "万": 10**4, "萬": 10**4}
_SMALL = {"千": 1000, "阡": 1000, "百": 100, "十": 10, "拾": 10}
_MULTIPLIES = ("千", "阡", "百", *_LARGE)
_TAX = re.compile(r"[(\[]?(税込み?|内税|税抜き?|税別|外税|本体)(?:価格)?[)\]]?")
_INCLUDED = ("税込", "内税")
_CURRENCY = re.compile(r"^(?:¥|\\|jpy|金)\s*|\s*(?:円也?|yen|jpy)$", re.IGNORECASE)
_COUNTER = re.compile(
    r"\s*(?:個|点|本|枚|回|名|人|台|件|式|箱|袋|冊|杯|着|足|組|分|歳|才|社|ヶ|セット)$"
)
#: 1 234 is a number in some countries, 12 34 is two numbers.
_TWO_NUMBERS = re.compile(r"\d\s+\d")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)")
#: 1万2 is 12,000 when spoken and 10,002 when written.
_SPOKEN = re.compile(r"[万萬億兆千阡百](?:\d|[一二三四五六七八九])$")
_DURATION = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)", re.ASCII)
_MOST = Decimal(10) ** 15
UNREADABLE = Read(None, "unreadable_amount")
UNREADABLE_NUMBER = Read(None, "unreadable_number")


def read_money(text: str) -> Read:
    """One amount in major units as an exact :class:`~decimal.Decimal`.

    Returns:
        The amount, negative for △ ▲ − ( ) and a trailing minus; or the code
        ``unreadable_amount`` for anything that is not one plain amount (1,234円×2, 約1,000円).
        Notes: ``tax_included``, ``tax_excluded``, ``unit_multiplied`` (1.5万円),
        ``signs_changed``.
    """
    if usual := _USUAL.fullmatch(text):
        amount = Decimal(usual[2].replace(",", ""))
        return Read(-amount if usual[1] else amount)
    typed = plain(text).replace("，", ",")
    if is_nothing(typed):
        return BLANK
    untaxed = _TAX.sub("", dashes(typed)).strip()
    exact = _amount(untaxed)
    if exact is None or abs(exact) >= _MOST:
        return UNREADABLE
    return Read(exact, _note(text, typed, taxed=len(untaxed) < len(typed)))


def _amount(text: str) -> Decimal | None:
    """The value of an amount with its signs and currency, None where it is not one amount."""
    if text.endswith("円-"):
        return None  # a minus, or how a slip closes
    text, negative = _sign(text)
    bare = _CURRENCY.sub("", _CURRENCY.sub("", text)).strip()
    inner, inner_negative = _sign(bare)
    spoken = inner == text and _SPOKEN.search(inner)
    if (negative and inner_negative) or spoken:
        return None
    if _TWO_NUMBERS.search(inner) and not _SPACED.fullmatch(inner):
        return None
    number = _evaluate(inner.replace(" ", ""))
    return -number if number is not None and (negative or inner_negative) else number


def _note(text: str, typed: str, *, taxed: bool) -> str:
    if taxed and (tax := tax_of(typed)):
        return f"tax_{tax}"
    if any(unit in typed for unit in _MULTIPLIES):
        return "unit_multiplied"
    return "signs_changed" if signs_changed(text) or has_kanji_number(text) else ""


def tax_of(text: str) -> str:
    """``included``, ``excluded`` or empty, from words such as 税込 in a value or a header."""
    found = _TAX.search(plain(text))
    if found is None:
        return ""
    return "included" if found[1].startswith(_INCLUDED) else "excluded"


def read_number(text: str) -> Read:
    """A count or measure; a counter behind it (2個) is dropped, a percentage becomes a share."""
    if _BARE.fullmatch(text):
        return Read(Decimal(text.replace(",", "")))
    typed = plain(text)
    if is_nothing(typed):
        return BLANK
    percent = typed.endswith("%")
    found = read_money(_COUNTER.sub("", typed.rstrip("%").strip()))
    if found.value is None:
        return UNREADABLE_NUMBER
    code = found.code or ("signs_changed" if signs_changed(text) else "")
    return Read(found.value / 100 if percent else found.value, code)


def read_integer(text: str) -> Read:
    """A whole number."""
    found = read_number(text)
    if found.value is None:
        return found
    whole = found.value == found.value.to_integral_value()
    return found if whole else UNREADABLE_NUMBER


def read_minutes(text: str) -> Read:
    """Minutes; a duration of hours, minutes and seconds gives the minutes that are full."""
    if parts := _DURATION.fullmatch(plain(text)):
        return Read(Decimal(int(parts[1]) * 60 + int(parts[2])), "minutes_counted")
    return read_integer(text)


def _sign(text: str) -> tuple[str, bool]:
    """The text without its sign, and whether it was negative."""
    if text[:1] in "△▲-" and text[:1]:
        return text[1:].strip(), True
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    # ¥1,234- is how a slip closes an amount, not a minus.
    closes = text.endswith("-") and text.startswith(("¥", "\\", "金"))
    if text.endswith("-"):
        return text[:-1].strip(), not closes
    return text.removeprefix("+").strip(), False


def _evaluate(text: str) -> Decimal | None:
    """The value of digits, kanji digits and units, or None for anything else."""
    return _composed(text, _LARGE, _section)


def _section(text: str) -> Decimal | None:
    """The value of what stands before 万: digits and the units up to a thousand."""
    return _composed(text, _SMALL, _digits)


def _composed(
    text: str,
    units: Mapping[str, int],
    part: Callable[[str], Decimal | None],
) -> Decimal | None:
    """Counts of units that go down, and the rest behind the last: 3万5千, 1億2,000万."""
    total, least = Decimal(0), None
    for unit, size in units.items():
        count_text, found, rest = text.partition(unit)
        if not found:
            continue
        # 千円 is a thousand; 万円 alone is no amount, 0万円 is none at all.
        count = part(count_text) if count_text or units is _LARGE else Decimal(1)
        if count is None or (not count and (rest or least is not None)):
            return None
        if least is not None and count * size >= least:
            return None
        total, least, text = total + count * size, size, rest
    if least is None:
        return part(text)
    behind = part(text) if text else Decimal(0)
    return None if behind is None or behind >= least else total + behind


def _digits(text: str) -> Decimal | None:
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return Decimal(kanji_number(text)) if _KANJI.fullmatch(text) else None
