"""Phones, postal codes and e-mail addresses (SHEETS 4)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from core.ingest.postal import prefecture_of, prefectures_of
from core.ingest.values import BLANK, Read, dashes, is_nothing, noted, plain

_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
#: What stands beside a number: (自宅), 内線12, TEL:
_REMARK = re.compile(
    r"[(\[][^()\[\]\d]*[)\]]|内線.*$|(?:ext|x)\.?\s*\d+$|^[^\d+(]+(?=[\d+(])|(?<=\d)\s*[^\W\d]+$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:tel|電話|☎|phone)\s*[:：]?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[/、,;・|\n]|または|もしくは|及び|\s{2,}")
_FAX = re.compile(r"fax|ファ[ッツ]?クス|ファ-?クス", re.IGNORECASE)
#: So many digits are two numbers, even with nothing but a space between them.
_TWO_NUMBERS = 18
#: So few digits are one number, whatever stands between them.
_ONE_NUMBER = 11
_COUNTRY = re.compile(r"^(?:\+|00|010)\s*81[-\s]*(?:\(0\)|0(?=\d))?[-\s]*")
_PHONE_CHARACTERS = re.compile(r"[\d\-\s().+]+")
_COUNTRY_ONLY = re.compile(r"81(?:[5789]0\d{8}|[1-9]\d{8})")
_MOBILE = ("070", "080", "090", "050", "060", "020")
_LOST_ZERO = ("70", "80", "90", "50")
_FREE = ("0120", "0570", "0990")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
_EMAILS = re.compile(r"[\s,;/、]+")
#: Endings that are not there, or are there and hardly ever meant.
_TYPO = re.compile(
    r"\.(?:con|cmo|ocm|vom|xom|comm|co\.jo|co\.jl|jo|jpp|nejp|cojp)$"
    r"|@(?:docomo|ezweb|softbank|[a-z]\.vodafone|i\.softbank|au|uqmobile)\.(?:ne|com?)$"
    r"|@(?:gmail|yahoo|icloud|hotmail|outlook)\.(?:co|ne|cm|om)$|@(?:gmai|gmial|gamil|gmal)\.com$"
)
_POSTAL = re.compile(r"〒?\s*(\d{3})\s*-?\s*(\d{4})")
#: Five digits are the seven of Sapporo without both zeros.
_POSTAL_LOST = re.compile(r"\d{5,6}", re.ASCII)
_ALL_DIGITS = re.compile(r"\d{9,12}", re.ASCII)
_IN_THREE = re.compile(r"(\d{2,5})-(\d{1,4})-(\d{4})", re.ASCII)
_MOBILE_AS_USUAL = re.compile(r"0[5789]0-\d{4}-\d{4}", re.ASCII)
_NO_NUMBER = frozenset({"0", "不明", "非通知", "未登録", "未設定"})

NO_PHONE = Read(None, "unreadable_phone")
NO_POSTAL = Read(None, "unreadable_postal")
LOST_DIGITS = Read(None, "phone_digits_lost")


def read_phone(text: str) -> Read:
    """The first phone number of a cell as ``090-1234-5678``.

    Returns:
        The number, or the code ``unreadable_phone`` or ``phone_digits_lost`` (9.01E+09). Notes:
        ``two_phones`` and ``more_phones`` (:func:`read_other_phone` gives the second),
        ``phone_remark`` (an extension or a word stands beside it), ``zero_restored``,
        ``signs_changed``.
    """
    if (usual := _as_usual(text)) is not None:
        return usual
    typed = plain(text)
    if is_nothing(typed) or typed in _NO_NUMBER:
        return BLANK
    if _EXPONENT.fullmatch(typed):
        return LOST_DIGITS
    written = phones_of(typed)
    found = [read for each in written if (read := read_one_phone(each)).value is not None]
    if not found:
        return read_one_phone(written[0])
    return Read(found[0].value, _phone_note(found, len(written)) or noted("", text).code)


def _as_usual(text: str) -> Read | None:
    """A number as most are written: the quick way; None for all others."""
    if _MOBILE_AS_USUAL.fullmatch(text):
        return Read(text)
    if _ALL_DIGITS.fullmatch(text):
        return _numbered(text, [text])
    if parts := _IN_THREE.fullmatch(text):
        return _numbered(text.replace("-", ""), list(parts.groups()))
    return None


def _phone_note(found: list[Read], written: int) -> str:
    """What to note of a cell with these numbers among so many parts."""
    if len(found) > 2:
        return "more_phones"
    if len(found) < written or any(read.code == "phone_remark" for read in found):
        return "phone_remark"
    return "two_phones" if len(found) == 2 else found[0].code


def read_other_phone(text: str) -> Read:
    """The second phone number of a cell that holds several."""
    read = map(read_one_phone, phones_of(plain(text)))
    found = [each for each in read if each.value is not None]
    return Read(found[1].value) if len(found) > 1 else BLANK


def phones_of(text: str) -> list[str]:
    """The numbers that stand in one cell, as written."""
    text = dashes(text)
    digits = sum(map(str.isdigit, text))
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2 and digits >= _TWO_NUMBERS:
        # 自宅 03-1234-5678 携帯 090-1234-5678
        return re.findall(r"(?:[^\d\s]+\s+)?\S*\d\S*", text)
    if len(parts) > 1 and digits <= _ONE_NUMBER and all(p.isdigit() for p in parts):
        return ["-".join(parts)]
    return parts or [text]


def read_one_phone(text: str) -> Read:
    """One number, with the zero that a number cell has lost put back."""
    text = _LABEL.sub("", dashes(text).strip())
    if _FAX.search(text):
        return NO_PHONE
    bare = _REMARK.sub("", text).strip().removesuffix(".0")
    domestic, n = _COUNTRY.subn("", bare)
    if not _PHONE_CHARACTERS.fullmatch(domestic or " ") or not any(map(str.isdigit, domestic)):
        return NO_PHONE
    if bare.startswith("+") and not n:
        found = _foreign(bare)
    else:
        digits = re.sub(r"\D", "", domestic)
        if n and not digits.startswith("0"):
            digits = "0" + digits
        found = _numbered(digits, re.split(r"[^\d]+", domestic.strip(" ()-")))
    remarked = found.value is not None and len(bare) < len(text.removesuffix(".0").strip())
    return Read(found.value, "phone_remark") if remarked else found


def _numbered(digits: str, groups: list[str]) -> Read:
    """A number of ours, in the groups in which it was written."""
    whole = _with_zero(digits)
    found = _domestic(whole, groups)
    if found.value is not None and whole != digits:
        return Read(found.value, "zero_restored")
    return found


def read_postal(text: str, *, address: str = "") -> Read:
    """A postal code as ``123-4567``.

    Args:
        text: the cell. Six digits, as a number cell leaves them, get their zero back, and five
            digits both zeros where the address says Hokkaido (001 to 007).
        address: of the same row; the zero is only put back where its prefecture has such codes.

    Returns:
        The code; ``postal_zero_restored`` where the address fits, ``postal_zero_unsure`` where it
        names no prefecture, ``unreadable_postal`` where it names another.
    """
    typed = dashes(plain(text)).removesuffix(".0")
    if is_nothing(typed) or not typed.strip("0-"):
        return BLANK
    if lost := _POSTAL_LOST.fullmatch(typed):
        return _zeros_restored(lost[0], prefecture_of(address))
    parts = _POSTAL.fullmatch(typed)
    return noted(f"{parts[1]}-{parts[2]}", text) if parts else NO_POSTAL


def postal_lost_zero(text: str) -> bool:
    """Whether a postal code looks like one that a number cell has shortened."""
    return _POSTAL_LOST.fullmatch(dashes(plain(text)).removesuffix(".0")) is not None


def _zeros_restored(digits: str, prefecture: str) -> Read:
    whole = digits.zfill(7)
    homes = prefectures_of(whole[:3])
    known = prefecture in homes if prefecture else bool(homes) and len(digits) == 6
    if not known:
        return NO_POSTAL
    code = "postal_zero_restored" if prefecture else "postal_zero_unsure"
    return Read(f"{whole[:3]}-{whole[3:]}", code)


def read_email(text: str) -> Read:
    """An e-mail address in small letters.

    Returns:
        The first address, or ``unreadable_email``. Notes: ``more_emails``, ``email_typo`` where
        the ending is one that people mistype (.con, docomo.ne), ``signs_changed``.
    """
    typed = plain(text).lower().removeprefix("mailto:").strip("<> ")
    if is_nothing(typed):
        return BLANK
    if _EMAIL.fullmatch(typed):
        return Read(typed, "email_typo") if _TYPO.search(typed) else noted(typed, text)
    found = [part for part in _EMAILS.split(typed) if _EMAIL.fullmatch(part)]
    return Read(found[0], "more_emails") if found else Read(None, "unreadable_email")


def _with_zero(digits: str) -> str:
    if _COUNTRY_ONLY.fullmatch(digits):
        return "0" + digits[2:]  # 819012345678: +81 in a number cell
    lost = len(digits) == 9 or (len(digits) == 10 and digits.startswith(_LOST_ZERO))
    return "0" + digits if lost and not digits.startswith("0") else digits


def _domestic(digits: str, groups: list[str]) -> Read:
    if not digits.startswith("0") or digits.startswith(("00", "010")):
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
