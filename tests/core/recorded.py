"""New ledgers at the speed of their SQL: Alembic makes the first of each kind, the rest repeat it.

Thousands of tests begin with a ledger from nothing, and Alembic takes longer than the database to
make one. So the statements that it runs for the first new ledger are noted, and run again for the
others. A ledger that is brought up to date, and every test of the migrations, is Alembic's own.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa


class Recorded:
    """Makes the tables of new ledgers as a function did it for the first one.

    Attributes:
        upgrade: brings a ledger to the newest revision, whatever it is.
    """

    def __init__(self, upgrade: Callable[[sa.Connection], None]) -> None:
        self.upgrade = upgrade
        self._statements: dict[str, list[tuple[str, object]]] = {}

    def __call__(self, connection: sa.Connection) -> None:
        if sa.inspect(connection).has_table("alembic_version"):
            self.upgrade(connection)
            return
        kind = connection.dialect.name
        if kind not in self._statements:
            self._statements[kind] = self._noted(connection)
            return
        for statement, parameters in self._statements[kind]:
            connection.exec_driver_sql(statement, parameters or None).close()

    def _noted(self, connection: sa.Connection) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []

        def note(_connection, _cursor, statement, parameters, *_others) -> None:
            if not statement.lstrip().upper().startswith("SELECT"):
                found.append((statement, parameters))

        sa.event.listen(connection, "before_cursor_execute", note)
        try:
            self.upgrade(connection)
        finally:
            sa.event.remove(connection, "before_cursor_execute", note)
        return found
