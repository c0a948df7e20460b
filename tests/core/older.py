"""Ledgers as earlier versions left them: made by their own revisions, with rows in every table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3

from alembic import command
from alembic.script import ScriptDirectory

from core.store import connection
from core.store.connection import Ledger
from core.store.places import Place, businesses_folder

ROWS = 3
AT = "2026-05-01T09:00:00.000000+09:00"
UPLOADED = b"an old upload"


def earlier_revisions():
    """Every revision before the newest, the oldest first."""
    scripts = ScriptDirectory.from_config(connection._config())
    return [script.revision for script in scripts.walk_revisions()][:0:-1]


def older_business(root, revision, slug="shop"):
    """A business whose ledger is of an earlier revision."""
    place = Place(businesses_folder(root) / slug)
    place.folder.mkdir(parents=True)
    config = connection._config()
    ledger = Ledger(place.ledger)
    with ledger.writing() as writing:
        config.attributes["connection"] = writing
        command.upgrade(config, revision)
    ledger.close()
    with contextlib.closing(sqlite3.connect(place.ledger)) as plain, plain:
        plain.execute("PRAGMA foreign_keys=ON")
        for table in tables(plain):
            fill(plain, table)
    sha256 = hashlib.sha256(UPLOADED).hexdigest()
    place.uploads.mkdir()
    (place.uploads / sha256).write_bytes(UPLOADED)
    return place


def tables(plain):
    """The tables of a ledger, those that others point to first."""
    found = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    names = [name for (name,) in found if not name.startswith(("sqlite", "alembic"))]
    first = ["batch", "action"]
    return [*first, *sorted(set(names) - set(first))]


def fill(plain, table):
    columns = plain.execute(f'PRAGMA table_info("{table}")').fetchall()
    for number in range(1, 2 if table == "business" else ROWS + 1):
        cells = {name: cell(table, name, kind, number) for _n, name, kind, *_more in columns}
        marks = ", ".join("?" for _cell in cells)
        names = ", ".join(f'"{name}"' for name in cells)
        plain.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(cells.values()))


def cell(table, name, kind, number):
    """A cell that a program of that time could have written."""
    if (table, name) != ("setting", "value") and name == "value":
        return f"{name} {number}"
    said = {
        "id": number,
        "batch_id": number if table != "action" else None,
        "action_id": number,
        "undone_by": None,
        "sha256": hashlib.sha256(UPLOADED).hexdigest(),
        "size": len(UPLOADED),
        "purchases_file": "",
        "sample": "",
        "trade_code": "salon",
        "verb": "add",
        "table_name": "customers",
        "facts": json.dumps({"table": "customers", "name": "試験"}),
        "files": '["old.csv"]',
        "created": AT,
        "at": AT,
        "lines": 0,
        "scale": 0,
        "currency": "JPY",
        "key": ["calls.per_day", "money.margin", "language"][number - 1],
        "value": ["5", "0.4", '"ja"'][number - 1],
        "week": f"2026-05-{4 * number:02}",
        "one": f"C{number}",
    }
    if name in said:
        return said[name]
    if kind == "DATE":
        return None if table == "business" else f"2026-05-0{number}"
    if kind == "JSON":
        return "{}" if name != "rows" else "[]"
    if kind in ("BOOLEAN", "FLOAT"):
        return 0
    if kind in ("INTEGER", "BIGINT"):
        return number
    return f"{name} {number}"


def rows_of(path):
    """{table: rows as {column: cell}} of a ledger, but for what Alembic keeps for itself."""
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in plain.execute(f'SELECT * FROM "{table}" ORDER BY 1')]
            for table in tables(plain)
        }


def contains(later, earlier):
    """Whether every cell of an earlier ledger still stands in a later one."""
    return all(
        len(later[table]) >= len(rows)
        and all(row.items() <= now.items() for row, now in zip(rows, later[table], strict=False))
        for table, rows in earlier.items()
    )
