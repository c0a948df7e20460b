"""What an owner does, as one call each, and everything that stands in a data folder afterwards.

The works do the same on every run, so what a folder must say before and after each is known. A
fault may leave the one or the other, never anything else. The backups on the shelf are judged with
it: whatever the program would offer is read back, and what was taken by hand is there or is not.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from core.store import seal as sealing
from core.store.backup import Backup, backups, shelf_of, wrong_objects
from core.store.places import Place
from core.store.rotation import OCCASIONS
from core.store.sweeping import tidy
from core.workspace import Workspace, businesses, current, go_back, set_current
from tests.core.erasable import hits
from tests.core.keeping import TODAY, bring, clock, customer, line, row_id, sheet

#: What a business's folder holds when nobody is at work.
KEPT = {"ledger.db", "ledger.seal", ".seal.lock", "key", "purchases", "layers", "uploads", "cache"}
#: What stands there too once somebody was erased; in the folder nothing but the note that the next
#: opening empties the cache once more.
SINCE_ERASED = {"erased", "erasing"}
#: Columns that say when, and those that hang on it: no two runs are the same in them.
MOMENTS = {"at", "created", "updated", "used", "kept", "chain", "digest"}
#: What going back writes down about itself: a moment, and a mark of its own each time.
_RESTORED = re.compile(r'\{"at": "[^"]*", "mark": "[0-9a-f]{32}"\}')
#: The people who are erased, in that order, and what tells them: the first before any work begins.
ERASED = (("試験 5", "090-0123-0005"), ("試験 2", "090-0123-0002"))
_HOURS = 7200


def begin(root: Path) -> None:
    """A business with one import, a promise, a logged call, and as many backups as are kept.

    Since the last of them somebody was erased and a setting was changed.
    """
    with Workspace.create(root, "shop", now=clock()) as shop:
        _first_import(shop)
        shop.log_outcome("C2", "promised", day=TODAY, note="見積もり", next_date=TODAY)
        for number in range(OCCASIONS["hand"]):
            shop.change_settings({"calls.per_day": 10 + number})
            shop.back_up()
        shop.erase("C5")
        shop.change_settings({"calls.per_day": 9})
    set_current(root, "shop")


def _first_import(shop: Workspace) -> None:
    people = [customer(n, phone=f"090-0123-000{n}") for n in (1, 2, 3, 5)]
    people[2]["memo"] = "試験 2 様のご紹介"
    bought = [line(f"2026-0{n}-1{n}", n, 1000 * n) for n in (1, 2, 3, 5)]
    contact = {"customer_id": "C1", "date": "2026-10-01", "note": "まえの話"}
    bring(shop, sheet(people, bought, activities=[contact]), "first.csv")


def commit(_root: Path, shop: Workspace) -> None:
    """Two files come in: customers new and changed, lines, contacts, a free column."""
    people = [customer(2, phone="090-0123-9999", note="変わった"), customer(4)]
    bought = [
        line("2026-02-12", 2, 2000, source_file="a.csv"),
        line("2026-02-13", 4, 700, source_file="a.csv"),
        line("2026-11-01", 1, 800, source_file="b.csv"),
    ]
    contact = {"customer_id": "C4", "date": "2026-11-02", "note": "新しい話"}
    said = sheet(people, bought, activities=[contact])
    shop.commit(said, files=[("a.csv", b"a" * 30_000), ("b.csv", b"b" * 9_000)])


def outcome(_root: Path, shop: Workspace) -> None:
    """A call with all that follows: the contact, the next date, someone introduced."""
    shop.log_outcome(
        "C1", "referral", day=TODAY, note="友だちを紹介", referred_name="試験 五郎",
        next_date=TODAY + dt.timedelta(days=14),
    )  # fmt: skip


def undo(_root: Path, shop: Workspace) -> None:
    """The import is taken back."""
    shop.undo_batch(1)


def create(root: Path, _shop: Workspace) -> None:
    """Another business."""
    Workspace.create(root, "second", now=clock()).close()


def settings(_root: Path, shop: Workspace) -> None:
    """Two settings change."""
    shop.change_settings({"calls.per_day": 7, "language": "en"})


def remember(root: Path, _shop: Workspace) -> None:
    """The business is the one last worked with, as it was."""
    set_current(root, "shop")


def look(_root: Path, shop: Workspace) -> None:
    """Everything is read; only the cache is written to."""
    shop.book(TODAY)
    shop.same_people()


def redo(_root: Path, shop: Workspace) -> None:
    """What was done last is taken back, and done again."""
    last = shop.last_actions(1)[0]
    shop.undo(last.id)
    shop.redo(last.id)


def correct(_root: Path, shop: Workspace) -> None:
    """A phone number is put right."""
    shop.correct("customers", row_id(shop, "C3"), {"phone": "090-0123-7777"})


def keep_list(_root: Path, shop: Workspace) -> None:
    """The week's list is accepted."""
    shop.keep_calls(dt.date(2026, 11, 23), [{"customer_id": "C1", "day": TODAY}])


def back_up(_root: Path, shop: Workspace) -> None:
    """A backup is taken, and the oldest goes for it."""
    shop.back_up()


def restore(root: Path, shop: Workspace) -> None:
    """The newest good backup by hand is put back, and whoever was erased since is erased again."""
    by_hand = next(b for b in shop.backups() if b.why == "hand")
    go_back(root, "shop", by_hand.id, now=clock())


def erase(_root: Path, shop: Workspace) -> None:
    """A person is erased, who is also named in the words about another."""
    shop.erase("C2", blank=[mention.text for mention in shop.erasure("C2").mentions])


def seal(_root: Path, shop: Workspace) -> None:
    """Everything is looked at and sealed, as it is a second after every other work."""
    assert sealing.seal(Place(shop.folder))


def empty(_root: Path, _shop: Workspace) -> None:
    """Nothing."""


#: The works of the drills that meet every single call.
SINGLE = {
    work.__name__: work
    for work in (
        commit, outcome, undo, create, settings, correct, back_up, restore, erase, seal,
    )
}  # fmt: skip


#: Those of them that take a second each: in every test run fewer of their calls are met.
LONG = {"restore", "erase"}


# A session: one thing after the other, each acknowledged


def session(root: Path, seed: int, steps: int) -> Iterator[Workspace]:
    """A business is made and worked with; each time round, one thing more was done in it."""
    dice = random.Random(seed)
    shop = Workspace.create(root, "shop", now=clock())
    with contextlib.closing(shop):
        yield shop
        set_current(root, "shop")
        yield shop
        _first_import(shop)
        yield shop
        for number in range(steps):
            dice.choice(_AGAIN)(root, shop, number)
            yield shop


def _imports_more(_root: Path, shop: Workspace, number: int) -> None:
    people = [customer(1 + number % 5, note=f"{number}"), customer(100 + number)]
    days = [f"2026-{1 + number % 10:02}-{day:02}" for day in range(1, 4)]
    bought = [line(day, 100 + number, 10 * number, source_file=f"{number}.csv") for day in days]
    contact = {"customer_id": "C1", "date": TODAY, "note": f"{number}", "話": "自由"}
    said = sheet(people, bought, activities=[contact])
    shop.commit(said, files=[(f"{number}.csv", f"{number}".encode() * 3000)])


def _turns_an_import(_root: Path, shop: Workspace, number: int) -> None:
    known = shop.batches()
    batch = known[number % len(known)]
    (shop.undo_batch if batch.active else shop.redo_batch)(batch.id)


def _turns_an_action(_root: Path, shop: Workspace, number: int) -> None:
    known = [a for a in shop.last_actions(50) if a.undoable and a.batch_id is None]
    if known:
        shop.undo(known[number % len(known)].id)


def _logs(_root: Path, shop: Workspace, number: int) -> None:
    """A call is logged."""
    following = TODAY + dt.timedelta(days=number)
    shop.log_outcome("C1", "promised", day=TODAY, note=f"{number}", next_date=following)


def _makes_another(root: Path, _shop: Workspace, number: int) -> None:
    with Workspace.create(root, f"more {number}", now=clock()) as other:
        assert other.business.name


def _decides(_root: Path, shop: Workspace, number: int) -> None:
    known = list(shop.book(TODAY).table("customers")["customer_id"])
    if len(known) > 1:
        shop.same_person(*known[:2], same=(True, False, None)[number % 3])


_AGAIN: tuple[Callable[[Path, Workspace, int], None], ...] = (
    _imports_more,
    _imports_more,
    _turns_an_import,
    _turns_an_action,
    _logs,
    _logs,
    _makes_another,
    _decides,
    lambda _root, shop, number: shop.change_settings({"calls.per_day": 1 + number}),
    lambda root, shop, _number: look(root, shop),
    lambda root, shop, _number: keep_list(root, shop),
    lambda root, _shop, _number: set_current(root, "shop"),
)


# What stands there


def state(root: Path) -> str:
    """Everything that is kept in a data folder, as text to be compared, but the moments.

    It is opened as an owner opens it first, so that what was begun and never finished is gone, or
    is finished where that was promised (going back, erasing).

    Raises:
        AssertionError: something stands there that must not, or is not whole.
    """
    found: dict[str, object] = {"current": current(root)}
    for business in businesses(root):
        with Workspace.open(root, business.slug, now=clock()) as shop:
            assert shop.verify_history() is None
            assert not shop.erasure_unfinished
        folder = root / "businesses" / business.slug
        with contextlib.closing(sqlite3.connect(folder / "ledger.db")) as plain:
            assert_whole(folder, plain)
            offered = _offered(root, business.slug)
            _assert_kept(plain, offered)
            by_hand = [_said_of(backup) for backup in offered if backup.why == "hand"]
            found[business.slug] = [_tables(plain), _files(folder), by_hand]
    return json.dumps(found, default=str, ensure_ascii=False, indent=1)


def _offered(root: Path, slug: str) -> list[Backup]:
    """The backups that an owner can choose from, each read back; nothing else is on the shelf."""
    shelf = shelf_of(root, slug)
    found = backups(shelf)
    for backup in found:
        assert wrong_objects(shelf, backup) == [], f"half a backup is offered: {backup.id}"
    names = {path.name for path in shelf.folder.glob("*")} - {".lock", "objects"}
    assert names == {f"{backup.id}.json" for backup in found}
    needed = {mark.sha256 for backup in found for mark in backup.marks}
    assert {path.name for path in shelf.objects.glob("*")} == needed
    return found


def _said_of(backup: Backup) -> list[object]:
    """What a backup would bring back, but the moments."""
    return [backup.last_action, backup.sequences, backup.rows, sorted(backup.files)]


def _assert_kept(plain: sqlite3.Connection, offered: list[Backup]) -> None:
    """Whoever went back can come forward again: what was there then became a backup."""
    back = plain.execute("SELECT max(id) FROM action WHERE verb = 'restore'").fetchone()[0]
    assert back is None or any(b.why == "restore" and b.last_action < back for b in offered)


def _tables(plain: sqlite3.Connection) -> dict[str, list[str]]:
    """Every row of every table."""
    found = {}
    names = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    for (name,) in names.fetchall():
        columns = [row[1] for row in plain.execute(f"PRAGMA table_info({name})")]
        kept = ", ".join(f'"{column}"' for column in columns if column not in MOMENTS)
        rows = map(repr, plain.execute(f"SELECT {kept} FROM {name}"))
        found[name] = sorted(_RESTORED.sub("{}", row) for row in rows)
    return found


def _files(folder: Path) -> dict[str, str]:
    """Every file kept beside the ledger, with the hash of its content."""
    folders = [folder / name for name in ("purchases", "layers", "uploads")]
    paths = [p for place in folders for p in sorted(place.rglob("*")) if p.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def assert_whole(folder: Path, plain: sqlite3.Connection) -> None:
    """The ledger's file is sound, and nothing lies about that no import knows."""
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    numbers = {str(n) for (n,) in plain.execute("SELECT id FROM batch")}
    named = [names for (names,) in plain.execute("SELECT purchases_file FROM batch")]
    wal = plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    ours = {"ledger.db-wal", "ledger.db-shm"} if wal else set()  # of the connection that looks
    ids = "SELECT count(DISTINCT at) FROM erased WHERE mark LIKE 'id:%'"
    (erasures,) = plain.execute(ids).fetchone()
    names = {path.name for path in folder.iterdir() if path.suffix != ".tmp"}
    assert names - KEPT - ours - (SINCE_ERASED if erasures else set()) == set()
    assert {path.name for path in (folder / "erasing").glob("*")} <= {"again"}
    lines = {name for names in named for name in names.split("\n") if name}
    assert {path.name for path in (folder / "purchases").glob("*")} == lines
    assert {path.name for path in (folder / "layers").glob("*")} - numbers == set()
    _assert_originals(folder, plain)
    words = [word for person in ERASED[:erasures] for word in person]
    assert hits(folder, words) == []


def _assert_originals(folder: Path, plain: sqlite3.Connection) -> None:
    """Every kept original is what was handed in; where one is missing its import says so."""
    there = {path.name for path in (folder / "uploads").glob("*")}
    sent: dict[int, set[str]] = {}
    for batch, sha256 in plain.execute("SELECT batch_id, sha256 FROM upload"):
        sent.setdefault(batch, set()).add(sha256)
    assert there <= set().union(*sent.values())
    assert all(
        hashlib.sha256((folder / "uploads" / p).read_bytes()).hexdigest() == p for p in there
    )
    for batch, counts in plain.execute("SELECT id, counts FROM batch"):
        gone = sent.get(batch, set()) - there
        assert len(gone) == json.loads(counts).get("originals_removed", 0)


def assert_readable(root: Path) -> None:
    """Every business shows its book and who is who."""
    for business in businesses(root):
        with Workspace.open(root, business.slug, now=clock()) as shop:
            look(root, shop)


def assert_tidied(root: Path) -> None:
    """Two hours later nothing half made is left in the folder, once it is opened."""
    for path in (root, *root.rglob("*")) if root.exists() else ():
        then = path.stat().st_mtime - _HOURS
        os.utime(path, (then, then))
    for business in businesses(root):
        Workspace.open(root, business.slug, now=clock()).close()
    if not businesses(root):
        tidy(root, Place(root))  # as the first opening of a business would
    assert [*root.rglob("*.tmp"), *root.rglob(".new-*")] == []
