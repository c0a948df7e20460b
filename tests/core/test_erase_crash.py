"""A program that dies in the middle of an erasure, or a disk that refuses: all or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time

import pytest

from core.errors import StoreError
from core.store import erase, erase_files
from core.workspace import Workspace
from tests.core.erasable import fill, hits, marks
from tests.core.keeping import TODAY, clock, everything, rows_of
from tests.drills.forked import CONTEXT
from tests.drills.share import count, report

#: What changes the names on the disk; writes inside the database have their own drill.
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}
AT_LEAST = 4
WRITES = os.O_WRONLY | os.O_RDWR


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    root = tmp_path_factory.mktemp("filled")
    with Workspace.create(root, "shop", now=clock()) as made:
        fill(made)
    return root


def die_at(step, counted):
    """Die at the step-th change of the disk from now on; count them."""

    def look(event, arguments):
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        if event in CHANGES or writes:
            counted.append(event)
            if len(counted) == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


def erase_until(root, step, told):
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.book(TODAY)
        counted = []
        die_at(step, counted)
        shop.erase("C1", blank=[m.text for m in shop.erasure("C1").mentions])
        told.put(len(counted))


def run(root, step):
    """Erase in a process of its own; how many changes it made, 0 where it died."""
    told = CONTEXT.Queue()
    worker = CONTEXT.Process(target=erase_until, args=(root, step, told))
    worker.start()
    worker.join()
    return told.get(timeout=5) if worker.exitcode == 0 else 0


@pytest.mark.drill
def test_killed_at_any_moment_an_erasure_is_finished_when_it_is_opened_again(filled, tmp_path):
    begin, whole = time.monotonic(), tmp_path / "whole"
    shutil.copytree(filled, whole)
    steps = run(whole, 0)
    with Workspace.open(whole, "shop", now=clock()) as shop:
        erased = everything(shop)[:2]
    untouched = finished = 0
    tries = min(steps, max(count(steps), AT_LEAST))
    for step in ((number + 1) * steps // tries for number in range(tries)):
        root = tmp_path / f"at-{step}"
        shutil.copytree(filled, root)
        assert run(root, step) == 0
        with Workspace.open(root, "shop", now=clock()) as shop:
            assert not shop.erasure_unfinished
            assert shop.verify_history() is None
            if "C1" in set(rows_of(shop)["customer_id"]):
                untouched += 1
                assert shop.erasures() == []
                assert (shop.folder / "uploads").exists()
                continue
            finished += 1
            assert hits(shop.folder, [*marks(), "C1"]) == []
            assert everything(shop)[:2] == erased
            shop.undo_batch(1)
            shop.redo_batch(1)
            assert everything(shop)[:2] == erased
            assert hits(shop.folder, [*marks(), "C1"]) == []
        shutil.rmtree(root)
    assert finished
    result = f"{untouched} not begun, {finished} finished, 0 half"
    report(
        "kill -9 in the middle of an erasure",
        untouched + finished,
        result,
        time.monotonic() - begin,
    )


@pytest.mark.parametrize("left", ["marks.0a.tmp", "drop", "layers/1/customers.parquet"])
def test_what_was_left_of_an_erasure_that_was_never_asked_for_whole_goes(filled, tmp_path, left):
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "businesses" / "shop"
    for path in (folder / "erasing" / left, folder / "cache" / "of before"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("id:0")
    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        assert not opened.erasure_unfinished
        assert not (folder / "erasing").exists()
        assert not (folder / "cache" / "of before").exists()
        assert "C1" in set(rows_of(opened)["customer_id"])


def test_a_disk_that_does_not_even_let_go_of_what_was_begun_is_said(shop, tmp_path, monkeypatch):
    before = everything(shop)
    with monkeypatch.context() as patch:
        patch.setattr("core.store.parquet.pq.write_table", full)
        patch.setattr(erase, "remove_folder", only_once(erase.remove_folder))
        with pytest.raises(StoreError) as refused:
            shop.erase("C1")
    assert "The disk is full. The erasure was begun" in refused.value.say("en")
    assert "何も保存していません" not in refused.value.say("ja")
    assert everything(shop) == before
    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        assert not opened.erasure_unfinished
        assert hits(opened.folder, [*marks(), "C1"]) == []


def only_once(work):
    done = []

    def once(*arguments):
        if done:
            raise OSError(5, "Input/output error")
        done.append(work(*arguments))

    return once


@pytest.fixture
def shop(filled, tmp_path):
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        yield opened


def full(*_arguments):
    raise OSError(28, "No space left on device")


def test_a_full_disk_before_anything_counts_leaves_everything_as_it_was(shop, monkeypatch):
    before = everything(shop)
    monkeypatch.setattr("core.store.parquet.pq.write_table", full)

    with pytest.raises(StoreError) as refused:
        shop.erase("C1")

    assert "disk is full" in refused.value.say("en")
    assert everything(shop) == before
    assert not shop.erasure_unfinished
    monkeypatch.undo()
    shop.erase("C1")
    assert hits(shop.folder, [*marks(), "C1"]) == []


@pytest.mark.parametrize("step", ["move_in", "drop_old"])
def test_what_the_disk_refused_afterwards_is_done_at_the_next_opening(
    shop, tmp_path, monkeypatch, step
):
    original = getattr(erase_files, step)
    monkeypatch.setattr(erase_files, step, lambda *a: (_ for _ in ()).throw(refusal()))
    shop.erase("C1")
    assert shop.erasure_unfinished
    with pytest.raises(StoreError):
        shop.erase("C2")
    monkeypatch.setattr(erase_files, step, original)
    shop.close()

    with Workspace.open(tmp_path, "shop", now=clock()) as opened:
        assert not opened.erasure_unfinished
        assert hits(opened.folder, [*marks(), "C1"]) == []
        opened.erase("C2")


def refusal():
    from core.store.faults import words_for  # noqa: PLC0415

    return StoreError(words_for(OSError(28, "No space left on device")))
