"""The reading process from outside: it is listened to, called off, and ended where it must be."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from core.errors import UnsafeFile
from core.ingest import process, read, reading, watch
from core.ingest.guard import scan
from core.ingest.passing import Passing
from core.settings import Settings
from core.settings.intake import IntakeSettings
from tests.core.sheets_in import TODAY, read_csv, xlsx

ROOT = Path(process.__file__).parents[2]
LARGE = "顧客ID,日付,金額\n" + "C001,2026/11/01,3000\nC002,2026/11/02,x\n" * 60_000


class CalledOff(BaseException):
    """What a page raises when the owner goes elsewhere: no Exception."""


@pytest.fixture
def started(monkeypatch, tmp_path):
    """The processes that were started, and the folder in which theirs are made."""
    processes = []

    class Recorded(subprocess.Popen):
        def __init__(self, *words, **more):
            super().__init__(*words, **more)
            processes.append(self)

    monkeypatch.setattr(watch.subprocess, "Popen", Recorded)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return processes


def progress_of(data, name):
    """All that the bar was told."""
    told = []
    read(data, name, settings=Settings(), today=TODAY, progress=lambda s, w: told.append((s, w)))
    return told


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (LARGE.encode("cp932"), "売上.csv"),
        (xlsx({"売上": [["顧客ID", "日付", "金額"], ["C001", "2026/11/01", 3000]]}), "売上.xlsx"),
    ],
)
def test_one_bar_goes_from_nothing_to_all_and_never_back(data, name):
    told = progress_of(data, name)

    shares = [share for share, _words in told]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert all(name in words.facts.values() for _share, words in told)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5])
def test_calling_a_reading_off_leaves_no_process_and_no_folder(started, tmp_path, share):
    ragged = LARGE.replace("x\n", "x,y\n")  # row by row, which takes a while

    def stop(done, _words):
        if done > share or (share == 0 and started):
            raise CalledOff

    with pytest.raises(CalledOff):
        read(ragged.encode(), "売上.csv", settings=Settings(), today=TODAY, progress=stop)

    assert [p.poll() is None for p in started] == [False] * len(started)
    assert list(tmp_path.iterdir()) == []


def test_the_bar_moves_with_every_column_of_one_sheet_and_a_click_ends_it_there():
    head = "顧客番号,氏名,電話,郵便番号,住所,誕生日\n"
    data = (head + "C1,佐藤 花子,090-0111-0001,600-8001,京都市,1980/4/1\n").encode()
    shares = sorted({round(share, 3) for share, _words in progress_of(data, "顧客.csv")})
    inside = [share for share in shares if 0.4 < share < 0.9]

    assert len(inside) >= head.count(",")

    def stop(done, _words):
        if done > inside[2]:
            raise CalledOff

    with pytest.raises(CalledOff):
        read(data, "顧客.csv", settings=Settings(), today=TODAY, progress=stop)


def test_a_reading_that_ends_well_leaves_no_process_and_no_folder(started, tmp_path):
    read_csv(LARGE[:1000])

    assert [p.returncode for p in started] == [0]
    assert list(tmp_path.iterdir()) == []


def test_what_waits_while_a_file_is_looked_over_is_told_nothing_of_one_that_is_refused(
    started, tmp_path, monkeypatch
):
    orders = []
    monkeypatch.setattr(watch, "_order", lambda _process, order: orders.append(order))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///x">]>')
        archive.writestr("xl/workbook.xml", "")

    with pytest.raises(UnsafeFile):
        read(bomb.getvalue(), "a.xlsx", settings=Settings(), today=TODAY)

    assert [process.poll() is None for process in started] == [False]
    assert orders == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_reader_that_has_to_try_is_a_process_of_its_own(started, tmp_path):
    far = xlsx({"売上": [["顧客ID", "日付", "金額"], ["C001", "2026/11/01", 3000]]})
    with process.begun() as waiting:
        limits = IntakeSettings(child_memory_bytes=1, child_memory_most_bytes=1)
        facts = scan(far, "a.xlsx", limits)
        source = process.Source(far, "a.xlsx", facts, limits, waiting=[waiting])
        with pytest.raises(UnsafeFile):
            process.open_file(source, "book")

    assert len(started) == 2
    assert [each.poll() is None for each in started] == [False, False]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "00" * 32])
def test_an_answer_that_was_not_written_to_its_end_is_none(key, tmp_path):
    answer, passing = tmp_path / "answer.json", Passing(key)
    assert process._left(passing, answer) is None
    passing.put(answer, b'{"sheets": []}')
    assert process._left(passing, answer) == {"sheets": []}
    for size in range(len(answer.read_bytes())):
        answer.write_bytes(answer.read_bytes()[:size])
        assert process._left(passing, answer) is None
        passing.put(answer, b'{"sheets": []}')


def test_the_words_for_columns_are_made_ready_while_the_reader_is_at_work(monkeypatch):
    asked, opened = threading.Event(), reading.open_file

    def wait(source, kind):
        assert asked.wait(30)
        return opened(source, kind)

    monkeypatch.setattr(reading, "ready", asked.set)
    monkeypatch.setattr(reading, "open_file", wait)

    assert read_csv(LARGE[:1000]).sheets[0].kind == "purchases"


def test_the_bar_moves_while_the_reader_says_nothing_and_by_rows_afterwards():
    told = []
    source = process.Source(
        b"a\n" * 100, "a.csv", process.Facts(inflated=2**40), process.IntakeSettings(),
        tell=told.append,
    )  # fmt: skip
    heard = process._bar(source)
    heard(0)
    heard(50)
    heard(100)
    assert 0 <= told[0] < 0.01
    assert told[1:] == [0.75, 1.0]


def run(script, *, seconds=30.0, memory=2**40, told=lambda _rows: None, order=""):
    with watch.begun([sys.executable, "-c", script], cwd=ROOT) as process:
        return watch.run(process, order.encode(), seconds=seconds, memory=memory, told=told)


def test_what_a_process_says_and_is_told_passes_through(tmp_path):
    heard = []
    script = (
        "import sys, time; order = sys.stdin.read(); print('noise');"
        "print(20, flush=True); time.sleep(0.5); print(40, flush=True);"
        f"open({str(tmp_path / 'order')!r}, 'w').write(order)"
    )

    assert run(script, told=heard.append, order="顧客")

    assert (tmp_path / "order").read_text(encoding="utf-8") == "顧客"
    assert heard[-1] == 40
    assert set(heard) <= {0, 20, 40}


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no such files here")
def test_a_process_that_takes_too_much_memory_is_ended():
    begin = time.monotonic()
    assert not run("x = bytearray(b'1') * 2**28; import time; time.sleep(60)", memory=2**27)
    assert time.monotonic() - begin < 30
    assert watch.memory_of(os.getpid()) > 2**20
    assert watch.memory_of(2**22 + 1) == 0


def test_a_process_that_takes_too_long_is_ended_even_when_it_does_not_want_to(monkeypatch):
    monkeypatch.setattr(watch, "_GRACE_SECONDS", 0.2)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(1, flush=True); time.sleep(60)"
    )
    begin = time.monotonic()
    assert not run(stubborn, seconds=1.0)
    assert time.monotonic() - begin < 30


def test_a_process_that_ends_before_it_is_told_anything_has_ended():
    assert run("import os; os._exit(3)", order="x" * 10_000_000)
