"""Backups: taken when they should be, read back, whole or not at all, each thing stored once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import stat
import threading

import pytest

from core.errors import DamagedLedger, StoreError
from core.store import backup as kept
from core.store import pruning, taking
from core.store.backup import complete, refuse_damaged, shelf_of, wrong_objects
from core.store.only_one import only_one
from core.store.pruning import prune
from core.workspace import JST, Workspace, backups, newest_good
from tests.core.keeping import START, TODAY, bring, clock, customer, line, sheet


def on(day, hour=9):
    return lambda: dt.datetime.combine(day, dt.time(hour), JST)


def opened(root, day=TODAY):
    """Open the business on a day, and wait until all that is done beside the owner is done."""
    with Workspace.open(root, "shop", now=on(day)) as shop:
        pass
    return shop


@pytest.fixture
def shop(tmp_path):
    """A business with one import, closed."""
    with Workspace.create(tmp_path, "shop", now=clock()) as made:
        people = [customer(number) for number in range(3)]
        said = sheet(people, [line("2026-01-02"), line("2026-01-03")])
        made.commit(said, files=[("a.csv", b"a")])
    return made


def why(root):
    return [b.why for b in reversed(backups(root, "shop"))]


# ---- when


def test_a_new_business_has_no_backup_until_there_is_something_in_it(tmp_path):
    Workspace.create(tmp_path, "shop", now=clock()).close()
    assert backups(tmp_path, "shop") == []
    opened(tmp_path)
    assert backups(tmp_path, "shop") == []


def test_once_a_day_when_it_is_opened(shop, tmp_path):
    for _time in range(3):
        opened(tmp_path)
    assert why(tmp_path) == ["daily"]
    opened(tmp_path, TODAY + dt.timedelta(days=1))
    assert why(tmp_path) == ["daily", "daily"]


def test_before_every_import_of_what_was_there_before_it(shop, tmp_path):
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        for number in range(3):
            bring(again, sheet([customer(10 + number)]), f"{number}.csv")
        found = list(reversed(again.backups()))
    assert [b.why for b in found if b.why != "daily"] == ["import"] * 3
    assert [b.customers for b in found if b.why == "import"] == [3, 4, 5]
    assert {b.lines for b in found} == {2}


def test_without_a_backup_nothing_is_brought_in(shop, tmp_path):
    (tmp_path / "backups").write_text("a file where a folder should be")
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        with pytest.raises(StoreError):
            again.commit(sheet([customer(9)]), files=[("b.csv", b"b")])
        assert len(again.batches()) == 1
        assert len(again.book(TODAY).table("customers")) == 3


def test_that_the_backup_of_the_day_failed_is_said_and_forgotten_when_it_succeeds(shop, tmp_path):
    (tmp_path / "backups").write_text("a file where a folder should be")
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        again._keeper.close()
        assert again.backup_problem() is not None
        (tmp_path / "backups").unlink()
        again._look_after(sealed=True)
        again._keeper.close()
        assert again.backup_problem() is None
        assert len(again.backups()) == 1


def test_by_hand_at_any_time(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as made:
        taken = made.back_up()
        assert (taken.why, taken.customers, taken.business) == ("hand", 0, "shop")
        assert made.backups() == [taken]


def test_rotation_over_a_year_of_days_with_the_real_store(shop, tmp_path):
    day, last = TODAY, TODAY + dt.timedelta(days=120)
    while day <= last:
        with Workspace.open(tmp_path, "shop", now=on(day)) as again:
            if day.day % 10 == 0:
                again.add("activities", {"date": TODAY, "customer_id": "C1", "note": f"{day}"})
        day += dt.timedelta(days=1)
    found = backups(tmp_path, "shop")
    assert {b.at.date() for b in found[:7]} == {last - dt.timedelta(days=n) for n in range(7)}
    assert len({b.at.date().isocalendar()[:2] for b in found}) == 8
    assert len(found) == 7 + 8 - len({b.at.date().isocalendar()[:2] for b in found[:7]})
    shelf = shelf_of(tmp_path, "shop")
    assert complete(shelf, found) == found
    needed = {mark.sha256 for b in found for mark in b.marks}
    assert {path.name for path in shelf.objects.iterdir()} == needed


def test_a_backup_is_off_the_disk_before_what_only_it_held(shop, tmp_path, monkeypatch):
    shelf, seen = shelf_of(tmp_path, "shop"), []
    original = pruning.flush

    def look(folder):
        original(folder)
        seen.append((len(list(shelf.folder.glob("*.json"))), len(list(shelf.objects.iterdir()))))

    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        again._keeper.close()
        for number in range(7):
            again.change_settings({"calls.per_day": number + 1})
            held = len(list(shelf.objects.iterdir())) if shelf.objects.exists() else 0
            with monkeypatch.context() as patch:
                patch.setattr(pruning, "flush", look)
                again.back_up()
    assert seen[-1] == (5, held + 1)  # the sixth by hand is gone, its ledger still lies there
    assert len(list(shelf.objects.iterdir())) == held


# ---- what


def test_fifteen_backups_store_each_file_once_and_an_unchanged_ledger_too(shop, tmp_path):
    for number in range(15):
        opened(tmp_path, TODAY + dt.timedelta(days=number))
    found = backups(tmp_path, "shop")
    assert len(found) > 7
    assert len({b.ledger.sha256 for b in found}) == 1
    shelf = shelf_of(tmp_path, "shop")
    held = sum(path.stat().st_size for path in shelf.objects.iterdir())
    assert held == found[0].size


def test_what_is_stored_is_a_copy_and_no_link(shop, tmp_path):
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        taken = again.back_up()
    bought = shop.folder / "purchases" / "1.parquet"
    mark = taken.files["purchases/1.parquet"]
    copy = shelf_of(tmp_path, "shop").objects / mark.sha256
    assert copy.read_bytes() == bought.read_bytes()
    assert copy.stat().st_ino != bought.stat().st_ino


def test_a_backup_holds_the_ledger_what_was_brought_in_and_the_key_but_no_cache(shop, tmp_path):
    taken = opened(tmp_path).backups()[0]
    names = {name.split("/")[0] for name in taken.files}
    assert names == {"purchases", "layers", "uploads", "key"}
    assert taken.rows["customers"] == 3
    with kept.opened(shelf_of(tmp_path, "shop").objects / taken.ledger.sha256) as copy:
        assert copy.execute("SELECT count(*) FROM customers").fetchone() == (3,)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_nobody_else_on_this_computer_may_read_what_is_stored(shop, tmp_path):
    opened(tmp_path)
    objects = shelf_of(tmp_path, "shop").objects.iterdir()
    assert {stat.S_IMODE(path.stat().st_mode) for path in objects} == {0o600}


def test_backups_at_the_same_moment_have_names_and_numbers_of_their_own(shop, tmp_path):
    with Workspace.open(tmp_path, "shop", now=lambda: START) as again:
        threads = [threading.Thread(target=again.back_up) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        by_hand = [b for b in again.backups() if b.why == "hand"]
        assert len({b.id for b in by_hand}) == len({b.number for b in by_hand}) == 4


def test_a_clock_set_back_names_no_two_alike_and_deletes_no_good_one(shop, tmp_path):
    tomorrow, after = (TODAY + dt.timedelta(days=n) for n in (1, 2))
    days = [TODAY, tomorrow, dt.date(2020, 1, 1), after, dt.date(2036, 1, 1), dt.date(2026, 11, 1)]
    for number, day in enumerate(days, start=1):
        opened(tmp_path, day)
        found = backups(tmp_path, "shop")
        assert [b.number for b in found] == list(range(number, 0, -1))
    assert len({b.id for b in found}) == len(days)


# ---- whole or not at all


def test_what_was_half_written_when_the_program_died_is_no_backup_and_goes(shop, tmp_path):
    opened(tmp_path)
    shelf = shelf_of(tmp_path, "shop")
    (shelf.folder / "000002-20261122-090000-hand-abcdef.json.0a.tmp").write_text("{")
    (shelf.objects / "0123.tmp").write_bytes(b"half")
    (shelf.objects / ("0" * 64)).write_bytes(b"of nobody")
    assert len(backups(tmp_path, "shop")) == 1
    opened(tmp_path, TODAY + dt.timedelta(days=1))
    assert not list(shelf.folder.rglob("*.tmp"))
    assert not (shelf.objects / ("0" * 64)).exists()


def test_what_cannot_be_read_back_is_not_kept(shop, tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "wrong_objects", lambda _shelf, made: [made.ledger.sha256])
    again = Workspace.open(tmp_path, "shop", now=on(TODAY))
    with again, pytest.raises(StoreError) as refused:
        again.back_up()
    assert "read back" in refused.value.say("en")
    assert backups(tmp_path, "shop") == []


def test_an_object_that_rotted_is_written_anew_by_the_next_backup(shop, tmp_path):
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        again._keeper.close()
        first = again.back_up()
        shelf = shelf_of(tmp_path, "shop")
        for mark in first.marks:
            path = shelf.objects / mark.sha256
            path.write_bytes(b"\0" * path.stat().st_size)
        assert set(wrong_objects(shelf, first)) == {mark.sha256 for mark in first.marks}
        again.back_up()
        assert wrong_objects(shelf, first) == []


def test_a_file_that_rotted_while_the_program_ran_gets_into_no_backup(shop, tmp_path):
    bought = shop.folder / "purchases" / "1.parquet"
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        again._keeper.close()
        shutil.rmtree(tmp_path / "backups")
        bought.write_bytes(b"\0" * bought.stat().st_size)
        with pytest.raises(DamagedLedger) as refused:
            again.back_up()
        assert "1.parquet" in str(refused.value.what)
        bought.unlink()
        with pytest.raises(DamagedLedger):
            again.back_up()
    assert backups(tmp_path, "shop") == []


def test_a_ledger_that_rotted_while_the_program_ran_gets_into_no_backup(shop, tmp_path):
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        again._keeper.close()
        path = shop.folder / "ledger.db"
        data = bytearray(path.read_bytes())
        at = data.index("試験 1".encode())
        data[at] ^= 1
        path.write_bytes(data)
        with pytest.raises(DamagedLedger):
            again.back_up()


# ---- damaged backups


def alter_its_file(shelf, taken):
    path = shelf.folder / f"{taken.id}.json"
    path.write_text(path.read_text().replace('"customers": 4', '"customers": 5'))


def cut_its_file(shelf, taken):
    path = shelf.folder / f"{taken.id}.json"
    os.truncate(path, path.stat().st_size - 10)


def said_on(day, root, note):
    """Write something down on a day that has its backup."""
    with Workspace.open(root, "shop", now=on(day)) as shop:
        shop.add("activities", {"date": day, "customer_id": "C1", "note": note})


def cut_ledger(shelf, taken):
    path = shelf.objects / taken.ledger.sha256
    os.truncate(path, path.stat().st_size // 2)


def flip_a_bit(shelf, taken):
    path = shelf.objects / taken.files["purchases/2.parquet"].sha256
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def lose_a_file(shelf, taken):
    (shelf.objects / taken.files["layers/2/customers.parquet"].sha256).unlink()


HARMS = [alter_its_file, cut_its_file, cut_ledger, flip_a_bit, lose_a_file]


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_backup_is_refused_in_words_and_the_newest_good_one_is_known(
    shop, tmp_path, harm
):
    with Workspace.open(tmp_path, "shop", now=on(TODAY)) as again:
        bring(again, sheet([customer(7)], [line("2026-02-02")]), "b.csv")
        bad = again.back_up()
    shelf = shelf_of(tmp_path, "shop")
    assert newest_good(tmp_path, "shop") == bad
    harm(shelf, bad)
    assert newest_good(tmp_path, "shop").customers == 3
    with pytest.raises(StoreError) as refused:
        refuse_damaged(shelf, kept.find(shelf, bad.id))
    assert "damaged" in refused.value.say("en")
    assert "壊れて" in refused.value.say("ja")


def test_a_damaged_backup_takes_no_place_of_a_good_one_and_goes_in_its_time(shop, tmp_path):
    eve = TODAY - dt.timedelta(days=1)
    before = opened(tmp_path, eve).backups()[0]
    said_on(eve, tmp_path, "x")
    # Not from an opened business: that takes the backup of the day beside it, before or after.
    bad = taking.take(tmp_path, "shop", why="hand", now=on(TODAY)())
    said_on(TODAY, tmp_path, "y")
    shelf = shelf_of(tmp_path, "shop")
    cut_ledger(shelf, bad)
    (shelf.folder / "000077-20261122-090000-hand-abcdef.json").write_text("no backup at all")
    for number in range(1, 7):
        opened(tmp_path, TODAY + dt.timedelta(days=number))
    good = complete(shelf, backups(tmp_path, "shop"))
    assert before in good  # the seventh day, since the bad one is none
    assert bad in backups(tmp_path, "shop")
    assert len(list(shelf.folder.glob("*.json"))) == len(good) + 2
    for number in (100, 101):
        opened(tmp_path, TODAY + dt.timedelta(days=number))
    assert len(list(shelf.folder.glob("*.json"))) == 2


def test_what_a_newer_version_keeps_is_left_alone(shop, tmp_path):
    taken = opened(tmp_path).backups()[0]
    shelf = shelf_of(tmp_path, "shop")
    path = shelf.folder / f"{taken.id}.json"
    newer = json.loads(path.read_text()) | {"form": 99}
    path.write_text(json.dumps(newer))
    for number in (1, 100, 101):
        opened(tmp_path, TODAY + dt.timedelta(days=number))
    assert json.loads(path.read_text())["form"] == 99
    assert all((shelf.objects / mark.sha256).exists() for mark in taken.marks)


# ---- the lock


def test_who_waits_too_long_for_another_window_is_told(tmp_path):
    lock = tmp_path / ".lock"
    with only_one(lock):
        with pytest.raises(StoreError) as refused, only_one(lock, patience=0.1):
            pass
        assert "Another window" in refused.value.say("en")
    with only_one(lock, patience=0):
        pass


def test_pruning_where_there_is_nothing_does_nothing(tmp_path):
    prune(tmp_path, "shop", TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_no_ledger_is_not_whole(tmp_path):
    (tmp_path / "x").write_bytes(b"no ledger" * 100)
    assert not kept.whole(tmp_path / "x", {})
    with sqlite3.connect(tmp_path / "y") as plain:
        plain.execute("CREATE TABLE t (id)")
    plain.close()
    assert kept.whole(tmp_path / "y", {"t": 0})
    assert not kept.whole(tmp_path / "y", {"t": 1})
    assert kept.read(tmp_path / "x") is None
