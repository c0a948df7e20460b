"""What was never finished goes: files of imports that failed or died, and things half made."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from core.store import imports, sweeping
from core.workspace import Workspace
from tests.core.keeping import (
    TODAY,
    amounts,
    bring,
    clock,
    customer,
    everything,
    line,
    rows_of,
    sheet,
)


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path) as workspace:
        yield workspace


def fill(workspace):
    bring(workspace, sheet([customer(1)], [line("2026-10-01")]), "first.csv")


def files(workspace):
    """Everything kept beside the ledger and the cache."""
    folders = (workspace.folder / name for name in ("purchases", "layers", "uploads"))
    return sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())


def fails(*_args, **_named):
    raise ZeroDivisionError


def test_an_import_that_fails_leaves_no_file_and_the_next_one_works(shop, monkeypatch):
    before = files(shop)
    said = sheet([customer(2)], [line("2026-10-02", 2)])
    with monkeypatch.context() as patch:
        patch.setattr(imports.shapes, "remember", fails)  # the last step of an import
        with pytest.raises(ZeroDivisionError):
            shop.commit(said, files=[("second.csv", b"2")])
    assert files(shop) == before
    shop.commit(said, files=[("second.csv", b"2")])
    assert amounts(shop.book(TODAY)) == [1000, 1000]


def test_what_an_import_left_that_died_does_not_speak_for_the_next_of_its_number(shop):
    contact = {"customer_id": "C1", "date": "2026-10-01", "note": "never taken in"}
    with Workspace.create(shop.folder.parents[1], "other", now=clock()) as other:
        bring(other, sheet([customer(1)], [line("2026-10-01")]))
        dead = sheet([customer(1)], [line("2026-10-09", 1, 9)], activities=[contact])
        bring(other, dead, "dead.csv")
        # What a program leaves that is killed just before its import becomes durable:
        shutil.copytree(other.folder / "layers" / "2", shop.folder / "layers" / "2")
        shutil.copy(other.folder / "purchases" / "2.parquet", shop.folder / "purchases")
    batch = bring(shop, sheet([customer(2)]), "second.csv")
    assert batch.id == 2
    assert [p.name for p in (shop.folder / "layers" / "2").iterdir()] == ["customers.parquet"]
    before = everything(shop)
    shop.undo_batch(1)
    shop.redo_batch(1)
    shop.undo_batch(2)
    shop.redo_batch(2)
    assert everything(shop) == before
    assert rows_of(shop, "activities").empty


def test_strays_of_a_dead_import_go_when_the_business_is_opened(shop):
    before = files(shop)
    for name in ("purchases/7.parquet", "purchases/1.parquet.0a.tmp", "uploads/ab.0a.tmp"):
        (shop.folder / name).write_bytes(b"half")
    (shop.folder / "layers" / "7").mkdir()
    (shop.folder / "layers" / "7" / "customers.parquet").write_bytes(b"half")
    with Workspace.open(shop.folder.parents[1], "shop", now=clock()):
        assert files(shop) == before
    assert [p.name for p in (shop.folder / "layers").iterdir()] == ["1"]


@pytest.mark.parametrize("days", [1, -400])
def test_what_is_half_made_goes_after_an_hour_also_when_the_clock_was_set_back(shop, days):
    root, cache = shop.folder.parents[1], shop.folder / "cache"
    staged = root / "businesses" / ".new-0a" / "purchases"
    layer = cache / "layer-ab.0a"
    for folder in (staged, layer, cache / "lines"):
        folder.mkdir(parents=True, exist_ok=True)
    half = [
        root / "current.0a.tmp",
        shop.folder / "key.0a.tmp",
        cache / "lines" / "ab.0a.tmp",
        staged / "1.parquet",
        layer / "facts.parquet",
    ]
    for path in half:
        path.write_bytes(b"half")
    Workspace.open(root, "shop", now=clock()).close()
    assert all(path.exists() for path in half)  # another program may be at work on it
    for path in (*half, staged, staged.parent, layer):
        then = path.stat().st_mtime - days * 86_400
        os.utime(path, (then, then))
    Workspace.open(root, "shop", now=clock()).close()
    assert [path for path in (*half, staged.parent, layer) if path.exists()] == []
    assert not list(root.rglob("*.tmp"))


def test_a_folder_that_cannot_be_tidied_is_left_as_it_is(shop, monkeypatch):
    root = shop.folder.parents[1]
    (root / "current.0a.tmp").write_bytes(b"half")

    def refused(*_args):
        raise PermissionError

    monkeypatch.setattr(sweeping.os, "open", refused)
    Workspace.open(root, "shop", now=clock()).close()
    assert (root / "current.0a.tmp").exists()


def test_a_journal_that_a_dead_writer_began_does_not_stay_beside_the_ledger(shop):
    journal = shop.folder / "ledger.db-journal"
    before = everything(shop)
    journal.write_bytes(bytes(512) + "試験 1 090-0123-4567".encode())  # never became hot
    with Workspace.open(shop.folder.parents[1], "shop", now=clock()) as again:
        assert everything(again) == before
    assert not journal.exists()


def test_opening_does_not_wait_for_a_writer_to_sweep(shop):
    stray = shop.folder / "uploads" / "ab.0a.tmp"
    stray.write_bytes(b"half")
    with shop._ledger.writing():
        begin = time.monotonic()
        Workspace.open(shop.folder.parents[1], "shop", now=clock()).close()
        assert time.monotonic() - begin < 10
    assert stray.exists()
    Workspace.open(shop.folder.parents[1], "shop", now=clock()).close()
    assert not stray.exists()
