"""A cell without end in any column is read or left aside in no time (SHEETS 2, SAFETY R7)."""

from __future__ import annotations

import time

import pytest

from tests.core.sheets_in import read_csv

HEADER = [
    "顧客番号",
    "氏名",
    "フリガナ",
    "電話番号",
    "住所",
    "郵便番号",
    "メール",
    "誕生日",
    "売上日",
    "金額",
]
GOOD = ["C1", "佐藤", "サトウ", "090-0123-4567", "東京", "100-0001", "a@example.jp", "1980/1/1",
        "2026/11/1", "1000"]  # fmt: skip
#: Digits, kanji numbers and brackets are what patterns of values stumble over.
FILLINGS = ("0", "一", "1-", "(", "a@")


@pytest.mark.parametrize("filling", FILLINGS)
def test_a_cell_without_end_in_any_column_stops_nothing_and_the_other_rows_are_read(filling):
    rows = [GOOD.copy() for _row in range(len(HEADER) + 2)]
    for column in range(len(HEADER)):
        rows[column + 1][column] = f'"{filling * 200_000}"'
    start = time.process_time()
    found = read_csv("\n".join(",".join(row) for row in [HEADER, *rows]))
    sheet = found.sheets[0]
    assert time.process_time() - start < 10
    assert sheet.rows_read >= 2
    assert sheet.rows_read + sheet.rows_unread == len(rows)
