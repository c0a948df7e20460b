"""Kill -9 at every write, flush and name: what was said to be saved is there, nothing is half.

The calls are those of the thread that works: the ledger's, the imports' files and the backups that
a work takes first. The seal is written in a thread of its own a second after each work, so that it
is none of these calls, but where the work itself removes or writes it (going back, erasing); as a
work of its own (``seal``) its every call is met. What was begun and is to be finished by the next
opening (going back, erasing) is finished when the folder is judged.
"""

from __future__ import annotations

import time

import pytest

from tests.drills import traced, works
from tests.drills.forked import worker
from tests.drills.share import report, share_of

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(bool(why := traced.why_not()), reason=why or "-"),
]


def after_a_kill(prepared, work, point):
    """The folder after a kill at that call; the work cannot have been acknowledged."""
    root = prepared.copy("killed")
    with (
        worker(root, work) as busy,
        traced.attached(busy.pid, point.once("signal=SIGKILL"), dies=True),
    ):
        assert busy.do() == ""
    return root


@pytest.mark.parametrize("name", works.SINGLE)
def test_a_kill_at_any_call_that_changes_the_disk_leaves_all_or_nothing(prepared, name):
    begin, work = time.monotonic(), works.SINGLE[name]
    before, after = prepared.before, prepared.after(work)
    outcomes = {before: 0, after: 0}
    tried = share_of(prepared.points(work), at_most=2)
    for point in tried:
        root = after_a_kill(prepared, work, point)
        found = works.state(root)
        assert found in outcomes, f"half there after a kill at {point.call} {point.number}"
        outcomes[found] += 1
        works.assert_tidied(root)
        if found == before:  # and what was not saved can be done again
            with worker(root, work) as again:
                assert again.do() == "done"
            assert works.state(root) == after
    result = f"{outcomes[before]} nothing, {outcomes[after]} all, 0 half"
    if before == after:
        result = f"{outcomes[before]} as it was, 0 half"
    report(f"kill -9 at every call of: {name}", len(tried), result, time.monotonic() - begin)
