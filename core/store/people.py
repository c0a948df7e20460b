"""Customers who are one person: the owner's word, the evidence, and how a Book shows them.

Joining rewrites nothing. What is kept is only what the owner decided about two customers; all
else follows from the customers as they stand, so that undoing an import or a decision restores
exactly what was before. The rule itself is handed in (:class:`Finder`): the ledger knows none.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import Words, _
from core.store import journal, kept_bytes, rows
from core.store.joining import Apart, Groups, Link, apart_of, join
from core.store.journal import Entry, Write
from core.store.places import Place, whole_file
from core.store.schema import ACTION, JOURNAL, SAME_PERSON

TABLE = "same_person"
SAME, APART = "same", "apart"
#: What the evidence is made of; a change of anything else asks no question anew.
LOOKED_AT = (
    "customer_id", "kind", "name", "kana", "contact_person", "phone", "phone_other", "email",
    "address", "birthday", "household_id",
)  # fmt: skip
SHOWN = ("one", "other", "name_one", "name_other", "points", "reasons", "how")


class Finder(Protocol):
    """The rule that finds who may be one, see :mod:`core.ingest.people`."""

    @property
    def mark(self) -> str:
        """Changes with everything but the customers that an answer depends on."""

    def find(self, customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str]]:
        """Pairs (``one, other, points, verdict (same, ask), reasons``); households row by row."""

    def crowded(self, customers: pd.DataFrame) -> tuple[Words, ...]:
        """Marks that too many share, in words."""


@dataclass(frozen=True)
class Known:
    """Who is who in a ledger.

    Attributes:
        aliases: {id: the id that stands for it}, of joined customers but the one they go under.
        households: by row of the customers, the owner's own and those found.
        pairs: all pairs that the evidence speaks of; ``held``: the links that join.
        decided: the owner's word, {(one, other): same or apart}, the later last.
        groups: who is joined.
        bought: {mark of a file of purchases: who of ``aliases`` bought in it}, as far as it was
            looked for.
    """

    aliases: Mapping[str, str]
    households: pd.Series[str]
    pairs: pd.DataFrame
    held: Sequence[Link] = ()
    decided: Mapping[tuple[str, str], str] = field(default_factory=dict)
    groups: Groups = field(default_factory=Groups)
    bought: dict[str, dict[str, str]] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class SamePeople:
    """Pairs of customers: frames of ``one, other, name_one, name_other, points, reasons, how``.

    Attributes:
        joined: shown as one customer; ``open``: to be asked; ``apart``: two, by the owner's word.
        customers: the rows of everybody named, as they are before joining.
        crowded: phones and mail addresses that so many share that they tell nobody apart.
    """

    joined: pd.DataFrame
    open: pd.DataFrame
    apart: pd.DataFrame
    customers: pd.DataFrame
    crowded: tuple[Words, ...] = ()


def decide(write: Write, one: str, other: str, *, same: bool | None) -> None:
    """Write down the owner's word about two customers, as one action; None takes it back.

    Raises:
        StoreError: it is one customer, or one of them is not there.
    """
    for customer_id in (one, other):
        if rows.customer_row(write.connection, customer_id) is None:
            raise StoreError(_("There is no customer with the ID {id}.", id=customer_id))
    if one == other:
        raise StoreError(_("This is one and the same customer already."))
    said = {None: "", True: SAME, False: APART}[same]
    names = [rows.name_of(write.connection, customer_id) for customer_id in (one, other)]
    write.begin(TABLE, {"name": names[0], "other": names[1], "decision": said})
    _put(write, _pair(one, other), said, TABLE)


def bring(write: Write, pairs: Iterable[tuple[str, str, str]]) -> None:
    """Take over words about pairs from another ledger; one that is decided here stays so.

    Args:
        write: an action that was begun.
        pairs: (one, other, decision), in the order in which they were given.
    """
    here = decisions(write.connection)
    for one, other, said in pairs:
        pair = _pair(one, other)
        if pair not in here:
            _put(write, pair, said, TABLE)


def settle(write: Write, entry: Entry, verb: str) -> None:
    """Bring the word about a pair to what stands, now that one was taken back or done again."""
    pair = (entry.after["one"], entry.after["other"])
    query = (
        sa.select(JOURNAL.c.after)
        .join(ACTION, ACTION.c.id == JOURNAL.c.action_id)
        .where(JOURNAL.c.table_name == TABLE, JOURNAL.c.verb == TABLE)
        .where(JOURNAL.c.customer_id == pair[0], ACTION.c.undone_by.is_(None))
        .order_by(JOURNAL.c.id)
    )
    said = ""
    for after in write.connection.execute(query).scalars():
        if (after.get("one"), after.get("other")) == pair:
            said = after["decision"]
    _put(write, pair, said, verb)


def _put(write: Write, pair: tuple[str, str], said: str, verb: str) -> None:
    """Write a decision; the journal knows it under both customers."""
    kept = SAME_PERSON.c.one == pair[0], SAME_PERSON.c.other == pair[1]
    before = write.connection.execute(sa.select(SAME_PERSON.c.decision).where(*kept)).scalar()
    write.connection.execute(sa.delete(SAME_PERSON).where(*kept))
    values = {"one": pair[0], "other": pair[1]}
    if said:
        new = sa.insert(SAME_PERSON).values(**values, decision=said, created=write.at)
        write.connection.execute(new)
    was, now = values | {"decision": before or ""}, values | {"decision": said}
    write.note_all([Entry(verb, TABLE, None, customer_id, was, now) for customer_id in pair])


def decisions(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """The owner's word about pairs, the latest last."""
    found = connection.execute(sa.select(SAME_PERSON).order_by(SAME_PERSON.c.id))
    return {(row.one, row.other): row.decision for row in found}


def known(
    connection: sa.Connection, place: Place, customers: pd.DataFrame, finder: Finder
) -> Known:
    """Who of the ledger's customers is who.

    Args:
        connection: the ledger.
        place: of its cache.
        customers: all rows that can be seen, in order of their ids.
        finder: the rule.
    """
    pairs, households = _found(connection, place, customers, finder)
    decided = decisions(connection)
    if pairs.empty and not decided:
        return Known({}, households, pairs)
    position = dict(zip(customers["customer_id"], range(len(customers)), strict=True))
    decided = {pair: said for pair, said in decided.items() if position.keys() >= set(pair)}
    groups, held = join(_links(pairs, decided), _apart(customers, decided))
    aliases: dict[str, str] = {}
    for members in groups.all():
        eldest, *others = sorted(members, key=position.__getitem__)
        aliases |= dict.fromkeys(others, eldest)
    return Known(aliases, households, pairs, held, decided, groups)


def _links(pairs: pd.DataFrame, decided: Mapping[tuple[str, str], str]) -> list[Link]:
    sure = pairs[pairs["verdict"] == SAME]
    found = [
        Link(one, other, points)
        for one, other, points in zip(sure["one"], sure["other"], sure["points"], strict=True)
        if _pair(one, other) not in decided
    ]
    words = enumerate(decided.items(), 1)
    return found + [Link(*pair, by_owner=n) for n, (pair, said) in words if said == SAME]


def _apart(customers: pd.DataFrame, decided: Mapping[tuple[str, str], str]) -> Apart:
    born = customers[customers["birthday"] != ""]
    days = dict(zip(born["customer_id"], born["birthday"], strict=True))
    return Apart(apart_of(pair for pair, said in decided.items() if said == APART), days)


def group_of(who: Known, customer_id: str) -> list[str]:
    """The ids of everybody who is shown as one with a customer."""
    return who.groups.members(customer_id)


def same_people(who: Known, customers: pd.DataFrame, crowded: tuple[Words, ...]) -> SamePeople:
    """What the owner is shown of all this."""
    evidence = {_pair(row["one"], row["other"]): row for row in _rows(who.pairs)}
    joined = [
        _shown(link.one, link.other, evidence, by_owner=bool(link.by_owner)) for link in who.held
    ]
    kept = [
        _shown(*pair, evidence, by_owner=True) for pair, s in who.decided.items() if s == APART
    ]
    open_ = [_shown(row["one"], row["other"], evidence) for row in _to_ask(who)]
    frames = [_frame(found, customers) for found in (joined, open_, kept)]
    ids = {name for frame in frames for side in ("one", "other") for name in frame[side]}
    named = customers[customers["customer_id"].isin(ids)].reset_index(drop=True)
    return SamePeople(frames[0], frames[1], frames[2], named, crowded)


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _rows(pairs: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in pairs.to_dict("records")]


def _to_ask(who: Known) -> Iterable[dict[str, Any]]:
    """Pairs without an answer, the strongest of two groups only."""
    apart = Apart(apart_of(pair for pair, said in who.decided.items() if said == APART))
    asked: set[tuple[str, str]] = set()
    for row in _rows(who.pairs):
        one, other = who.groups.of(row["one"]), who.groups.of(row["other"])
        both = _pair(one, other)
        if one == other or both in asked:
            continue
        if not apart.between(who.groups.members(one), who.groups.members(other)):
            asked.add(both)
            yield row


def _shown(
    one: str,
    other: str,
    evidence: Mapping[tuple[str, str], Mapping[str, Any]],
    *,
    by_owner: bool = False,
) -> dict[str, Any]:
    found = evidence.get(_pair(one, other))
    how = "owner" if by_owner else "evidence"
    reasons = tuple(found["reasons"]) if found else ()
    points = float(found["points"]) if found else 0.0
    return {"one": one, "other": other, "points": points, "reasons": reasons, "how": how}


def _frame(found: list[dict[str, Any]], customers: pd.DataFrame) -> pd.DataFrame:
    """Pairs with their names; the earlier customer stands first."""
    ids = customers["customer_id"]
    place = dict(zip(ids, range(len(ids)), strict=True))
    names = dict(zip(ids, customers["name"], strict=True))
    for pair in found:
        pair["one"], pair["other"] = sorted((pair["one"], pair["other"]), key=place.__getitem__)
        pair["name_one"], pair["name_other"] = names[pair["one"]], names[pair["other"]]
    texts = dict.fromkeys(("one", "other", "name_one", "name_other", "how"), "str")
    return pd.DataFrame(found, columns=list(SHOWN)).astype(texts | {"points": "float64"})


# What the evidence says, kept in the cache


def _found(
    connection: sa.Connection, place: Place, customers: pd.DataFrame, finder: Finder
) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Pairs and households, made anew only when something that they hang on has changed."""
    if customers.empty:
        return finder.find(customers)
    mark = _mark(connection, place, customers, finder)
    pairs_path = place.cache / "people" / f"pairs-{mark}.parquet"
    homes_path = place.cache / "people" / f"households-{mark}.parquet"
    with contextlib.suppress(OSError, ValueError, StoreError):
        pairs = pd.read_parquet(kept_bytes.source(pairs_path))
        homes = pd.read_parquet(kept_bytes.source(homes_path))["household_id"]
        if len(homes) == len(customers):
            return pairs.assign(reasons=pairs["reasons"].map(tuple)), homes
    pairs, homes = finder.find(customers)
    _keep(pairs_path, pairs.assign(reasons=pairs["reasons"].map(list)))
    _keep(homes_path, homes.reset_index(drop=True).to_frame("household_id"))
    return pairs, homes.reset_index(drop=True)


def _keep(path: Path, frame: pd.DataFrame) -> None:
    kept_bytes.write_with(path, partial(frame.to_parquet, index=False))
    for old in path.parent.glob(f"{path.stem.split('-')[0]}-*.parquet"):
        if old != path:
            with contextlib.suppress(OSError):
                old.unlink(missing_ok=True)


def _mark(connection: sa.Connection, place: Place, customers: pd.DataFrame, finder: Finder) -> str:
    """The mark of what the evidence hangs on.

    Reading fifty thousand customers through takes a seventh of a second, so the mark is
    remembered beside the place in the journal at which it was made.
    """
    position = f"{journal.position_of(connection, 'customers')}|{finder.mark}"
    note = place.cache / "people" / "mark"
    with contextlib.suppress(OSError, ValueError):
        at, mark = note.read_text(encoding="utf-8").rsplit("\n", 1)
        if at == position:
            return mark
    read = hashlib.sha256(finder.mark.encode())
    for column in LOOKED_AT:
        read.update("\x1f".join(customers[column].to_numpy(dtype=object)).encode())
    mark = read.hexdigest()[:24]
    with whole_file(note) as temporary:
        temporary.write_text(f"{position}\n{mark}", encoding="utf-8")
    return mark
