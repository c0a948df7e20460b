"""A full and a failing disk, met at every call that writes: refused in words, and usable again.

What the works are and what must stand afterwards, backups too: :mod:`tests.drills.works`. A
refusal may say that nothing was saved only where nothing was; going back to a backup may stop half
way and say so, for the next opening finishes it.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.drills import traced, works
from tests.drills.forked import worker
from tests.drills.share import report, share_of
from tests.drills.traced import FLUSHES, NAMES, WRITES, Point

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(bool(why := traced.why_not()), reason=why or "-"),
]

#: What a full disk refuses: it can still flush, and remove.
GROWS = ("write", "pwrite64", "ftruncate", "?mkdir", "mkdirat", "?rename")
#: The faults: what the system answers, at which calls, and what the owner reads then.
FAULTS = {
    "full": ("error=ENOSPC", GROWS, "空きがありません"),
    "failing": ("error=EIO", (*WRITES, *FLUSHES, *NAMES), "うまく働きませんでした"),
}
#: What may only be said where it is true.
NOTHING_SAVED = "何も保存していません"


@dataclass(frozen=True)
class Hindrance:
    """A disk that refuses a call: this one only, or from this one on."""

    fault: str
    once: bool
    point: Point

    @property
    def options(self) -> list[str]:
        """What makes strace refuse it."""
        what, calls, _words = FAULTS[self.fault]
        return self.point.once(what) if self.once else self.point.from_now_on(what, calls)


def hindrances(points: list[Point]) -> list[Hindrance]:
    """Every way to refuse every call that can be refused so, the ways mixed."""
    return [
        Hindrance(fault, once, point)
        for point in points
        for fault, (_what, calls, _words) in FAULTS.items()
        if point.call in {call.lstrip("?") for call in calls}
        for once in (True, False)
    ]


def outcome_of(prepared, work, hindrance: Hindrance) -> str:
    """What came of a work on such a disk, judged; the same process goes on once it is mended."""
    before, after = prepared.before, prepared.after(work)
    root = prepared.copy("hindered")
    with worker(root, work) as busy:
        with traced.attached(busy.pid, hindrance.options):
            answer = busy.do()
        kept = works.state(root)  # opened by another, while the first still has it open
        again = busy.do() if kept == before else "done"
    assert kept in (before, after), f"half there: {hindrance}"
    assert again == "done", f"not usable again: {hindrance}: {again}"
    assert works.state(root) == after
    if answer == "done":
        assert kept == after, f"said to be done, and is not: {hindrance}"
        return "done all the same"
    assert FAULTS[hindrance.fault][2] in answer, f"{hindrance}: {answer}"
    if NOTHING_SAVED in answer:
        assert kept == before, f"said that nothing was saved, and it is: {hindrance}: {answer}"
    return "refused" if kept == before else "refused, and yet there"


@pytest.mark.parametrize("name", works.SINGLE)
def test_a_disk_that_refuses_loses_nothing_and_says_so(prepared, name):
    begin, work = time.monotonic(), works.SINGLE[name]
    tried = share_of(hindrances(prepared.points(work)), at_most=2 if name in works.LONG else 3)
    outcomes = Counter((each.fault, outcome_of(prepared, work, each)) for each in tried)
    assert outcomes.total() == len(tried) > 0
    for fault in FAULTS:
        found = {how: n for (which, how), n in outcomes.items() if which == fault}
        result = ", ".join(f"{n:,} {how}" for how, n in sorted(found.items()))
        what = f"{fault} disk at every call of: {name}"
        report(what, sum(found.values()), f"0 lost, 0 half; {result}", time.monotonic() - begin)
