"""A ledger of an earlier version: a backup first, nothing lost, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import shutil
import signal

import pytest
import sqlalchemy as sa

from core.errors import StoreError
from core.store import taking
from core.store.backup import backups, shelf_of
from core.store.connection import version_of
from core.store.schema import HEAD
from core.workspace import Workspace, businesses, go_back
from tests.core.keeping import TODAY, clock
from tests.core.older import contains, earlier_revisions, older_business, rows_of
from tests.drills.share import FULL

SPAWN = multiprocessing.get_context("spawn")
EARLIER = earlier_revisions()


def test_there_are_earlier_versions_to_come_from():
    assert EARLIER[0] == "0001"
    assert HEAD not in EARLIER


@pytest.mark.parametrize("revision", EARLIER)
def test_a_ledger_of_every_earlier_version_comes_forward_without_loss_after_a_backup(
    tmp_path, revision
):
    place = older_business(tmp_path, revision)
    before = rows_of(place.ledger)
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        assert shop.book(TODAY).table("customers")["customer_id"].is_unique
        assert shop.business.name == "name 1"
    assert version_of(place.ledger) == HEAD
    assert contains(rows_of(place.ledger), before)
    (kept,) = [b for b in backups(shelf_of(tmp_path, "shop")) if b.why == "migration"]
    assert kept.revision == revision
    copy = shelf_of(tmp_path, "shop").objects / kept.ledger.sha256
    assert version_of(copy) == revision
    assert rows_of(copy) == before


@pytest.mark.parametrize("revision", EARLIER)
def test_a_backup_of_an_earlier_version_is_brought_up_to_date_when_one_goes_back_to_it(
    tmp_path, revision
):
    place = older_business(tmp_path, revision)
    before = rows_of(place.ledger)
    with Workspace.open(tmp_path, "shop", now=clock()) as shop:
        shop.add("customers", {"customer_id": "N1", "name": "試験"})
        (kept,) = [b for b in shop.backups() if b.why == "migration"]
    go_back(tmp_path, "shop", kept.id, now=clock())
    assert version_of(place.ledger) == HEAD
    later = rows_of(place.ledger)
    assert contains(later, before)
    assert len(later["customers"]) == len(before["customers"])


def test_looking_at_the_list_of_businesses_changes_no_older_ledger(tmp_path):
    place = older_business(tmp_path, EARLIER[0])
    before = hashlib.sha256(place.ledger.read_bytes()).hexdigest()
    assert [b.name for b in businesses(tmp_path)] == ["name 1"]
    assert hashlib.sha256(place.ledger.read_bytes()).hexdigest() == before


def test_without_a_backup_an_older_ledger_is_not_touched(tmp_path, monkeypatch):
    place = older_business(tmp_path, EARLIER[0])
    before = place.ledger.read_bytes()
    (tmp_path / "backups").write_text("a file where a folder should be")
    with pytest.raises(StoreError):
        Workspace.open(tmp_path, "shop", now=clock())
    assert place.ledger.read_bytes() == before


def copies_at_each_statement(root, folder):
    """Open an older business, and copy it as it lies on the disk before every statement."""

    def copy(_connection, cursor, *_statement):
        target = folder / f"{len(list(folder.iterdir())):03}"
        shutil.copytree(root / "businesses", target / "businesses")
        cursor.execute("PRAGMA cache_size=1")  # what is changed goes to the file at once

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "take", lambda *_args, **_more: None)
        sa.event.listen(sa.Engine, "before_cursor_execute", copy)
        try:
            Workspace.open(root, "shop", now=clock()).close()
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", copy)
    return sorted(folder.iterdir())


@pytest.mark.parametrize("revision", EARLIER)
def test_a_migration_that_is_killed_at_any_statement_is_done_at_the_next_opening(
    tmp_path, revision
):
    root, folder = tmp_path / "home", tmp_path / "copies"
    folder.mkdir()
    before = rows_of(older_business(root, revision).ledger)
    copies = copies_at_each_statement(root, folder)
    journals = [c for c in copies if (c / "businesses/shop/ledger.db-journal").exists()]
    assert journals
    for copy in [copies[0], *(journals if FULL else journals[::4]), copies[-1]]:
        with Workspace.open(copy, "shop", now=clock()) as shop:
            assert len(shop.book(TODAY).table("customers")) > 0
        ledger = copy / "businesses/shop/ledger.db"
        assert version_of(ledger) == HEAD
        assert contains(rows_of(ledger), before)


def die_at_statement(root, number):
    """Open an older business, and be killed at a statement of its migration."""
    seen = []

    def count(*_about):
        seen.append(1)
        if len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    with contextlib.suppress(StoreError):
        Workspace.open(root, "shop", now=clock())


def test_a_program_killed_in_the_middle_of_a_migration_left_a_backup_and_a_good_ledger(tmp_path):
    place = older_business(tmp_path, EARLIER[0])
    before = rows_of(place.ledger)
    program = SPAWN.Process(target=die_at_statement, args=(tmp_path, 12))
    program.start()
    program.join()
    assert program.exitcode == -signal.SIGKILL
    assert [b.why for b in backups(shelf_of(tmp_path, "shop"))] == ["migration"]
    Workspace.open(tmp_path, "shop", now=clock()).close()
    assert version_of(place.ledger) == HEAD
    assert contains(rows_of(place.ledger), before)
