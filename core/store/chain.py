"""The chain of the journal (監査の鎖): each action carries a hash over itself and the one before.

Whoever changes, drops or slips in an action outside the program breaks the chain from there on.
It covers who did what and when, and the marks of the customers touched, never what was written
about them: emptying an entry because somebody asked to be erased leaves it whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from core.store import journal
from core.store.journal import Action, Write
from core.store.keyed import Keyed
from core.store.schema import ACTION, JOURNAL


def seal(write: Write, keyed: Keyed) -> None:
    """Close the actions of a transaction, once all that they touched is known."""
    for action_id in write.begun:
        row = write.connection.execute(_actions().where(ACTION.c.id == action_id)).one()
        touched = _touched(write.connection, JOURNAL.c.action_id == action_id)
        link = _link(keyed, _before(write.connection, action_id), row, touched[action_id])
        update = sa.update(ACTION).where(ACTION.c.id == action_id).values(chain=link)
        write.connection.execute(update)


def first_broken(connection: sa.Connection, keyed: Keyed) -> Action | None:
    """The first action at which the chain does not hold; none where it holds to the end.

    Actions written before there was a chain stand in front of it, and nowhere else.
    """
    touched = _touched(connection, sa.true())
    before, begun = "", False
    for row in connection.execute(_actions().order_by(ACTION.c.id)):
        begun = begun or row.chain != ""
        if begun and row.chain != _link(keyed, before, row, touched[row.id]):
            return journal.find(connection, row.id)
        before = row.chain
    return None


def _actions() -> sa.Select[tuple[int, str, str, str, int | None, str]]:
    c = ACTION.c
    return sa.select(c.id, c.at, c.who, c.verb, c.batch_id, c.chain)


def _before(connection: sa.Connection, action_id: int) -> str:
    query = sa.select(ACTION.c.chain).where(ACTION.c.id < action_id)
    found = connection.execute(query.order_by(ACTION.c.id.desc()).limit(1)).scalar()
    return str(found or "")


def _touched(connection: sa.Connection, which: sa.ColumnElement[bool]) -> dict[int, set[str]]:
    """The ids that each action touched."""
    query = sa.select(JOURNAL.c.action_id, JOURNAL.c.customer_id).where(which).distinct()
    found: dict[int, set[str]] = defaultdict(set)
    for action_id, customer_id in connection.execute(query):
        if customer_id:
            found[action_id].add(customer_id)
    return found


def _link(
    keyed: Keyed,
    before: str,
    row: sa.Row[tuple[int, str, str, str, int | None, str]],
    touched: Iterable[str],
) -> str:
    marks = sorted(keyed.gone(customer_id) for customer_id in touched)
    batch = "" if row.batch_id is None else str(row.batch_id)
    return keyed.mark("chain", before, str(row.id), row.at, row.verb, batch, row.who, *marks)
