"""The log of sharing is private, chained, and names no customer."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest

from core.errors import StoreError
from core.export.access import access_csv
from core.share.trail import KINDS, Trail
from tests.core.sharing import Hand


@pytest.fixture
def trail(tmp_path):
    found = Trail(tmp_path, Hand())
    found.note("signed_in", person="a1", address="192.0.2.10")
    found.note("saw", person="a1", address="192.0.2.10", business="shop", customer="C-090-0123")
    found.note("exported", person="a1", business="shop", what="=export_ledger")
    return found


def test_lines_are_told_the_newest_first_and_by_kind(trail):
    assert [seen.kind for seen in trail.last(9)] == ["exported", "saw", "signed_in"]
    assert [seen.kind for seen in trail.last(9, kinds=["saw", "failed"])] == ["saw"]
    assert [seen.kind for seen in trail.last(1, before=trail.last(1)[0].id)] == ["saw"]
    assert trail.count() == 3
    assert trail.first_broken() is None


def test_the_file_is_private_and_holds_no_number_of_a_customer(trail, tmp_path):
    for name in ("access.db", "access.key"):
        file = tmp_path / name
        assert b"C-090-0123" not in file.read_bytes()
        if os.name != "nt":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access SET person = 'b2' WHERE id = 2",
        "UPDATE access SET at = replace(at, '2026', '2025') WHERE id = 2",
        "UPDATE access SET kind = 'signed_out' WHERE id = 2",
        "UPDATE access SET customer = '' WHERE id = 2",
        "DELETE FROM access WHERE id = 1",
        "DELETE FROM access WHERE id = 2",
        "UPDATE access SET chain = '' WHERE id = 2",
    ],
)
def test_what_is_changed_or_taken_out_afterwards_is_noticed(trail, tmp_path, change):
    connection = sqlite3.connect(tmp_path / "access.db")
    connection.execute(change)
    connection.commit()
    connection.close()
    broken = trail.first_broken()
    assert broken is not None
    assert broken.id in {2, 3}


def test_another_key_is_noticed(trail, tmp_path):
    (tmp_path / "access.key").write_text("00" * 32, encoding="ascii")
    assert trail.first_broken().id == 1


def test_a_disk_that_refuses_is_said(tmp_path):
    (tmp_path / "access.db").write_bytes(b"no database at all, but long enough to be read" * 100)
    with pytest.raises(StoreError):
        Trail(tmp_path, Hand()).note("signed_in")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_written_out_for_a_spreadsheet_oldest_first_without_live_formulas(trail, language):
    text = access_csv(trail.last(9), {"a1": "=花子"}, language).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 4
    assert [line.count("'=花子") for line in lines] == [0, 1, 1, 1]
    assert "'=export_ledger" in lines[3]
    assert "C-090-0123" not in text
    assert len({seen.kind for seen in trail.last(9)} & set(KINDS)) == 3
