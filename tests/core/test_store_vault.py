"""The vault's own file: its copy, its passphrases, and how the command line asks for one."""

from __future__ import annotations

import io
import json

import pytest

from core.cli.opening import FILE, VARIABLE, open_folder
from core.errors import LockedVault, StoreError
from core.export.in_memory import Archive
from core.ingest.passing import Passing, new_key
from core.store import kept_bytes, vault
from core.store.places import Place
from core.store.scratch import scratch_in
from tests.core.locked import CIPHER, OTHER, PASSPHRASE, easily, forget, locked_home

pytestmark = CIPHER


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    easily(monkeypatch)
    yield
    forget()


def test_a_damaged_file_of_keys_is_replaced_by_the_copy_beside_the_backups(tmp_path):
    locked_home(tmp_path)
    forget()
    (tmp_path / vault.NAME).write_text("{", encoding="utf-8")

    vault.unlock(tmp_path, PASSPHRASE)
    assert not vault.locked(tmp_path)

    (tmp_path / "backups" / vault.COPY).write_bytes(b"\0")
    with pytest.raises(StoreError, match="keys of the data folder"):
        vault.find(tmp_path)


def test_a_vault_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path):
    locked_home(tmp_path)
    path = tmp_path / vault.NAME
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept.pop("check")
    kept["form"] = vault.FORM + 1
    path.write_text(json.dumps(kept | {"check": vault.check_of(kept)}), encoding="utf-8")

    with pytest.raises(StoreError, match="newer version"):
        vault.find(tmp_path)


@pytest.mark.parametrize("bad", ["short", "a" * 30, "long " * 60])
def test_a_passphrase_that_could_be_guessed_is_refused(tmp_path, bad):
    with pytest.raises(StoreError):
        vault.make(tmp_path, bad, vault.recovery_key.new())
    assert vault.find(tmp_path) is None


def test_a_folder_cannot_be_locked_twice_and_one_that_is_not_locked_has_nothing_to_open(tmp_path):
    with pytest.raises(StoreError, match="not locked"):
        vault.unlock(tmp_path, PASSPHRASE)
    locked_home(tmp_path)
    with pytest.raises(StoreError, match="already"):
        vault.make(tmp_path, OTHER, vault.recovery_key.new())


def test_neither_key_nor_passphrase_stands_in_the_file_or_in_what_is_printed(tmp_path):
    typed = locked_home(tmp_path)
    opened = vault.opened(tmp_path)
    text = (tmp_path / vault.NAME).read_text(encoding="utf-8")

    assert opened.key.hex() not in text + repr(opened)
    assert typed not in text
    assert PASSPHRASE not in text


def test_nothing_is_written_bare_into_a_locked_folder(tmp_path):
    locked_home(tmp_path)
    kept_bytes.write(tmp_path / "a", "鍵谷".encode())
    assert kept_bytes.read(tmp_path / "a") == "鍵谷".encode()
    assert "鍵谷".encode() not in (tmp_path / "a").read_bytes()
    forget()

    with pytest.raises(LockedVault):
        kept_bytes.write(tmp_path / "b", b"x")
    with pytest.raises(LockedVault):
        scratch_in(Place(tmp_path / "businesses" / "shop"))


def test_the_command_line_takes_the_passphrase_from_a_variable_or_a_file(tmp_path, monkeypatch):
    locked_home(tmp_path)
    said = tmp_path / "said"
    said.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    for name, value in ((VARIABLE, PASSPHRASE), (FILE, str(said))):
        forget()
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            open_folder(tmp_path, "en")
        assert not vault.locked(tmp_path)
    forget()

    with pytest.raises(StoreError, match="variable"):
        open_folder(tmp_path, "en")
    monkeypatch.setenv(FILE, str(tmp_path / "nowhere"))
    with pytest.raises(StoreError, match="cannot be read"):
        open_folder(tmp_path, "en")


def test_what_passes_to_the_reading_process_is_locked_with_a_key_of_that_reading(tmp_path):
    ours, theirs = Passing(new_key()), Passing(new_key())
    ours.put(tmp_path / "input", b"name")

    assert ours.take(tmp_path / "input") == b"name"
    assert b"name" not in (tmp_path / "input").read_bytes()
    with pytest.raises(ValueError, match="not what they were"):
        theirs.take(tmp_path / "input")


def test_a_workbook_takes_its_sheets_from_memory_or_from_a_file(tmp_path):
    (tmp_path / "sheet").write_bytes(b"on disk")
    with Archive(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "sheet", "one")
        archive.write(io.BytesIO(b"in memory"), "two")
    with Archive(tmp_path / "a.zip") as archive:
        assert [archive.read(name) for name in ("one", "two")] == [b"on disk", b"in memory"]
