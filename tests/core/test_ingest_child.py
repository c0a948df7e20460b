"""The reading process: what it makes of cells, of sheets that are hidden, of its own failures."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from python_calamine import PasswordError

from core.ingest import cells as kept
from core.ingest import child
from core.ingest.guard import scan
from core.ingest.process import Source, open_file
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import xlsx

JOB = {
    "sheet": "s",
    "max_columns": 512,
    "max_numbers_rows": 50_000,
    "encoding": "",
    "password": "",
    "memory_bytes": 2**32,
    "seconds": 60,
}


def run(folder, data, reader):
    (folder / "input").write_bytes(data)
    return child.run(folder, JOB | {"reader": reader})


def cells(folder, part):
    with pa.OSFile(str(folder / part["file"])) as source:
        return pa.ipc.open_file(source).read_all().to_pydict()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  as typed ", "  as typed "),
        (True, "TRUE"),
        (False, "FALSE"),
        (1500.0, "1500"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"),
        (1.2345678901234568e18, "1234567890123460000"),
        (float("nan"), ""),
        (dt.date(2026, 11, 22), "2026-11-22"),
        (dt.datetime(2026, 11, 22, 8, 26), "2026-11-22 08:26:00"),
        (dt.time(12, 0), "12:00:00"),
        (dt.timedelta(hours=42), "42:00:00"),
    ],
)
def test_every_kind_of_cell_has_one_text(cell, text):
    assert kept.texts_of([cell]) == [text]


@pytest.mark.parametrize("reader", ["calamine", "streaming"])
def test_both_readers_read_a_workbook_alike(tmp_path, reader):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "売上"
    sheet["B3"], sheet["C3"], sheet["D3"] = "顧客ID", "日付", "金額"
    sheet["B5"], sheet["C5"], sheet["D5"] = "001", dt.date(2026, 11, 22), 1500
    sheet["C5"].number_format = "yyyy/m/d"
    for name, state in (("隠し", "hidden"), ("超隠し", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    buffer = io.BytesIO()
    book.save(buffer)

    answer = run(tmp_path, buffer.getvalue(), reader)

    assert [(s["name"], s["hidden"]) for s in answer["sheets"]] == [
        ("売上", False),
        ("隠し", True),
    ]
    found = cells(tmp_path, answer["sheets"][0])
    assert found["row"] == [3, 5]
    assert found["t0"] == ["", ""]
    assert [found["t1"][1], found["t2"][1][:10], found["t3"][1]] == ["001", "2026-11-22", "1500"]
    assert found["k3"] == [kept.TEXT, kept.NUMBER]


def test_the_row_by_row_reader_knows_excels_japanese_dates(tmp_path):
    data = xlsx({"s": [["日付"], [dt.date(2026, 11, 22)]]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["A2"].number_format = "yyyy-mm-dd"
    buffer = io.BytesIO()
    book.save(buffer)
    raw = buffer.getvalue()

    answer = run(tmp_path, raw, "streaming")

    assert cells(tmp_path, answer["sheets"][0])["t0"][1].startswith("2026-11-22")
    numbers = openpyxl.styles.numbers
    assert all(numbers.is_date_format(numbers.BUILTIN_FORMATS[n]) for n in (27, 36, 50, 58))


def test_blank_rows_keep_their_numbers_and_cost_nothing(tmp_path):
    rows = [(1, ["a", ""]), (2, ["", " "]), (3, [None, None]), (4, ["", 0]), (9, ["b", "", "c"])]
    kept.write(tmp_path / "x.arrow", rows)
    found = cells(tmp_path, {"file": "x.arrow"})
    assert found["row"] == [1, 4, 9]
    assert found["t1"] == ["", "0", ""]
    assert found["t2"] == ["", "", "c"]


@pytest.mark.parametrize(
    ("row", "nothing"),
    [
        ((), True),
        ((None, "", " "), True),
        (("\u3000", None, "x"), False),
        ((None, "", 0), False),
        ((" ", False), False),
    ],
)
def test_a_row_is_blank_where_nothing_but_spaces_stands_in_it(row, nothing):
    assert kept.blank(row) == nothing


def test_columns_beyond_the_cap_are_left_off(tmp_path):
    kept.write(tmp_path / "x.arrow", [(1, ["a", "b", "c"])], cap=2)
    assert list(cells(tmp_path, {"file": "x.arrow"})) == ["row", "t0", "t1"]


@pytest.mark.parametrize(
    ("error", "word"),
    [(MemoryError(), "memory"), (PasswordError(), "password"), (ValueError(), "damaged")],
)
def test_a_failure_becomes_one_word(error, word):
    assert child.refusal(error) == word


def started(folder, **job):
    order = json.dumps(JOB | {"reader": "text"} | job)
    command = [sys.executable, "-m", "core.ingest.bare", str(folder)]
    root = Path(child.__file__).parents[2]
    return subprocess.run(command, cwd=root, input=order, text=True, check=False, timeout=60)


def test_the_process_answers_even_when_it_fails(tmp_path):
    assert started(tmp_path).returncode == 0
    answer = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert answer == {"error": "damaged", "detail": "FileNotFoundError"}


def test_the_process_loads_nothing_heavy(tmp_path):
    script = (
        "import sys; from pathlib import Path; from core.ingest import bare;"
        "bare.main(Path(sys.argv[1]));"
        "heavy = ('numpy', 'pandas', 'streamlit', 'openpyxl', 'sqlalchemy');"
        "print([module for module in heavy if module in sys.modules])"
    )
    (tmp_path / "input").write_bytes(b"a,b\n1,2\n" * 200_000)
    root = Path(child.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=root,
        input=json.dumps(JOB | {"reader": "text"}),
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["sheets"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_process_is_held_to_its_memory_and_time(tmp_path):
    script = "import sys; from core.ingest import child; child.limit({memory}, {seconds});{work}"
    root = Path(child.__file__).parents[2]

    def end(work, memory=2**32, seconds=60):
        text = script.format(memory=memory, seconds=seconds, work=work)
        return subprocess.run(
            [sys.executable, "-c", text], cwd=root, capture_output=True, check=False
        )

    assert b"MemoryError" in end("x = bytearray(2**31)", memory=2**30).stderr
    begin = time.process_time()
    assert end("[None for _ in iter(int, 1)]", seconds=1).returncode != 0
    assert time.process_time() - begin < 30
    assert end("pass").returncode == 0


def test_a_sheet_that_claims_more_rows_than_excel_has_is_read_to_its_end():
    good = xlsx({"s": [["氏名", "電話"], ["佐藤", "090-0000-0001"]]})
    data = good  # rows are numbered in the part; a row far beyond the end of any sheet follows
    far = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            part = old.read(info.filename)
            new.writestr(info.filename, part.replace(b"</sheetData>", far))
    hostile = buffer.getvalue()
    facts = scan(hostile, "a.xlsx", IntakeSettings())
    book = open_file(Source(hostile, "a.xlsx", facts, IntakeSettings()), "book")
    assert book.sheets[0].texts[0].tolist()[:2] == ["氏名", "佐藤"]
