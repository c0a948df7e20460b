"""Phones, postal codes and e-mail addresses (SHEETS 4)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from core.ingest.values import BLANK, Read, dashes, is_nothing, plain

_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_REMARK = re.compile(
    r"[(\[][^()\[\]\d]*[)\]]|内線.*$|(?:ext|x)\.?\s*\d+$|^[^\d+(]+(?=[\d+(])", re.I
)
_BETWEEN = re.compile(r"[/、,;\n]|または|もしくは|\s{2,}")
#: So many digits are two numbers, even with nothing but a space between them.
_TWO_NUMBERS = 19
_COUNTRY = re.compile(r"^(?:\+|00|010)\s*81[-\s]*(?:\(0\)|0(?=\d))?[-\s]*")
_PHONE_CHARACTERS = re.compile(r"[\d\-\s().+]+")
_MOBILE = ("070", "080", "090", "050", "060", "020")
_LOST_ZERO = ("70", "80", "90", "50")
_FREE = ("0120", "0570", "0990")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
_POSTAL = re.compile(r"〒?\s*(\d{3})\s*-?\s*(\d{4})")

NO_PHONE = Read(None, "unreadable_phone")
LOST_DIGITS = Read(None, "phone_digits_lost")


def read_phone(text: str) -> Read:
    """The first phone number of a cell as ``090-1234-5678``."""
    text = plain(text)
    if is_nothing(text) or text in ("0", "不明"):
        return BLANK
    if _EXPONENT.fullmatch(text):
        return LOST_DIGITS
    return read_one_phone(phones_of(text)[0])


def read_other_phone(text: str) -> Read:
    """The second phone number of a cell that holds several."""
    found = phones_of(plain(text))
    return read_one_phone(found[1]) if len(found) > 1 else BLANK


def phones_of(text: str) -> list[str]:
    """The numbers that stand in one cell, as written."""
    text = dashes(text)
    if not _BETWEEN.search(text) and sum(map(str.isdigit, text)) >= _TWO_NUMBERS:
        return text.split()
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return parts or [text]


def read_one_phone(text: str) -> Read:
    """One number, with the zero that a number cell has lost put back."""
    text = _REMARK.sub("", dashes(text)).strip().removesuffix(".0")
    domestic, n = _COUNTRY.subn("", text)
    if not _PHONE_CHARACTERS.fullmatch(domestic or " ") or not any(map(str.isdigit, domestic)):
        return NO_PHONE
    if text.startswith("+") and not n:
        return _foreign(text)
    digits = re.sub(r"\D", "", domestic)
    if n and not digits.startswith("0"):
        digits = "0" + digits
    return _domestic(_with_zero(digits), re.split(r"[^\d]+", domestic.strip(" ()-")))


def read_postal(text: str) -> Read:
    """A postal code as ``123-4567``; six digits of a number cell get their zero back."""
    text = dashes(plain(text)).removesuffix(".0")
    if is_nothing(text) or not text.strip("0-"):
        return BLANK
    if re.fullmatch(r"\d{6}", text):
        return Read(f"0{text[:2]}-{text[2:]}", "postal_zero_restored")
    parts = _POSTAL.fullmatch(text)
    return Read(f"{parts[1]}-{parts[2]}") if parts else Read(None, "unreadable_postal")


def read_email(text: str) -> Read:
    """An e-mail address in small letters."""
    text = plain(text).lower().removeprefix("mailto:").strip("<> ")
    if is_nothing(text):
        return BLANK
    return Read(text) if _EMAIL.fullmatch(text) else Read(None, "unreadable_email")


def _with_zero(digits: str) -> str:
    lost = len(digits) == 9 or (len(digits) == 10 and digits.startswith(_LOST_ZERO))
    return "0" + digits if lost and not digits.startswith("0") else digits


def _domestic(digits: str, groups: list[str]) -> Read:
    if not digits.startswith("0") or digits.startswith("00"):
        return NO_PHONE
    if len(digits) == 11 and (digits.startswith(_MOBILE) or digits.startswith("0800")):
        # 0800 is a free number, unless it is written as the mobile 080-0….
        free = digits.startswith("0800") and [len(group) for group in groups] != [3, 4, 4]
        cut = 4 if free else 3
        return Read(f"{digits[:cut]}-{digits[cut:7]}-{digits[7:]}")
    if len(digits) != 10 or digits.startswith(("070", "080", "090")):
        return NO_PHONE
    if digits.startswith(_FREE):
        return Read(f"{digits[:4]}-{digits[4:7]}-{digits[7:]}")
    if _as_landline(groups):
        return Read("-".join(groups))
    cut = _area_length(digits)
    return Read(f"{digits[:cut]}-{digits[cut:6]}-{digits[6:]}")


def _as_landline(groups: list[str]) -> bool:
    """Whether the owner's own grouping is one a landline can have: kept as written."""
    return (
        len(groups) == 3
        and len(groups[2]) == 4
        and 2 <= len(groups[0]) <= 5
        and len(groups[0]) + len(groups[1]) == 6
        and groups[0].startswith("0")
    )


def _foreign(text: str) -> Read:
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15:
        return NO_PHONE
    return Read("+" + "-".join(re.findall(r"\d+", text)))


def _area_length(digits: str) -> int:
    lengths = _area_codes()
    for cut in range(6, 1, -1):
        if digits[:cut] in lengths:
            return lengths[digits[:cut]]
    return 4


@cache
def _area_codes() -> dict[str, int]:
    text = (Path(__file__).parent / "area_codes.toml").read_text(encoding="utf-8")
    sizes = {"two": 2, "three": 3, "five": 5}
    lists = tomllib.loads(text)
    return {prefix: sizes[key] for key, line in lists.items() for prefix in line.split()}
