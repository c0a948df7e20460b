"""Broken and hostile files made from good ones, each by its number alone.

``mutant(n)`` is the same file on every machine (but for the ids that a Numbers document gets when
it is made). A good file is changed in a way that knows its
structure: a workbook's parts, tags, places and references, a text's quotation marks, delimiters
and encodings, the members of a packed Numbers document.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from tests.sheets import write_xlsx

SEED = "daifukucho"
KINDS = ("xlsx", "csv", "numbers")
#: Of ten mutants so many are of each kind: workbooks have the most to break.
SHARES = (5, 4, 1)

Parts = dict[str, bytes]
Change = Callable[[random.Random, Parts], Parts]

PEOPLE = ["佐藤 花子", "髙橋 﨑子", "鈴木 一郎", "田中 実", "渡邉 ｹﾝｼﾞ"]
NUMBERS = [
    "-1", "1e999", "-1e999", "NaN", "", "2958466", "99999999999", "0.1", "1E5", "-0", "60",
    "1_000", "99999999999999999999", "１２３", " 5 ", "0x10", "true", "&#0;", "&#x10FFFF;",
    "&lol;", "<b/>",
]  # fmt: skip
PLACES = [
    "XFD1048576", "XFE1", "A0", "A-1", "A1048577", "ZZZZ1", "A99999999999999999999", "1A", "",
    "A", "B1", "XFD1", "A1048576", "IV65536", "a1", "$A$1", "A1:B2", "ＡＡ1",
]  # fmt: skip
TEXTS = [
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+81 90 0123 4567", "-1", "'09001234567", "\t=1+1",
    "<script>alert(1)</script>", "![](http://example.jp/a.png)", "\x07", "\u202e逆", "𠮷野 葛󠄀",
    "9.01E+09", "R8.11.22", "8/11/22", "0000/00/00", "9999/12/31", "令和八年", "1億2,000万円",
    "△1,234", "?" * 300, "あ" * 40_000, "\n\n\n", '"', '""', "NULL", "#REF!", "%s%n{0}{name}",
    "../../etc/passwd",
]  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A broken file.

    Attributes:
        name: its file name.
        how: what was done to it, for a failure's message.
        data: its bytes.
    """

    name: str
    how: str
    data: bytes


def mutant(number: int) -> Mutant:
    """The broken file of that number."""
    dice = random.Random(f"{SEED} {number}")
    kind = dice.choices(KINDS, SHARES)[0]
    made, how = {"xlsx": _workbook, "csv": _text, "numbers": _numbers}[kind](dice)
    return Mutant(f"{number}.{kind}", " + ".join(how), made)


# Good files


def rows(dice: random.Random, count: int = 12) -> list[list[str]]:
    """A small sales list with people in it."""
    header = ["顧客番号", "氏名", "電話番号", "売上日", "金額", "メモ"]
    return [header] + [
        [
            f"C{number % 5:03}",
            PEOPLE[number % 5],
            f"090-0123-{1000 + number % 5}",
            f"2026/{dice.randint(1, 10)}/{dice.randint(1, 28)}",
            str(dice.randint(500, 20_000)),
            dice.choice(["", "カット", "次回は, 春に", "一行目\n二行目", '"特別"']),
        ]
        for number in range(count)
    ]


@cache
def _good_books() -> tuple[Parts, ...]:
    """One in Excel's own form, one with styles, formulas and merged cells."""
    table = rows(random.Random("good"))
    frame = pd.DataFrame(table[1:], columns=table[0])
    frame["売上日"] = pd.to_datetime(frame["売上日"])
    frame["金額"] = frame["金額"].astype("int64")
    with tempfile.TemporaryDirectory() as folder:
        plain = write_xlsx(frame, Path(folder) / "plain.xlsx").read_bytes()
    rich = _parts(_rich_book(table))
    properties = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"", rich["docProps/core.xml"])
    return _parts(plain), rich | {"docProps/core.xml": properties}


def _rich_book(table: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["売上一覧"])
    sheet.merge_cells("A1:F1")
    for row in table:
        sheet.append(row)
    sheet["E20"] = "=SUM(E3:E14)"
    sheet["D3"].number_format = '[$-411]ggge"年"m"月"d"日"'
    sheet.row_dimensions[5].hidden = True
    other = book.create_sheet("お客様")
    other.append(["顧客番号", "氏名", "備考"])
    other.append(["C001", "佐藤 花子", "#N/A"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def _good_numbers() -> bytes:
    from numbers_parser import Document  # noqa: PLC0415 - takes a second, and only some need it

    table = rows(random.Random("good"))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = Document(num_rows=len(table), num_cols=len(table[0]))
        sheet = document.sheets[0].tables[0]
        for r, row in enumerate(table):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
        path = Path(folder) / "good.numbers"
        document.save(path)
        return path.read_bytes()


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", way, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, way)
    return buffer.getvalue()


# Workbooks


def _workbook(dice: random.Random) -> tuple[bytes, list[str]]:
    parts = dict(dice.choice(_good_books()))
    how = []
    for _time in range(dice.choice((1, 1, 1, 2, 3))):
        change = dice.choice(WORKBOOK_CHANGES)
        parts = change(dice, parts)
        how.append(change.__name__)
    data = packed(parts)
    if dice.random() < 0.25:
        change_bytes = dice.choice(PACKED_CHANGES)
        data = change_bytes(dice, data)
        how.append(change_bytes.__name__)
    return data, how


def _xml(dice: random.Random, parts: Parts) -> str:
    return dice.choice([name for name in parts if name.endswith((".xml", ".rels"))] or [*parts])


def _sheet(dice: random.Random, parts: Parts) -> str:
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    return dice.choice(sheets or [*parts])


def _somewhere(dice: random.Random, text: bytes, pattern: bytes, new: str | bytes) -> bytes:
    """One place that fits the pattern, or nothing, replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    place = dice.choice(found)
    said = new if isinstance(new, bytes) else new.encode("utf-8", "surrogatepass")
    return text[: place.start()] + said + text[place.end() :]


def _nasty(dice: random.Random) -> str:
    return dice.choice(dice.choice((NUMBERS, PLACES, TEXTS)))


def attribute_changed(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    new = '="' + _nasty(dice).replace('"', "&quot;").replace("<", "&lt;") + '"'
    return parts | {name: _somewhere(dice, parts[name], rb'="[^"]*"', new)}


def cell_moved(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    new = f' r="{dice.choice(PLACES)}"'
    return parts | {name: _somewhere(dice, parts[name], rb' r="[A-Z]+\d+"', new)}


def row_moved(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    number = dice.choice(["1048576", "1048577", "0", "-5", "99999999999999999999", "x", "3"])
    return parts | {name: _somewhere(dice, parts[name], rb'<row r="\d+"', f'<row r="{number}"')}


def cell_without_place(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    return parts | {name: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", parts[name])}


def type_changed(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    new = f' t="{dice.choice(["s", "n", "b", "e", "d", "str", "inlineStr", "zzz", ""])}"'
    return parts | {name: _somewhere(dice, parts[name], rb' t="\w+"', new)}


def value_changed(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    new = f"<v>{dice.choice(NUMBERS)}</v>"
    return parts | {name: _somewhere(dice, parts[name], rb"<v>[^<]*</v>", new)}


def text_changed(dice: random.Random, parts: Parts) -> Parts:
    name = "xl/sharedStrings.xml" if "xl/sharedStrings.xml" in parts else _xml(dice, parts)
    new = f">{dice.choice(TEXTS)}</t>"
    return parts | {name: _somewhere(dice, parts[name], rb">[^<]*</t>", new)}


def shared_text_out_of_range(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    place = dice.choice(["99999", "-1", "4294967295", "1.5", "x", "18446744073709551616"])
    new = f't="s"><v>{place}'
    return parts | {name: _somewhere(dice, parts[name], rb't="s"><v>\d+', new)}


def style_out_of_range(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    new = f' s="{dice.choice(["99999", "-1", "4294967296", "x", ""])}"'
    return parts | {name: _somewhere(dice, parts[name], rb' s="\d+"', new)}


def number_format_changed(dice: random.Random, parts: Parts) -> Parts:
    name = "xl/styles.xml" if "xl/styles.xml" in parts else _xml(dice, parts)
    new = f'numFmtId="{dice.choice([14, 22, 27, 31, 36, 50, 55, 58, 164, 9999, -1])}"'
    return parts | {name: _somewhere(dice, parts[name], rb'numFmtId="\d+"', new)}


def merged_sillily(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    ranges = [
        "A1:XFD1048576",
        "Z9:A1",
        "A1:A1",
        "A2:C4",
        "B2:D9",
        "A1",
        "",
        "A1:ZZZZ9",
        "C3:C1048576",
    ]
    merged = "".join(
        f'<mergeCell ref="{dice.choice(ranges)}"/>' for _n in range(dice.choice((1, 3, 2000)))
    )
    new = f"</sheetData><mergeCells>{merged}</mergeCells>"
    return parts | {name: parts[name].replace(b"</sheetData>", new.encode(), 1)}


def formula_put_in(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    formula = dice.choice(
        [
            "<f>1+1</f>", '<f t="shared" ref="A1:XFD9" si="0">A1</f>', '<f t="shared" si="7"/>',
            '<f t="array" ref="A1:A1048576">ROW()</f>', "<f>" + "(" * 9000 + "</f>",
            "<f></f><v></v>", "<f>[1]他!A1</f><v>3</v>", "<f>WEBSERVICE(\"http://example.jp\")</f><v>x</v>",
        ]
    )  # fmt: skip
    return parts | {name: _somewhere(dice, parts[name], rb"<v>[^<]*</v>", formula)}


def part_missing(dice: random.Random, parts: Parts) -> Parts:
    gone = dice.choice([*parts])
    return {name: data for name, data in parts.items() if name != gone}


def part_empty(dice: random.Random, parts: Parts) -> Parts:
    return parts | {dice.choice([*parts]): dice.choice((b"", b"   ", b"\0" * 500, b"<a/>"))}


def part_cut(dice: random.Random, parts: Parts) -> Parts:
    name = dice.choice([*parts])
    return parts | {name: parts[name][: dice.randrange(len(parts[name]) + 1)]}


def part_renamed(dice: random.Random, parts: Parts) -> Parts:
    old = dice.choice([*parts])
    new = dice.choice(
        [old.upper(), "/" + old, "../" + old, old.replace("/", "\\"), old + "x", "xl"]
    )
    return {new if name == old else name: data for name, data in parts.items()}


def parts_swapped(dice: random.Random, parts: Parts) -> Parts:
    one, other = dice.sample([*parts], 2)
    return parts | {one: parts[other], other: parts[one]}


def part_flipped(dice: random.Random, parts: Parts) -> Parts:
    name = dice.choice([*parts])
    return parts | {name: bytes_flipped(dice, parts[name])}


def part_in_another_encoding(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    text = parts[name].decode("utf-8", "replace")
    encoding = dice.choice(["utf-16", "utf-16-le", "cp932", "utf-32", "utf-8-sig"])
    return parts | {name: text.encode(encoding, "replace")}


def deeply_nested(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    deep = dice.choice((100, 5_000, 200_000))
    tag = dice.choice((b"<a>", b"<row>", b"<c>", b"<si>", b"<r>"))
    return parts | {name: _somewhere(dice, parts[name], rb">", b">" + tag * deep)}


def entities_defined(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = dice.choice(
        [
            f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]>',
            '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "http://example.jp/x.dtd">',
            f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
        ]
    )
    text = parts[name]
    start = text.find(b"?>") + 2 if text.startswith(b"<?xml") else 0
    return parts | {
        name: text[:start] + doctype.encode() + text[start:].replace(b"<v>", b"<v>&l9;", 1)
    }


def tag_taken_out(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    return parts | {name: _somewhere(dice, parts[name], rb"<[^<>]*>", b"")}


def tag_doubled(dice: random.Random, parts: Parts) -> Parts:
    name = _xml(dice, parts)
    found = re.findall(rb"<[^<>]*>", parts[name])
    tag = dice.choice(found) if found else b""
    return parts | {name: parts[name].replace(tag, tag * dice.choice((2, 2, 50, 20_000)), 1)}


def rows_without_end(dice: random.Random, parts: Parts) -> Parts:
    name = _sheet(dice, parts)
    row = dice.choice(
        [
            "<row>" + "<c><v>1</v></c>" * 20_000 + "</row>",
            "<row/>" * 300_000,
            '<row r="50"><c r="XFD50"><v>1</v></c></row>' * 2_000,
            "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(20, 60_000)),
            '<row r="900000"><c r="AA900000"><v>1</v></c></row>',
            '<row r="3000"><c r="XFD3000"><v>1</v></c></row>',
        ]
    )
    return parts | {name: parts[name].replace(b"</sheetData>", row.encode() + b"</sheetData>", 1)}


def relation_changed(dice: random.Random, parts: Parts) -> Parts:
    name = dice.choice([n for n in parts if n.endswith(".rels")] or [*parts])
    target = dice.choice(
        ["../../../etc/passwd", "http://example.jp/a", "worksheets/sheet9.xml", "",
         "/xl/workbook.xml", "\\\\example.jp\\share\\a.xml", "styles.xml"]
    )  # fmt: skip
    return parts | {name: _somewhere(dice, parts[name], rb'Target="[^"]*"', f'Target="{target}"')}


def many_parts(dice: random.Random, parts: Parts) -> Parts:
    count = dice.choice((500, 3_000))
    return parts | {f"xl/media/image{n}.png": b"" for n in range(count)}


def part_blown_up(dice: random.Random, parts: Parts) -> Parts:
    name = dice.choice(["xl/media/image1.png", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
    size = dice.choice((1, 30, 120)) * 2**20
    return parts | {name: parts.get(name, b"") + b" " * size}


def archive_inside(dice: random.Random, parts: Parts) -> Parts:
    return parts | {
        dice.choice(["xl/embeddings/a.xlsx", "a.zip", "xl/vbaProject.bin"]): packed(parts)
    }


WORKBOOK_CHANGES: tuple[Change, ...] = (
    attribute_changed, attribute_changed, cell_moved, cell_moved, row_moved, cell_without_place,
    type_changed, value_changed, value_changed, text_changed, shared_text_out_of_range,
    style_out_of_range, number_format_changed, merged_sillily, formula_put_in, part_missing,
    part_empty, part_cut, part_renamed, parts_swapped, part_flipped, part_in_another_encoding,
    deeply_nested, entities_defined, tag_taken_out, tag_doubled, rows_without_end,
    relation_changed, many_parts, part_blown_up, archive_inside,
)  # fmt: skip


# Packed files as bytes


def bytes_flipped(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _time in range(dice.choice((1, 1, 3, 30))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut_off(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def run_overwritten(dice: random.Random, data: bytes) -> bytes:
    length = dice.choice((8, 64, 4096))
    start = dice.randrange(len(data))
    return data[:start] + dice.randbytes(length) + data[start + length :]


def something_behind(dice: random.Random, data: bytes) -> bytes:
    return data + dice.choice((b"\0" * 5000, b"PK\x05\x06", data, dice.randbytes(300)))


def something_before(dice: random.Random, data: bytes) -> bytes:
    return dice.choice((b"\xef\xbb\xbf", b"\r\n", b"MZ", b"PK\x03\x04")) + data


def sizes_wrong(dice: random.Random, data: bytes) -> bytes:
    """A header of the archive that says another size, method, flag, checksum or place."""
    changed = bytearray(data)
    mark, places = dice.choice(
        ((b"PK\x01\x02", (8, 10, 16, 20, 24, 28, 42)), (b"PK\x03\x04", (6, 8, 14, 18, 22, 26)),
         (b"PK\x05\x06", (8, 10, 12, 16)))
    )  # fmt: skip
    found = [m.start() for m in re.finditer(re.escape(mark), data)]
    if found:
        start = dice.choice(found) + dice.choice(places)
        changed[start : start + 2] = dice.choice((b"\0\0", b"\xff\xff", b"\x01\0", b"\x63\0"))
    return bytes(changed)


PACKED_CHANGES = (
    bytes_flipped, cut_off, run_overwritten, something_behind, something_before, sizes_wrong,
)  # fmt: skip


# Texts

Lines = list[list[str]]


def _text(dice: random.Random) -> tuple[bytes, list[str]]:
    encoding = dice.choice(
        ["utf-8", "utf-8-sig", "cp932", "cp932", "euc_jp", "utf-16", "utf-16-le"]
    )
    delimiter = dice.choice([",", ",", ",", "\t", ";", "|"])
    lines, how = rows(dice), [encoding]
    if dice.random() < 0.6:
        change = dice.choice(TABLE_CHANGES)
        change(dice, lines)
        how.append(change.__name__)
    end = dice.choice(["\r\n", "\n", "\r"])
    text = (
        end.join(delimiter.join(_quoted(cell, delimiter) for cell in row) for row in lines) + end
    )
    if dice.random() < 0.6:
        change_text = dice.choice(TEXT_CHANGES)
        text = change_text(dice, text)
        how.append(change_text.__name__)
    data = text.encode(encoding, "replace")
    if dice.random() < 0.5:
        change_bytes = dice.choice(BYTE_CHANGES)
        data = change_bytes(dice, data)
        how.append(change_bytes.__name__)
    return data, how


def _quoted(cell: str, delimiter: str) -> str:
    if any(c in cell for c in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def cell_changed(dice: random.Random, lines: Lines) -> None:
    row = dice.choice(lines)
    row[dice.randrange(len(row))] = _nasty(dice)


def row_ragged(dice: random.Random, lines: Lines) -> None:
    row = dice.choice(lines)
    row[dice.randrange(len(row)) :] = [_nasty(dice)] * dice.choice((0, 1, 9, 3000))


def header_doubled(dice: random.Random, lines: Lines) -> None:
    lines[0] = [dice.choice(lines[0]) for _cell in lines[0]]


def header_gone(dice: random.Random, lines: Lines) -> None:
    del dice
    del lines[0]


def rows_many(dice: random.Random, lines: Lines) -> None:
    lines += lines[1:] * dice.choice((10, 2000))


def rows_blank(dice: random.Random, lines: Lines) -> None:
    place = dice.randrange(len(lines))
    lines[place:place] = [dice.choice(([], [""] * 6, [" "]))] * dice.choice((1, 3, 20_000))


def column_many(dice: random.Random, lines: Lines) -> None:
    width = dice.choice((30, 600, 20_000))
    for row in lines:
        row.extend([""] * width)
    lines[0][-1] = "遠い列"


TABLE_CHANGES = (
    cell_changed, cell_changed, cell_changed, row_ragged, header_doubled, header_gone, rows_many,
    rows_blank, column_many,
)  # fmt: skip


def quote_opened(dice: random.Random, text: str) -> str:
    place = dice.choice([m.end() for m in re.finditer(r"[,\t;|\n\r]", text)] or [0])
    return text[:place] + '"' + text[place:]


def quotes_strewn(dice: random.Random, text: str) -> str:
    for _time in range(dice.choice((1, 5, 40))):
        place = dice.randrange(len(text))
        text = text[:place] + dice.choice("\"'") + text[place:]
    return text


def delimiters_mixed(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line.replace(",", dice.choice(",;\t|、")) for line in lines)


def line_without_end(dice: random.Random, text: str) -> str:
    place = dice.randrange(len(text))
    return (
        text[:place]
        + dice.choice(["あ", "a", ",", '"', "0"]) * dice.choice((9_000, 3_000_000))
        + text[place:]
    )


def page_before(dice: random.Random, text: str) -> str:
    return (
        dice.choice(["<!DOCTYPE html><html>404", "<?xml version='1.0'?>", "sep=;\r\n", "表1\r\n"])
        + text
    )


def controls_strewn(dice: random.Random, text: str) -> str:
    for _time in range(dice.choice((1, 10, 80))):
        place = dice.randrange(len(text))
        text = (
            text[:place]
            + dice.choice("\0\x01\x1a\x1b\x0b\x0c\u2028\ufeff\ufffe\u200b")
            + text[place:]
        )
    return text


def cut_text(dice: random.Random, text: str) -> str:
    return text[: dice.randrange(len(text))]


TEXT_CHANGES = (
    quote_opened, quotes_strewn, delimiters_mixed, line_without_end, page_before, controls_strewn,
    cut_text,
)  # fmt: skip


def encodings_mixed(dice: random.Random, data: bytes) -> bytes:
    more = "\r\n".join(",".join(row) for row in rows(dice, 5))
    return data + more.encode(dice.choice(["utf-8", "cp932", "euc_jp", "utf-16"]), "replace")


def mark_somewhere(dice: random.Random, data: bytes) -> bytes:
    mark = dice.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1b$B", b"\xff\xfe\0\0"))
    place = dice.choice((0, dice.randrange(len(data) + 1)))
    return data[:place] + mark + data[place:]


def zeros_put_in(dice: random.Random, data: bytes) -> bytes:
    place = dice.choice((len(data), dice.randrange(len(data) + 1)))
    return data[:place] + b"\0" * dice.choice((1, 3, 500)) + data[place:]


def noise_put_in(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + dice.randbytes(dice.choice((2, 40, 2000))) + data[place:]


def cut_bytes(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


BYTE_CHANGES = (
    bytes_flipped, bytes_flipped, encodings_mixed, mark_somewhere, zeros_put_in, noise_put_in,
    cut_bytes,
)  # fmt: skip


# Numbers documents


def _numbers(dice: random.Random) -> tuple[bytes, list[str]]:
    data = _good_numbers()
    change = dice.choice((*PACKED_CHANGES, part_flipped, part_cut, part_missing, parts_swapped))
    if change in PACKED_CHANGES:
        return change(dice, data), [change.__name__]
    return packed(change(dice, _parts(data)), zipfile.ZIP_STORED), [change.__name__]
