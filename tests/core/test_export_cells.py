"""Files that leave the program hold what the frame holds, and no live formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.errors import InputError
from core.export.cells import EXCEL_ROWS, neutral, write_frame

HOSTILE = (
    "=1+1", "=HYPERLINK(\"http://x.example\",\"click\")", "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'/C'",
    "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "＝1+1", "\uff20SUM(A1)", "＋cmd|x", "－cmd|x", "=IMPORTXML(A1)", "-SUM(A1)",
    "+SUM(A1)", "\tx",
    "\rx",
    "  @x", "\x00=1", "=\"a\"",
)  # fmt: skip
HARMLESS = (
    "-1200",
    "+81 90-0123-4567",
    "+819001234567",
    "-",
    "－",
    "090-0123-4567",
    "お礼",
    "",
    "a=b",
)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": pd.Series(["S1", "S2"], dtype="str"),
            "name": pd.Series(["=1+1", "髙橋 花子"], dtype="str"),
            "spend": pd.Series([9800, None], dtype="Int64"),
            "rhythm": [45.5, None],
            "day": pd.to_datetime(["2026-11-15", None]),
            "why": [("a", "b"), ()],
        }
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_signed_numbers_phones_and_plain_text_stay_as_they_are(text):
    assert neutral(text) == text


@pytest.mark.parametrize("value", [5, -5, 1.5, None, pd.NA, True])
def test_what_is_no_text_passes_untouched(value):
    assert neutral(value) is value


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_no_text_leaves_with_a_start_that_calls_something(text):
    safe = neutral(text)
    assert safe.endswith(text)
    assert not safe.startswith(("=", "@", "\t", "\r", "＝", "\uff20"))


def test_csv_text_keeps_every_value_and_neutralises_names_and_headers():
    data = frame().rename(columns={"rhythm": "=rhythm"})
    rows = list(csv.reader(io.StringIO(write_frame(data, None, kind="csv"))))
    assert rows[0] == ["customer_id", "name", "spend", "'=rhythm", "day", "why"]
    assert rows[1][:5] == ["S1", "'=1+1", "9800", "45.5", "2026-11-15"]
    assert rows[2][:5] == ["S2", "髙橋 花子", "", "", ""]


def test_a_csv_file_starts_with_the_mark_that_excel_needs(tmp_path: Path):
    path = tmp_path / "out.csv"
    assert write_frame(frame(), path, kind="csv") is None
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcustomer_id,")


def test_a_carriage_return_inside_a_cell_does_not_cut_the_line():
    data = pd.DataFrame({"note": ["a\rb\r\nc"], "id": ["1"]})
    rows = list(csv.reader(io.StringIO(write_frame(data, None, kind="csv"), newline="")))
    assert rows == [["note", "id"], ["a\nb\nc", "1"]]


def test_an_empty_frame_is_written_with_its_headers():
    assert write_frame(frame().iloc[:0], None, kind="csv").startswith("customer_id,name,")


def test_a_workbook_holds_numbers_days_and_no_formula():
    target = io.BytesIO()
    data = pd.DataFrame(
        {
            "text": pd.Series([*HOSTILE], dtype="str"),
            "day": pd.Timestamp("2026-11-15"),
            "n": pd.Series([1, None] * 11, dtype="Int64"),
        }
    )
    write_frame(data, target, kind="xlsx")
    sheet = load_workbook(target).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert (f"{sheet['B2'].value:%Y-%m-%d}", sheet["B2"].number_format) == (
        "2026-11-15",
        "yyyy-mm-dd",
    )
    assert [sheet["C2"].value, sheet["C3"].value] == [1, None]


def test_lists_in_a_workbook_are_joined():
    target = io.BytesIO()
    write_frame(frame(), target, kind="xlsx")
    sheet = load_workbook(target).worksheets[0]
    assert sheet["F2"].value == "a, b"
    assert sheet["D3"].value is None


def test_json_has_iso_days_and_nulls(tmp_path: Path):
    path = tmp_path / "out.json"
    write_frame(frame(), path, kind="json")
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert rows[0] == {
        "customer_id": "S1", "name": "=1+1", "spend": 9800, "rhythm": 45.5, "day": "2026-11-15",
        "why": ["a", "b"],
    }  # fmt: skip
    assert (rows[1]["spend"], rows[1]["day"]) == (None, None)


def test_bytes_go_into_an_open_file_as_well():
    target = io.BytesIO()
    write_frame(frame(), target, kind="csv")
    assert target.getvalue().decode("utf-8-sig") == write_frame(frame(), None, kind="csv")


def test_parquet_keeps_the_types(tmp_path: Path):
    path = tmp_path / "out.parquet"
    data = frame().drop(columns="why")
    write_frame(data, path, kind="parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(path), data, check_dtype=False)


def test_more_rows_than_excel_holds_are_refused():
    with pytest.raises(InputError) as refused:
        write_frame(pd.DataFrame({"a": range(EXCEL_ROWS)}), io.BytesIO(), kind="xlsx")
    assert refused.value.say("ja") == "Excelに入るのは1,048,575行までです。CSVで保存してください。"
