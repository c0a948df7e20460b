"""What was done, told row by row: who, when, what, before and after, in the owner's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.locale.words import Words, _, n_
from core.store import journal, kept, rows
from core.store.frames import EXTRA, Row
from core.store.journal import Action, Entry
from core.store.keyed import GONE
from core.store.people import APART, SAME
from core.store.schema import ACTION, JOURNAL, MONEY_SCALE, STATE, TABLE_OF
from core.tables import TABLES
from core.tables.telling import title, told

#: Changed rows that are told of one action; of the others their number is.
ROWS_TOLD = 20
#: Columns that name another customer.
_NAMING = ("customer_id", "referrer_id", "referred_id")
#: What the ledger keeps for itself beside a row.
_OWN = ("underneath", "absent", "deleted", "customer_id")


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that changed: under what, from what, to what (empty: nothing stood there)."""

    label: Words | str
    before: Words | str
    after: Words | str


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that an action changed.

    Attributes:
        label: the table it stands in, as the owner calls it.
        what: added, corrected, removed, brought back or brought in.
        title: the first words of the row; ``customer``: whose it is, where it is somebody's.
        lines: the cells.
    """

    label: Words
    what: Words
    title: str
    customer: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An action with what it changed.

    Attributes:
        action: what was done.
        changes: at most :data:`ROWS_TOLD` rows; ``more``: how many others there are.
        hindrance: why it cannot be taken back; none where it can.
    """

    action: Action
    changes: tuple[Changed, ...]
    more: int
    hindrance: Words | None


@dataclass(frozen=True)
class _Teller:
    """What telling needs to know of the ledger."""

    connection: sa.Connection
    currency: str
    scale: int
    name: Callable[[str], str]

    @staticmethod
    def of(connection: sa.Connection, scale: int) -> _Teller:
        names: dict[str, str] = {}

        def name(customer_id: str) -> str:
            if customer_id not in names:
                names[customer_id] = rows.name_of(connection, customer_id)
            return names[customer_id]

        return _Teller(connection, kept.currency(connection), scale, name)


def count(connection: sa.Connection, ids: Sequence[str] | None = None) -> int:
    """How many actions there are, or how many changed a row of one customer (under any id)."""
    query = sa.select(sa.func.count()).select_from(ACTION)
    if ids is not None:
        query = query.where(_touching(ids))
    return int(connection.execute(query).scalar_one())


def past(
    connection: sa.Connection,
    ids: Sequence[str] | None = None,
    *,
    scale: int,
    limit: int,
    offset: int = 0,
) -> list[Told]:
    """What was done, newest first.

    Args:
        connection: the ledger.
        ids: of one customer (joined customers have several); none tells of everything.
        scale: decimals in which amounts are said.
        limit: how many actions.
        offset: how many newer ones are passed over.
    """
    query = sa.select(ACTION.c.id).order_by(ACTION.c.id.desc()).limit(limit).offset(offset)
    if ids is not None:
        query = query.where(_touching(ids))
    teller = _Teller.of(connection, scale)
    found = [journal.find(connection, n) for n in connection.execute(query).scalars()]
    return [_told(teller, action, ids) for action in found if action is not None]


def _touching(ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Actions that changed a row of a customer, and imports that first brought one."""
    touched = sa.select(JOURNAL.c.action_id).where(JOURNAL.c.customer_id.in_(ids))
    kept_tables = [TABLE_OF[name] for name in STATE if "customer_id" in TABLES[name].names]
    brought = sa.union(
        *(
            sa.select(table.c.batch_id).where(
                table.c.customer_id.in_(ids), table.c.batch_id.is_not(None)
            )
            for table in kept_tables
        )
    )
    return sa.or_(ACTION.c.id.in_(touched), ACTION.c.batch_id.in_(brought))


def _told(teller: _Teller, action: Action, ids: Sequence[str] | None) -> Told:
    told_of = ~JOURNAL.c.customer_id.startswith(GONE)  # nothing is left of who was erased
    query = sa.select(JOURNAL).where(JOURNAL.c.action_id == action.id, told_of)
    if ids is not None:
        query = query.where(JOURNAL.c.customer_id.in_(ids))
    shown = query.where(JOURNAL.c.row_id.is_not(None) | (JOURNAL.c.table_name == "same_person"))
    found = [
        journal.entry_of(row)
        for row in teller.connection.execute(shown.order_by(JOURNAL.c.id).limit(ROWS_TOLD))
    ]
    n = teller.connection.execute(sa.select(sa.func.count()).select_from(shown.subquery()))
    changes = [
        _changed(teller, entry) for entry in found if entry.table != "same_person" or entry.after
    ]
    if action.verb == "import":
        changes = [*_brought(teller, action, ids), *changes]
    unique = tuple(dict.fromkeys(changes))
    return Told(action, unique, int(n.scalar_one()) - len(found), journal.hindrance(action))


def _changed(teller: _Teller, entry: Entry) -> Changed:
    if entry.table == "same_person":
        return _decided(teller, entry)
    table = TABLES[entry.table]
    row = rows.any_row(teller.connection, entry.table, entry.row_id)
    whose = entry.customer_id if entry.table != "customers" else ""
    return Changed(
        label=table.label,
        what=_what(entry),
        title=title(table, row or entry.after),
        customer=teller.name(whose) if whose else "",
        lines=tuple(_lines(teller, entry)),
    )


def _what(entry: Entry) -> Words:
    """What became of the row."""
    gone, back = True in _sight(entry), False in _sight(entry)
    if entry.verb == "remove" or gone:
        return _("removed")
    if back:
        return _("brought back")
    return _("added") if entry.verb == "add" else _("corrected")


def _sight(entry: Entry) -> set[Any]:
    return {entry.after.get("absent"), entry.after.get("deleted")}


def _lines(teller: _Teller, entry: Entry) -> list[Line]:
    before, after = _spread(entry.before), _spread(entry.after)
    names = [name for name in after if name not in _OWN]
    known = TABLES[entry.table].names
    names.sort(key=lambda name: known.index(name) if name in known else len(known))
    lines = [_line(teller, entry.table, name, before.get(name), after[name]) for name in names]
    return [line for line in lines if line.before != line.after]


def _spread(values: Mapping[str, Any]) -> Row:
    """Free columns one by one, however the journal has them."""
    free = values.get("extra") or {}
    rest = {name: value for name, value in values.items() if name != "extra"}
    return rest | {f"{EXTRA}{header}": text for header, text in free.items()}


def _line(teller: _Teller, table: str, name: str, before: object, after: object) -> Line:
    if name.startswith(EXTRA):
        return Line(name.removeprefix(EXTRA), str(before or ""), str(after or ""))
    label = TABLES[table].column(name).label
    return Line(label, _said(teller, table, name, before), _said(teller, table, name, after))


def _said(teller: _Teller, table: str, name: str, value: Any) -> Words | str:  # noqa: ANN401 - any cell
    column = TABLES[table].column(name)
    if value and name in _NAMING:
        return _("{name} ({id})", name=teller.name(str(value)), id=str(value))
    if value is not None and column.kind == "money":
        value = int(value) // 10 ** (MONEY_SCALE - teller.scale)
    return told(column, value, currency=teller.currency, scale=teller.scale)


def _decided(teller: _Teller, entry: Entry) -> Changed:
    """The owner's word about two customers."""
    other = {entry.after["one"], entry.after["other"]} - {entry.customer_id}
    names = sorted({teller.name(entry.customer_id), *map(teller.name, other)})
    return Changed(
        label=_("Same person?"),
        what=_("corrected"),
        title=" / ".join(names),
        customer="",
        lines=(
            Line(
                _("Decision"),
                _DECISIONS.get(entry.before.get("decision", ""), ""),
                _DECISIONS.get(entry.after.get("decision", ""), ""),
            ),
        ),
    )


_DECISIONS: dict[str, Words] = {SAME: _("the same person"), APART: _("two people")}


def _brought(teller: _Teller, action: Action, ids: Sequence[str] | None) -> list[Changed]:
    """What an import brought first, table by table."""
    found = []
    for name in STATE:
        kept_table = TABLE_OF[name]
        if ids is not None and "customer_id" not in TABLES[name].names:
            continue
        query = sa.select(sa.func.count()).where(kept_table.c.batch_id == action.batch_id)
        if ids is not None:
            query = query.where(kept_table.c.customer_id.in_(ids))
        n = int(teller.connection.execute(query).scalar_one())
        if n:
            line = Line(_("From the sheet"), "", n_("{n} row", "{n} rows", n=n))
            found.append(Changed(TABLES[name].label, _("brought in"), "", "", (line,)))
    return found
