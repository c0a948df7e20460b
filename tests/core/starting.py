"""Helpers that start the program as an owner does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import start

HERE = Path(start.__file__).parent
APP = 'import streamlit as st\nst.write("大福帳")\n'
ALONE = (
    "start.py", "pyproject.toml", "requirements.txt", "tests/requirements.txt",
    "tests/engines/requirements.txt",
)  # fmt: skip


def copied(root: Path) -> Path:
    """A copy of the launcher with its requirements, without an environment."""
    (root / "tests" / "engines").mkdir(parents=True)
    for name in ALONE:
        shutil.copy(HERE / name, root / name)
    (root / "core").symlink_to(HERE / "core")
    return root


def made_ready(root: Path) -> Path:
    """The copy with an environment in step and an app of one line."""
    (root / ".venv").mkdir()
    for part in ("bin", "lib", "Scripts", "Lib", "pyvenv.cfg"):
        if (Path(sys.prefix) / part).exists():
            (root / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    for name in ("app", "tests"):
        start.stamp(root, name).write_text(start.fingerprint(root, name), encoding="ascii")
    (root / "app.py").write_text(APP, encoding="utf-8")
    return root


def launcher(
    root: Path, *words: str, start_at: Path | None = None, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    """``start.py`` with these words, its data beside it; ``start_at`` is another launcher."""
    started = [str(start_at or root / "start.py"), *words]
    return command(started, root / "home", root.parent, stdin)


def command(
    words: Sequence[str], home: Path, folder: Path, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    """Python with these words in a folder, customer data in ``home``.

    Where it is given something to read, it reads passwords from there too, and never from the
    terminal of whoever runs the tests.
    """
    return subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "DAIFUKUCHO_HOME": str(home), "PYTHONUTF8": "1"},
        stdin=stdin,
        start_new_session=stdin != subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=folder,
    )


def own_port() -> str:
    """A port that no other test starts a server on at the same time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """What the process prints up to a word; the reader ends with the process at the latest."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if word in line:
            return seen
    raise AssertionError(f"{word!r} never came: {seen}")
