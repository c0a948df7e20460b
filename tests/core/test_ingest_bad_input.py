"""Bad input: each ends in one sentence in the owner's language; nothing is left behind."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import (
    CannotUnlock,
    EmptyFile,
    InputError,
    NoCustomerColumn,
    NoHeader,
    PasswordNeeded,
    UnknownType,
    UnreadableFile,
    UnsafeFile,
)
from core.ingest import process, read
from core.ingest.guard import Facts, scan
from core.ingest.sniff import kind_of
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import TODAY, codes, locked, read_csv, xlsx

GOOD = xlsx({"購入履歴": [["日付", "顧客ID", "金額"], ["2026/11/01", "C001", 3000]]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def archive(**members):
    """A zip file with the given members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in members.items():
            path = name.replace("META_INF", "META-INF").replace("__", "/")
            book.writestr(path.replace("_dot_", "."), data)
    return buffer.getvalue()


def with_part(part, change):
    """A good workbook with one part changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info.filename)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return buffer.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
SHEET_XML = (
    '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet Name="顧客"><Table><Row><Cell><Data Type="String">氏名</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
).encode()


def bomb(data):
    return data.replace(b"<worksheet", BOMB + b"<worksheet", 1)


REFUSED = {
    "empty": (b"", EmptyFile),
    "spaces": (b" \r\n\t\n", EmptyFile),
    "a mark alone": (b"\xef\xbb\xbf", EmptyFile),
    "empty sheets": (xlsx({"Sheet1": []}), EmptyFile),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 200, UnknownType),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0\1" * 99, UnknownType),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 99, UnknownType),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 99, UnknownType),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", UnknownType),
    "an error page": (
        "<!DOCTYPE html><title>503</title><p>ただいま混み合っています</p>".encode(),
        UnknownType,
    ),
    "a page with a blank table": (b"<table><tr><td></td></tr></table>", EmptyFile),
    "a web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", UnknownType),
    "other xml": (b'<?xml version="1.0"?><Workbook></Workbook>', UnknownType),
    "broken xml of 2003": (SHEET_XML[:-30], UnreadableFile),
    "xml with entities": (SHEET_XML.replace(b"<Workbook", BOMB + b"<Workbook", 1), UnsafeFile),
    "excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00" + b"\x3e\x00\x0a\x00" * 50, UnknownType),
    "program": (bytes(range(256)) * 20, UnknownType),
    "docx": (archive(word__document_dot_xml="<x/>"), UnknownType),
    "broken numbers": (archive(Index__Document_dot_iwa="x"), UnreadableFile),
    "numbers 09": (archive(index_dot_xml="x", buildVersionHistory_dot_plist="x"), UnknownType),
    "other ole": (OLE, UnknownType),
    "locked xlsx": (locked(GOOD, "正しい"), PasswordNeeded),
    "locked ods": (
        archive(content_dot_xml="?", META_INF__manifest_dot_xml="<encryption-data/>"),
        CannotUnlock,
    ),
    "broken locked xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), UnreadableFile),
    "broken locked xls": (
        OLE
        + "Workbook".encode("utf-16-le")
        + b"\x09\x08\x10\x00\x00\x06\x05\x00"
        + b"\0" * 12
        + b"\x2f\x00\x36\x00",
        UnreadableFile,
    ),
    "broken xls": (OLE + "Workbook".encode("utf-16-le") + b"\0" * 600, UnreadableFile),
    "truncated": (GOOD[: len(GOOD) // 2], UnreadableFile),
    "broken part": (with_part("xl/worksheets/sheet1.xml", lambda d: d[:200]), UnreadableFile),
    "entity bomb": (with_part("xl/worksheets/sheet1.xml", bomb), UnsafeFile),
    "zip bomb": (archive(xl__workbook_dot_xml=b" " * 150_000_000), UnsafeFile),
    "no header": (
        "C001,佐藤 花子,2026/11/01,3000\nC002,鈴木 一郎,2026/11/02,4500\n".encode(),
        NoHeader,
    ),
    "no customer": ("日付,商品,金額\n2026/11/01,カット,3000\n".encode(), NoCustomerColumn),
    "no date": ("顧客ID,金額\nC001,3000\n".encode(), InputError),
    "ids alone": ("顧客ID\nC001\n".encode(), InputError),
    "damaged text": ("氏名,電話\n".encode() + b"\x81\xff\x80\xfd\xfe" * 200, UnknownType),
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_bad_file_is_refused_with_its_own_error_and_a_sentence_in_both_languages(name):
    data, error = REFUSED[name]

    with pytest.raises(InputError) as caught:
        read(data, "顧客.xlsx", settings=Settings(), today=TODAY)

    assert type(caught.value) is error
    japanese, english = caught.value.say("ja"), caught.value.say("en")
    assert japanese != english
    assert "顧客.xlsx" in japanese
    assert "顧客.xlsx" in english
    assert japanese.endswith("。")
    assert english.endswith(".")


def test_a_file_above_the_limit_is_not_opened():
    small = replace(Settings(), intake=replace(IntakeSettings(), max_file_bytes=100))
    with pytest.raises(UnsafeFile):
        read(GOOD, "a.xlsx", settings=small, today=TODAY)


def test_a_zip_that_lies_about_its_sizes_is_stopped_while_it_unpacks():
    limits = replace(IntakeSettings(), max_inflated_bytes=30_000)
    data = archive(
        xl__workbook_dot_xml=b"<x>" + b"ab" * 10_000 + b"</x>", xl__b_dot_xml=b"c" * 20_000
    )
    with pytest.raises(UnsafeFile):
        scan(data, "a.xlsx", limits)
    sizes = bytearray(data)
    for offset in [i for i in range(len(sizes)) if sizes[i : i + 4] == b"PK\x01\x02"]:
        sizes[offset + 24 : offset + 28] = (10).to_bytes(4, "little")
    with pytest.raises(InputError):
        scan(bytes(sizes), "a.xlsx", limits)


def test_a_zip_with_a_password_of_its_own_is_said_to_be_locked_for_good():
    data = bytearray(GOOD)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flag] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(CannotUnlock):
        read(bytes(data), "a.xlsx", settings=Settings(), today=TODAY)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a", "a.jpg"])
def test_the_content_decides_and_not_the_name(name):
    assert read(GOOD, name, settings=Settings(), today=TODAY).sheets[0].kind == "purchases"


def test_a_text_named_xls_is_read_as_the_text_it_is():
    found = read_csv("顧客ID\t日付\t金額\nC001\t2026/11/01\t3000\n", "a.xls", "cp932")
    assert (found.encoding, found.sheets[0].rows_read) == ("cp932", 1)


FAR = '<row r="1048576"><c r="{}1048576" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'
STYLED = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'


@pytest.mark.parametrize("row", [FAR.format("L", " "), FAR.format("XFD", "x"), STYLED])
def test_a_used_range_of_a_million_rows_with_one_row_of_data_reads_as_one_row(row):
    data = with_part(
        "xl/worksheets/sheet1.xml", lambda d: d.replace(b"</sheetData>", row.encode())
    )
    sheet = read(data, "a.xlsx", settings=Settings(), today=TODAY).sheets[0]
    assert (sheet.rows_read, sheet.rows_unread, sheet.total_amount) == (1, 0, 3000)


def test_a_far_cell_that_is_not_read_is_said():
    far = FAR.format("XFD", "x").encode()
    data = with_part("xl/worksheets/sheet1.xml", lambda d: d.replace(b"</sheetData>", far))
    found = read(data, "a.xlsx", settings=Settings(), today=TODAY)
    assert codes(found.problems) == ["far_cells"]


def test_where_calamine_ends_the_process_the_row_by_row_reader_takes_over():
    far = FAR.format("ZZ", "x").encode()
    data = with_part("xl/worksheets/sheet1.xml", lambda d: d.replace(b"</sheetData>", far))
    facts = Facts(inflated=len(data))  # a guard that saw nothing
    book = process.open_file(process.Source(data, "a.xlsx", facts, IntakeSettings()), "book")
    assert book.streamed
    assert len(book.sheets[0].texts) == 2


def test_a_child_that_takes_too_long_is_ended_and_said():
    hurried = replace(IntakeSettings(), child_seconds=0)
    text = "顧客ID,日付\n" + "C001,2026/11/01\n" * 100_000
    with pytest.raises(UnsafeFile):
        read_csv(text, settings=replace(Settings(), intake=hurried))


def test_a_child_without_memory_says_so():
    tight = replace(IntakeSettings(), child_memory_bytes=2**27, child_memory_most_bytes=2**27)
    with pytest.raises(InputError):
        process.open_file(process.Source(b"a,b\n1,2\n", "a.csv", Facts(), tight), "text")


def test_nothing_is_left_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read(GOOD, "a.xlsx", settings=Settings(), today=TODAY)
    for data, _error in (REFUSED["broken part"], REFUSED["no customer"], REFUSED["broken xls"]):
        with pytest.raises(InputError):
            read(data, "a.xlsx", settings=Settings(), today=TODAY)
    assert list(tmp_path.iterdir()) == []


@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", OLE[:8], b"\xff\xfe", b"<"]),
)
def test_any_bytes_are_a_kind_or_an_input_error(data, start):
    with contextlib.suppress(InputError):
        assert kind_of(start + data, "a") in ("book", "text", "html")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.floats(0, 1), byte=st.integers(0, 255), length=st.integers(1, 40))
def test_a_workbook_damaged_anywhere_is_read_or_refused_in_words(place, byte, length):
    data = bytearray(GOOD)
    start = int(place * (len(data) - 1))
    data[start : start + length] = bytes([byte]) * length
    with contextlib.suppress(InputError):
        assert read(bytes(data), "a.xlsx", settings=Settings(), today=TODAY).sheets


def test_the_guard_counts_what_a_reader_would_lose_in_silence():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "購入履歴"
    for row in (
        ["日付", "顧客ID", "金額"],
        ["2026/11/01", "C001", "=1+2"],
        ["2026/11/02", "C002", "#N/A"],
    ):
        sheet.append(row)
    sheet["C3"].data_type = "e"
    sheet.row_dimensions[3].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)

    found = read(buffer.getvalue(), "a.xlsx", settings=Settings(), today=TODAY)

    assert codes(found.problems) == ["error_cells", "hidden", "uncalculated"]
    assert scan(buffer.getvalue(), "a", IntakeSettings()).sheets["購入履歴"].rows == 3


def test_a_workbook_that_counts_from_1904_is_noticed():
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    buffer = io.BytesIO()
    book.save(buffer)
    assert scan(buffer.getvalue(), "a", IntakeSettings()).dates_1904


def test_the_process_that_serves_pages_opens_no_workbook_itself():
    source = Path(process.__file__).parent
    readers = [p.name for p in source.glob("*.py") if "python_calamine" in p.read_text("utf-8")]
    assert readers == ["child.py"]
