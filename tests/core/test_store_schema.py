"""The ledger's tables, its first revision, its version."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3

import duckdb
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.errors import StoreError
from core.store import connection, faults
from core.store.frames import IDENTITY
from core.store.schema import HEAD, METADATA, STATE, TABLE_OF
from core.tables import TABLES
from core.workspace import Workspace, businesses
from tests.core.keeping import clock
from tests.core.recorded import Recorded


def test_the_revisions_make_exactly_the_tables_that_the_program_uses(tmp_path):
    ledger = connection.create(tmp_path / "ledger.db")
    with ledger.reading() as open_connection:
        context = MigrationContext.configure(open_connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    ledger.close()


def test_a_ledger_made_of_recorded_statements_is_the_one_that_alembic_makes(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(connection, "_upgrade", Recorded(connection._upgrade))
    for name in ("by_alembic", "recorded"):
        connection.create(tmp_path / name).close()
        with contextlib.closing(sqlite3.connect(tmp_path / name)) as plain:
            made.append(list(plain.iterdump()))
    assert made[0] == made[1]
    assert any(HEAD in line for line in made[1])


def test_the_newest_revision_is_the_one_that_the_program_expects():
    config = Config()
    config.set_main_option("script_location", str(connection.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_every_table_of_the_template_but_purchases_is_kept_with_all_its_columns():
    assert {*STATE, "purchases"} == set(TABLES)
    for name in STATE:
        assert set(TABLES[name].names) <= set(TABLE_OF[name].c.keys())


def test_what_makes_two_rows_the_same_names_columns_of_every_table():
    assert set(IDENTITY) == set(STATE)
    for name, columns in IDENTITY.items():
        assert set(columns) <= set(TABLES[name].names)


def test_no_text_is_ordered_by_the_database():
    """Two servers order the same text differently; Python orders it one way."""
    ordered = re.compile(r"order_by\(\s*([A-Z_]+)\.c\.(\w+)")
    tables = {name.upper(): table for name, table in METADATA.tables.items()}
    found = [
        tables[table].c[column].type
        for path in connection.MIGRATIONS.parents[1].rglob("*.py")
        for table, column in ordered.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(found) > 5
    assert [kind for kind in found if isinstance(kind, sa.Text)] == []


@pytest.fixture
def folder(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        return workspace.folder


def test_a_ledger_of_a_newer_version_is_refused_and_left_untouched(folder, tmp_path):
    path = folder / "ledger.db"
    with sqlite3.connect(path) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    plain.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted(p.name for p in folder.iterdir())
    with pytest.raises(StoreError) as refused:
        Workspace.open(tmp_path, folder.name, now=clock())
    assert "9999" in refused.value.say("en")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(p.name for p in folder.iterdir()) == files


def test_an_older_ledger_is_brought_up_to_date_when_it_is_opened(tmp_path, monkeypatch):
    path = tmp_path / "ledger.db"
    sqlite3.connect(path).execute(
        "CREATE TABLE alembic_version (version_num TEXT)"
    ).connection.close()
    monkeypatch.setattr(connection, "known_revisions", lambda: {"", HEAD})
    connection.open_ledger(path).close()
    assert connection.version_of(path) == HEAD


def test_a_damaged_ledger_is_said_and_not_opened_but_others_are_listed(folder, tmp_path):
    (folder / "ledger.db").write_bytes(b"this is not a database at all" * 100)
    Workspace.create(tmp_path, "another", now=clock()).close()
    with pytest.raises(StoreError) as refused:
        Workspace.open(tmp_path, folder.name, now=clock())
    assert "damaged" in refused.value.say("en")
    assert [b.name for b in businesses(tmp_path)] == ["another", folder.name]


def test_every_connection_is_set_for_durability(tmp_path):
    ledger = connection.create(tmp_path / "ledger.db")
    wal = sqlite3.sqlite_version_info >= connection.WAL_SAFE
    with ledger.reading() as open_connection:
        asked = {
            name: open_connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    ledger.close()
    full, extra = 2, 3
    assert asked == {
        "journal_mode": "wal" if wal else "delete",
        "synchronous": full if wal else extra,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(28, "No space left on device"), "full"),
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (sqlite3.OperationalError("database is locked"), "Another window"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be written"),
        (PermissionError(13, "Permission denied"), "cannot be written"),
        (sqlite3.OperationalError("unable to open database file"), "cannot be written"),
        (sqlite3.DatabaseError("database disk image is malformed"), "damaged"),
        (sqlite3.OperationalError("disk I/O error"), "did not do"),
        (OSError(5, "Input/output error"), "did not do"),
        (OSError(30, "Read-only file system"), "cannot be written"),
        (OSError(28, "[Errno 28] Error writing bytes to file"), "full"),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), "full"),
        (sa.exc.TimeoutError("QueuePool limit reached"), "Another window"),
        (OSError(21, "Is a directory"), "is a directory"),
    ],
)
def test_failures_of_disk_and_database_are_said_in_words(error, word):
    assert word in StoreError(faults.words_for(error)).say("en")
    assert StoreError(faults.words_for(error)).say("ja") != ""
