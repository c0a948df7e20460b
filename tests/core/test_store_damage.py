"""Damage is said when a business is opened, with its name, and nothing is changed by looking."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3

import pytest

from core.errors import DamagedLedger, StoreError
from core.locale.words import say
from core.store import seal
from core.store.connection import Ledger
from core.store.crosscheck import sound
from core.store.damage import LEDGER, examine, refuse_damaged
from core.store.places import Place
from core.store.schema import HEAD
from core.store.snapshot import plain
from core.workspace import Workspace, businesses, newest_good
from tests.core.keeping import TODAY, clock, customer, line, sheet


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A business with one import and a backup, closed and sealed; to be copied."""
    root = tmp_path_factory.mktemp("sealed")
    with Workspace.create(root, "shop", now=clock()) as made:
        said = sheet([customer(number) for number in range(40)], [line("2026-01-02")])
        made.commit(said, files=[("売上.csv", b"a")])
        made.add("activities", {"date": TODAY, "customer_id": "C1", "note": "お話"})
        made.back_up()
    return root


@pytest.fixture
def root(sealed, tmp_path):
    shutil.copytree(sealed, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def place(root):
    return Place(root / "businesses" / "shop")


def flip(path, at, bit=1):
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(data)


def all_files(place):
    return {p: p.read_bytes() for p in place.folder.rglob("*") if p.is_file()}


def refused(root):
    with pytest.raises(DamagedLedger) as error:
        Workspace.open(root, "shop", now=clock())
    return error.value


def test_a_flipped_bit_of_a_name_is_said_and_nothing_is_changed(root, place):
    flip(place.ledger, place.ledger.read_bytes().index("試験 7".encode()))
    with plain(place.ledger) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)  # SQLite sees nothing
    before = all_files(place)
    error = refused(root)
    assert say(error.what[0], "ja") == "台帳そのもの（ledger.db）"
    assert "not opened" in error.say("en")
    assert all_files(place) == before
    assert newest_good(root, "shop").customers == 40
    assert [b.slug for b in businesses(root)] == ["shop"]


@pytest.mark.parametrize("left", [0, 1, 99, 4096, 5000, 40_000])
def test_a_ledger_cut_short_is_said(root, place, left):
    os.truncate(place.ledger, left)
    assert [one.name for one in examine(place).damages] == [LEDGER]
    assert businesses(root)[0].slug == "shop"
    refused(root)


@pytest.mark.parametrize("page", [0, 3, 10])
def test_a_page_of_zeros_is_said(place, page):
    data = bytearray(place.ledger.read_bytes())
    data[4096 * page : 4096 * (page + 1)] = bytes(4096)
    place.ledger.write_bytes(data)
    assert [one.name for one in examine(place).damages] == [LEDGER]


def test_every_bit_of_the_header_is_said_or_says_nothing(place):
    whole = place.ledger.read_bytes()
    counters = {*range(24, 28), *range(60, 64)}
    for at in range(100):
        for bit in (1, 128):
            flip(place.ledger, at, bit)
            assert bool(examine(place).damages) == (at not in counters), at
            place.ledger.write_bytes(whole)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("purchases/1.parquet", "売上.csv"),
        ("layers/1/customers.parquet", "売上.csv"),
        ("key", "key"),
    ],
)
@pytest.mark.parametrize("harm", ["flip", "cut", "lose"])
def test_an_altered_or_missing_file_is_named(root, place, name, words, harm):
    path = place.folder / name
    if harm == "flip":
        flip(path, path.stat().st_size // 2)
    elif harm == "cut":
        os.truncate(path, path.stat().st_size - 1)
    else:
        path.unlink()
    (one,) = refused(root).what
    assert words in say(one, "ja")
    assert words in say(one, "en")


def test_a_kept_original_is_named_by_its_own_name(root, place):
    path = next(place.uploads.iterdir())
    path.write_bytes(b"b")
    assert [say(one, "en") for one in refused(root).what] == [
        "The kept original of 売上.csv (uploads)"
    ]


# ---- killed before it could be sealed


def written_since(place):
    """Write past the seal, as a program that was killed at once did."""
    with contextlib.closing(Ledger(place.ledger)) as ledger, ledger.writing() as writing:
        writing.exec_driver_sql("INSERT INTO setting VALUES ('calls.per_day', '7')")
        columns = "week, kind, digest, rows, created"
        frozen = f"INSERT INTO snapshot ({columns}) VALUES (?, ?, ?, ?, ?)"
        writing.exec_driver_sql(frozen, ("2026-11-16", "calls", "", '[{"a": NaN}]', ""))


def test_a_ledger_written_since_it_was_sealed_is_looked_through_and_opened(root, place):
    written_since(place)
    found = examine(place)
    assert (found.damages, found.sealed) == ((), False)
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert shop.settings().calls.per_day == 7
    assert examine(place).sealed


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE customers SET birthday = CAST(x'01' AS BLOB) WHERE id = 2",
        "UPDATE activities SET date = '2026-13-01'",
        "UPDATE batch SET counts = '{'",
        "UPDATE customers SET absent = 7 WHERE id = 3",
        "UPDATE customers SET employees = 'many' WHERE id = 3",
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'customers'",
        "DELETE FROM alembic_version",
        "DELETE FROM batch",
        "DROP TABLE not_now",
    ],
)
def test_what_no_program_would_have_written_is_said(place, harm):
    written_since(place)
    with contextlib.closing(sqlite3.connect(place.ledger)) as plainly, plainly:
        plainly.execute(harm)
    assert [one.name for one in examine(place).damages] == [LEDGER]


def test_a_broken_index_is_said(place):
    written_since(place)
    with contextlib.closing(sqlite3.connect(place.ledger)) as plainly:
        index = "ix_customers_import_key"
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = plainly.execute(query, (index,)).fetchone()
    data = place.ledger.read_bytes()
    flip(place.ledger, data.index(b"C7", 4096 * (page - 1)))
    with plain(place.ledger) as there:
        assert not sound(there, HEAD)
    assert examine(place).damages


@pytest.mark.parametrize("name", ["purchases/1.parquet", "layers/1/customers.parquet"])
def test_without_any_seal_a_file_that_cannot_be_read_is_said(place, name):
    seal.path_of(place).unlink()
    assert not examine(place).damages
    os.truncate(place.folder / name, 100)
    assert [one.name for one in examine(place).damages] == [name]


def test_without_any_seal_an_original_is_known_by_its_name_and_an_empty_key_is_none(place):
    seal.path_of(place).unlink()
    next(place.uploads.iterdir()).write_bytes(b"b")
    place.key.write_bytes(b"")
    assert len(examine(place).damages) == 2


def test_an_older_copy_that_somebody_put_there_by_hand_is_opened(root, place, tmp_path):
    shutil.copytree(place.folder, tmp_path / "older")
    with Workspace.open(root, "shop", now=clock()) as shop:
        shop.commit(sheet([customer(99)]), files=[("b.csv", b"b")])
    shutil.copy(tmp_path / "older" / "ledger.db", place.ledger)
    assert examine(place) == examine(place).__class__(())
    with Workspace.open(root, "shop", now=clock()) as shop:
        assert len(shop.book(TODAY).table("customers")) == 40


def test_another_program_that_holds_the_ledger_is_no_damage(place):
    with contextlib.closing(sqlite3.connect(place.ledger, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as error:
            refuse_damaged(place, busy_ms=100)
    assert not isinstance(error.value, DamagedLedger)
    assert "Another window" in error.value.say("en")


def test_a_damaged_number_of_the_version_is_no_newer_version(root, place):
    at = place.ledger.read_bytes().index(HEAD.encode())
    flip(place.ledger, at, 2)
    assert refused(root).say("ja")
