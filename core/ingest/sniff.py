"""What a file is, by its content; its name is never believed (SHEETS 0.6)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from core.errors import CannotUnlock, EmptyFile, UnknownType, UnreadableFile
from core.locale.words import Words, _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
#: How the stream of an old workbook begins: Excel 97 and later, Excel 5 and 95.
_STREAMS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_ANCIENT = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_FILE_PASS = 0x2F
_FIRST_RECORDS = 4
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_HEIC = (b"ftypheic", b"ftypmif1", b"ftypheix")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_BEGINNING = 8192
_MOST_CONTROL = 0.01
_MANIFEST = "META-INF/manifest.xml"
_MOST_MANIFEST = 1 << 20
_SPREADSHEET_ML = b"urn:schemas-microsoft-com:office:spreadsheet"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_SOMETHING = re.compile(rb"[^ \t\r\n\0\xef\xbb\xbf\xff\xfe]")
_A_TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """What a file is: the reader for it (:data:`core.ingest.child.READERS`).

    Args:
        data: the whole file.
        name: the file's name, for the sentence only.

    Returns:
        ``book`` (a workbook), ``locked`` (an Office workbook with a password), ``numbers``,
        ``html``, ``xml`` (Excel's XML of 2003) or ``text`` (a delimited text).

    Raises:
        EmptyFile: nothing but spaces in it.
        CannotUnlock: an encrypted workbook that is not Excel's.
        UnknownType: anything that is no table.
        UnreadableFile: a workbook that is cut off.
    """
    if not _SOMETHING.search(data):  # ``strip`` would copy the whole file
        raise EmptyFile(nothing_in(name))
    if data.startswith(_OLE):
        return _old_book(data, name)
    if data.startswith(_ZIP):
        return _book(data, name)
    _refuse_known(data[:_BEGINNING], name)
    return _marked_up(data, name) or "text"


def _old_book(data: bytes, name: str) -> str:
    """OLE containers: an old .xls, a locked .xlsx, or something else altogether."""
    if _LOCKED in data or any(_has_file_pass(data, begin) for begin in _STREAMS):
        return "locked"
    if any(stream in data for stream in _OLD_BOOKS):
        return "book"
    raise UnknownType(_not_a_table(name, _("an Office document")))


def _has_file_pass(data: bytes, begin: bytes) -> bool:
    """An old workbook with a password: a FILEPASS record among the first records."""
    place = data.find(begin)
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
            parts = set(archive.namelist())
            encrypted = _is_encrypted(archive, parts)
    except _BROKEN as error:
        raise UnreadableFile(damaged(name)) from error
    except RuntimeError as error:  # what zipfile raises for encrypted members
        raise CannotUnlock(for_good(name)) from error
    if encrypted:
        raise CannotUnlock(for_good(name))
    if any(part.startswith("xl/") for part in parts) or "content.xml" in parts:
        return "book"
    if any(part.endswith(".iwa") or part == "Index.zip" for part in parts):
        return "numbers"
    if "buildVersionHistory.plist" in parts:  # Numbers '09
        raise UnknownType(numbers_export(name))
    raise UnknownType(_not_a_table(name, _("a packed file (zip) or another document")))


def _is_encrypted(archive: zipfile.ZipFile, parts: set[str]) -> bool:
    """Whether LibreOffice locked it: its list of contents then says how."""
    if "encrypted-package" in parts:
        return True
    if _MANIFEST not in parts:
        return False
    with archive.open(_MANIFEST) as manifest:
        return b"encryption-data" in manifest.read(_MOST_MANIFEST)


def _refuse_known(beginning: bytes, name: str) -> None:
    """Known contents that are no tables, and anything that is no text."""
    if beginning.startswith(_PICTURES) or beginning[4:12] in _HEIC or beginning[8:12] == b"WEBP":
        raise UnknownType(_not_a_table(name, _("a picture")))
    if beginning.startswith(b"%PDF"):
        raise UnknownType(_not_a_table(name, _("a PDF")))
    if beginning.startswith(_ANCIENT):
        raise UnknownType(_save_anew(name, _("a workbook of an Excel from before 1995")))
    if _is_binary(beginning):
        raise UnknownType(_not_a_table(name, _("a file of another program")))


def _marked_up(data: bytes, name: str) -> str:
    """``html`` or ``xml`` where the text is marked up and holds a table, empty for plain text."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    plain = data.replace(b"\0", b"") if wide else data
    beginning = plain[:_BEGINNING].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not beginning.startswith((b"<", b"MIME-Version:")):
        return ""
    if _SPREADSHEET_ML in beginning:
        return "xml"
    if beginning.startswith(b"<") and _A_TABLE.search(plain):
        return "html"
    raise UnknownType(_save_anew(name, _("a web page or XML, not a table")))


def _save_anew(name: str, what: Words) -> Words:
    return _(
        "{name} is {what}. Open it in Excel, save it as an Excel workbook (.xlsx) and choose that "
        "file.",
        name=name,
        what=what,
    )


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
    """The sentence for a file with a password that was not given."""
    return _(
        "{name} is locked with a password. Enter the password, or take it off in the program "
        "that made the file and choose it again.",
        name=name,
    )


def for_good(name: str) -> Words:
    """The sentence for a file whose lock cannot be opened here."""
    return _(
        "{name} is locked in a way that cannot be opened here. Open it in the program that made "
        "it, take the password off, save it and choose that file.",
        name=name,
    )


def numbers_export(name: str) -> Words:
    """The sentence for a Numbers file that cannot be read as it is."""
    return _(
        "{name} is a Numbers file. In Numbers choose File, Export To, Excel "
        "and choose the file that comes out.",
        name=name,
    )


def damaged(name: str) -> Words:
    """The sentence for a file that is cut off or broken."""
    return _(
        "{name} is damaged or was cut off on the way. Open it in Excel, save it under a new name "
        "and choose that file.",
        name=name,
    )
