"""Reading files: beside the floor (unpack and look once) and beside what pandas does by itself.

``python3 start.py test bench`` prints the ratios; nothing is judged here. The workbook of a
million rows takes minutes, most of them pandas': it is read where ``BENCH_LARGE`` is set.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from core.ingest import read
from core.ingest.guard import scan
from core.ingest.process import Source, open_file
from core.ingest.sniff import kind_of
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.sheets import write_xlsx

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 22)
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
GIVEN = ("花子", "一郎", "美咲", "健一", "陽子", "翔太", "優子", "大輔", "直美", "拓也")
PLACES = (
    "東京都千代田区千代田1-1",
    "愛知県名古屋市中区三の丸3-1-2",
    "大阪府大阪市北区中之島1-3-20",
)
NOTES = ("", "カット", "カラーの相談あり", "次回は母の日")


def customers(n):
    """A customer list of 12 columns as a shop has it; nobody in it exists."""
    rng = np.random.default_rng(7)

    def some(words):
        return pd.Series(np.array(words)[rng.integers(0, len(words), n)])

    def days(most):
        return pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, most, n), "D")

    def phone(number):
        return f"090-0{number // 10**4:03}-{number % 10**4:04}"

    return pd.DataFrame({
        "顧客ID": pd.Series(np.arange(n)).map("C{:07d}".format),
        "氏名": some(FAMILY) + " " + some(GIVEN),
        "フリガナ": some(("サトウ ハナコ", "スズキ イチロウ", "タカハシ ミサキ")),
        "電話": pd.Series(rng.integers(0, 10**7, n)).map(phone),
        "メール": pd.Series(np.arange(n)).map("kyaku{}@example.jp".format),
        "郵便番号": pd.Series(rng.integers(1_000_000, 9_999_999, n)).astype("str"),
        "住所": some(PLACES),
        "登録日": days(1_000),
        "最終来店日": days(1_700),
        "売上": rng.integers(100, 20_000, n),
        "回数": rng.integers(1, 50, n),
        "メモ": some(NOTES),
    })  # fmt: skip


def seconds(work):
    """How long something takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def opened(data, name):
    """From bytes to typed raw tables: a look at it, the guard, the child process."""
    limits = IntakeSettings()
    source = Source(data, name, scan(data, name, limits), limits)
    return open_file(source, kind_of(data, name))


def child_megabytes(path):
    """The most that the reading process holds; asked for by a small process, whose child it is."""
    script = (
        "import resource, sys; from pathlib import Path; from tests.bench import "
        "test_bench_intake as bench; path = Path(sys.argv[1]);"
        "bench.opened(path.read_bytes(), path.name);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


def floor(data):
    """Unpack sheet and shared texts and look at every byte once."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
            with book.open(part) as handle:
                while piece := handle.read(1 << 20):
                    piece.count(b"<c ")


def calamine(data):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    for _row in sheet.iter_rows():
        pass


@pytest.mark.parametrize(
    ("rows", "times", "megabytes"),
    [
        (100_000, 4, 500),
        pytest.param(
            1_000_000, 5, 3_072,
            marks=pytest.mark.skipif("BENCH_LARGE" not in os.environ, reason="takes minutes"),
        ),
    ],
)  # fmt: skip
def test_a_large_workbook(tmp_path, rows, times, megabytes):
    path = write_xlsx(customers(rows), tmp_path / "large.xlsx", "顧客")
    data = path.read_bytes()

    assert len(opened(data, "large.xlsx").sheets[0].rows) == rows + 1  # the header too
    ours = min(seconds(lambda: opened(data, "large.xlsx")) for _round in range(2))
    held = child_megabytes(path)
    least = min(seconds(lambda: floor(data)) for _round in range(2))
    alone = seconds(lambda: calamine(data))
    pandas = seconds(lambda: pd.read_excel(io.BytesIO(data), engine="openpyxl"))

    print(
        f"\nxlsx {rows:,} × 12: {ours:.2f} s, {pandas / ours:.1f} × faster than pandas "
        f"({pandas:.2f} s; bar {times} ×); the reader alone {alone / least:.1f} × unpacking "
        f"({least:.2f} s; bar 10 ×); child {held} MB (bar {megabytes})"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_large_text(tmp_path, encoding):
    head, _line, body = customers(100_000).to_csv(index=False).partition("\n")
    path = tmp_path / "large.csv"
    path.write_bytes((head + "\n" + body * 10).encode(encoding))
    data = path.read_bytes()

    assert len(opened(data, "large.csv").sheets[0].rows) == 1_000_001  # the header too
    least = min(seconds(lambda: data.decode(encoding)) for _round in range(2))
    ours = min(seconds(lambda: opened(data, "large.csv")) for _round in range(2))
    pandas = seconds(lambda: pd.read_csv(io.BytesIO(data), dtype="str", encoding=encoding))

    print(
        f"\ncsv 1,000,000 × 12 in {encoding}: {ours:.2f} s, {ours / least:.1f} × decoding it "
        f"({least:.2f} s; bar 4 ×); pandas as text {pandas:.2f} s; "
        f"child {child_megabytes(path)} MB"
    )


def test_a_customer_list_from_upload_to_preview(tmp_path):
    data = write_xlsx(customers(10_000), tmp_path / "list.xlsx", "顧客").read_bytes()
    understood = read(data, "list.xlsx", settings=Settings(), today=TODAY)
    assert [sheet.rows_read for sheet in understood.sheets] == [10_000]

    ours = min(
        seconds(lambda: read(data, "list.xlsx", settings=Settings(), today=TODAY))
        for _round in range(3)
    )
    pandas = seconds(lambda: pd.read_excel(io.BytesIO(data), engine="openpyxl"))

    print(
        f"\n10,000 customers, upload to preview: {ours:.2f} s (bar 1 s), "
        f"{ours / pandas:.2f} × pandas only reading it ({pandas:.2f} s)"
    )
