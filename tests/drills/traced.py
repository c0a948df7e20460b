"""System calls counted, made to fail or answered with a kill: by strace, in real processes.

A call is known by its name and its number: "the third ``fsync`` after strace took hold". The same
work makes the same calls in the same order, so a first run that only counts says where every later
run can be hit.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Every call that changes what stands on the disk; ``?`` before those that not all machines have.
WRITES = ("write", "pwrite64", "writev", "pwritev", "ftruncate")
FLUSHES = ("fsync", "fdatasync")
NAMES = (
    "?rename", "renameat", "renameat2", "?unlink", "unlinkat", "?mkdir", "mkdirat", "?rmdir",
    "linkat", "symlinkat",
)  # fmt: skip
CALLS = (*WRITES, *FLUSHES, *NAMES)
SECONDS_TO_END = 5.0
_CALL = re.compile(r"^(\w+)\(")


def why_not() -> str:
    """Why nothing can be traced here, "" where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as sleeper:
        try:
            with attached(sleeper.pid, ["-e", "trace=none"]):
                return ""
        except OSError as error:
            return f"strace may not look into other processes: {error}"
        finally:
            sleeper.kill()


@contextlib.contextmanager
def attached(
    pid: int, options: Sequence[str], out: Path | None = None, *, dies: bool = False
) -> Iterator[None]:
    """Strace holds the first thread of a process; at the end it lets go, and that runs on.

    Seals and backups are made in other threads, while nobody waits: strace counts for each thread,
    and would hit theirs in the place of ours. With ``-f`` among the options it follows them too.

    Args:
        pid: the process.
        options: what to trace, and what to do to it.
        out: where to write what was seen.
        dies: the process dies meanwhile, so strace ends by itself.

    Raises:
        OSError: it cannot take hold.
    """
    command = ["strace", "-p", str(pid), "-o", str(out or "/dev/null"), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        try:
            said = strace.stderr.readline()
            if "attached" not in said:
                raise OSError(said.strip())
            yield
        finally:
            _end(strace, dies=dies)


def _end(strace: subprocess.Popen[str], *, dies: bool) -> None:
    """Let it end by itself, else ask, else end it: it may wait for a dead thread for ever."""
    for ask in (lambda: None, strace.terminate)[not dies :]:
        ask()
        with contextlib.suppress(subprocess.TimeoutExpired):
            strace.wait(SECONDS_TO_END)
            return
    strace.kill()


@dataclass(frozen=True)
class Point:
    """One call of a work.

    Attributes:
        call: its name; ``number``: which of that name, from 1.
        before: how many of each name came before it.
    """

    call: str
    number: int
    before: Counter[str]

    def once(self, what: str) -> list[str]:
        """Options that do it at this call only: ``signal=SIGKILL``, ``error=EIO``."""
        return [*_only(self.call), "-e", f"inject={self.call}:{what}:when={self.number}"]

    def from_now_on(self, what: str, calls: Sequence[str]) -> list[str]:
        """Options that do it to these calls at this one and ever after."""
        told = [f"inject={call}:{what}:when={self.before[_plain(call)] + 1}+" for call in calls]
        return [*_only(*calls), *(word for one in told for word in ("-e", one))]


@contextlib.contextmanager
def points(pid: int) -> Iterator[list[Point]]:
    """The list is filled at the end with every call that changes the disk, in order."""
    found: list[Point] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "calls"
        with attached(pid, [*_only(*CALLS)], out):
            yield found
        found += _points(out.read_text(encoding="utf-8").splitlines())


def _points(lines: Sequence[str]) -> list[Point]:
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        if call := _CALL.match(line):
            found.append(Point(call[1], seen[call[1]] + 1, seen.copy()))
            seen[call[1]] += 1
    assert found
    return found


def _only(*calls: str) -> list[str]:
    return ["-e", f"trace={','.join(calls)}", "-e", "signal=none"]


def _plain(call: str) -> str:
    return call.lstrip("?")
