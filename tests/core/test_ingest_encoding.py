"""Encodings: 0 wrong on generated Japanese texts (SHEETS 2); damage is counted, never silent."""

from __future__ import annotations

import codecs
import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest import child, large_text
from core.ingest.delimited import delimiter_of, split
from core.ingest.encoding import decode
from core.ingest.large_text import copy_large, copy_quickly
from tests.core.names_in import FAMILY, GIVEN

ODD = ["①", "Ⅲ", "㈱", "№", "㎡", "～", "－", "ｶﾞﾝﾊﾞﾙ", "ｻﾄｳ", "ｹﾝｲﾁ", "ソ", "表", "能", "予"]


def table(seed, kind):
    """A short table of one of five kinds: full, mostly ASCII, names, half-width kana, NEC/IBM."""
    dice = random.Random(seed)
    rows = [["顧客ID", "氏名", "フリガナ", "住所", "メモ"]]
    for number in range(dice.randint(1, 40)):
        name = f"{dice.choice(FAMILY)} {dice.choice(GIVEN)}"
        row = [
            f"C{number:04}",
            name,
            "ｻﾄｳ ﾊﾅｺ" if kind == 3 else "サトウ ハナコ",
            "青葉野市北町1-2",
            "",
        ]
        if kind == 1:
            row = [f"C{number:04}", "name", "kana", "address", dice.choice(GIVEN)]
        if kind == 2:
            row = ["", name, "", "", ""]
        if kind == 4:
            row[4] = dice.choice(ODD)
        rows.append(row)
    return "\r\n".join(",".join(row) for row in rows)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_none_of_500_japanese_texts_is_read_wrongly(encoding):
    wrong = []
    for seed in range(500):
        text = table(seed, seed % 5)
        decoded = decode(text.encode(encoding))
        if decoded.text != text or decoded.bad:
            wrong.append(seed)
    assert not wrong


def test_iso_2022_jp_is_known_by_its_escapes():
    text = table(1, 0)
    found = decode(text.encode("iso2022_jp_ext", errors="ignore"))
    assert found.encoding == "iso2022_jp_ext"


@pytest.mark.parametrize("text", ["氏名,住所\n田中 太郎,東京都千代田区\n", "氏名\n"])
def test_euc_jp_is_read_as_such_where_cp932_would_give_half_width_kana_beside_kanji(text):
    found = decode(text.encode("euc_jp"))
    assert (found.text, found.bad) == (text, 0)


def test_a_byte_order_mark_written_twice_is_taken_off_twice():
    assert decode(codecs.BOM_UTF8 * 2 + b"id,name").text == "id,name"


def test_one_broken_byte_leaves_the_rest_whole_and_is_counted():
    data = ("氏名,電話\n" + "佐藤 花子,03-1234-5678\n" * 1000).encode()
    found = decode(data[:100] + b"\xff" + data[100:])
    assert found.encoding == "utf-8"
    assert found.bad >= 1
    assert found.text.count("03-1234-5678") >= 999


@given(data=st.binary())
def test_any_bytes_become_text_and_never_an_exception(data):
    found = decode(data)
    assert isinstance(found.text, str)
    assert found.bad >= 0


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_character_between_cells_is_found(delimiter):
    rows = [
        ["氏名", "日付", "金額"],
        ["佐藤", "2026/11/22", "1000"],
        ["鈴木", "2026/11/23", "2000"],
    ]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert delimiter_of(text) == delimiter
    assert split(text, delimiter).rows == rows


def test_a_single_column_is_no_reason_to_stumble():
    assert delimiter_of("氏名\n佐藤\n鈴木") == ","


def test_quoted_line_breaks_quotes_and_commas_stay_in_their_cell():
    text = 'a,b\n"1\n2","x ""y"", z"\n'
    assert split(text, ",").rows == [["a", "b"], ["1\n2", 'x "y", z']]


def copied(path):
    """The columns of an Arrow file."""
    with pa.OSFile(str(path)) as source:
        return [column.to_pylist() for column in pa.ipc.open_file(source).read_all().columns]


def test_the_quick_way_and_the_careful_way_split_a_large_text_alike(tmp_path):
    line = 'C{:06},"佐藤, 花子",2026-11-22,"改行\nあり",1000\n'
    text = "id,name,date,memo,amount\n" + "".join(line.format(n) for n in range(30_000))
    careful = split(text, ",").rows

    assert copy_large(text, ",", tmp_path / "x.arrow")

    _numbers, *quick = copied(tmp_path / "x.arrow")
    assert quick == [list(c) for c in zip(*careful, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a,b\n1\n" + "1,2\n" * 400_000,
        'a,b\n1,"2\n' + "1,2\n" * 400_000,
        "sep=,\na,b\n" + "1,2\n" * 400_000,
        "a\n" + "1,2\n" * 400_000,
    ],
)
def test_small_and_irregular_texts_are_left_to_the_careful_way(text, tmp_path):
    assert not copy_large(text, ",", tmp_path / "x.arrow")


@pytest.mark.parametrize("gap", ["\n", ",\n"])
def test_a_large_text_with_blank_lines_keeps_the_numbers_of_its_rows(gap, tmp_path):
    text = "a,b\n" + gap + "1,2\n" * 400_000 + "\n\n"

    assert copy_large(text, ",", tmp_path / "x.arrow")

    numbers, _one, two = copied(tmp_path / "x.arrow")
    assert [*numbers[:3], len(numbers)] == [1, 3, 4, 400_001]
    assert two[:2] == ["b", "2"]


LINES = "".join(f"C{n:06},佐藤 花子,青葉野市北町,改装済み,{n}\r\n" for n in range(24_000))
HEAD = "id,name,place,note,amount\r\n"
JOB = {"reader": "text", "sheet": "s", "encoding": "", "max_columns": 512}


def read(folder, data):
    """What the child makes of a text: how it was read, and all its columns."""
    folder.mkdir()
    (folder / "input").write_bytes(data)
    answer = child.run(folder, JOB)
    (sheet,) = answer["sheets"]
    sheet["marks"] = {code: rows for code, rows in sheet["marks"].items() if rows}
    return answer, copied(folder / "sheet-0.arrow")


LARGE = {
    "utf-8": (HEAD + LINES).encode(),
    "utf-8-sig": (HEAD + LINES).encode("utf-8-sig"),
    "cp932": (HEAD + LINES).encode("cp932"),
    "cp932 with quotes": (HEAD + LINES.replace("佐藤 花子", '"佐藤, 花子"')).encode("cp932"),
    "cp932 with a bar": (HEAD + LINES).replace(",", "|").replace("北町", "ポ町").encode("cp932"),
    "cp932 with blank rows": (HEAD + ",,,,\r\n\r\n" + LINES + "\r\n\r\n").encode("cp932"),
    "cp932 without ids": ("x," + HEAD + LINES.replace("C0", ",")).encode("cp932"),
    "half-width kana": (HEAD + LINES.replace("佐藤 花子", "ｻﾄｳ ﾊﾅｺ")).encode("cp932"),
    "full-width": (HEAD + LINES.replace("北町", "北町（１）～")).encode(),
}
DOUBTFUL = {
    "euc_jp": (HEAD + LINES).encode("euc_jp"),
    "utf-16": (HEAD + LINES).encode("utf-16"),
    "iso2022_jp_ext": (HEAD + LINES).encode("iso2022_jp_ext"),
    "late kana": (HEAD + "C1,Sato,a,b,1\r\n" * 80_000 + LINES[:3000]).encode("cp932"),
    "damage": (HEAD + LINES).encode("cp932") + b"C9,\xff,a,b,1\r\n",
    "euro": (HEAD + LINES).encode("cp932") + b"C9,\x80,a,b,1\r\n",
    "no-break space": (HEAD + LINES).encode("cp932") + b"C9,\xa0,a,b,1\r\n",
    "half a character": (HEAD + LINES).encode("cp932") + b"C9,\x82\r\n,a,b,1\r\n",
    "utf-8 damage": (HEAD + LINES).encode() + b"C9,\xe3\x81,a,b,1\r\n",
    "marked as lost": (HEAD + LINES).encode() + "C9,\ufffd,a,b,1\r\n".encode(),
    "zero": (HEAD + LINES).encode("cp932") + b"C9,\0,a,b,1\r\n",
    "ragged": (HEAD + LINES).encode("cp932") + b"C9,1\r\n",
    "open quote": (HEAD + LINES).encode("cp932") + b'C9,"1,2,3,4\r\n',
    "one line": ("あ," * 600_000).encode("cp932"),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", [*LARGE, *DOUBTFUL])
def test_a_large_text_is_read_without_being_held_exactly_as_it_is_otherwise(
    kind, tmp_path, monkeypatch
):
    data = (LARGE | DOUBTFUL)[kind]
    (tmp_path / "data").write_bytes(data)
    assert len(data) > 1_000_000
    assert bool(copy_quickly(tmp_path / "data", tmp_path / "x.arrow")) == (kind in LARGE)

    quick = read(tmp_path / "quick", data)
    monkeypatch.setattr(large_text, "copy_quickly", lambda _source, _path: "")
    assert read(tmp_path / "whole", data) == quick
