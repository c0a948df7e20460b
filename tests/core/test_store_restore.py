"""Going back to a backup: whole or not at all, with nothing lost that is there now."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import time

import pytest

from core.backups import mend
from core.errors import StoreError
from core.locale.words import say
from core.store import parquet, places, restore, seal
from core.store.backup import shelf_of
from core.store.damage import examine
from core.store.mending import mendable
from core.store.places import Place
from core.store.present import set_aside
from core.store.schema import HEAD
from core.store.sweeping import sweep
from core.workspace import JST, Workspace, backups, businesses, go_back, gone, newest_good
from tests.core.keeping import START, TODAY, clock, customer, everything, line, sheet
from tests.drills.share import FULL

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A business with a backup in the middle of its life, closed; to be copied."""
    root = tmp_path_factory.mktemp("made")
    with Workspace.create(root, "shop", now=clock()) as shop:
        people = [customer(number) for number in range(5)]
        shop.commit(sheet(people, [line("2026-01-02")]), files=[("a.csv", b"a")])
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "before"})
        shop.back_up()
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "after"})
        shop.commit(sheet([customer(9)], [line("2026-02-02", 9)]), files=[("b.csv", b"b")])
    return root


@pytest.fixture
def root(made, tmp_path):
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def by_hand(root):
    return next(b for b in backups(root, "shop") if b.why == "hand")


def state(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        return everything(shop)


def at_the_backup(made, tmp_path):
    """What the business was when the backup was taken, worked out by other means."""
    with Workspace.create(tmp_path / "same", "shop", now=clock()) as shop:
        people = [customer(number) for number in range(5)]
        shop.commit(sheet(people, [line("2026-01-02")]), files=[("a.csv", b"a")])
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "before"})
        return everything(shop)


def test_going_back_brings_exactly_what_was_and_keeps_what_is(root, made, tmp_path):
    now = state(root)
    then = at_the_backup(made, tmp_path)
    assert now != then
    taken = go_back(root, "shop", by_hand(root).id, now=clock())
    assert taken == by_hand(root)
    assert state(root) == then
    (kept,) = [b for b in backups(root, "shop") if b.why == "restore"]
    assert (kept.customers, kept.lines) == (6, 2)
    go_back(root, "shop", kept.id, now=clock())
    assert state(root) == now


def test_the_journal_says_it_and_its_chain_holds(root):
    go_back(root, "shop", by_hand(root).id, now=clock(), who="花子")
    with Workspace.open(root, "shop", now=clock()) as shop:
        last = shop.last_actions(1)[0]
        assert (last.verb, last.who, last.undoable) == ("restore", "花子", False)
        assert "控えに戻しました" in say(last.words, "ja")
        assert shop.verify_history() is None


def test_what_would_be_lost_is_known_before(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        lost = shop.done_since(by_hand(root))
        assert [action.verb for action in lost] == ["import", "add"]
    go_back(root, "shop", by_hand(root).id, now=clock())
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert shop.done_since(by_hand(root)) == []


def test_numbers_and_files_are_never_given_twice(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        highest = shop.last_actions(1)[0].id
    go_back(root, "shop", by_hand(root).id, now=clock())
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert shop.last_actions(1)[0].id == highest + 1
        batch = shop.commit(sheet([customer(8)], [line("2026-03-03")]), files=[("c.csv", b"c")])
        assert batch.id == 3
        lines = {path.name for path in (shop.folder / "purchases").iterdir()}
    assert lines == {"1.parquet", "3.parquet"}
    assert examine(Place(shop.folder)).sealed


def test_whoever_has_the_business_open_goes_on_with_what_was_brought_back(root, made, tmp_path):
    with Workspace.open(root, "shop", now=clock()) as other:
        before = other.digest(TODAY)
        go_back(root, "shop", by_hand(root).id, now=clock())
        assert other.digest(TODAY) != before
        assert everything(other) == at_the_backup(made, tmp_path)
        other.add("activities", {"date": TODAY, "customer_id": "C1", "note": "goes on"})
    notes = {row["note"] for row in state(root)[0]["activities"]}
    assert notes == {"before", "goes on"}


def ids_of(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        found = set(shop.book(TODAY).table("customers")["customer_id"])
        assert shop.verify_history() is None
    return found


def test_who_was_erased_since_is_erased_again_in_what_is_brought_back(root):
    taken, folder = by_hand(root), root / "businesses" / "shop"
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert "C3" in set(shop.book(TODAY).table("customers")["customer_id"])
        shop.erase("C3")
        shop.back_up()
    go_back(root, "shop", taken.id, now=clock())
    here = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not [path for path, data in here.items() if "試験 3".encode() in data]
    assert ids_of(root) == {"C0", "C1", "C2", "C4"}
    places.remove_folder(folder)  # and when only the backups still know it
    go_back(root, "shop", taken.id, now=clock())
    assert ids_of(root) == {"C0", "C1", "C2", "C4"}


def test_lines_of_after_an_erasure_do_not_outlive_the_ledger_that_named_them(root):
    taken, bought = by_hand(root), root / "businesses" / "shop" / "purchases"
    with Workspace.open(root, "shop", now=clock()) as shop:
        people = [customer(number) for number in (3, 4)]
        shop.commit(
            sheet(people, [line("2026-03-03", 3), line("2026-03-04", 4)]), files=[("c.csv", b"c")]
        )
        middle = shop.back_up()
        shop.erase("C3")
        (theirs,) = bought.glob("3.*.parquet")
    go_back(root, "shop", middle.id, now=clock())
    state(root)
    assert not theirs.exists()
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.erase("C4")
    state(root)
    assert not [p for p in bought.iterdir() if b"C4" in p.read_bytes() or b"C3" in p.read_bytes()]
    go_back(root, "shop", taken.id, now=clock())
    state(root)
    assert {path.name for path in bought.iterdir()} == {"1.parquet"}


def test_nothing_is_swept_away_while_a_ledger_is_being_brought_back(root):
    shelf, stray = shelf_of(root, "shop"), root / "businesses/shop/purchases/9.parquet"
    with Workspace.open(root, "shop", now=clock()) as shop:
        stray.write_bytes(b"of the ledger to come")
        shelf.restoring.write_text("{}")
        sweep(shop._ledger, Place(shop.folder))
        assert stray.exists()
        shelf.restoring.unlink()
        sweep(shop._ledger, Place(shop.folder))
        assert not stray.exists()


@pytest.mark.parametrize("step", ["_bring_files", "_into_place"])
def test_a_disk_that_refuses_half_way_is_said_so_and_the_next_opening_finishes(
    root, made, tmp_path, monkeypatch, step
):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restore, step, full)
        with pytest.raises(StoreError) as refused:
            go_back(root, "shop", by_hand(root).id, now=clock())
        assert "The disk is full. Going back" in refused.value.say("en")
        assert "途中で止まりました" in refused.value.say("ja")
        assert "Nothing was saved" not in refused.value.say("en")
        with pytest.raises(StoreError) as refused:
            Workspace.open(root, "shop", now=clock())
        assert "stopped half way" in refused.value.say("en")
    assert state(root) == at_the_backup(made, tmp_path)


def test_who_could_not_be_erased_again_at_once_is_before_anybody_sees_the_ledger(
    root, monkeypatch
):
    def full(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    taken = by_hand(root)
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.erase("C3")
    with monkeypatch.context() as patch:
        patch.setattr(parquet.pq, "write_table", full)
        with pytest.raises(StoreError) as refused:
            go_back(root, "shop", taken.id, now=clock())
        assert "stopped half way" in refused.value.say("en")
        with pytest.raises(StoreError):
            Workspace.open(root, "shop", now=clock())
    assert ids_of(root) == {"C0", "C1", "C2", "C4"}


def test_an_erased_person_leaves_no_damage_behind(root):
    place = Place(root / "businesses" / "shop")
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.erase("C9")  # the only one of the second import: its layer and its original go
    assert not list(place.layers.glob("2/*.parquet"))
    assert examine(place).sealed
    seal.path_of(place).unlink()
    assert examine(place).damages == ()
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert shop.back_up().customers == 5
    (place.purchases / "1.parquet").unlink()
    assert len(examine(place).damages) == 1


def test_while_an_erasure_is_not_finished_there_is_no_seal_and_no_backup(root):
    place = Place(root / "businesses" / "shop")
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop._keeper.close()
        places.write_text(place.erasing / "marks", "2026-11-22T09:00:00.000000+09:00")
        assert seal.read(place) is None
        assert not seal.seal(place)
        with pytest.raises(StoreError) as refused:
            shop.back_up()
    assert "erasure" in refused.value.say("en")
    places.remove_folder(place.erasing)


def test_the_backup_to_go_back_to_is_not_pushed_out_by_the_one_taken_first(root):
    for number in range(7):
        moment = START + dt.timedelta(days=60 + number)
        Workspace.open(root, "shop", now=lambda moment=moment: moment).close()
    oldest = backups(root, "shop")[-1]
    moment = START + dt.timedelta(days=93)
    go_back(root, "shop", oldest.id, now=lambda: moment)
    with Workspace.open(root, "shop", now=lambda: moment) as shop:
        assert shop.last_actions(1)[0].verb == "restore"


# ---- a damaged or missing business


def test_a_damaged_business_is_set_aside_and_the_newest_good_backup_brought_back(root):
    place = Place(root / "businesses" / "shop")
    data = bytearray(place.ledger.read_bytes())
    data[data.index("試験 3".encode())] ^= 1
    place.ledger.write_bytes(data)
    (place.cache / "tables").mkdir(parents=True, exist_ok=True)
    (place.cache / "tables" / "of-damaged").write_text("x")
    newest = newest_good(root, "shop")
    go_back(root, "shop", newest.id, now=clock())
    (aside,) = (root / "set-aside").iterdir()
    assert aside.name.startswith("shop-20261122-")
    assert (aside / "ledger.db").read_bytes() == bytes(data)
    assert (aside / "purchases" / "1.parquet").exists()
    assert not (aside / "cache").exists()
    assert not place.cache.exists()
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert len(shop.book(TODAY).table("customers")) == newest.customers
    for number in (101, 102):
        moment = dt.datetime(2026, 11, 22, tzinfo=JST) + dt.timedelta(days=number)
        Workspace.open(root, "shop", now=lambda moment=moment: moment).close()
    assert not aside.exists()


@pytest.mark.parametrize("left", [0, 50, 6000])
@pytest.mark.parametrize("beside", ["-journal", "-wal"])
def test_a_ledger_that_cannot_be_opened_at_all_is_replaced_with_what_stands_beside_it(
    root, left, beside
):
    place = Place(root / "businesses" / "shop")
    garbage = b"no ledger at all" * 1000
    place.ledger.write_bytes(garbage[:left])
    place.ledger.with_name(f"ledger.db{beside}").write_bytes(garbage)
    go_back(root, "shop", newest_good(root, "shop").id, now=clock())
    assert len(state(root)[0]["customers"]) == 5
    assert not place.ledger.with_name(f"ledger.db{beside}").exists()


def test_a_second_damaged_business_of_the_same_second_is_set_aside_beside_the_first(root):
    for _time in range(2):
        (root / "businesses" / "shop" / "ledger.db").write_bytes(b"no ledger" * 1000)
        go_back(root, "shop", newest_good(root, "shop").id, now=lambda: START)
    assert len(list((root / "set-aside").iterdir())) == 2


def test_the_drill_a_deleted_business_comes_back_in_seconds_and_is_the_same(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.back_up()
        before = everything(shop)
    places.remove_folder(root / "businesses" / "shop")
    begin = time.monotonic()
    assert businesses(root) == []
    (lost,) = gone(root)
    assert (lost.slug, lost.newest.business) == ("shop", "shop")
    go_back(root, lost.slug, lost.newest.id, now=clock())
    assert state(root) == before
    assert time.monotonic() - begin < 60
    assert gone(root) == []


def test_a_new_business_does_not_get_the_backups_of_one_that_is_gone(root):
    places.remove_folder(root / "businesses" / "shop")
    with Workspace.create(root, "shop", now=clock()) as new:
        assert new.business.slug == "shop-2"
        assert new.backups() == []


def test_what_is_set_aside_keeps_what_it_was_when_the_business_goes_on(root):
    place = Place(root / "businesses" / "shop")
    aside = root / "set-aside" / set_aside(root, "shop", place, START)
    before = (aside / "ledger.db").read_bytes()
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "goes on"})
    assert (aside / "ledger.db").read_bytes() == before
    assert (aside / "purchases" / "1.parquet").samefile(place.purchases / "1.parquet")


def test_a_folder_without_its_ledger_is_set_aside(root):
    (root / "businesses" / "shop" / "ledger.db").unlink()
    go_back(root, "shop", newest_good(root, "shop").id, now=clock())
    (aside,) = (root / "set-aside").iterdir()
    assert (aside / "purchases" / "1.parquet").exists()
    assert len(state(root)[0]["customers"]) == 5


# ---- refused


def test_a_damaged_backup_is_refused_and_nothing_is_changed(root):
    taken = by_hand(root)
    path = shelf_of(root, "shop").objects / taken.ledger.sha256
    os.truncate(path, path.stat().st_size - 4096)
    before = state(root)
    with pytest.raises(StoreError) as refused:
        go_back(root, "shop", taken.id, now=clock())
    assert "damaged" in refused.value.say("en")
    with pytest.raises(StoreError):
        go_back(root, "shop", "no-such-backup", now=clock())
    assert state(root) == before
    assert not any(b.why == "restore" for b in backups(root, "shop"))


def test_a_backup_of_a_newer_version_is_refused(root, monkeypatch):
    monkeypatch.setattr(restore, "known_revisions", lambda: {"0001"})
    with pytest.raises(StoreError) as refused:
        go_back(root, "shop", by_hand(root).id, now=clock())
    assert HEAD in refused.value.say("en")


def test_an_older_program_keeps_a_newer_ledger_aside_when_it_goes_back(root):
    ledger = root / "businesses" / "shop" / "ledger.db"
    with contextlib.closing(sqlite3.connect(ledger)) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = ledger.read_bytes()
    go_back(root, "shop", by_hand(root).id, now=clock())
    (aside,) = (root / "set-aside").iterdir()
    assert (aside / "ledger.db").read_bytes() == newer
    assert len(state(root)[0]["customers"]) == 5


# ---- killed


def die_at(root, slug, backup_id, number):
    """Go back to a backup, and be killed when the disk is asked for the n-th time."""
    asked = []
    original = places._sync

    def count(handle):
        asked.append(1)
        if len(asked) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        original(handle)

    places._sync = count
    go_back(root, slug, backup_id, now=clock())


def copies_at_each_step(root, folder, backup_id, monkeypatch):
    """Go back to a backup, and copy everything as it lies on the disk at every step."""
    original = places._sync

    def copy(handle):
        original(handle)
        shutil.copytree(root, folder / f"{len(list(folder.iterdir())):03}")

    with monkeypatch.context() as patch:
        patch.setattr(places, "_sync", copy)
        go_back(root, "shop", backup_id, now=clock())
    return sorted(folder.iterdir())


@pytest.mark.parametrize("how", ["healthy", "damaged", "deleted"])
def test_killed_at_any_step_it_is_the_old_or_the_new_and_finished_at_the_next_opening(
    root, made, tmp_path, monkeypatch, how
):
    folder = tmp_path / "copies"
    folder.mkdir()
    then, now = at_the_backup(made, tmp_path), state(root)
    place = Place(root / "businesses" / "shop")
    if how == "damaged":
        place.ledger.write_bytes(b"no ledger" * 2000)
        (place.purchases / "1.parquet").write_bytes(b"no lines")
    elif how == "deleted":
        places.remove_folder(place.folder)
    copies = copies_at_each_step(root, folder, by_hand(root).id, monkeypatch)
    assert len(copies) > 10
    begun = 0
    for copy in copies if FULL else copies[::3]:
        noted = shelf_of(copy, "shop").restoring.exists()
        found = businesses(copy)
        if noted or not (how == "damaged" or (how == "deleted" and not found)):
            assert state(copy) in ([then] if noted else [then, now])
        assert not shelf_of(copy, "shop").restoring.exists()
        begun += noted
    assert begun > (3 if FULL else 1)


def test_a_program_killed_while_it_went_back_left_the_old_or_the_new(root, made, tmp_path):
    then, now = at_the_backup(made, tmp_path), state(root)
    for number in (8, 16):
        copy = tmp_path / f"{number}"
        shutil.copytree(root, copy)
        program = SPAWN.Process(target=die_at, args=(copy, "shop", by_hand(root).id, number))
        program.start()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        assert state(copy) in (then, now)


def test_what_was_begun_is_given_up_where_the_backup_was_damaged_meanwhile(root):
    before, taken = state(root), by_hand(root)
    shelf = shelf_of(root, "shop")
    note = restore.Note(taken.id, "2026-11-22T09:00:00+09:00", "", "mark")
    shelf.restoring.write_text(json.dumps(restore.asdict(note)))
    (shelf.objects / taken.ledger.sha256).unlink()
    assert state(root) == before
    assert not shelf.restoring.exists()


# ---- only files of imports


def test_a_damaged_file_of_an_import_is_mended_from_a_backup_and_nothing_is_lost(root):
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.back_up()
        shop.add("activities", {"date": TODAY, "customer_id": "C1", "note": "since"})
        before = everything(shop)
    place = Place(shop.folder)
    (place.purchases / "1.parquet").write_bytes(b"no lines")
    (place.layers / "2" / "customers.parquet").unlink()
    place.key.write_text("00")
    assert len(examine(place).damages) == 3
    assert mendable(root, "shop")
    mend(root, "shop", now=clock())
    assert state(root) == before
    (aside,) = (root / "set-aside").iterdir()
    assert (aside / "purchases" / "1.parquet").read_bytes() == b"no lines"
    assert not mendable(root, "shop")


def test_what_no_backup_holds_and_a_damaged_ledger_cannot_be_mended(root):
    place = Place(root / "businesses" / "shop")
    (place.purchases / "2.parquet").write_bytes(b"no lines")
    assert not mendable(root, "shop")
    with pytest.raises(StoreError):
        mend(root, "shop", now=clock())
    assert not (root / "set-aside").exists()
    place.ledger.write_bytes(b"no ledger" * 1000)
    assert not mendable(root, "shop")
    assert seal.read(place) is not None
