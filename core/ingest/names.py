"""Names as keys: the same person, however the name is typed (SHEETS 4).

Only keys are made here; the name itself is kept as the owner typed it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HONORIFIC = re.compile(r"(?:様|さま|さん|御中|殿|先生|ちゃん|君)$")
_FORM = r"(?:株式会社|有限会社|合同会社|合資会社|一般社団法人|\((?:株|有|同|資)\))"
_COMPANY = re.compile(rf"^{_FORM}|{_FORM}$")
#: Forms of one character that people do not tell apart when they type a name.
_VARIANTS = str.maketrans(
    "髙﨑嵜邉邊齋齊斉濵濱澤廣國櫻德惠眞學髮嶋嶌島冨富圓榮總瀨瀬曽曾槇槙檜桧藪薮繩縄與",
    "高崎崎辺辺斎斎斎浜浜沢広国桜徳恵真学髪島島島富富円栄総瀬瀬曽曽槙槙桧桧薮薮縄縄与",
)
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def name_key(name: str) -> str:
    """The key of a name: widths, spaces, honorifics, company forms and variants do not count."""
    text = unicodedata.normalize("NFKC", _VARIATION.sub("", name))
    text = re.sub(r"\s+", "", text).lower()
    text = _COMPANY.sub("", _HONORIFIC.sub("", text)) or text
    return text.translate(_VARIANTS)


def katakana(text: str) -> str:
    """A reading (ふりがな) in full-width katakana."""
    full = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"\s+", " ", full).translate(_TO_KATAKANA)


def made_id(name: str, phone: str = "") -> str:
    """A stable customer id for sheets that have none, from the name and, if known, the phone.

    Returns:
        The same id for the same person in every file; empty for an empty name.
    """
    key = name_key(name)
    if not key:
        return ""
    mark = hashlib.sha256(f"{key}|{re.sub(r'[^0-9+]', '', phone)}".encode()).hexdigest()
    return f"N-{mark[:10]}"
