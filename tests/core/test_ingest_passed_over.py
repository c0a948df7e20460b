"""Errors and formulas without a result in .xls, .xlsb and .ods: counted, said, never a value."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import time
import zipfile

import openpyxl
import pytest

from core.errors import InputError
from core.ingest import binary_books, open_document, read
from core.ingest.passed_over import PassedOver, passed_over, without
from core.settings import Settings
from tests.core.old_books import Error, Formula, Hidden, container, xls, xlsb
from tests.core.sheets_in import TODAY

HEAD = ["顧客番号", "氏名", "売上日", "金額"]
ERRORS = [
    HEAD,
    ["C001", "佐藤 花子", "2026/11/01", 3000.0],
    ["C002", "鈴木 一郎", "2026/11/02", Error()],
    ["C003", "田中 実", "2026/11/03", Error(23, formula=True)],
    ["C004", "伊藤 蓮", "2026/11/04", Formula(5000.0)],
]
NEVER = [HEAD, *([f"C00{n}", "佐藤 花子", "2026/11/01", Formula()] for n in range(1, 4))]
SOME_BLANK = [*NEVER, ["C009", "田中 実", "2026/11/03", Formula(100.0)]]
SCHEMAS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
#: How LibreOffice and Excel write a cell with an error; calamine gives "", "Err:508", 0 and text.
ODS_ERRORS = [
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
    '<table:table-cell table:formula="of:=(" office:value-type="string"'
    ' calcext:value-type="error"><text:p>Err:508</text:p></table:table-cell>',
    '<table:table-cell office:value-type="float" office:value="0" table:formula="of:=[.A1]>5">'
    "<text:p>#N/A</text:p></table:table-cell>",
    '<table:table-cell office:value-type="string"><text:p><text:span>#REF!</text:span></text:p>'
    "</table:table-cell>",
]


def cell(value):
    """A plain cell of an .ods."""
    if isinstance(value, str):
        said = f'office:value-type="string"><text:p>{value}</text:p>'
    else:
        said = f'office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
    return f"<table:table-cell {said}</table:table-cell>"


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods(*tables):
    """A workbook of LibreOffice with the given rows in its tables."""
    sheets = "".join(
        f'<table:table table:name="{n}">{rows}</table:table>' for n, rows in enumerate(tables)
    )
    return packed(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SCHEMAS} {CALC}>'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def packed(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
    return buffer.getvalue()


def of(data, name):
    """The first sheet as read, and how many errors and formulas without a result were said."""
    sheet = read(data, name, settings=Settings(), today=TODAY).sheets[0]
    said = {p.code: p.words.facts["n"] for p in sheet.problems if "n" in p.words.facts}
    return sheet, said.get("error_cells", 0), said.get("uncalculated", 0)


@pytest.mark.parametrize("made", [xls, xlsb])
def test_errors_of_excels_binary_forms_are_counted_and_blank(made):
    sheet, errors, uncalculated = of(made({"売上": ERRORS}), "売上.xls")
    assert (errors, uncalculated) == (2, 0)
    assert list(sheet.raw["金額"]) == ["3000", "", "", "5000"]


@pytest.mark.parametrize("made", [xls, xlsb])
def test_a_book_that_was_never_calculated_is_said(made):
    assert of(made({"売上": [*NEVER[:2], [*NEVER[2][:3], 100.0]]}), "売上.xls")[1:] == (0, 1)
    assert [s.uncalculated for s in passed_over(made({"A": NEVER, "B": [HEAD, *NEVER]}))] == [3, 3]


@pytest.mark.parametrize("made", [xls, xlsb])
def test_a_result_that_is_an_empty_text_is_not_called_uncalculated_beside_other_results(made):
    assert sum(s.uncalculated for s in passed_over(made({"A": NEVER, "B": SOME_BLANK}))) == 0


def test_errors_belong_to_the_sheet_on_which_they_stand():
    for made in (xls, xlsb):
        found = passed_over(made({"A": [HEAD], "B": ERRORS, "C": [HEAD]}))
        assert [sheet.errors for sheet in found] == [0, 2, 0]


def test_errors_of_an_ods_are_blank_and_never_nought():
    head = row(*map(cell, HEAD))
    lines = [
        row(*map(cell, (f"C00{n}", "佐藤 花子", "2026/11/01")), error)
        for n, error in enumerate(ODS_ERRORS)
    ]
    good = row(*map(cell, ("C009", "田中 実", "2026/11/03", 4000)))

    sheet, errors, uncalculated = of(ods(head + "".join(lines) + good), "売上.ods")

    assert (errors, uncalculated) == (4, 0)
    assert list(sheet.raw["金額"]) == ["", "", "", "", "4000"]


def test_what_stands_for_several_cells_of_an_ods_counts_as_so_many():
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    wide = ODS_ERRORS[2].replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="3"'
    )
    sheet = row(blank, cell("x"), wide, cell("y"), more=' table:number-rows-repeated="2"')
    found = passed_over(ods(row(blank), row(blank) + sheet, row(ODS_ERRORS[0])))
    assert found == [
        PassedOver(),
        PassedOver(errors=6, values=[(2, 3, 4, 6)]),
        PassedOver(errors=1, values=[(1, 1, 1, 1)]),
    ]


def test_a_formula_of_an_ods_without_a_result_is_counted():
    never = '<table:table-cell table:formula="of:=SUM([.A1])"/>'
    (found,) = passed_over(ods(row(cell("x"), never, never)))
    assert found == PassedOver(uncalculated=2)


def test_texts_that_only_look_like_errors_stay_and_remarks_do_not_count():
    remark = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    noted = cell("佐藤").replace("<text:p>", f"{remark}<text:p>", 1)
    cells = [cell("#1"), cell("Err:1"), cell("# N/A はまだ"), noted, ODS_ERRORS[0]]
    (found,) = passed_over(ods(row(*cells)))
    assert found == PassedOver(errors=1, values=[(1, 1, 5, 5)])


def test_ranges_are_taken_out_of_the_rows_that_they_cover():
    rows = [(n, ["a", "b", "c"]) for n in range(2, 6)]
    found = dict(without(rows, [(1, 3, 3, 9), (4, 4, 2, 2), (4, 9, 1, 1)], 1))
    assert [found[n] for n in range(2, 6)] == [
        ["a", None, None],
        ["a", None, None],
        [None, "b", "c"],
        ["a", "b", "c"],
    ]


def hidden_said(data, name):
    sheet = read(data, name, settings=Settings(), today=TODAY).sheets[0]
    return len(sheet.raw), [p.words.facts["n"] for p in sheet.problems if p.code == "hidden"]


@pytest.mark.parametrize("made", [xls, xlsb])
def test_hidden_rows_and_columns_of_excels_binary_forms_are_read_and_said(made):
    rows = [HEAD, *(["C001", "佐藤 花子", f"2026/11/{n:02}", 100.0] for n in range(1, 5))]
    assert hidden_said(made({"売上": rows}), "売上.xls") == (4, [])
    some = Hidden(rows=(2, 4), columns=((1, 1), (5, 6)))
    assert hidden_said(made({"売上": rows}, some), "売上.xls") == (4, [5])
    rest = Hidden(columns=((5, 255 if made is xls else 16_383),))  # all that was never used
    assert hidden_said(made({"売上": rows}, rest), "売上.xls") == (4, [1])
    once = Hidden(columns=((1, 1),))
    assert [s.hidden for s in passed_over(made({"A": [HEAD], "B": [HEAD]}, once))] == [1, 1]


def test_hidden_and_filtered_rows_and_columns_of_an_ods_are_read_and_said():
    columns = (
        '<table:table-columns><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="16380"/>'
        "</table:table-columns>"
    )
    lines = [row(*map(cell, ("C001", "佐藤 花子", f"2026/11/0{n}", 100))) for n in range(1, 5)]
    lines[1] = lines[1].replace("<table:table-row", '<table:table-row table:visibility="filter"')
    lines[2] = lines[2].replace("<table:table-row", '<table:table-row table:visibility="visible"')
    rest = row(
        "<table:table-cell/>",
        more=' table:visibility="collapse" table:number-rows-repeated="1048000"',
    )
    head = row(*map(cell, HEAD))
    assert hidden_said(ods(head + "".join(lines)), "売上.ods") == (4, [1])
    assert hidden_said(ods(columns + head + "".join(lines) + rest), "売上.ods") == (4, [5])
    with_error = columns + head + "".join(lines) + row(ODS_ERRORS[2])
    assert [(s.errors, s.hidden) for s in passed_over(ods(head, with_error))] == [(0, 0), (1, 4)]


def test_a_hidden_range_of_columns_of_an_xlsx_counts_as_so_many():
    book = openpyxl.Workbook()
    for line in (HEAD, ["C001", "佐藤 花子", "2026/11/01", 100]):
        book.active.append(line)
    book.active.column_dimensions.group("F", "G", hidden=True)
    buffer = io.BytesIO()
    book.save(buffer)
    assert hidden_said(buffer.getvalue(), "売上.xlsx") == (1, [2])


@pytest.mark.data
def test_the_same_real_workbook_has_the_same_hidden_rows_in_every_form(shared):
    folder = shared / "corpus" / "sheetjs"
    paths = [folder / f"AutoFilter.{end}" for end in ("xls", "xlsb", "ods")]
    found = [[s.hidden for s in passed_over(path.read_bytes())] for path in paths if path.exists()]
    assert len(found) >= 2
    assert [sorted(each) for each in found] == [sorted(found[0])] * len(found)
    assert sum(found[0]) == 94


@pytest.mark.parametrize(
    ("book", "errors"),
    [("ErrorTypes", 20), ("formula_stress_test", 8), ("formulae_test_simple", 2)],
)
@pytest.mark.data
def test_the_same_real_workbook_has_the_same_errors_in_every_form(shared, book, errors):
    paths = [shared / "corpus" / "sheetjs" / f"{book}.{end}" for end in ("xls", "xlsb", "ods")]
    counts = [
        sum(sheet.errors for sheet in passed_over(path.read_bytes()))
        for path in paths
        if path.exists()
    ]
    assert counts == [errors] * len(counts)
    assert len(counts) >= 2


# --- damage -------------------------------------------------------------------------------------


def broken(seed, data):
    """The bytes with some of them changed, cut or doubled."""
    dice, found = random.Random(f"broken {seed}"), bytearray(data)
    for _change in range(dice.randint(1, 8)):
        place = dice.randrange(len(found))
        found[place] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(found[: dice.choice((len(found), dice.randrange(1, len(found))))])


def member(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(name)


def test_no_damage_of_a_books_records_stops_the_counting():
    stream, part = xls({"売上": ERRORS})[3 * 512 :], "xl/worksheets/sheet1.bin"
    good = xlsb({"売上": ERRORS})
    for seed in range(300):
        assert binary_books.old_book(container(broken(seed, stream))) is not None
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as book:
            for name in ("xl/workbook.bin", "xl/_rels/workbook.bin.rels"):
                book.writestr(name, member(good, name))
            book.writestr(part, broken(seed, member(good, part)))
            assert len(binary_books.packed_book(book)) == 1


def test_no_damage_of_a_file_stops_its_reading_but_in_words():
    books = {"a.xls": xls({"売上": ERRORS}), "a.xlsb": xlsb({"売上": ERRORS})}
    books["a.ods"] = ods(row(*map(cell, HEAD)) + row(*map(cell, HEAD), *ODS_ERRORS))
    for name, data in books.items():
        for seed in range(200):
            assert passed_over(broken(seed, data)) is not None
        for seed in range(2):
            with contextlib.suppress(InputError):
                read(broken(seed, data), name, settings=Settings(), today=TODAY)


@pytest.mark.parametrize(
    "content",
    [
        ODS_ERRORS[0] + "<table:table><table:table-row>" + "<table:table-cell>x" * 60_000,
        ODS_ERRORS[0] + "<table:table " + 'a="' * 300_000,
        ODS_ERRORS[0] + "<table:table>" + "<table:table-row>" * 60_000,
        ODS_ERRORS[0] + "<table:table>" * 20_000,
        "<table:table>" + ODS_ERRORS[0] * 5_000 + "<text:p>" * 100_000,
        "<table:table><table:table-row>" + f"{ODS_ERRORS[0][:-18]}{'<text:p>#' * 100_000}",
    ],
)
def test_no_content_of_an_ods_takes_long(content):
    with zipfile.ZipFile(io.BytesIO(packed(content))) as book:
        begin = time.process_time()
        open_document.sheets(book)
        assert time.process_time() - begin < 5


def test_no_record_makes_the_walk_go_back():
    same = struct.pack("<HHIHH", 0x85, 8, 0, 0, 0) * 100_000
    error = struct.pack("<HHHHHBB", 0x0205, 8, 0, 0, 0, 42, 1)
    begin = time.process_time()
    binary_books.old_book(container(struct.pack("<HH", 0x0809, 0) + same + error * 100_000))
    assert time.process_time() - begin < 5
