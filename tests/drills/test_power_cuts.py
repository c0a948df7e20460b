"""The power goes at any moment: what was said to be saved is there, nothing is half there."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from core.store import connection, places
from core.store.places import remove_folder
from tests.drills import power, traced, works
from tests.drills.forked import PATIENCE, worker
from tests.drills.share import FULL, count, report

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(bool(why := traced.why_not()), reason=why or "-"),
]

#: The older and the newer way of SQLite to write, which an owner's Python decides, and how often
#: the power is cut in each.
MODES = {"DELETE": (connection.WAL_SAFE, 2_000), "WAL": ((0,), 500)}
#: Sessions, each different, and what is done in each after the business was made.
SESSIONS = 5 if FULL else 1
STEPS = 25 if FULL else 12
#: Of so many folders one is also shown as the pages do it: it takes ten times as long.
SEEN_ONE_IN = 10
#: Where the replay must be exact; seals and backups are made while nobody waits, also afterwards.
EXACT = re.compile(r"/ledger\.db$|/(purchases|layers|uploads)/|/current$")
_running: dict[int, Iterator[object]] = {}


def one_step(root: Path, _shop: object, *, seed: int, faulty: str) -> None:
    """The session's next step, in the process that is recorded."""
    if seed not in _running:
        FAULTS[faulty]()
        _running[seed] = works.session(root / "home", seed, STEPS)
    next(_running[seed])


class Step:
    """One step after the other of a session with that seed, in the child's own memory."""

    def __init__(self, seed: int, faulty: str = "DELETE") -> None:
        self.seed, self.faulty = seed, faulty

    def __call__(self, root: Path, shop: object) -> None:
        one_step(root, shop, seed=self.seed, faulty=self.faulty)


def write_ahead() -> None:
    """As SQLite writes from the release on in which its log is safe."""
    connection.WAL_SAFE, _cuts = MODES["WAL"]


def as_sqlite_is_usually_set() -> None:
    """A fault planted: SQLite's own default."""
    original = connection._on_connect

    def on_connect(plain, record, **named):
        original(plain, record, **named)
        plain.execute("PRAGMA synchronous=FULL")

    connection._on_connect = on_connect


def names_not_flushed() -> None:
    """A fault planted: the names of new files and folders are left to the system."""
    original = places.flush
    places.flush = lambda path: None if path.is_dir() else original(path)


FAULTS = {
    "DELETE": lambda: None,
    "WAL": write_ahead,
    "synchronous=FULL": as_sqlite_is_usually_set,
    "names not flushed": names_not_flushed,
}


@dataclass(frozen=True)
class Session:
    """A recorded session: its folder, and all its calls that matter to the disk."""

    root: Path
    calls: list[power.Call]


def recorded(folder: Path, step: Step) -> Session:
    """A session in a process of its own."""
    root = folder / "recorded"
    root.mkdir(parents=True)
    out = folder / "calls"
    with worker(root, step, slug="") as busy, traced.attached(busy.pid, power.OPTIONS, out):
        for _step in range(STEPS + 3):
            assert busy.do() == "done"
        _until_written(out, STEPS + 3)
    calls = list(power.read_calls(out))
    assert_same_files(root, calls)
    return Session(root, calls)


def _until_written(out: Path, acks: int) -> None:
    """The answer is here a moment before strace has written it down."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        said = [c for c in power.read_calls(out) if c.name == "sendto"]
        if sum(call.text(1).startswith(b"done") for call in said) >= acks:
            return
        time.sleep(0.05)


def assert_same_files(root: Path, calls: Sequence[power.Call]) -> None:
    """The calls that were understood make the very files that lie there."""
    disk = power.Disk(root)
    for call in calls:
        disk.do(call)
    lying = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
    seen = disk.as_seen()
    assert disk.acks == STEPS + 3
    kept = sorted(name for name in lying if EXACT.search(name))
    assert "home/businesses/shop/ledger.db" in kept
    assert kept == sorted(name for name in seen if EXACT.search(name))
    assert [name for name in kept if lying[name].read_bytes() != seen[name]] == []


@pytest.fixture(scope="module")
def said_after(tmp_path_factory):
    """What the data folder of a session says before it and after each step."""

    @cache
    def states(seed: int) -> list[str]:
        folder = tmp_path_factory.mktemp("known")
        root, copy = folder / "home", folder / "copy"
        said = [works.state(root)]
        for shop in works.session(root, seed, STEPS):
            shop._keeper.close()  # else files come and go while they are copied
            shutil.copytree(root, copy)
            said.append(works.state(copy))
            remove_folder(copy)
        return said

    return states


def problems(
    folder: Path, session: Session, said: list[str], moments: Sequence[int]
) -> Iterator[str]:
    """What is wrong after a cut at each of these calls of a session."""
    dice = random.Random(len(moments))
    for number, disk in enumerate(power.cuts(session.calls, session.root, moments)):
        after = folder / "after"
        (after / "x").mkdir(parents=True)
        disk.after_power_cut(after / "x", dice)
        shown = number % SEEN_ONE_IN == 0
        problem = judged(after / "x" / "home", said, disk.acks, shown=shown)
        if problem:
            yield problem
        remove_folder(after)


def judged(home: Path, said: list[str], acks: int, *, shown: bool) -> str:
    """Nothing where all that was acknowledged is there; what was being done may be there too."""
    try:
        is_there = works.state(home)
        if shown:
            works.assert_readable(home)
        works.assert_tidied(home)
    except Exception as error:  # noqa: BLE001 - whatever keeps the owner out is what we look for
        return f"after {acks} acknowledged: {type(error).__name__} {error}"[:300]
    if is_there in said[acks : acks + 2]:
        return ""
    return f"after {acks} acknowledged: " + ("older" if is_there in said else "half")


@pytest.mark.parametrize("mode", MODES)
def test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(
    tmp_path, monkeypatch, said_after, mode
):
    safe, cuts = MODES[mode]
    monkeypatch.setattr(connection, "WAL_SAFE", safe)
    begin, found, tries = time.monotonic(), [], count(cuts) // SESSIONS
    for seed in range(SESSIONS):
        folder = tmp_path / str(seed)
        session = recorded(folder, Step(seed, mode))
        dice = random.Random(seed)
        moments = [dice.randint(0, len(session.calls)) for _cut in range(tries)]
        found += problems(folder, session, said_after(seed), moments)
    result = f"{len(found)} lost, half or unreadable"
    report(f"power cuts, {mode} journal", tries * SESSIONS, result, time.monotonic() - begin)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("fault", ["synchronous=FULL", "names not flushed"])
def test_the_drill_finds_what_it_is_for(tmp_path, said_after, fault):
    session = recorded(tmp_path, Step(0, fault))
    after_acks = [at for at, call in enumerate(session.calls) if call.name == "sendto"]
    moments = [at + 1 for at in after_acks * 10]
    assert next(problems(tmp_path, session, said_after(0), moments), "")
