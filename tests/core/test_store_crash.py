"""What was said to be saved is there: after kill -9, and beside another program that writes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time

import pytest

from core.store.connection import version_of
from core.store.schema import HEAD
from core.workspace import Workspace
from tests.core.keeping import TODAY, amounts, bring, clock, customer, line, rows_of, sheet
from tests.drills.share import count, report

SPAWN = multiprocessing.get_context("spawn")
ROUNDS = count(1_000)
WRITES = 50


def write_until_killed(root, slug, number, acks):
    """Import and log without end; every number written to ``acks`` was acknowledged."""
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Workspace.open(root, slug, now=clock()) as shop:
        for step in range(10_000):
            mark = number * 10_000 + step
            if step % 3:
                shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{mark}"})
            else:
                day = f"2026-{1 + step % 10:02}-{1 + number % 28:02}"
                lines = [line(day, mark, mark) for _part in range(3)]
                bring(shop, sheet([customer(mark)], lines), f"{mark}.csv")
            os.write(handle, f"{mark} {step % 3}\n".encode())


@pytest.mark.drill
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there_after_kill_9(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    acks, begin = tmp_path / "acks", time.monotonic()
    acks.touch()
    chance = random.Random(7)
    for number in range(ROUNDS):
        writer = SPAWN.Process(target=write_until_killed, args=(tmp_path, "shop", number, acks))
        before = acks.stat().st_size
        writer.start()
        deadline = time.monotonic() + 60
        while acks.stat().st_size == before and time.monotonic() < deadline:
            assert writer.is_alive()
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    said = _check_everything_acknowledged(tmp_path, acks)
    result = f"{said:,} writes said to be saved, 0 lost, 0 half"
    report("a program that writes is killed (kill -9)", ROUNDS, result, time.monotonic() - begin)


def _check_everything_acknowledged(root, acks):
    said = [tuple(map(int, row.split())) for row in acks.read_text().splitlines()]
    assert len(said) >= ROUNDS
    with Workspace.open(root, "shop", now=clock()) as shop:
        notes = set(rows_of(shop, "activities")["note"])
        known = set(rows_of(shop)["customer_id"])
        counted = amounts(shop.book(TODAY))
        files = {path.stem for path in (shop.folder / "purchases").iterdir()}
        assert files == {str(batch.id) for batch in shop.batches()}
        assert {p.parent.name for p in (shop.folder / "layers").glob("*/*")} == files
    for mark, kind in said:
        assert f"{mark}" in notes if kind else f"C{mark}" in known
    assert all(counted.count(amount) == 3 for amount in set(counted))
    assert {f"C{amount}" for amount in counted} == known
    ledger = root / "businesses" / "shop" / "ledger.db"
    with contextlib.closing(sqlite3.connect(ledger)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert version_of(ledger) == HEAD
    return len(said)


def die_in_the_middle_of_writing(path):
    """Leave a file half written beside the journal that can restore it."""
    plain = sqlite3.connect(path)
    plain.execute("PRAGMA cache_size=1")  # changed pages go to the file before the commit
    plain.execute("BEGIN IMMEDIATE")
    plain.execute("UPDATE action SET who = 'half'")
    for number in range(2000):
        plain.execute("INSERT INTO setting VALUES (?, ?)", (f"half.{number}", '"half"' * 50))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_ledger_that_was_being_written_when_the_power_went_is_restored_when_it_is_opened(
    tmp_path,
):
    with Workspace.create(tmp_path, "shop", now=clock(), who="whole") as shop:
        bring(shop, sheet([customer(1)]))
        ledger = shop.folder / "ledger.db"
    writer = SPAWN.Process(target=die_in_the_middle_of_writing, args=(ledger,))
    writer.start()
    writer.join()
    assert ledger.with_name("ledger.db-journal").stat().st_size > 0
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        assert [action.who for action in shop.last_actions(9)] == ["whole"]
        assert shop.settings().language == ""
        assert list(rows_of(shop)["customer_id"]) == ["C1"]


def write_many(root, slug, who):
    with Workspace.open(root, slug, now=clock(), who=who) as shop:
        for number in range(WRITES):
            shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{who} {number}"})


def test_two_programs_that_write_at_once_lose_nothing(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    writers = [
        SPAWN.Process(target=write_many, args=(tmp_path, "shop", who)) for who in ("one", "two")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        notes = list(rows_of(shop, "activities")["note"])
    assert sorted(notes) == sorted(f"{w} {n}" for w in ("one", "two") for n in range(WRITES))


def test_threads_may_share_a_workspace(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        bring(shop, sheet([customer(1)]))
        failed = []

        def work(who):
            try:
                for number in range(10):
                    contact = {"date": TODAY, "customer_id": "C1", "note": f"{who} {number}"}
                    shop.add("activities", contact)
                    shop.digest(TODAY)
            except Exception as error:  # noqa: BLE001 - whatever it was, the test must see it
                failed.append(error)

        threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(rows_of(shop, "activities")) == 40
