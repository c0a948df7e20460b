"""The layer with a part of its lines only (絞り込み), see :mod:`core.scope`.

Customers keep their numbers; lines outside are gone for every kernel. What the owner wrote (the
name of a store) reaches the engine as rows of a table, never as text of a query.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from core.book import Book
from core.engine import layer

_ASKED = {
    "stores": "f.store IN (SELECT name FROM scope_stores)",
    "staff": "f.staff IN (SELECT name FROM scope_staff)",
    "products": "(f.product IN (SELECT name FROM scope_products)"
    " OR f.category IN (SELECT name FROM scope_products))",
    "ways": "f.cno IN (SELECT c.cno FROM customer c JOIN scope_ways w ON w.name = c.customer_id)",
}


def narrow(connection: duckdb.DuckDBPyConnection, book: Book) -> None:
    """Leave out every line that does not belong to the book's scope.

    Args:
        connection: on which the layer's three tables, or views of them, are.
        book: its scope, and its customers with the way they came.
    """
    asked = {
        "stores": book.scope.stores,
        "staff": book.scope.staff,
        "products": book.scope.products,
        "ways": _came_by(connection, book) if book.scope.ways else (),
    }
    kept = [name for name in asked if getattr(book.scope, name)]
    for name in kept:
        _send(connection, f"scope_{name}", asked[name])
    _set_aside(connection, "facts")
    _set_aside(connection, "purchase_day")
    conditions = " AND ".join(_ASKED[name] for name in kept)
    connection.execute(f"CREATE VIEW facts AS SELECT * FROM whole_facts f WHERE {conditions}")
    if book.scope.of_lines:
        text = layer.TABLES["purchase_day"]
    else:  # whole customers: their days stay as they are
        text = f"SELECT f.* FROM whole_purchase_day f WHERE {conditions}"
    connection.execute(f"CREATE TABLE purchase_day AS {text}")


def _came_by(connection: duckdb.DuckDBPyConnection, book: Book) -> tuple[str, ...]:
    """The customers who came by one of the ways; who is on no list came by an unknown one."""
    people = book.table("customers")
    ways = people.set_index("customer_id")["trigger"]
    rows = connection.execute("SELECT customer_id FROM customer ORDER BY cno").fetchall()
    buyers = pd.Index([row[0] for row in rows])
    found = ways[~ways.index.duplicated()].reindex(buyers).fillna("")
    return tuple(found.index[found.isin(book.scope.ways)])


def _send(connection: duckdb.DuckDBPyConnection, name: str, values: tuple[str, ...]) -> None:
    connection.register("scope_frame", pd.DataFrame({"name": pd.Series(values, dtype="object")}))
    connection.execute(
        f"CREATE TABLE {name} AS SELECT CAST(name AS VARCHAR) AS name FROM scope_frame"
    )
    connection.unregister("scope_frame")


def _set_aside(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Give a table or view of the layer the name ``whole_…``."""
    kind = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [name]
    ).fetchall()[0][0]
    what = "VIEW" if kind == "VIEW" else "TABLE"
    connection.execute(f"ALTER {what} {name} RENAME TO whole_{name}")
