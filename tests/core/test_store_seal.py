"""The seal: what it covers, what it leaves out, and that it never stands over another ledger."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import time

import pytest

from core.errors import StoreError
from core.store import connection, seal
from core.store.damage import examine
from core.store.keeper import Keeper
from core.store.only_one import only_one
from core.store.places import Place
from core.store.snapshot import digest_of, plain, snapshot
from core.workspace import Workspace, go_back
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet


@pytest.fixture
def place(tmp_path):
    """A business with one import, closed and sealed."""
    with Workspace.create(tmp_path, "shop", now=clock()) as made:
        said = sheet([customer(number) for number in range(3)], [line("2026-01-02")])
        made.commit(said, files=[("a.csv", b"a")])
    return Place(made.folder)


def data_of(place):
    with plain(place.ledger) as open_ledger:
        return snapshot(open_ledger)


def test_a_closed_business_is_sealed_with_all_that_was_brought_in(place):
    said, seen = seal.read(place), data_of(place)
    assert (said.counter, said.digest) == (seen.counter, seen.digest)
    assert set(said.files) == {*seen.files, "key"}
    assert said.files["purchases/1.parquet"] == seal.mark_of(place.purchases / "1.parquet")
    assert examine(place).sealed


def test_what_is_read_through_sqlite_is_the_file_byte_by_byte(place):
    assert data_of(place).data == place.ledger.read_bytes()


def test_every_write_changes_the_count_and_the_digest(place, tmp_path):
    seen = [data_of(place)]
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        for number in range(3):
            shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{number}"})
            seen.append(data_of(place))
    assert len({one.counter for one in seen}) == len({one.digest for one in seen}) == 4


def test_a_write_that_is_taken_back_changes_neither_though_it_left_traces_on_the_disk(place):
    with contextlib.closing(sqlite3.connect(place.ledger, isolation_level=None)) as writer:
        long = [(f"k{number}", '"x"' * 300) for number in range(2_000)]
        writer.execute("BEGIN")
        writer.executemany("INSERT INTO setting VALUES (?, ?)", long)
        writer.execute("COMMIT")
        writer.execute("DELETE FROM setting")
        before = data_of(place)
        seal.seal(place)
        writer.execute("PRAGMA cache_size=2")  # what is changed goes to the file at once
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany("INSERT INTO setting VALUES (?, ?)", [(k, '"y"') for k, _v in long])
        writer.executemany("INSERT INTO setting VALUES (?, ?)", [(f"{k}a", v) for k, v in long])
        writer.execute("ROLLBACK")
    after = data_of(place)
    assert after.counter == before.counter
    assert after.data != before.data
    assert after.digest == before.digest
    assert examine(place).sealed


def test_a_list_of_free_pages_that_makes_no_sense_is_no_endless_one(place):
    data = bytearray(place.ledger.read_bytes())
    whole = digest_of(bytes(data))
    data[32:36] = (2).to_bytes(4, "big")  # the second page is no list of free pages
    assert digest_of(bytes(data)) != whole
    size = int.from_bytes(data[16:18], "big")
    data[size : size + 8] = (2).to_bytes(4, "big") + b"\xff" * 4  # which says that it goes on
    assert digest_of(bytes(data)) != whole
    data[16:18] = b"\x00\x01"  # and pages of 65,536 bytes
    assert digest_of(bytes(data)) != whole


def test_a_seal_that_is_not_what_it_was_is_none(place):
    path = seal.path_of(place)
    text = path.read_text()
    newer = text.replace('"form": 1', '"form": 9')
    for broken in ("", "{", "[]", text.replace("1", "2", 1), newer):
        path.write_text(broken)
        assert seal.read(place) is None
    path.unlink()
    assert seal.read(place) is None


def test_a_business_without_a_seal_is_looked_through_and_sealed_again(place, tmp_path):
    seal.path_of(place).unlink()
    assert not examine(place).sealed
    Workspace.open(tmp_path, "shop", now=clock()).close()
    assert examine(place).sealed


def test_what_is_sealed_once_is_not_looked_at_again_so_that_damage_is_not_made_good(place):
    path = place.purchases / "1.parquet"
    before = seal.read(place)
    path.write_bytes(b"other")
    assert seal.seal(place)
    assert seal.read(place) == before


def test_no_seal_is_written_while_somebody_writes(place, monkeypatch):
    path = seal.path_of(place)
    path.unlink()
    original = seal.made_of

    def write_meanwhile(*about):
        with contextlib.closing(sqlite3.connect(place.ledger)) as other, other:
            other.execute("INSERT INTO setting VALUES ('a', '1')")
        return original(*about)

    monkeypatch.setattr(seal, "made_of", write_meanwhile)
    assert not seal.seal(place)
    assert not path.exists()


def test_no_seal_is_written_while_somebody_rewrites_files(place):
    with only_one(place.folder / ".seal.lock"), pytest.raises(StoreError):
        seal.seal(place)


def test_while_files_are_rewritten_there_is_no_seal_and_afterwards_a_new_one(place):
    path = place.uploads / next(iter(os.listdir(place.uploads)))
    before = seal.read(place)
    with seal.rewriting(place):
        assert seal.read(place) is None
        path.write_bytes(b"other")
    assert seal.read(place).files[f"uploads/{path.name}"] != before.files[f"uploads/{path.name}"]
    assert examine(place).damages == ()


def test_where_rewriting_dies_there_is_no_seal(place):
    with contextlib.suppress(ZeroDivisionError), seal.rewriting(place):
        raise ZeroDivisionError
    assert seal.read(place) is None
    assert examine(place).damages == ()


# ---- beside the owner


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_while_after_the_last_write_it_is_sealed_without_being_asked(place, tmp_path):
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        shop._keeper._quiet = 0.2
        before = seal.read(place)
        begin = time.monotonic()
        for number in range(5):
            shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{number}"})
        wait_for(lambda: seal.read(place) != before)
        assert time.monotonic() - begin >= 0.2
        assert seal.read(place).digest == data_of(place).digest


def test_every_way_of_writing_is_sealed_though_it_goes_past_the_journal(place, tmp_path):
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        shop._keeper._quiet = 0.05
        shop._keeper.close()
        with shop._ledger.writing() as writing:
            writing.exec_driver_sql("INSERT INTO setting VALUES ('calls.per_day', '7')")
        wait_for(lambda: seal.read(place).digest == data_of(place).digest)
        assert seal.read(place).digest == data_of(place).digest


def test_a_write_does_not_wait_for_the_seal(place, monkeypatch):
    def slowly(_place):
        time.sleep(0.3)
        return True

    monkeypatch.setattr(seal, "seal", slowly)
    keeper = Keeper(place, quiet=0)
    begin = time.monotonic()
    for _write in range(50):
        keeper.touched()
    assert time.monotonic() - begin < 0.3
    keeper.close()


def test_where_somebody_wrote_meanwhile_it_is_tried_again(place, monkeypatch):
    tries = []
    monkeypatch.setattr(seal, "seal", lambda _place: tries.append(1) or len(tries) > 2)
    keeper = Keeper(place, quiet=0)
    keeper.touched()
    wait_for(lambda: len(tries) == 3)
    keeper.close()
    assert len(tries) == 3


def test_a_seal_that_cannot_be_written_stops_nobody(place):
    keeper = Keeper(place, quiet=0)
    shutil.rmtree(place.folder)
    keeper.touched()
    keeper.close()
    assert keeper.problem is None
    assert not place.folder.exists()


# ---- with a write-ahead log


@pytest.fixture
def log(monkeypatch):
    """Write through a log, as with a SQLite from 3.51.3 on."""
    monkeypatch.setattr(connection, "WAL_SAFE", (3, 0, 0))


def test_with_a_write_ahead_log_every_write_counts_too(log, tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        place = Place(shop.folder)
        bring(shop, sheet([customer(1)], [line("2026-01-02")]))
        counts = [data_of(place).counter]
        for number in range(3):
            shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{number}"})
            counts.append(data_of(place).counter)
        assert len(set(counts)) == 4
        assert place.ledger.with_name("ledger.db-wal").stat().st_size > 0
        seal.seal(place)
        assert examine(place).sealed
        taken = shop.back_up()
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "later"})
    assert json.loads(seal.path_of(place).read_text())["digest"] == data_of(place).digest
    assert examine(place).sealed
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        go_back(tmp_path, "shop", taken.id, now=clock())
        notes = set(shop.book(TODAY).table("activities")["note"])
        assert notes == {"0", "1", "2"}
    assert examine(place).sealed
    data = bytearray(place.ledger.read_bytes())
    data[data.index("試験 1".encode())] ^= 1
    place.ledger.write_bytes(data)
    assert examine(place).damages
