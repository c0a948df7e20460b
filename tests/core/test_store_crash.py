"""What was said to be saved is there after kill -9 at any moment."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import time

import pytest

from core.store.connection import version_of
from core.store.schema import HEAD
from core.workspace import Workspace
from tests.core.keeping import TODAY, amounts, bring, clock, customer, line, rows_of, sheet
from tests.drills.forked import CONTEXT
from tests.drills.share import FULL, count, report

ROUNDS = count(1_000)
IMPORTS_ONE_IN = 12 if FULL else 3
#: A program is killed after so many things that were said to be saved at most.
MOST_ACKS = 40 if FULL else 5
#: A new one after so many: an import looks through all earlier ones.
ROUNDS_OF_ONE_BUSINESS = 25


def write_until_killed(root, slug, number, acks):
    """Log and import without end; every number written to ``acks`` was acknowledged."""
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Workspace.open(root, slug, now=clock()) as shop:
        for step in range(10_000):
            mark = number * 10_000 + step
            if step % IMPORTS_ONE_IN == IMPORTS_ONE_IN - 1:
                lines = [line("2026-10-01", mark, mark, order_id=f"{mark}") for _part in range(3)]
                said = sheet([customer(mark)], lines)
                shop.commit(said, files=[(f"{mark}.csv", f"{mark}".encode())])
            else:
                shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{mark}"})
            os.write(handle, f"{mark}\n".encode())


def killed(root, slug, number, acks, chance):
    """A program that writes, killed at a random moment after it said that things were saved."""
    writer = CONTEXT.Process(target=write_until_killed, args=(root, slug, number, acks))
    wanted = len(acks.read_bytes().splitlines()) + chance.randint(1, MOST_ACKS)
    writer.start()
    deadline = time.monotonic() + 60
    while len(acks.read_bytes().splitlines()) < wanted and time.monotonic() < deadline:
        assert writer.is_alive()
        time.sleep(0.001)
    time.sleep(chance.random() * 0.02)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()


@pytest.mark.drill
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there_after_kill_9(tmp_path):
    begin, said = time.monotonic(), 0
    chance = random.Random(7)
    for first in range(0, ROUNDS, ROUNDS_OF_ONE_BUSINESS):
        root = tmp_path / str(first)
        Workspace.create(root, "shop", now=clock()).close()
        acks = root / "acks"
        acks.touch()
        rounds = min(ROUNDS_OF_ONE_BUSINESS, ROUNDS - first)
        for number in range(rounds):
            killed(root, "shop", number, acks, chance)
        said += everything_acknowledged(root, acks, rounds)
        ledger = root / "businesses" / "shop" / "ledger.db"
        with contextlib.closing(sqlite3.connect(ledger)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert version_of(ledger) == HEAD
        shutil.rmtree(root)
    result = f"{said:,} writes said to be saved, 0 lost, 0 half"
    report("a program that writes is killed (kill -9)", ROUNDS, result, time.monotonic() - begin)


def everything_acknowledged(root, acks, rounds):
    """How many writes were said to be saved; all are there, and nothing is half there."""
    said = set(map(int, acks.read_text().splitlines()))
    assert len(said) >= rounds
    with Workspace.open(root, "shop", now=clock()) as shop:
        notes = set(map(int, rows_of(shop, "activities")["note"]))
        known = {int(number[1:]) for number in rows_of(shop)["customer_id"]}
        counted = amounts(shop.book(TODAY))
        files = {path.stem for path in (shop.folder / "purchases").glob("*")}
        assert files == {str(batch.id) for batch in shop.batches()}
        assert {p.parent.name for p in (shop.folder / "layers").glob("*/*")} == files
    assert said <= notes | known
    assert sorted(counted) == sorted(3 * list(known))
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
    writer = CONTEXT.Process(target=die_in_the_middle_of_writing, args=(ledger,))
    writer.start()
    writer.join()
    assert ledger.with_name("ledger.db-journal").stat().st_size > 0
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        assert [action.who for action in shop.last_actions(9)] == ["whole"]
        assert shop.settings().language == ""
        assert list(rows_of(shop)["customer_id"]) == ["C1"]
