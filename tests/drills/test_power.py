"""What is read of a recording of system calls, and what it makes of the disk."""

from __future__ import annotations

import pytest

from tests.drills import power

pytestmark = pytest.mark.drill


def said(text: str) -> str:
    """A text as strace writes it with ``-xx``."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in text.encode()) + '"'


def test_a_number_that_another_thread_was_given_while_it_was_being_closed_stays_open(tmp_path):
    recording = [
        f"1 openat(AT_FDCWD, {said('/d/one')}, O_WRONLY|O_CREAT, 0600) = 5",
        "1 close(5 <unfinished ...>",
        f"2 openat(AT_FDCWD, {said('/d/two')}, O_WRONLY|O_CREAT, 0600) = 5",
        "1 <... close resumed>) = 0",
        f"2 write(5, {said('kept')}, 4) = 4",
        "2 close(5) = 0",
        f"1 openat(AT_FDCWD, {said('/d/three')}, O_WRONLY|O_CREAT, 0600 <unfinished ...>",
        "1 <... openat resumed>) = 5",
        f"1 write(5, {said('too')}, 3) = 3",
    ]
    (tmp_path / "calls").write_text("\n".join(recording) + "\n", encoding="ascii")
    disk = power.Disk(tmp_path / "d")
    disk.root = b"/d"
    for call in power.read_calls(tmp_path / "calls"):
        disk.do(call)
    assert disk.as_seen() == {"one": b"", "two": b"kept", "three": b"too"}
