"""What an erasure would take away, shown to the owner before anything is (消す前の確認)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import sqlalchemy as sa

from core.store import erase_files, inbox, parquet, rows, traces
from core.store.erase import called
from core.store.erase_rows import Changes
from core.store.keyed import known
from core.store.places import Place
from core.store.schema import CALL_WEEK, JOURNAL, UPLOAD
from core.store.texts import Found, Seeker


@dataclass(frozen=True, slots=True)
class Mention:
    """A text about somebody else in which the person is named.

    Attributes:
        text: as it stands.
        found: where the person is named in it.
        about: names of the customers whose texts these are, as far as they are known.
        now: it can be seen in a record of today; else it stands in history, files or lists kept.
        number: in how many places it stands.
        columns: ``table.column`` of those places that an import may bring again.
    """

    text: str
    found: Found
    about: tuple[str, ...] = ()
    now: bool = False
    number: int = 1
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erasure:
    """What would go.

    Attributes:
        ids: the person's numbers, those joined with them too.
        rows: {table: rows}; ``history``: entries of the journal; ``weeks``: kept call lists.
        lines: of purchases; ``amount``: their sum in the ledger's decimals, none without amounts;
            ``first_day, last_day``: their days.
        originals: names of the files that were handed in and would be removed.
        waiting: names of sheets that are not taken in yet; all of them are thrown away, for a
            locked or packed one cannot be searched for the person.
        mentions: texts about others, the surest first.
    """

    ids: tuple[str, ...]
    rows: Mapping[str, int]
    history: int
    weeks: int
    lines: int
    amount: int | None
    first_day: dt.date | None
    last_day: dt.date | None
    originals: tuple[str, ...]
    waiting: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be erased.

    Attributes:
        ids: the numbers.
        people: everything that was ever said of who they are, see
            :func:`core.store.traces.descriptions`.
        look: looks for them in texts.
    """

    ids: frozenset[str]
    people: pd.DataFrame
    look: Seeker


def erasure(
    connection: sa.Connection, place: Place, person: Person, bought: Sequence[Path]
) -> Erasure:
    """What an erasure would take away; nothing is written.

    Args:
        connection: the ledger.
        place: the business.
        person: who is meant.
        bought: the files of lines that count, amounts in one scale.
    """
    ids = person.ids
    lines, amount, days = _bought(bought, ids)
    weeks = connection.execute(sa.select(CALL_WEEK.c.rows)).scalars()
    entries = sa.select(sa.func.count()).where(JOURNAL.c.customer_id.in_(ids))
    return Erasure(
        ids=tuple(sorted(ids)),
        rows=traces.counted(connection, ids),
        history=int(connection.execute(entries).scalar_one()),
        weeks=sum(traces.without(listed, ids) != listed for listed in weeks),
        lines=lines,
        amount=amount,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        originals=_originals(connection, place, ids, called(connection, person.people, ids)),
        waiting=inbox.names(place.root),
        mentions=mentions(connection, place, ids, person.look),
    )


def _bought(bought: Sequence[Path], ids: frozenset[str]) -> tuple[int, int | None, set[dt.date]]:
    """Lines that count, their sum, their days."""
    number, amounts, days = 0, list[int](), set[dt.date]()
    for path in bought:
        table = parquet.read(path)
        own = table.filter(parquet.among(table, "customer_id", ids))
        number += own.num_rows
        days |= {day.date() for day in pc.unique(own.column("date")).to_pylist()}
        found = pc.sum(own.column("amount")).as_py()
        amounts += [] if found is None else [int(found)]
    return number, sum(amounts) if amounts else None, days


def _originals(
    connection: sa.Connection, place: Place, ids: frozenset[str], words: set[str]
) -> tuple[str, ...]:
    changes = Changes(known(place.key), ids)
    named = erase_files.naming_batches(connection, place, changes)
    gone = erase_files.originals_naming(connection, place, named, words)
    query = sa.select(UPLOAD.c.name).where(UPLOAD.c.sha256.in_(gone)).order_by(UPLOAD.c.id)
    return tuple(dict.fromkeys(connection.execute(query).scalars()))


def mentions(
    connection: sa.Connection, place: Place, ids: frozenset[str], look: Seeker
) -> tuple[Mention, ...]:
    """Texts about others in which a person is named; each text once."""
    found: dict[str, Found | None] = {}
    where: dict[str, list[traces.Trace]] = {}
    for trace in traces.texts_of_others(connection, place, ids):
        if trace.text not in found:
            found[trace.text] = look.find(trace.text)
        if found[trace.text] is not None:
            where.setdefault(trace.text, []).append(trace)
    names = _names(connection, {t.customer_id for said in where.values() for t in said})
    listed = [
        Mention(
            text=text,
            found=hit,
            about=tuple(dict.fromkeys(names[t.customer_id] for t in said if t.customer_id)),
            now=any(t.now for t in said),
            number=len(said),
            columns=tuple(sorted({t.where for t in said if t.where})),
        )
        for text, said in where.items()
        if (hit := found[text]) is not None
    ]
    return tuple(sorted(listed, key=lambda m: (not m.found.sure, not m.now)))


def _names(connection: sa.Connection, ids: set[str]) -> dict[str, str]:
    return {i: rows.name_of(connection, i) for i in ids}
