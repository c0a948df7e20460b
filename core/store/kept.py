"""Small things that are kept: the business itself, its settings, the accepted call lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.settings import Settings
from core.store.journal import Entry, Write
from core.store.schema import BUSINESS, CALL_WEEK, SETTING


@dataclasses.dataclass(frozen=True, slots=True)
class Business:
    """A business that is kept here.

    Attributes:
        slug: its folder's name.
        name: as the owner calls it.
        trade_code: key of :data:`core.settings.TRADES`.
        sample: it is one of the sample businesses.
        today: a sample's own day; none for an owner's business, which lives today.
    """

    slug: str
    name: str
    trade_code: str
    sample: bool = False
    today: dt.date | None = None


def write_business(connection: sa.Connection, business: Business, at: str) -> None:
    """Write a new ledger's first row."""
    values = {
        "id": 1,
        "name": business.name,
        "trade_code": business.trade_code,
        "sample": "yes" if business.sample else "",
        "today": business.today,
        "currency": "JPY",
        "scale": 0,
        "created": at,
    }
    connection.execute(sa.insert(BUSINESS).values(**values))


def read_business(connection: sa.Connection, slug: str) -> Business:
    """Whose ledger this is; of whichever revision it may be."""
    c = BUSINESS.c
    row = connection.execute(sa.select(c.name, c.trade_code, c.sample, c.today)).one()
    return Business(slug, row.name, row.trade_code, bool(row.sample), row.today)


def currency(connection: sa.Connection) -> str:
    """The ledger's currency: that of its imports."""
    return str(connection.execute(sa.select(BUSINESS.c.currency)).scalar_one())


def read_settings(connection: sa.Connection) -> Settings:
    """The defaults with the owner's changes over them."""
    trade = connection.execute(sa.select(BUSINESS.c.trade_code)).scalar_one()
    return _settled(trade, json.dumps(changed_settings(connection), sort_keys=True))


@lru_cache(maxsize=8)
def _settled(trade: str, changed: str) -> Settings:
    """The settings of a trade with the owner's changes; the same ones for as long as these stand.

    Args:
        trade: its code.
        changed: {key: value}, as JSON writes it.
    """
    changes = {key: _frozen(value) for key, value in json.loads(changed).items()}
    return _laid_over(Settings(trade_code=trade), changes)


def _laid_over(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """Settings with changes over them; a key that nobody knows becomes a sentence."""
    try:
        return settings.changed(changes)
    except KeyError:
        names = ", ".join(key for key in changes if not _is_setting(key))
        raise StoreError(
            _("This version of the program knows no setting named {names}.", names=names)
        ) from None


def _is_setting(key: str) -> bool:
    try:
        Settings().changed({key: None})
    except KeyError:
        return False
    return True


def changed_settings(connection: sa.Connection) -> dict[str, Any]:
    """What the owner changed: {key: value as JSON knows it}."""
    rows = connection.execute(sa.select(SETTING))
    return {row.key: row.value for row in rows}


def change_settings(write: Write, changes: Mapping[str, Any]) -> None:
    """Change settings; None brings the default back.

    Raises:
        StoreError: a key that names no setting.
    """
    _laid_over(Settings(), {key: value for key, value in changes.items() if value is not None})
    query = sa.select(SETTING).where(SETTING.c.key.in_(list(changes)))
    held = {row.key: row.value for row in write.connection.execute(query)}
    before = {key: held.get(key) for key in changes}
    after = json.loads(json.dumps(dict(changes)))
    write.begin("settings", {"keys": sorted(changes)})
    _put(write.connection, after)
    write.note(Entry("settings", "setting", None, "", before, after))


def bring_settings(write: Write, changes: Mapping[str, Any]) -> None:
    """Take over settings from another ledger, within an action; what is set here stays so."""
    here = changed_settings(write.connection)
    new = {key: value for key, value in changes.items() if key not in here and value is not None}
    if new:
        _put(write.connection, new)
        write.note(Entry("settings", "setting", None, "", dict.fromkeys(new), new))


def put_settings(write: Write, values: Mapping[str, Any], verb: str) -> None:
    """Bring settings back to what they were; what was not set goes."""
    _put(write.connection, values)
    write.note(Entry(verb, "setting", None, "", {}, dict(values)))


def _put(connection: sa.Connection, values: Mapping[str, Any]) -> None:
    connection.execute(sa.delete(SETTING).where(SETTING.c.key.in_(list(values))))
    rows = [{"key": key, "value": value} for key, value in values.items() if value is not None]
    if rows:
        connection.execute(sa.insert(SETTING), rows)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a setting is of any plain kind
    """JSON knows lists only; settings are tuples."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def keep_calls(write: Write, week: dt.date, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the call list of a week as it was accepted; an earlier one stays in the journal."""
    said = json.loads(json.dumps([dict(row) for row in rows], default=_iso))
    before = calls_kept(write.connection, week)
    write.begin("call_list", {"week": week.isoformat()})
    write.connection.execute(sa.delete(CALL_WEEK).where(CALL_WEEK.c.week == week))
    kept = {"week": week, "rows": said, "kept": write.at}
    write.connection.execute(sa.insert(CALL_WEEK).values(**kept))
    entry = Entry("call_list", "call_week", None, "", {"rows": before}, {"rows": said})
    write.note(entry)


def calls_kept(connection: sa.Connection, week: dt.date) -> list[dict[str, Any]] | None:
    """The call list of a week as it was accepted, none when it was not."""
    rows = connection.execute(sa.select(CALL_WEEK.c.rows).where(CALL_WEEK.c.week == week)).first()
    return None if rows is None else list(rows[0])


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept in a call list")
