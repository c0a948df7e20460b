"""The look at a file before it is opened: what it counts and refuses, what is missing after."""

from __future__ import annotations

import dataclasses
import io
import re
import struct
import time
import zipfile

import openpyxl
import pandas as pd
import pytest

from core.errors import InputError, UnsafeFile
from core.ingest import read
from core.ingest.completeness import missing_cells
from core.ingest.guard import scan
from core.ingest.process import Source, open_file
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import TODAY, codes, xlsx
from tests.sheets import write_xlsx

LIMITS = IntakeSettings()
ROWS = [["顧客番号", "氏名", "売上日", "金額"], ["C1", "佐藤 花子", "2026/11/01", 3000],
        ["C2", "鈴木 一郎", "2026/11/02", 4500]]  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"


def plain_book(tmp_path, rows=None):
    """A workbook in Excel's own form: shared texts."""
    rows = rows or ROWS
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    return write_xlsx(frame, tmp_path / "plain.xlsx", sheet="売上").read_bytes()


def changed(data, **parts):
    """The workbook with parts changed, added, or taken out (None)."""
    buffer = io.BytesIO()
    names = {"sheet": SHEET, "texts": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    wanted = {names.get(name, name): change for name, change in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            change = wanted.pop(info.filename, lambda part: part)
            new.writestr(info.filename, change(old.read(info.filename)))
        for name, make in wanted.items():
            new.writestr(name, make(b""))
    return buffer.getvalue()


def facts_of(data):
    return scan(data, "a.xlsx", LIMITS)


def sheet_of(data):
    return next(iter(facts_of(data).sheets.values()))


def missing(data):
    facts = facts_of(data)
    book = open_file(Source(data, "a.xlsx", facts, LIMITS), "book")
    return missing_cells(data, facts, book)


def test_cells_rows_and_columns_are_counted_in_excels_form_and_in_that_of_others(tmp_path):
    for data in (plain_book(tmp_path), xlsx({"売上": ROWS})):
        found = sheet_of(data)
        assert (found.rows, found.columns, found.cells, found.far) == (3, 4, 12, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?"),
        lambda d: d.replace(b"<c r=", b"<c  r="),
        lambda d: d.replace(b"<row r=", b'<row spans="1:4" r='),
    ],
)
def test_other_ways_to_write_the_same_sheet_count_the_same(tmp_path, change):
    found = sheet_of(changed(plain_book(tmp_path), sheet=change))
    assert (found.rows, found.columns, found.cells) == (3, 4, 12)


def test_cells_that_leave_out_their_place_are_counted(tmp_path):
    def places_out(part):
        return re.sub(rb' r="[A-Z]*\d+"', b"", part)

    found = sheet_of(changed(plain_book(tmp_path), sheet=places_out))
    assert (found.rows, found.columns, found.cells) == (3, 4, 12)


def test_blank_cells_and_blank_texts_are_no_values(tmp_path):
    blank = b'<c r="E9"><v></v></c><c r="F9" t="inlineStr"><is><t> </t></is></c><c r="G9" s="1"/>'
    data = changed(
        plain_book(tmp_path),
        sheet=lambda d: d.replace(b"</sheetData>", b'<row r="9">' + blank + b"</row></sheetData>"),
    )
    assert sheet_of(data).cells == 12
    assert missing(data) == 0


def test_a_shared_text_that_is_blank_is_not_missing(tmp_path):
    rows = [*ROWS, ["C3", " ", "2026/11/03", 10]]
    data = changed(
        plain_book(tmp_path, rows),
        texts=lambda d: d.replace(b'<t xml:space="preserve"> </t>', b"<t/>"),
    )
    assert sheet_of(data).cells == 16
    assert missing(data) == 0


def test_a_cell_that_stands_twice_is_missing_once_and_said(tmp_path):
    double = b'<row r="9"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row></sheetData>'
    data = changed(plain_book(tmp_path), sheet=lambda d: d.replace(b"</sheetData>", double))
    assert missing(data) == 1
    found = read(data, "a.xlsx", settings=Settings(), today=TODAY)
    assert "cells_missing" in codes(found.problems)


def test_errors_and_sheets_that_nobody_can_see_are_not_missing():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["E2"] = "#N/A"
    book.active["E2"].data_type = "e"
    hidden = book.create_sheet("裏")
    hidden.append(["secret"])
    hidden.sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert facts_of(data).never_shown == {"裏"}
    assert missing(data) == 0


def test_cells_beyond_the_columns_that_are_read_are_counted_apart(tmp_path):
    far = b'<row r="9"><c r="A9"><v>1</v></c><c r="ZZ9"><v>2</v></c></row></sheetData>'
    data = changed(plain_book(tmp_path), sheet=lambda d: d.replace(b"</sheetData>", far))
    assert (sheet_of(data).far, sheet_of(data).columns) == (1, 702)
    assert missing(data) == 0
    found = read(data, "a.xlsx", settings=Settings(), today=TODAY)
    assert "far_cells" in codes(found.problems)


def test_macros_and_links_to_other_files_are_said(tmp_path):
    data = changed(
        plain_book(tmp_path),
        **{
            "xl/vbaProject.bin": lambda _p: b"\xd0\xcf\x11\xe0",
            "xl/externalLinks/externalLink1.xml": lambda _p: b"<externalLink/>",
        },
    )
    facts = facts_of(data)
    assert (facts.macros, facts.other_files) == (True, True)
    found = read(data, "a.xlsm", settings=Settings(), today=TODAY)
    assert {"macros", "external_links"} <= set(codes(found.problems))


def test_an_old_workbook_with_macros_is_known_by_its_streams():
    assert scan("_VBA_PROJECT".encode("utf-16-le"), "a.xls", LIMITS).macros


def test_an_archive_of_endless_parts_is_refused_before_they_are_listed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    lying = bytearray(buffer.getvalue())
    place = lying.rfind(b"PK\x05\x06")
    struct.pack_into("<H", lying, place + 10, 60_000)
    with pytest.raises(UnsafeFile):
        read(bytes(lying), "a.xlsx", settings=Settings(), today=TODAY)


def test_an_archive_inside_counts_with_what_it_unpacks_to():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Document.iwa", b"\0" * 2_000_000)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Index.zip", inner.getvalue())
    tight = dataclasses.replace(LIMITS, max_inflated_bytes=1_000_000)
    with pytest.raises(UnsafeFile):
        scan(outer.getvalue(), "a.numbers", tight)
    assert scan(outer.getvalue(), "a.numbers", LIMITS).members == 1


def test_a_definition_on_the_seam_of_two_pieces_is_seen(tmp_path):
    for shift in range(4):
        padding = b"<!--" + b" " * (2**20 - 9 + shift) + b"-->"

        def hidden(part, padding=padding):
            return part.replace(b"?>", b"?>" + padding + b"<!DOCTYPE x []>", 1)

        with pytest.raises(UnsafeFile):
            facts_of(changed(plain_book(tmp_path), texts=hidden))


def test_a_table_of_contents_without_end_is_not_taken_into_memory(tmp_path):
    data = changed(plain_book(tmp_path), book=lambda d: d + b"<!-- -->" * 2_000_000)
    start = time.monotonic()
    assert list(facts_of(data).sheets) == [SHEET]
    assert time.monotonic() - start < 10


def lines_bomb(part):
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return part.replace(b"?>", f'?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]>'.encode(), 1)


def outside(part):
    return part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1)


@pytest.mark.parametrize("bomb", [lines_bomb, outside, lambda d: d + b" " * 200_000_000])
@pytest.mark.parametrize("part", ["sheet", "texts"])
def test_bombs_of_every_kind_are_refused_in_words_within_two_seconds(tmp_path, bomb, part):
    data = changed(plain_book(tmp_path), **{part: bomb})
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        read(data, "a.xlsx", settings=Settings(), today=TODAY)
    assert isinstance(caught.value, UnsafeFile)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><head><title>403 Forbidden</title></head><body>Sign in</body></html>",
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_empty_cut_off_and_error_pages_are_refused_in_words(data):
    with pytest.raises(InputError) as caught:
        read(data, "download.csv", settings=Settings(), today=TODAY)
    assert caught.value.say("ja") != caught.value.say("en")
