"""A locked data folder: no customer in any file (SAFETY R23), and everything works as before."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from core.engine.duck import DuckDBEngine
from core.errors import DamagedLedger, EngineError, LockedVault, StoreError
from core.export.bundle import take_in
from core.ingest import child
from core.store import backup, inbox, kept_bytes, locking, recovery_key, relocked, vault
from core.store.places import Place, businesses_folder
from core.workspace import Workspace, backups, create_sample, go_back
from tests.core.keeping import TODAY, bring, clock, customer, line, sheet
from tests.core.locked import CIPHER, OTHER, PASSPHRASE, easily, forget, found, locked_home

pytestmark = CIPHER

HERE = Path(__file__).parents[2]
NAMES = [f"鍵谷{number:03d}菜々" for number in range(1000)]
PHONES = [f"090-0{number:03d}-{number:04d}" for number in range(1000)]
TABLE = [
    customer(n, **{"name": name, "phone": phone})
    for n, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True))
]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    easily(monkeypatch)
    yield
    forget()


def filled(root: Path, *, many: int = 1000) -> Workspace:
    """A business with many customers, an import taken back, a call and a backup."""
    made = Workspace.create(root, "shop", now=clock())
    rows = TABLE[:many]
    bring(made, sheet(rows, [line("2026-10-01", n % many) for n in range(many)]))
    second = bring(made, sheet(rows[:3], [line("2026-11-01", 1)]), name="b.csv")
    made.undo_batch(second.id)
    made.log_outcome("C1", "talked", day=TODAY, note=f"{NAMES[1]}様とお話")
    made.back_up()
    return made


def said(workspace: Workspace) -> list:
    book = workspace.book()
    tables = {name: frame.to_dict("list") for name, frame in sorted(book.tables.items())}
    lines = sum(len(parquet_of(path)) for path in book.purchases)
    return [repr(tables), lines]


def parquet_of(path: Path):
    return pd.read_parquet(kept_bytes.source(path))


def test_no_name_and_no_phone_stands_in_any_file_of_a_locked_folder(tmp_path):
    root = tmp_path / "home"
    with filled(root) as made:
        before = said(made)
    inbox.keep(root, f"{NAMES[5]}.csv", NAMES[6].encode(), now=clock()())
    assert len(found([root], NAMES + PHONES)) > 3

    locking.turn_on(root, PASSPHRASE, _key())

    assert found([root], NAMES + PHONES) == {}
    with Workspace.open(root, "shop", now=clock()) as made:
        assert said(made) == before
        assert made.verify_history() is None
        whole = io.BytesIO()
        made.write_workbook(whole, "ja")
        made.write_bundle(whole)
        assert found([root], NAMES + PHONES) == {}
    assert inbox.content(root, inbox.waiting(root, now=clock()(), days=7)[0].sha256)
    assert found([root], NAMES + PHONES) == {}


def _key() -> str:
    return recovery_key.new()


CHILD = """
import datetime as dt, sys
from pathlib import Path
from core import ingest
from core.settings import Settings
from core.store import vault
from core.workspace import JST, Workspace
from core.review import review
vault.unlock(Path(sys.argv[1]), sys.argv[2])
now = lambda: dt.datetime(2026, 11, 22, 10, tzinfo=JST)
data = Path(sys.argv[3]).read_bytes()
print("begun", flush=True)
for turn in range(1000):
    with Workspace.create(Path(sys.argv[1]), "shop", now=now) as made:
        content = data + b"\\n" * turn
        today = dt.date(2026, 11, 22)
        reading = ingest.read(content, "list.csv", settings=Settings(), today=today)
        combined = ingest.combine([reading])
        made.preview(combined)
        made.commit(combined, files=[("list.csv", content)], mapping={}, counts={})
        review(made.book(), made.settings(), cache=made.folder / "cache")
        made.back_up()
        with open(sys.argv[4], "wb") as out:
            import io
            made.write_workbook(io.BytesIO(), "ja")
            made.write_bundle(io.BytesIO())
        print("turn", flush=True)
"""


def test_nothing_is_bare_during_a_run_and_after_it_was_killed(tmp_path):
    root, scratch = tmp_path / "home", tmp_path / "tmp"
    scratch.mkdir()
    locked_home(root)
    table = tmp_path / "in" / "list.csv"
    table.parent.mkdir()
    rows = [f"C{n},{NAMES[n]},{PHONES[n]},2026-10-{n % 28 + 1:02d},1000" for n in range(1000)]
    table.write_text("顧客番号,氏名,電話番号,購入日,金額\n" + "\n".join(rows), encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(HERE)}
    environment.pop("DAIFUKUCHO_DATABASE", None)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root), PASSPHRASE, str(table), os.devnull],
        env=environment, stdout=subprocess.PIPE, stderr=(log := (tmp_path / "log").open("wb")),
        cwd=HERE,
    )  # fmt: skip
    words = [*NAMES[::10], *PHONES[::10]]
    hits, looks = {}, 0
    try:
        assert child.stdout.readline() == b"begun\n"
        ended = time.monotonic() + 240
        while looks < 5 or not list((root / "backups").glob("*/*.json")):
            hits |= found([root, scratch], words)
            looks += 1
            assert child.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < ended
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        log.close()

    assert hits == {}
    assert found([root, scratch, tmp_path / "log"], NAMES + PHONES) == {}
    assert list((root / "businesses").rglob("*.parquet"))


def test_a_locked_folder_opens_with_its_passphrase_alone(tmp_path):
    filled(tmp_path, many=5).close()
    locking.turn_on(tmp_path, PASSPHRASE, _key())
    forget()

    with pytest.raises(LockedVault):
        Workspace.open(tmp_path, "shop", now=clock())
    with pytest.raises(LockedVault):
        Workspace.create(tmp_path, "another", now=clock())
    with pytest.raises(StoreError, match="not the passphrase"):
        vault.unlock(tmp_path, OTHER)

    vault.unlock(tmp_path, PASSPHRASE)
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert len(made.book().table("customers")) == 5


def test_the_printed_key_opens_it_and_sets_a_new_passphrase(tmp_path):
    key = _key()
    filled(tmp_path, many=3).close()
    locking.turn_on(tmp_path, PASSPHRASE, key)
    before = _bytes(tmp_path)
    forget()

    vault.recover(tmp_path, key.lower().replace("-", " "), OTHER)

    Workspace.open(tmp_path, "shop", now=clock()).close()
    forget()
    with pytest.raises(StoreError):
        vault.unlock(tmp_path, PASSPHRASE)
    vault.unlock(tmp_path, OTHER)
    forget()
    vault.recover(tmp_path, key, PASSPHRASE)  # the paper stays good
    assert _bytes(tmp_path).keys() >= before.keys()


def test_a_new_passphrase_rewrites_nothing_but_the_wrapped_key(tmp_path):
    filled(tmp_path, many=3).close()
    locking.turn_on(tmp_path, PASSPHRASE, _key())
    before = _bytes(tmp_path)

    vault.change_passphrase(tmp_path, PASSPHRASE, OTHER)

    after = _bytes(tmp_path)
    changed = {path.name for path in after if before.get(path) != after[path]}
    assert changed == {"vault.json", "vault-copy.json"}


def test_a_backup_is_locked_too_and_brings_everything_back(tmp_path):
    with filled(tmp_path, many=20) as made:
        first = said(made)
    locking.turn_on(tmp_path, PASSPHRASE, _key())
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        made.new_customer({"name": "後からの人"})
        made.back_up()
        second = said(made)
    shelf = backup.shelf_of(tmp_path, "shop")
    kept = backups(tmp_path, "shop")
    assert [backup.wrong_objects(shelf, one) for one in kept] == [[]] * len(kept)
    old = next(one for one in reversed(kept) if one.why == "hand")

    go_back(tmp_path, "shop", old.id, now=clock())
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert said(made) == first
    newest = next(o for o in backups(tmp_path, "shop") if o.why in ("restore", "hand"))
    go_back(tmp_path, "shop", newest.id, now=clock())
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert said(made) == second


def test_the_file_for_another_computer_opens_without_the_vault_and_is_locked_where_there_is_one(
    tmp_path,
):
    ours, bare, theirs = (tmp_path / name for name in ("ours", "bare", "theirs"))
    with filled(ours, many=10) as made:
        before = said(made)
    locking.turn_on(ours, PASSPHRASE, _key())
    carried = io.BytesIO()
    with Workspace.open(ours, "shop", now=clock()) as made:
        made.write_bundle(carried)

    locked_home(theirs)
    for root in (bare, theirs):
        root.mkdir(exist_ok=True)
        slug = take_in(root, carried)
        with Workspace.open(root, slug, now=clock()) as taken:
            assert said(taken) == before
    assert found([bare], NAMES[:10])
    assert found([theirs], NAMES[:10] + PHONES[:10]) == {}


def test_laid_bare_again_everything_is_as_it_was(tmp_path):
    with filled(tmp_path, many=20) as made:
        before = said(made)
    locking.turn_on(tmp_path, PASSPHRASE, _key())
    with pytest.raises(StoreError):
        locking.turn_off(tmp_path, OTHER)

    locking.turn_off(tmp_path, PASSPHRASE)
    forget()

    assert vault.find(tmp_path) is None
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert said(made) == before
    shelf = backup.shelf_of(tmp_path, "shop")
    assert all(not backup.wrong_objects(shelf, one) for one in backups(tmp_path, "shop"))


@pytest.mark.parametrize("off", [False, True])
def test_killed_at_any_call_locking_goes_on_and_nothing_is_lost(tmp_path, monkeypatch, off):
    with filled(tmp_path / "made", many=4) as made:
        before = said(made)
    key = _key()
    if off:
        locking.turn_on(tmp_path / "made", PASSPHRASE, key)
    for at in itertools.count():
        root = tmp_path / f"try{at}"
        shutil.copytree(tmp_path / "made", root)
        turn = (lambda r: locking.turn_off(r, PASSPHRASE)) if off else (
            lambda r: locking.turn_on(r, PASSPHRASE, key)
        )  # fmt: skip
        with monkeypatch.context() as patch:
            killed = _die_at(patch, at)
            with contextlib.suppress(KeyboardInterrupt):
                turn(root)
        forget()
        if vault.find(root) is not None:
            vault.unlock(root, PASSPHRASE)
            locking.finish(root)
        with Workspace.open(root, "shop", now=clock()) as made:
            assert said(made) == before
            locked = vault.find(root) is not None
        assert bool(found([root], NAMES[:4])) is not locked
        shelf = backup.shelf_of(root, "shop")
        assert all(not backup.wrong_objects(shelf, one) for one in backups(root, "shop"))
        shutil.rmtree(root)
        forget()
        if not killed:
            break
    assert at > 10


def _die_at(patch, at: int) -> list:
    """Let the power go at the so-manyth file that gets its name; whether it was reached."""
    count, killed = itertools.count(), []
    replace = Path.replace

    def dying(path, target):
        if next(count) == at:
            killed.append(path)
            raise KeyboardInterrupt
        return replace(path, target)

    patch.setattr(Path, "replace", dying)
    return killed


def test_every_changed_byte_of_a_locked_file_is_noticed(tmp_path):
    filled(tmp_path, many=5).close()
    locking.turn_on(tmp_path, PASSPHRASE, _key())
    Workspace.open(tmp_path, "shop", now=clock()).close()
    place = Place(businesses_folder(tmp_path) / "shop")
    chance = random.Random(5)
    for path in [*[place.ledger] * 8, *place.purchases.glob("*"), *place.uploads.glob("*")]:
        good = path.read_bytes()
        bad = bytearray(good)
        bad[chance.randrange(16, len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        with pytest.raises(DamagedLedger):
            Workspace.open(tmp_path, "shop", now=clock())
        path.write_bytes(good)
    Workspace.open(tmp_path, "shop", now=clock()).close()


def test_a_damaged_business_is_not_locked_and_nothing_is_changed(tmp_path):
    filled(tmp_path, many=5).close()
    (path,) = Place(businesses_folder(tmp_path) / "shop").purchases.glob("1.parquet")
    path.write_bytes(path.read_bytes()[:-7])

    with pytest.raises(StoreError, match="damaged"):
        locking.turn_on(tmp_path, PASSPHRASE, _key())

    assert vault.find(tmp_path) is None


def test_an_erased_customer_is_gone_from_a_locked_ledger(tmp_path):
    locked_home(tmp_path)
    with filled(tmp_path, many=10) as made:
        made.erase("C3")
        assert "C3" not in list(made.book().table("customers")["customer_id"])
        assert made.verify_history() is None
    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert len(made.book().table("customers")) == 9
    assert found([tmp_path], NAMES + PHONES) == {}


def test_a_ledger_is_the_same_in_every_row_before_and_after(tmp_path):
    filled(tmp_path, many=20).close()
    ledger = Place(businesses_folder(tmp_path) / "shop").ledger

    def dump(data: bytes) -> list[str]:
        memory = sqlite3.connect(":memory:")
        memory.deserialize(data)
        lines = list(memory.iterdump())
        memory.close()
        return lines

    before = dump(relocked.bytes_of(ledger))
    locking.turn_on(tmp_path, PASSPHRASE, _key())

    assert sorted(dump(relocked.bytes_of(ledger))) == sorted(before)


def test_a_sample_is_made_in_a_locked_folder_as_anywhere(tmp_path):
    locked_home(tmp_path)
    with create_sample(tmp_path, "lease", now=clock()) as made:
        people = made.book().table("customers")
        names = [n for n in people["name"] if len(n) > 3]
    assert names
    assert found([tmp_path / "businesses"], names) == {}


def test_what_was_set_aside_is_locked_too_damage_and_all(tmp_path):
    with filled(tmp_path, many=5) as made:
        kept = made.back_up()
    place = Place(businesses_folder(tmp_path) / "shop")
    place.ledger.write_bytes(place.ledger.read_bytes()[:5000])
    go_back(tmp_path, "shop", kept.id, now=clock())
    (aside,) = (tmp_path / "set-aside").glob("*/ledger.db")
    before = aside.read_bytes()

    locking.turn_on(tmp_path, PASSPHRASE, _key())
    assert found([tmp_path], NAMES[:5]) == {}
    assert kept_bytes.read(aside) == before

    locking.turn_off(tmp_path, PASSPHRASE)
    assert aside.read_bytes() == before


def test_a_copy_that_is_not_equal_is_given_up_and_goes_on_later(tmp_path, monkeypatch):
    with filled(tmp_path, many=5) as made:
        before = said(made)
    with monkeypatch.context() as patch:
        patch.setattr(relocked, "_differ", lambda *_all: True)
        with pytest.raises(StoreError, match="not the same"):
            locking.turn_on(tmp_path, PASSPHRASE, _key())
    with pytest.raises(StoreError, match="not finished"):
        Workspace.open(tmp_path, "shop", now=clock())

    locking.finish(tmp_path)

    with Workspace.open(tmp_path, "shop", now=clock()) as made:
        assert said(made) == before


def test_backups_of_a_newer_version_are_not_touched(tmp_path):
    filled(tmp_path, many=3).close()
    (tmp_path / "backups" / "shop" / "newer.json").write_text('{"form": 99}', encoding="utf-8")

    with pytest.raises(StoreError, match="newer version"):
        locking.turn_on(tmp_path, PASSPHRASE, _key())

    assert vault.find(tmp_path) is None


def test_no_engine_elsewhere_is_sent_files_of_a_locked_ledger(tmp_path):
    locked_home(tmp_path)
    with filled(tmp_path, many=5) as made:
        engine = DuckDBEngine(made.book(), cache=made.folder / "cache")
        with pytest.raises(EngineError, match="locked"):
            engine.written()
        assert engine.row_count() == 5
        assert not list((made.folder / "cache").glob("layer-*"))
        engine.close()


def test_apple_numbers_files_are_to_be_exported_while_a_folder_is_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(child.CHILD, "key", "00" * 32)

    with pytest.raises(child.OnlyFromDisk):
        child.read_numbers(tmp_path, b"", {})


def _bytes(root: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
