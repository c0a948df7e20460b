"""Broken and hostile files through the page: read or refused in words, never a crash or a hang."""

from __future__ import annotations

import html
import re
import resource
import time
from pathlib import Path

import pytest

from tests.drills.mutants import KINDS, Mutant, mutant
from tests.drills.share import count, report
from tests.pages.conftest import nothing_yet, served_before  # noqa: F401 - fixtures
from tests.pages.run import open_page, said

pytestmark = pytest.mark.drill
MUTANTS = 5_000
SECONDS = 10.0
PATIENCE = 60
MOST_GROWTH = 600 * 2**20
MOST_CHILD = 1536 * 2**20
WARM = 5
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
#: What a sentence for the owner never holds.
FOREIGN = re.compile(r"Traceback|Error\b|Exception|\{\w*\}|/tmp/")


def memory():
    """Bytes of memory that this process, which serves the page, takes now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def children():
    """The most memory that any reading process took, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def faults(at, file: Mutant, seconds: float) -> list[str]:
    """What went wrong with one file."""
    found = []
    if at.exception:
        found.append(f"exception {at.exception[0].message[:200]}")
    if seconds > SECONDS:
        found.append(f"{seconds:.1f} s")
    refusals = [html.unescape(error.value) for error in at.error]
    if not refusals and "読んだ行" not in said(at):
        found.append("neither a preview nor a refusal")
    found += [f"no words: {r}" for r in refusals if not JAPANESE.search(r) or FOREIGN.search(r)]
    return [f"{file.name} ({file.how}): {fault}" for fault in found]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measures memory as Linux does")
def test_no_broken_file_stops_the_page_and_each_is_previewed_or_refused_in_words(nothing_yet):  # noqa: F811 - the fixture
    begin, tries = time.monotonic(), count(MUTANTS)
    wrong: list[str] = []
    outcomes = {"preview": 0, "refused": 0}
    slowest, before, most = 0.0, 0, 0
    at = open_page("pages/intake.py")
    for number in range(tries):
        file = mutant(number)
        at.file_uploader[0].set_value((file.name, file.data, "application/octet-stream"))
        start = time.monotonic()
        try:
            at.run(timeout=PATIENCE)
        except RuntimeError:  # so the page's test runner says that time is over
            wrong.append(f"{file.name} ({file.how}): over {PATIENCE} s")
            at = open_page("pages/intake.py")
            continue
        seconds = time.monotonic() - start
        wrong += faults(at, file, seconds)
        outcomes["refused" if at.error else "preview"] += 1
        slowest = max(slowest, seconds)
        before = memory() if number < WARM else before
        most = max(most, memory())
    result = (
        f"{len(wrong)} faults; {outcomes['preview']:,} read, {outcomes['refused']:,} refused; "
        f"slowest {slowest:.1f} s; page +{(most - before) // 2**20} MB, "
        f"reader {children() // 2**20} MB"
    )
    report(
        "broken xlsx, csv and numbers through the page", tries, result, time.monotonic() - begin
    )
    assert not wrong, "\n".join(wrong)
    assert most - before <= MOST_GROWTH
    assert children() <= MOST_CHILD


def test_a_mutant_is_known_by_its_number_alone():
    some = [mutant(number) for number in range(40)]
    assert {file.name.rpartition(".")[2] for file in some} == set(KINDS)
    again = [mutant(number) for number in range(40)]
    assert [f.how for f in some] == [f.how for f in again]
    same = [one.data == two.data for one, two in zip(some, again, strict=True)]
    assert all(same)
