"""A business moves to a server and back: every table and file equal, or nothing happened."""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path

import pytest

from core.cli import main
from core.errors import StoreError
from core.store import files, moving, transfer
from core.store.address import parse
from core.store.connection import open_ledger
from core.store.moving import move_here, move_to_server
from core.store.places import Place, businesses_folder, place_of
from core.store.postgres import names_at
from core.workspace import Workspace, businesses
from tests.core.keeping import START, TODAY, bring, clock, customer, everything, line, sheet
from tests.core.server import Server
from tests.core.whole_ledgers import everything_held
from tests.drills import mounted

SLUG = "tsubame"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(tmp_path))
    with Workspace.create(tmp_path, "Tsubame", now=clock(), trade_code="salon") as shop:
        people = [customer(n) for n in (1, 2, 3)]
        bring(shop, sheet(people, [line("2026-11-01"), line("2026-11-02", 2)]))
        bring(shop, sheet([customer(1, memo="x")], [line("2026-11-05", 3)]), name="b.csv")
        shop.undo(shop.log_outcome("C1", "talked", day=TODAY, note="話した"))
        shop.change_settings({"calls.per_day": 7})
        shop.undo(shop.new_customer({"name": "試験 新子"})[0])
        shop.erase("C3")
    return tmp_path


@pytest.fixture
def address(server):
    return server.database()


def opened(home):
    return Workspace.open(home, SLUG, now=clock())


def all_of(home):
    """A mark of every table, and of every file of imports, wherever they are."""
    place = place_of(home, SLUG)
    ledger = open_ledger(place.where)
    with ledger.reading() as connection:
        rows = transfer.digests(connection)
        kept = files.known(connection, place) if files.on_server(connection) else None
    ledger.close()
    folders = (place.purchases, place.layers, place.uploads)
    there = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    if kept is not None:
        assert there <= kept
    marks = {
        p.relative_to(place.folder): hashlib.sha256(p.read_bytes()).hexdigest() for p in there
    }
    return rows, {str(path): mark for path, mark in marks.items() if path.parts[0] != "uploads"}


def seen(home):
    with opened(home) as shop:
        assert shop.verify_history() is None
        assert not shop.strange_key
        return everything(shop), everything_held(shop), shop.last_actions(99)


def test_every_table_and_file_is_the_same_on_the_server_and_again_here(home, address):
    first, looked = all_of(home), seen(home)
    move_to_server(home, SLUG, address, now=START)
    assert [b.slug for b in businesses(home)] == [SLUG]
    assert seen(home) == looked
    assert all_of(home) == first
    assert sorted(first[1])[0].startswith("layers")
    with opened(home) as shop:
        assert shop.shared is not None
        number = shop.change_settings({"calls.per_day": 3})
        shop.undo(number)
    second, looked = all_of(home), seen(home)
    move_here(home, SLUG, now=START)
    assert (all_of(home), seen(home)) == (second, looked)
    with opened(home) as shop:
        assert shop.shared is None
        assert shop.change_settings({"calls.per_day": 4}) == number + 2
        bring(shop, sheet([customer(3)]), name="b.csv")
        assert "C3" not in set(shop.book(TODAY).table("customers")["customer_id"])
    assert len(list((home / "set-aside").iterdir())) == 2
    assert names_at(parse(address)) == [SLUG]


def test_what_was_here_is_set_aside_whole(home, address):
    ledger = (businesses_folder(home) / SLUG / "ledger.db").read_bytes()
    move_to_server(home, SLUG, address, now=START)
    aside = Place(next((home / "set-aside").iterdir()))
    assert aside.ledger.read_bytes() == ledger
    assert list(aside.purchases.iterdir())


# ---- half way


def left_behind(home):
    """Everything in the data folder that is neither the business nor of the whole program."""
    place = place_of(home, SLUG)
    ours = {place.folder, *place.folder.rglob("*"), home / "businesses", home / "backups"}
    ours |= set((home / "backups").rglob("*")) | set((home / "set-aside").rglob("*"))
    return {p.relative_to(home).as_posix() for p in home.rglob("*") if p not in ours}


def as_before(home, before):
    """The business stands as it did, nothing lies about, and one can go on with it."""
    assert (all_of(home), seen(home)) == before
    assert left_behind(home) <= {"set-aside"}
    with opened(home) as shop:
        shop.undo(shop.change_settings({"calls.per_day": 4}))


@pytest.fixture
def disk(home, tmp_path_factory):
    """The data folder on a disk of 16 MB of its own."""
    with mounted.small_disk(tmp_path_factory.mktemp("disk"), 16) as folder:
        yield Path(shutil.copytree(home, folder / "home")).parent


@pytest.mark.skipif(bool(why := mounted.why_not()), reason=why or "-")
@pytest.mark.parametrize("left", [100_000, 700_000])  # half a ledger, half the files
def test_a_disk_that_is_full_on_the_way_here_leaves_both_as_they_were(
    disk, address, monkeypatch, capsys, left
):
    home = disk / "home"
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(home))
    with opened(home) as shop:
        shop.commit(sheet([customer(4)], [line("2026-11-06", 4)]), files=[("c.csv", bytes(2**20))])
    move_to_server(home, SLUG, address, now=START)
    shutil.rmtree(home / "set-aside")
    before = all_of(home), seen(home)
    with mounted.full(disk, left):
        with pytest.raises(StoreError) as refused:
            move_here(home, SLUG, now=START)
        assert main(["move", SLUG, "--here", "--lang", "en"], today=TODAY) == 2
        assert "not moved" in capsys.readouterr().err
    assert "The disk is full. The business was not moved" in refused.value.say("en")
    assert "移していません" in refused.value.say("ja")
    as_before(home, before)
    assert names_at(parse(address)) == [SLUG]
    before = all_of(home), seen(home)
    move_here(home, SLUG, now=START)
    assert (all_of(home), seen(home)) == before


@pytest.fixture(scope="module")
def mortal():
    """A server of its own, to be killed."""
    server = Server()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("way", "step"), [("here", "_read"), ("here", "content_of"), ("there", "content_of")]
)
def test_a_server_that_dies_on_the_way_leaves_both_as_they_were(
    home, mortal, monkeypatch, way, step
):
    address = mortal.database()
    if way == "here":
        move_to_server(home, SLUG, address, now=START)
        shutil.rmtree(home / "set-aside")
    move = partial(move_here, home, SLUG, now=START)
    if way == "there":
        move = partial(move_to_server, home, SLUG, address, now=START)
    before = all_of(home), seen(home)
    owner = files if step == "content_of" else transfer
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, dying(mortal, getattr(owner, step)))
        with pytest.raises(StoreError) as refused:
            move()
    told = refused.value.say("en")
    assert "The connection to the server" in told
    assert "broke. The business was not moved" in told
    assert "移していません" in refused.value.say("ja")
    mortal.start()
    as_before(home, before)
    assert names_at(parse(address)) == ([SLUG] if way == "here" else [])


def dying(server, work):
    """The server is killed the third time that this is begun, and it goes on."""
    begun = []

    def dies(*arguments):
        begun.append(1)
        if len(begun) == 3:
            server.kill()
        return work(*arguments)

    return dies


def test_a_cache_that_cannot_be_removed_and_names_that_cannot_be_flushed(
    home, address, monkeypatch
):
    before = all_of(home), seen(home)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "flush", _refused)
        with pytest.raises(StoreError) as refused:
            move_to_server(home, SLUG, address, now=START)
    assert "not moved" in refused.value.say("en")
    as_before(home, before)
    assert names_at(parse(address)) == []
    before = all_of(home), seen(home)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "remove_folder", _refused)
        move_to_server(home, SLUG, address, now=START)
    assert (all_of(home), seen(home)) == before
    assert names_at(parse(address)) == [SLUG]


@pytest.mark.parametrize("broken", ["unequal", "address", "folder"])
def test_where_anything_fails_everything_is_as_it_was(home, address, monkeypatch, broken):
    first, looked = all_of(home), seen(home)
    if broken == "unequal":
        monkeypatch.setattr(transfer, "_give_out", _lose_one)
    elif broken == "address":
        monkeypatch.setattr(moving, "write_address", _refused)
    else:
        monkeypatch.setattr(moving, "_unwritten", _refused)
    with pytest.raises(StoreError):
        move_to_server(home, SLUG, address, now=START)
    monkeypatch.undo()
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(home))
    assert names_at(parse(address)) == []
    assert (all_of(home), seen(home)) == (first, looked)
    assert not list((home / "set-aside").iterdir()) if (home / "set-aside").exists() else True


def _lose_one(connection, _name, _number):
    connection.exec_driver_sql("DELETE FROM setting")


def _refused(*_all, **_more):
    raise OSError("refused")


def test_what_is_written_meanwhile_ends_the_move(home, address, monkeypatch):
    whole = moving._copy_marks

    def write_too(place, folder):
        with opened(home) as shop:
            shop.change_settings({"calls.per_day": 2})
        whole(place, folder)

    monkeypatch.setattr(moving, "_copy_marks", write_too)
    with pytest.raises(StoreError) as refused:
        move_to_server(home, SLUG, address, now=START)
    assert "Somebody wrote" in refused.value.say("en")
    assert names_at(parse(address)) == []
    with opened(home) as shop:
        assert shop.settings().calls.per_day == 2


def test_a_damaged_ledger_and_one_that_is_there_already_are_not_moved(home, address):
    with pytest.raises(StoreError):
        move_here(home, SLUG, now=START)
    ledger = businesses_folder(home) / SLUG / "ledger.db"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:100] + bytes(each ^ 0xFF for each in whole[100:]))
    with pytest.raises(StoreError):
        move_to_server(home, SLUG, address, now=START)
    ledger.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))  # only the seal knows of this
    assert main(["move", SLUG, "--server", address], today=TODAY) == 2
    ledger.write_bytes(whole)
    move_to_server(home, SLUG, address, now=START)
    with pytest.raises(StoreError):
        move_to_server(home, SLUG, address, now=START)
    assert names_at(parse(address)) == [SLUG]


def test_the_command_line_moves_there_and_back_and_says_so(home, address, capsys):
    looked = seen(home)
    there = ["move", SLUG, "--server", address, "--lang", "en"]
    assert main(there, today=TODAY) == 0
    assert "set aside for 90 days" in capsys.readouterr().out
    assert main(["move", SLUG, "--here"], today=TODAY) == 0
    assert "サーバー" in capsys.readouterr().out
    assert seen(home) == looked
    assert main([*there[:3], "nonsense"], today=TODAY) == 2
    assert "nonsense" not in capsys.readouterr().err
