"""Businesses on a server: made there, joined by other computers, their files with them."""

from __future__ import annotations

import hashlib

import psycopg
import pytest

from core.errors import ChangedMeanwhile, StoreError
from core.rules.roles import Role
from core.share.door import Keep
from core.store.address import read_address
from core.workspace import Workspace, businesses, current, join_shared, set_current
from tests.core.keeping import (
    TODAY,
    amounts,
    bring,
    clock,
    customer,
    everything,
    line,
    row_id,
    rows_of,
    sheet,
)
from tests.core.sharing import person, shared


@pytest.fixture
def address(server):
    """The address of a new, empty database."""
    return server.database()


@pytest.fixture
def here(tmp_path):
    """The data folder of the computer where the business is made."""
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path):
    """The data folder of another computer."""
    return tmp_path / "there"


@pytest.fixture
def shop(address, here):
    with Workspace.create(here, "Tsubame", now=clock(), trade_code="salon", url=address) as made:
        bring(made, sheet([customer(1), customer(2)], [line("2026-11-01"), line("2026-11-02", 2)]))
        yield made


def joined(root, address):
    """The one business of an address, opened on a computer that joins it."""
    (slug,) = join_shared(root, address)
    return Workspace.open(root, slug, now=clock())


def test_a_business_made_on_a_server_is_known_here_as_any_other(shop, here):
    (found,) = businesses(here)
    assert (found.slug, found.name, found.trade_code) == ("tsubame", "Tsubame", "salon")
    assert (shop.shared.name, shop.shared.folder) == ("tsubame", shop.folder)
    assert not (shop.folder / "ledger.db").exists()
    set_current(here, "tsubame")
    assert current(here) == "tsubame"


def test_another_computer_joins_and_sees_and_writes_the_same(shop, there, address):
    with joined(there, address) as other:
        assert everything(other) == everything(shop)
        other.correct("customers", row_id(other, "C1"), {"memo": "there"})
        bring(other, sheet([customer(3)], [line("2026-11-03", 3, 777)]))
        assert everything(other) == everything(shop)
        shop.undo_batch(2)
        assert everything(other) == everything(shop)
        other.redo_batch(2)
    assert list(rows_of(shop)["memo"]) == ["there", "", ""]
    assert amounts(shop.book(TODAY)) == [777, 1000, 1000]


def test_joining_again_brings_a_new_password_and_makes_nothing_twice(shop, server, there, address):
    joined(there, address).close()
    server.do("CREATE ROLE another SUPERUSER LOGIN")
    again = address.replace("postgres@", "another@")
    assert join_shared(there, again) == ["tsubame"]
    assert [b.slug for b in businesses(there)] == ["tsubame"]
    kept = read_address(there / "businesses" / "tsubame" / "ledger.url")
    assert kept.url.username == "another"


def test_several_businesses_stand_beside_each_other_on_one_server(address, here, there):
    for name in ("店", "店", "public"):
        Workspace.create(here, name, now=clock(), url=address).close()
    Workspace.create(there, "店", now=clock()).close()
    assert join_shared(there, address) == ["business-2", "business-2-2", "public-2"]
    assert [b.slug for b in businesses(here)] == ["business", "business-2", "public"]
    with Workspace.open(there, "business-2-2", now=clock()) as second:
        second.change_settings({"calls.per_day": 9})
    with Workspace.open(here, "business-2", now=clock()) as same:
        assert same.settings().calls.per_day == 9


def test_a_server_without_a_business_is_said(address, there):
    with pytest.raises(StoreError) as refused:
        join_shared(there, address)
    assert "no business" in refused.value.say("en")
    assert businesses(there) == []


def test_a_business_that_fails_to_be_made_here_is_not_left_on_the_server(address, here, there):
    here.mkdir()
    (here / "businesses").write_text("a file where a folder should be")
    with pytest.raises(StoreError):
        Workspace.create(here, "Tsubame", now=clock(), url=address)
    with pytest.raises(StoreError):
        join_shared(there, address)


def test_a_business_that_cannot_be_reached_is_listed_and_says_why(shop, server, there, address):
    joined(there, address).close()
    Workspace.create(there, "another", now=clock()).close()
    file = there / "businesses" / "tsubame" / "ledger.url"
    file.write_text(file.read_text().replace("host=", "host=/nowhere"))
    assert [b.name for b in businesses(there)] == ["another", "tsubame"]
    with pytest.raises(StoreError) as refused:
        Workspace.open(there, "tsubame", now=clock())
    assert "cannot be reached" in refused.value.say("en")


def test_the_environment_may_say_where_new_businesses_are_made(monkeypatch, address, here):
    monkeypatch.setenv("DAIFUKUCHO_DATABASE", address)
    with Workspace.create(here, "Tsubame", now=clock()) as made:
        assert made.shared is not None
    monkeypatch.delenv("DAIFUKUCHO_DATABASE")
    with Workspace.create(here, "Tsubame", now=clock()) as made:
        assert made.shared is None


# Roles: each computer has its own people and log, the ledger is one


def at_work(root, slug, role):
    """The business as somebody who signed in on a computer opens it, and the door there."""
    door = shared(root)
    keep = Keep(lambda: person(door, role), door.trail)
    return Workspace.open(root, slug, now=clock(), keep=keep), door


def test_roles_hold_and_logs_tell_who_did_it_wherever_one_signed_in(shop, here, there, address):
    (slug,) = join_shared(there, address)
    owners, at_owners = at_work(here, "tsubame", Role.OWNER)
    staffs, at_staffs = at_work(there, slug, Role.STAFF)
    with owners, staffs:
        staffs.log_outcome("C1", "talked", day=TODAY, note="元気")
        before = everything(owners)
        with pytest.raises(StoreError):
            staffs.correct("customers", row_id(staffs, "C1"), {"memo": "x"})
        with pytest.raises(StoreError):
            staffs.note_export()
        assert everything(owners) == before
        owners.note_export()
        assert [a.who for a in staffs.last_actions(2)] == ["tenshu", "hanako"]
        assert owners.verify_history() is None
    told = [(line.kind, line.what) for line in at_staffs.trail.last(9)]
    assert told == [("refused", "export_ledger"), ("refused", "correct"), ("changed", "outcome")]
    assert [line.kind for line in at_owners.trail.last(9)] == ["exported"]


def test_who_only_looks_writes_nothing_on_any_business_of_the_server(address, here, there):
    for name in ("Tsubame", "Kitamachi"):
        Workspace.create(here, name, now=clock(), url=address).close()
    for slug in sorted(join_shared(there, address)):
        looks, door = at_work(there, slug, Role.VIEWER)
        with looks:
            before = everything(looks)
            with pytest.raises(StoreError):
                looks.add("customers", {"customer_id": "C9", "name": "九"})
            assert everything(looks) == before
        assert door.trail.last(1)[0].kind == "refused"


def test_of_two_who_edit_the_same_customer_the_later_is_told_and_overwrites_nothing(
    shop, here, there, address
):
    (slug,) = join_shared(there, address)
    first, _door = at_work(here, "tsubame", Role.OWNER)
    second, _door = at_work(there, slug, Role.OWNER)
    with first, second:
        opened = {"memo": rows_of(first).set_index("customer_id").loc["C1", "memo"]}
        second.correct("customers", row_id(second, "C1"), {"memo": "there"}, seen=opened)
        with pytest.raises(ChangedMeanwhile):
            first.correct("customers", row_id(first, "C1"), {"memo": "here"}, seen=opened)
        assert rows_of(first)["memo"].tolist()[0] == "there"
        assert everything(first) == everything(second)


# Files


def copies(workspace):
    """{name: content} of the files of imports in the folder."""
    paths = (p for kind in ("purchases", "layers") for p in (workspace.folder / kind).rglob("*"))
    files = {p: p.read_bytes() for p in paths if p.is_file()}
    return {p.relative_to(workspace.folder).as_posix(): content for p, content in files.items()}


def kept(address):
    """{path: SHA-256} as the server has it."""
    with psycopg.connect(address) as plain:
        return dict(plain.execute("SELECT path, sha256 FROM tsubame.file").fetchall())


def test_files_of_imports_stand_on_the_server_and_come_to_every_computer(shop, there, address):
    with joined(there, address) as other:
        assert copies(other) == copies(shop)
        assert set(copies(other)) == {"purchases/1.parquet", "layers/1/customers.parquet"}
    said = {name: hashlib.sha256(content).hexdigest() for name, content in copies(shop).items()}
    (upload,) = (shop.folder / "uploads").iterdir()
    (key,) = [shop.folder / "key"]
    said |= {f"uploads/{upload.name}": upload.name}
    said |= {"key": hashlib.sha256(key.read_bytes()).hexdigest()}
    assert kept(address) == said


def test_originals_come_only_when_somebody_asks(shop, there, address):
    with joined(there, address) as other:
        assert not (other.folder / "uploads").exists()


def test_a_copy_that_is_lost_or_damaged_is_fetched_again(shop, there, address):
    with joined(there, address) as other:
        before = everything(other)
        (other.folder / "purchases" / "1.parquet").unlink()
        assert everything(other) == before
        (other.folder / "purchases" / "1.parquet").write_bytes(b"damaged")
    with joined(there, address) as other:
        assert everything(other) == before
        assert copies(other) == copies(shop)


def test_what_others_brought_is_never_swept_away(shop, there, address):
    with joined(there, address) as other:
        bring(other, sheet([customer(3)], [line("2026-11-03", 3, 777)]))
        stray = other.folder / "purchases" / "99.parquet"
        stray.write_bytes(b"of an import that failed")
        before = copies(other)
    with joined(there, address) as other:
        assert copies(other) == {n: c for n, c in before.items() if "99" not in n}
    with joined(shop.folder.parents[1], address) as again:
        assert everything(again) == everything(shop)
    assert len(copies(shop)) == 4


def test_an_import_that_fails_leaves_no_file_on_the_server(shop, address, monkeypatch):
    before = kept(address)
    too_fine = sheet([customer(4)], [line("2026-11-04", 4)], scale=9)
    with pytest.raises(StoreError):
        shop.commit(too_fine, files=[("a.csv", b"a")])
    assert kept(address) == before


def test_a_file_that_the_server_damaged_is_said_and_not_used(shop, there, address):
    with psycopg.connect(address, autocommit=True) as plain:
        plain.execute("UPDATE tsubame.file SET content = 'x' WHERE path LIKE 'purchases%'")
    with pytest.raises(StoreError) as refused:
        joined(there, address)
    assert "purchases/1.parquet" in refused.value.say("en")


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", "purchases/../../evil", "evil"])
def test_no_file_is_written_where_a_server_has_no_business(shop, there, address, name):
    with psycopg.connect(address, autocommit=True) as plain:
        plain.execute("UPDATE tsubame.file SET path = %s WHERE path LIKE 'purchases%%'", [name])
    with pytest.raises(StoreError):
        joined(there, address)
    assert [p for p in there.rglob("*") if "evil" in p.name] == []


def test_the_history_holds_whoever_wrote(shop, there, address):
    with joined(there, address) as other:
        other.change_settings({"calls.per_day": 9})
        shop.change_settings({"calls.per_day": 8})
        assert shop.verify_history() is None
        assert other.verify_history() is None
