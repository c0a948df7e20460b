"""The layer with a part of its lines only (絞り込み), see :mod:`core.scope`.

Customers keep their numbers; lines outside are gone for every kernel. What the owner wrote (the
name of a store) reaches the engine as rows of a table, never as text of a query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import pandas as pd

from core.book import Book
from core.engine import layer
from core.scope import Scope

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

    def buyers() -> list[str]:
        text = "SELECT customer_id FROM customer ORDER BY cno"
        return [row[0] for row in connection.execute(text).fetchall()]

    for name, values in asked(book, buyers).items():
        _send(connection, f"scope_{name}", values)
    _set_aside(connection, "facts")
    _set_aside(connection, "purchase_day")
    wanted = condition(book.scope)
    connection.execute(f"CREATE VIEW facts AS SELECT * FROM whole_facts f WHERE {wanted}")
    if book.scope.of_lines:
        text = layer.TABLES["purchase_day"]
    else:  # whole customers: their days stay as they are
        text = f"SELECT f.* FROM whole_purchase_day f WHERE {wanted}"
    connection.execute(f"CREATE TABLE purchase_day AS {text}")


def asked(book: Book, buyers: Callable[[], Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """What each table ``scope_…`` holds, by the last word of its name.

    Args:
        book: its scope, and its customers with the way they came.
        buyers: says who has a line; asked only where it matters who bought.
    """
    scope = book.scope
    ways = _came_by(book, buyers()) if scope.ways else ()
    every = {"stores": scope.stores, "staff": scope.staff, "products": scope.products}
    kept = {name: values for name, values in every.items() if values}
    return kept | ({"ways": ways} if scope.ways else {})


def condition(scope: Scope) -> str:
    """What is true of a line ``f`` inside the scope."""
    return " AND ".join(text for name, text in _ASKED.items() if getattr(scope, name))


def _came_by(book: Book, buyers: Sequence[str]) -> tuple[str, ...]:
    """The customers who came by one of the ways; who is on no list came by an unknown one."""
    ways = book.table("customers").set_index("customer_id")["trigger"]
    found = ways[~ways.index.duplicated()].reindex(pd.Index(buyers)).fillna("")
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
