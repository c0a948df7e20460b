"""Values replaced by others of the same shape (この表を診断): nobody can be told, oddities stay.

A masked value has the length, the kinds of characters, the signs and the units of the one it
stands for; a date stays a date of its form, an ambiguous one ambiguous, a phone a phone that
cannot ring. The same value is always replaced by the same one, so that keys repeat.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from core.ingest.contacts import read_phone
from core.ingest.dates import open_parts, read_date
from core.ingest.headers import header_key, sheet_names, vocabulary
from core.ingest.values import is_nothing, plain
from core.locale.words import LANGUAGES, say
from core.tables import TABLES

#: Characters by kind; a character is replaced by another of its kind. All but the last row exist
#: in cp932, so that a masked text can stand in the encoding of the file.
ALPHABETS = (
    "山川田中村木林森石岡島原野谷沢橋井本上下西東南北大小高松竹梅春夏秋冬海空光風花月星雪",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ",
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛ",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "".join(chr(code) for code in range(0xFF41, 0xFF5B)),  # full width
    "".join(chr(code) for code in range(0xFF21, 0xFF3B)),
    "髙﨑濵瀨",
    "𠮷𠀋𡈽𠮟",
)
_KANJI, _HIRAGANA, _KATAKANA, _HALF_KANA, _RARE, _FAR = (ALPHABETS[i] for i in (0, 1, 2, 3, 8, 9))
#: Words that say how a value is written, not whose it is.
_WORDS = re.compile(
    r"株式会社|有限会社|合同会社|御中|(?:様|さま|さん|殿)$|税込み?|税抜き?|税別|内線"
    r"|(?:明治|大正|昭和|平成|令和)(?=[\d\uff10-\uff19元\u3007一二三四五六七八九十])"
    r"|(?<=[\d\uff10-\uff19元\u3007一二三四五六七八九十])(?:百万円|千円|万円|億|万|千|円|年|月|日|時|分|秒|個|点|本|回|名|人)"
    r"|元(?=年)|[(（][月火水木金土日祝・]+(?:曜日?)?[)）]"
)
_SUMS = ("合計", "小計", "総計", "計", "必須", "任意", "不明")
_RUN = re.compile(r"[0-9]+|[\uff10-\uff19]+")
_PIECE = re.compile(rf"{_RUN.pattern}|[^0-9\uff10-\uff19]", re.DOTALL)
_KANJI_DIGITS = re.compile(r"[一二三四五六七八九]")
_COMPACT_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MONTHS, _DAYS, _SHORT_MONTH = 12, 28, 31
#: Numbers that can stand for one another in a date: months of one digit and of two, days; the
#: last days of long months become days that every month has.
_PLACES = ((1, 9), (10, 12), (13, 28))
_DAY_LIKE = re.compile(r"\d{4}[/\-.年]\s*\d{1,2}[/\-.月]\s*\d{1,2}")
_YEARS, _LEAP = range(1868, 2200), 4
_YEAR_DIGITS, _COMPACT_DIGITS, _LANDLINE_DIGITS = 4, 8, 10
_MOBILE = ("070", "080", "090", "050")
_SERIALS = range(30_001, 60_001)
_SHIFT = 400
_TRIES = 20


class Mask:
    """Replaces values, each always by the same.

    Args:
        seed: another one gives other replacements; with a secret one nothing can be undone.
        keep: texts that stay as they are beside the words every table has (its headers).
    """

    def __init__(self, seed: int, keep: frozenset[str] = frozenset()) -> None:
        self._seed = seed
        self._keep = keep
        self._known: dict[tuple[str, str], str] = {}

    def text(self, text: str) -> str:
        """A text of the same shape."""
        return self._once(text, self._text)

    def number(self, text: str, *, date: bool = False) -> str:
        """A number of the same size; ``date``: it is a serial day and moves by some days."""
        return self._once(text, self._serial if date else self._number)

    def _once(self, text: str, make: Callable[[str], str]) -> str:
        key = (make.__name__, text)
        if key not in self._known:
            self._known[key] = make(text)
        return self._known[key]

    def _dice(self, text: str, turn: int = 0) -> random.Random:
        return random.Random(f"{self._seed}|{turn}|{text!a}")

    def _text(self, text: str) -> str:
        inner = text.strip()
        if not inner or self._stays(inner):
            return text
        for turn in range(_TRIES):
            masked = self._shaped(text, self._dice(text, turn))
            if masked != text:
                break
        return masked

    def _stays(self, text: str) -> bool:
        return text in self._keep or is_nothing(plain(text)) or header_key(text) in _common()

    def _shaped(self, text: str, dice: random.Random) -> str:
        if _is_date(text):
            real = read_date(text).value is not None
            made = _date_run if real or open_parts(text) else _odd_date_run
            return _RUN.sub(lambda run: made(run[0], dice), _kanji_days(text, dice))
        if read_phone(text).value:
            return _phone(text, dice)
        parts, end = [], 0
        for word in _WORDS.finditer(text):
            parts += [_characters(text[end : word.start()], dice), word[0]]
            end = word.end()
        return "".join([*parts, _characters(text[end:], dice)])

    def _number(self, text: str) -> str:
        whole = text.lstrip("-").partition(".")[0]
        dice = self._dice(text)
        if whole.isdecimal() and int(whole) in _SERIALS and "." not in text:
            return str(dice.randint(_SERIALS.start, int(whole)))
        if not text.strip("-0.") or text in ("1", "1.0"):
            return text
        masked = "".join(_digit(c, dice, first=c != "0" and i == 0) for i, c in enumerate(whole))
        if len(whole) >= _LANDLINE_DIGITS - 1 and whole[0] != "0":
            masked = whole[0:2] + "1" + masked[3:]
        return text.replace(whole, masked, 1) if "e" not in text.lower() else text

    def _serial(self, text: str) -> str:
        whole, point, fraction = text.partition(".")
        if not whole.isdecimal() or int(whole) <= _SHIFT:
            return text
        return f"{int(whole) - self._dice(text).randint(1, _SHIFT)}{point}{fraction}"


def _is_date(text: str) -> bool:
    if _DAY_LIKE.search(plain(text)):  # also one that does not exist
        return True
    return read_date(text).value is not None or open_parts(text) is not None


def _date_run(run: str, dice: random.Random) -> str:
    """One number of a date by one that could stand there as well."""
    number = int(run)
    if _COMPACT_DAY.fullmatch(run):
        month, day = dice.randint(1, _MONTHS), dice.randint(1, _DAYS)
        return f"{run[:4]}{month:02d}{day:02d}"
    if len(run) == _YEAR_DIGITS and number in _YEARS:
        return run
    for low, high in _PLACES:
        if low <= number <= high:
            return _same_width(run, dice.randint(low, high))
    if number <= _SHORT_MONTH:
        return _same_width(run, dice.randint(_MONTHS + 1, _DAYS))
    return _digits(run, dice)


def _odd_date_run(run: str, dice: random.Random) -> str:
    """Of a day that does not exist the year moves by leap years: it still does not exist."""
    number = int(run)
    if len(run) == _YEAR_DIGITS and number in _YEARS:
        return _same_width(run, number - _LEAP * dice.randint(1, _LEAP))
    return run


def _same_width(run: str, number: int) -> str:
    text = str(number).rjust(len(run), "0") if run[0] in "0\uff10" else str(number)
    return text.translate(_FULL) if run[0] > "9" else text


def _kanji_days(text: str, dice: random.Random) -> str:
    return _KANJI_DIGITS.sub(lambda _d: dice.choice("一二"), text) if "十" in text else text


def _phone(text: str, dice: random.Random) -> str:
    """A number of the same form that belongs to nobody (090-0…, 03-1…)."""
    seen = 0
    mobile = plain(text).replace("-", "").startswith(_MOBILE)
    shown: list[str] = []
    for character in text:
        if not character.isdecimal():
            shown.append(character)
            continue
        seen += 1
        if seen <= (3 if mobile else 2):
            shown.append(character)
        elif seen == (4 if mobile else 3):
            shown.append(_like(character, "0" if mobile else "1"))
        else:
            shown.append(_digit(character, dice))
    return "".join(shown)


def _characters(text: str, dice: random.Random) -> str:
    return _PIECE.sub(lambda piece: _piece(piece[0], dice), text)


def _piece(piece: str, dice: random.Random) -> str:
    return _digits(piece, dice) if piece[0].isdecimal() else _character(piece, dice)


def _character(character: str, dice: random.Random) -> str:
    """Another character of the same kind; signs, spaces and marks stay."""
    alphabet = _alphabet(character)
    return dice.choice(alphabet) if alphabet else character


def _alphabet(character: str) -> str:
    for alphabet in ALPHABETS[4:]:
        if character in alphabet:
            return alphabet
    name = unicodedata.name(character, "")
    if name.startswith("CJK COMPATIBILITY IDEOGRAPH"):
        return _RARE
    if name.startswith("CJK UNIFIED IDEOGRAPH"):
        return _FAR if ord(character) > 0xFFFF else _KANJI
    if name.startswith("HALFWIDTH KATAKANA LETTER"):
        return _HALF_KANA
    if name.startswith("KATAKANA LETTER"):
        return _KATAKANA
    return _HIRAGANA if name.startswith("HIRAGANA LETTER") else _letters(character)


def _letters(character: str) -> str:
    """Letters of other scripts become plain ones."""
    if not character.isalpha() or character in "ー々〇":
        return ""
    return ALPHABETS[5] if character.isupper() else ALPHABETS[4]


def _digits(run: str, dice: random.Random) -> str:
    return "".join(_digit(c, dice, first=i == 0) for i, c in enumerate(run))


def _digit(character: str, dice: random.Random, *, first: bool = False) -> str:
    """Another digit of the same width; a zero in front stays one, and nothing else becomes one."""
    if first and unicodedata.digit(character) == 0:
        return character
    return _like(character, str(dice.randint(1 if first else 0, 9)))


def _like(character: str, digit: str) -> str:
    return digit.translate(_FULL) if character > "9" else digit


_FULL = str.maketrans("0123456789", "".join(chr(0xFF10 + n) for n in range(10)))


@cache
def _common() -> frozenset[str]:
    """Words that every table may hold: headers, sheet names, choices, sums."""
    choices = {
        header_key(word)
        for table in TABLES.values()
        for column in table.columns
        for choice in column.choices
        for word in (choice.code, *(say(choice.label, lang) for lang in LANGUAGES))
    }
    return frozenset(choices | {header_key(w) for w in _SUMS} | vocabulary() | set(sheet_names()))
