"""Apple Numbers files: every table read by itself, or the way to export it said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numbers_parser
import pytest

from core.errors import PasswordNeeded, UnknownType, UnsafeFile, WrongPassword
from core.ingest.guard import Facts
from core.ingest.process import Source
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.test_ingest_formats import ROWS, opened, reading, tables


def numbers(tmp_path, sheets, password=None):
    """A Numbers file: {sheet: {table: rows}}."""
    names = iter(sheets)
    first = next(names)
    document = numbers_parser.Document(
        sheet_name=first, table_name=next(iter(sheets[first])), num_rows=2, num_cols=2
    )
    for sheet_name, parts in sheets.items():
        for table_name, rows in parts.items():
            if sheet_name not in document.sheets:
                document.add_sheet(sheet_name, table_name, num_rows=2, num_cols=2)
            sheet = document.sheets[sheet_name]
            if table_name not in sheet.tables:
                sheet.add_table(table_name, num_rows=2, num_cols=2)
            table = sheet.tables[table_name]
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        table.write(number, place, cell)
    path = tmp_path / "顧客.numbers"
    document.save(path, password=password)
    return path.read_bytes()


def test_every_table_of_a_numbers_file_is_a_table_of_its_own(tmp_path):
    visits = [["日付", "顧客ID", "金額"], [dt.datetime(2026, 11, 1), "C001", 3000]]
    notes = [["覚え書き"], [dt.timedelta(hours=30)], [dt.datetime(2026, 11, 1, 9, 30)], [0.155]]
    data = numbers(tmp_path, {"本店": {"顧客": ROWS, "売上": visits}, "その他": {"表1": notes}})

    book = opened(data, "顧客.numbers")

    assert tables(book) == {
        "本店 - 顧客": ROWS,
        "本店 - 売上": [["日付", "顧客ID", "金額"], ["2026-11-01", "C001", "3000"]],
        "その他 - 表1": [["覚え書き"], ["30:00:00"], ["2026-11-01 09:30:00"], ["0.155"]],
    }
    assert [sheet.header_rows_hint for sheet in book.sheets] == [1, 1, 1]
    found = reading(data, "何でも.xlsx")
    assert {sheet.kind for sheet in found.sheets if sheet.tables} == {"customers", "purchases"}


def test_a_locked_numbers_file_opens_with_its_password(tmp_path):
    data = numbers(tmp_path, {"本店": {"顧客": ROWS}}, password="りんご")

    with pytest.raises(PasswordNeeded) as asked:
        reading(data, "顧客.numbers")
    with pytest.raises(WrongPassword):
        reading(data, "顧客.numbers", password="みかん")

    assert not isinstance(asked.value, WrongPassword)
    assert reading(data, "顧客.numbers", password="りんご").sheets[0].rows_read == 2


def test_a_long_numbers_file_is_to_be_exported(tmp_path):
    data = numbers(tmp_path, {"本店": {"顧客": ROWS}})
    short = replace(Settings(), intake=replace(IntakeSettings(), max_numbers_rows=2))

    with pytest.raises(UnsafeFile) as refused:
        reading(data, "顧客.numbers", settings=short)

    assert "書き出す" in refused.value.say("ja")
    assert "2" in refused.value.say("en")


def test_without_the_package_a_numbers_file_is_to_be_exported(tmp_path, monkeypatch):
    data = numbers(tmp_path, {"本店": {"顧客": ROWS}})
    absent = tmp_path / "absent" / "numbers_parser"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ImportError", encoding="ascii")
    monkeypatch.setenv("PYTHONPATH", str(absent.parent))

    with pytest.raises(UnknownType, match="Export To, Excel"):
        reading(data, "顧客.numbers")


def test_a_numbers_file_gets_memory_and_time_by_its_size():
    from core.ingest.process import _memory, _seconds  # noqa: PLC0415

    limits = IntakeSettings()
    small = Source(b"PK", "a.numbers", Facts(), limits)
    large = Source(b"PK" * 2**21, "a.numbers", Facts(), limits)
    assert _memory(small, "numbers") < _memory(large, "numbers") <= limits.child_memory_most_bytes
    assert _seconds(small, "numbers") < _seconds(large, "numbers") <= limits.child_seconds_most
