"""Starting a reading process, listening to it, and ending it where it takes too much."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.2
_GRACE_SECONDS = 5

#: pyarrow splits a text in two threads; each more, on a large machine, would take address space.
_ENVIRONMENT = {"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}

#: What a process says, line by line; None when it has ended.
_Lines = queue.Queue[bytes | None]


@contextlib.contextmanager
def begun(command: list[str], *, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for its order, and is gone when the block is left, whatever happens.

    Args:
        command: the program and its words.
        cwd: the folder it runs in.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **_ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console on Windows
    )
    try:
        yield process
    finally:
        end(process)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None  # both were asked for
            pipe.close()


def run(
    process: subprocess.Popen[bytes],
    order: bytes,
    *,
    seconds: float,
    memory: int,
    told: Callable[[int], None],
) -> bool:
    """Give a process its order and listen to it until its end.

    Args:
        process: one that was :func:`begun`.
        order: what it finds on its standard input.
        seconds: it is ended when it takes longer.
        memory: it is ended when it holds more bytes, where the platform tells.
        told: hears a few times a second how many rows are done; what it raises ends the process.

    Returns:
        Whether it ended by itself.
    """
    late = time.monotonic() + seconds
    rows = 0
    with _heard(process, order) as lines:
        while True:
            with contextlib.suppress(queue.Empty):
                line = lines.get(timeout=_SECONDS_BETWEEN_LOOKS)
                if line is None:
                    break
                rows = int(line) if line.strip().isdigit() else rows
            if time.monotonic() > late or memory_of(process.pid) > memory:
                return False
            told(rows)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    return True


@contextlib.contextmanager
def _heard(process: subprocess.Popen[bytes], order: bytes) -> Iterator[_Lines]:
    """What a process says from its order on; it is gone when the block is left."""
    lines: _Lines = queue.Queue()
    talk = threading.Thread(target=_talk, args=(process, lines), daemon=True)
    try:
        _order(process, order)
        talk.start()
        yield lines
    finally:
        end(process)
        if talk.is_alive():
            talk.join()


def _order(process: subprocess.Popen[bytes], order: bytes) -> None:
    """Tell it what to do."""
    assert process.stdin is not None  # the pipe was asked for
    with contextlib.suppress(OSError), process.stdin:  # it may end before it is told anything
        process.stdin.write(order)


def _talk(process: subprocess.Popen[bytes], lines: _Lines) -> None:
    """Pass on what is said until the process ends."""
    assert process.stdout is not None  # the pipe was asked for
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait until it is gone; one that ended by itself is left alone."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def memory_of(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the platform does not tell."""
    if sys.platform == "win32":
        return _memory_on_windows(pid)
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):  # it has just ended, or this is no Linux
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if sys.platform == "win32":  # pragma: no cover - stands in for the limits that only POSIX has
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((f"size{place}", ctypes.c_size_t) for place in range(6)),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    _QUERY_AND_READ = 0x0410

    def _memory_on_windows(pid: int) -> int:
        """Bytes of private memory of a process, 0 when it has ended."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        kernel.K32GetProcessMemoryInfo.argtypes = (
            wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD
        )  # fmt: skip
        handle = kernel.OpenProcess(_QUERY_AND_READ, False, pid)
        if not handle:
            return 0
        try:
            counters = _Counters(cb=ctypes.sizeof(_Counters))
            kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
            return int(counters.PagefileUsage)
        finally:
            kernel.CloseHandle(handle)
