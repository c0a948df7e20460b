"""Real small and read-only file systems, where we may mount them (as root on Linux)."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEGABYTE = 2**20


def why_not() -> str:
    """Why nothing can be mounted here, "" where it can."""
    if shutil.which("mount") is None:
        return "there is no mount"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), 1):
                return ""
        except subprocess.CalledProcessError as error:
            return f"nothing may be mounted here: {error.stderr.strip()}"


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes in the place of an empty folder."""
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """The same folder, and nobody may write to it, not even root."""
    _run("mount", "--bind", str(folder), str(folder))
    try:
        _run("mount", "-o", "remount,bind,ro", str(folder))
        yield folder
    finally:
        _run("umount", "-l", str(folder))


@contextlib.contextmanager
def full(disk: Path, left: int = 0) -> Iterator[None]:
    """Nothing more fits on a disk but so many bytes; at the end there is room again."""
    filler = disk / "filler"
    filler.write_bytes(bytes(max(shutil.disk_usage(disk).free - left, 0)))
    try:
        yield
    finally:
        filler.unlink()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
