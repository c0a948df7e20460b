"""Broken and hostile files through the page: read or refused in words, never a crash or a hang."""

from __future__ import annotations

import html
import os
import re
import resource
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.drills.forked import CONTEXT
from tests.drills.mutants import KINDS, Mutant, mutant
from tests.drills.share import count, report
from tests.pages.run import open_page, run_through_app, said

pytestmark = pytest.mark.drill
MUTANTS = 5_000
SECONDS = 10.0
PATIENCE = 60
MOST_GROWTH = 600 * 2**20
MOST_CHILD = 1536 * 2**20
WARM = 5
#: A file that is read: a server that has read one before has everything imported.
READ = 11
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
#: What a sentence for the owner never holds.
FOREIGN = re.compile(r"Traceback|Error\b|Exception|\{\w*\}|/tmp/")


@dataclass
class Seen:
    """What opening many files came to.

    Attributes:
        wrong: one sentence for each fault.
        read: files that were previewed.
        refused: files that were refused in words.
        slowest: seconds that the slowest file took.
        grown: bytes that the process which serves the page grew by.
        held: bytes that the largest reading process held.
    """

    wrong: list[str] = field(default_factory=list)
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    grown: int = 0
    held: int = 0


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


def given(at, file: Mutant):
    """The page with the file in its field; it has not run yet."""
    at.file_uploader[0].set_value((file.name, file.data, "application/octet-stream"))
    return at


def through_the_page(tries: int) -> Seen:
    """Give the page so many broken files, one after the other."""
    seen, before = Seen(), 0
    at = given(open_page("pages/intake.py"), mutant(READ)).run(timeout=PATIENCE)
    for number in range(tries):
        file = mutant(number)
        given(at, file)
        start = time.monotonic()
        try:
            at.run(timeout=PATIENCE)
        except RuntimeError:  # so the page's test runner says that time is over
            seen.wrong.append(f"{file.name} ({file.how}): over {PATIENCE} s")
            at = open_page("pages/intake.py")
            continue
        seconds = time.monotonic() - start
        seen.wrong += faults(at, file, seconds)
        seen.refused += bool(at.error)
        seen.read += not at.error
        seen.slowest = max(seen.slowest, seconds)
        before = memory() if number < WARM else before
        seen.grown = max(seen.grown, memory() - before)
    seen.held = children()
    return seen


def _alone(home: Path, tries: int, line: Connection) -> None:
    """Do it in a process of its own: nobody else's children and memory are counted there."""
    os.environ["DAIFUKUCHO_HOME"] = str(home)
    with pytest.MonkeyPatch.context() as patch:
        run_through_app(patch)
        try:
            line.send(through_the_page(tries))
        except Exception:  # noqa: BLE001 - else nobody would hear why the process ended
            line.send(Seen(wrong=[traceback.format_exc()]))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="measures memory as Linux does")
def test_no_broken_file_stops_the_page_and_each_is_previewed_or_refused_in_words(tmp_path):
    begin, tries = time.monotonic(), count(MUTANTS)
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_alone, args=(tmp_path / "home", tries, theirs))
    process.start()
    theirs.close()  # so that a process that dies is heard at once
    seen = ours.recv()
    process.join()
    result = (
        f"{len(seen.wrong)} faults; {seen.read:,} read, {seen.refused:,} refused; "
        f"slowest {seen.slowest:.1f} s; page +{seen.grown // 2**20} MB, "
        f"reader {seen.held // 2**20} MB"
    )
    report(
        "broken xlsx, csv and numbers through the page", tries, result, time.monotonic() - begin
    )
    assert not seen.wrong, "\n".join(seen.wrong)
    assert seen.grown <= MOST_GROWTH
    assert seen.held <= MOST_CHILD


def test_a_mutant_is_known_by_its_number_alone():
    some = [mutant(number) for number in range(40)]
    assert {file.name.rpartition(".")[2] for file in some} == set(KINDS)
    again = [mutant(number) for number in range(40)]
    assert [f.how for f in some] == [f.how for f in again]
    same = [one.data == two.data for one, two in zip(some, again, strict=True)]
    assert all(same)
