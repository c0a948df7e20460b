"""Who brought whom (紹介) never goes in a circle: nobody brought those who brought him.

A circle would make a tree of introductions without end, and a referral value out of nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store import rows
from core.store.journal import Write
from core.store.schema import TABLE_OF

#: Column of the one who came, column of the one who brought him.
LINKS = {
    "customers": ("customer_id", "referrer_id"),
    "referrals": ("referred_id", "customer_id"),
}


class Introductions:
    """Everybody with those who brought them; grows as long as there is no circle."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._brought_by: dict[str, set[str]] = defaultdict(set)
        for came, by in known:
            self._brought_by[came].add(by)

    def add(self, came: str, by: str) -> bool:
        """Write down that somebody was brought by another; False where that closes a circle."""
        if came == by or came in self._before(by):
            return False
        self._brought_by[came].add(by)
        return True

    def _before(self, who: str) -> set[str]:
        """Everybody through whom somebody came, at any distance."""
        found: set[str] = set()
        left = [who]
        while left:
            new = self._brought_by.get(left.pop(), set()) - found
            found |= new
            left += new
        return found


def links(name: str, frame: pd.DataFrame) -> list[tuple[str, str]]:
    """(who came, who brought him) of the rows of a table that say both."""
    came, by = (frame[column] for column in LINKS[name])
    said = (came != "") & (by != "") & (came != by)
    return list(zip(came[said], by[said], strict=True))


def refuse_circle(write: Write, name: str, row_id: int) -> None:
    """Refuse a row just written by hand that closes a circle.

    Args:
        write: the action; it is to be given up when this raises.
        name: the table.
        row_id: the row.

    Raises:
        StoreError: the one who is said to have brought somebody came through him.
    """
    if name not in LINKS:
        return
    row = rows.get(write.connection, name, row_id)
    came, by = (str(row[column]) for column in LINKS[name])
    if not (came and by) or came == by:
        return
    if Introductions(_kept(write.connection, name, row_id)).add(came, by):
        return
    names = [rows.name_of(write.connection, customer_id) for customer_id in (came, by)]
    raise StoreError(
        _(
            "{by} came to us through {came}, so {came} cannot have come through {by}. "
            "Please correct one of the two.",
            came=names[0],
            by=names[1],
        )
    )


def _kept(connection: sa.Connection, corrected: str, row_id: int) -> Iterable[tuple[str, str]]:
    for name, columns in LINKS.items():
        table = TABLE_OF[name]
        came, by = (table.c[column] for column in columns)
        seen = ~table.c.absent & ~table.c.deleted & (came != "") & (by != "")
        other = seen & (table.c.id != row_id) if name == corrected else seen
        yield from (
            (row[0], row[1]) for row in connection.execute(sa.select(came, by).where(other))
        )


def without_circles(
    tables: Mapping[str, pd.DataFrame], known: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Tables to be imported, without the words that close a circle.

    Args:
        tables: checked frames by name, of one upload.
        known: the ledger's frames; what a row of the upload says anew about somebody replaces
            what the ledger said of who brought him.

    Returns:
        (tables, ids): where a row closes a circle the one who brought (of a customer) or the one
        who came (of a referral) stays blank; ``ids`` of those who came, each once.
    """
    told = {name: tables[name] for name in LINKS if name in tables and len(tables[name])}
    if not any(links(name, frame) for name, frame in told.items()):
        return dict(tables), []
    again = set(told["customers"]["customer_id"]) if "customers" in told else set()
    before = [
        link
        for name in LINKS
        for link in links(name, known[name])
        if not (name == "customers" and link[0] in again)
    ]
    introductions, closing = Introductions(before), []
    clean = dict(tables)
    for name, frame in told.items():
        bad = [link for link in links(name, frame) if not introductions.add(*link)]
        if bad:
            clean[name] = _blanked(name, frame, bad)
            closing += [came for came, _by in bad]
    return clean, list(dict.fromkeys(closing))


def _blanked(name: str, frame: pd.DataFrame, bad: list[tuple[str, str]]) -> pd.DataFrame:
    came, by = LINKS[name]
    pairs = pd.MultiIndex.from_arrays([frame[came], frame[by]])
    column = by if name == "customers" else came
    return frame.assign(**{column: frame[column].mask(pairs.isin(bad), "")})
