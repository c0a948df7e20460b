"""Locked data folders for tests: quick to open, and searched for names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.store import recovery_key, vault

CIPHER = pytest.mark.skipif(
    bool(vault.missing()), reason="sqlcipher3 comes with tests/requirements.txt"
)
PASSPHRASE = "うちの店は角の赤いのれん三軒目です"
OTHER = "another passphrase of ours"


def easily(monkeypatch) -> None:
    """Let the passphrase cost next to nothing."""
    monkeypatch.setattr(vault, "PASSES", 1)
    monkeypatch.setattr(vault, "MEMORY_KIB", 64)


def locked_home(root: Path) -> str:
    """Lock a data folder in which nothing is yet; its recovery key."""
    key = recovery_key.new()
    root.mkdir(parents=True, exist_ok=True)
    vault.make(root, PASSPHRASE, key)
    vault.set_state(root, vault.ON)
    return key


def forget() -> None:
    """As a new process begins."""
    vault._KEYS.clear()


def _files(folder: Path) -> list[str]:
    """Every file below a folder in which others are at work."""
    return [os.path.join(at, name) for at, _folders, names in os.walk(folder) for name in names]


def found(folders: list[Path], words: list[str]) -> dict[str, list[str]]:
    """{file: words that stand in it bare}, in any encoding that a file may have."""
    marks = [
        (word, word.encode(code)) for word in words for code in ("utf-8", "utf-16-le", "cp932")
    ]
    stems = {mark[:4] for _word, mark in marks}
    hits: dict[str, list[str]] = {}
    for folder in folders:
        every = [folder] if folder.is_file() else map(Path, _files(folder))
        for path in every:
            try:
                data = path.read_bytes()
            except OSError:  # it has just gone
                continue
            if not any(stem in data for stem in stems):
                continue
            if here := [word for word, mark in marks if mark in data]:
                hits[str(path)] = here
    return hits
