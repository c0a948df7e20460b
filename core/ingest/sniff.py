"""What a file is, by its content; its name is never believed (SHEETS 0.6)."""

from __future__ import annotations

import io
import struct
import zipfile

from core.errors import EmptyFile, PasswordNeeded, UnknownType, UnreadableFile
from core.locale.words import Words, _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_BIFF8 = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASS = 0x2F
_FIRST_RECORDS = 4
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_HEIC = (b"ftypheic", b"ftypmif1", b"ftypheix")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_BEGINNING = 8192
_MOST_CONTROL = 0.01


def kind_of(data: bytes, name: str) -> str:
    """``book`` (a workbook) or ``text`` (a delimited text).

    Args:
        data: the whole file.
        name: the file's name, for the sentence only.

    Raises:
        EmptyFile: nothing but spaces in it.
        PasswordNeeded: an encrypted workbook.
        UnknownType: anything that is no table.
        UnreadableFile: a workbook that is cut off.
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile(nothing_in(name))
    if data.startswith(_OLE):
        return _old_book(data, name)
    if data.startswith(_ZIP):
        return _book(data, name)
    _refuse_known(data[:_BEGINNING], name)
    return "text"


def _old_book(data: bytes, name: str) -> str:
    """OLE containers: an old .xls, a locked .xlsx, or something else altogether."""
    if _LOCKED in data or _has_file_pass(data):
        raise PasswordNeeded(locked(name))
    if any(stream in data for stream in _OLD_BOOKS):
        return "book"
    raise UnknownType(_not_a_table(name, _("an Office document")))


def _has_file_pass(data: bytes) -> bool:
    """An old workbook with a password: a FILEPASS record among the first records."""
    place = data.find(_BIFF8)
    for _record in range(_FIRST_RECORDS):
        if place < 0 or place + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == _FILE_PASS:
            return True
        place += 4 + length
    return False


def _book(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFile(damaged(name)) from error
    if any(part.startswith("xl/") for part in parts) or "content.xml" in parts:
        return "book"
    if any(part.endswith(".iwa") or part == "Index.zip" for part in parts):
        raise UnknownType(
            _(
                "{name} is a Numbers file. In Numbers choose File, Export To, Excel "
                "and choose the file that comes out.",
                name=name,
            )
        )
    raise UnknownType(_not_a_table(name, _("a packed file (zip) or another document")))


def _refuse_known(beginning: bytes, name: str) -> None:
    """Known contents that are no tables, and anything that is no text."""
    if beginning.startswith(_PICTURES) or beginning[4:12] in _HEIC or beginning[8:12] == b"WEBP":
        raise UnknownType(_not_a_table(name, _("a picture")))
    if beginning.startswith(b"%PDF"):
        raise UnknownType(_not_a_table(name, _("a PDF")))
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnknownType(
            _(
                "{name} is a web page or XML, not a table. Open it in Excel, save it as an Excel "
                "workbook (.xlsx) and choose that file.",
                name=name,
            )
        )
    if _is_binary(beginning):
        raise UnknownType(_not_a_table(name, _("a file of another program")))


def _is_binary(beginning: bytes) -> bool:
    """Control characters that no text holds; UTF-16 has a zero in every other byte instead."""
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = beginning.count(0)
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    if zeros and min(even, odd) == 0 and zeros * 8 > len(beginning):
        return False
    control = len(beginning) - len(beginning.translate(None, _CONTROL))
    return control > _MOST_CONTROL * len(beginning)


def _not_a_table(name: str, what: Words) -> Words:
    return _(
        "{name} is {what}, not a table. Choose an Excel workbook (.xlsx) or a CSV file.",
        name=name,
        what=what,
    )


def nothing_in(name: str) -> Words:
    """The sentence for an empty file."""
    return _("{name} is empty. Save the table again and choose that file.", name=name)


def locked(name: str) -> Words:
    """The sentence for a workbook with a password."""
    return _(
        "{name} is locked with a password. Open it in Excel, remove the password under "
        "File, Info, Protect Workbook, Encrypt with Password, save it and choose it again.",
        name=name,
    )


def damaged(name: str) -> Words:
    """The sentence for a file that is cut off or broken."""
    return _(
        "{name} is damaged or was cut off on the way. Open it in Excel, save it under a new name "
        "and choose that file.",
        name=name,
    )
