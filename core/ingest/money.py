"""Amounts and numbers as Japanese shops write them (SHEETS 4), exact to the last digit."""

from __future__ import annotations

import re
from decimal import Decimal

from core.ingest.values import BLANK, Read, dashes, is_nothing, kanji_number, plain

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_KANJI = "[〇零一二三四五六七八九壱壹弐貳参參伍]+"
_TOKEN = re.compile(rf"({_NUMBER})|({_KANJI})|([十拾百千阡])|([万萬億兆])")
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000, "阡": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
_TAX = re.compile(r"[(\[]?(税込み?|内税|税抜き?|税別|外税|本体)(?:価格)?[)\]]?")
_INCLUDED = ("税込", "内税")
_CURRENCY = re.compile(r"^(?:¥|\\|jpy|金)\s*|\s*(?:円也?|yen|jpy)$", re.IGNORECASE)
_COUNTER = re.compile(
    r"\s*(?:個|点|本|枚|回|名|人|台|件|式|箱|袋|冊|杯|着|足|組|分|歳|才|社|ヶ|セット)$"
)
_MOST = Decimal(10) ** 15
UNREADABLE = Read(None, "unreadable_amount")
UNREADABLE_NUMBER = Read(None, "unreadable_number")


def read_money(text: str) -> Read:
    """One amount in major units as an exact :class:`~decimal.Decimal`.

    Returns:
        The amount, negative for △ ▲ − ( ) and a trailing minus; or the code
        ``unreadable_amount`` for anything that is not one plain amount (1,234円×2, 約1,000円).
    """
    text = plain(text).replace("，", ",")
    if is_nothing(text):
        return BLANK
    text = _TAX.sub("", dashes(text)).strip()
    text, negative = _sign(text)
    bare = _CURRENCY.sub("", _CURRENCY.sub("", text)).strip()
    inner, inner_negative = _sign(bare)
    number = _evaluate(inner.replace(" ", ""))
    if number is None or (negative and inner_negative) or abs(number) >= _MOST:
        return UNREADABLE
    return Read(-number if negative or inner_negative else number)


def tax_of(text: str) -> str:
    """``included``, ``excluded`` or empty, from words such as 税込 in a value or a header."""
    found = _TAX.search(plain(text))
    if found is None:
        return ""
    return "included" if found[1].startswith(_INCLUDED) else "excluded"


def read_number(text: str) -> Read:
    """A count or measure; a counter behind it (2個) is dropped, a percentage becomes a share."""
    text = plain(text)
    if is_nothing(text):
        return BLANK
    percent = text.endswith("%")
    found = read_money(_COUNTER.sub("", text.rstrip("%").strip()))
    if found.value is None:
        return UNREADABLE_NUMBER
    return Read(found.value / 100 if percent else found.value)


def read_integer(text: str) -> Read:
    """A whole number."""
    found = read_number(text)
    if found.value is None:
        return found
    whole = found.value == found.value.to_integral_value()
    return Read(found.value) if whole else UNREADABLE_NUMBER


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
    tokens = list(_TOKEN.finditer(text))
    if not tokens or "".join(t.group() for t in tokens) != text:
        return None
    total, section = Decimal(0), Decimal(0)
    digits: Decimal | None = None
    for token in tokens:
        number, kanji, small, large = token.groups()
        if number or kanji:
            if digits is not None:
                return None
            digits = Decimal(number.replace(",", "")) if number else Decimal(kanji_number(kanji))
        elif small:
            section += (Decimal(1) if digits is None else digits) * _SMALL[small]
            digits = None
        else:
            section += digits or 0
            if not section:
                return None
            total, section, digits = total + section * _LARGE[large], Decimal(0), None
    return total + section + (digits or 0)
