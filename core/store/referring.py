"""Who brought whom must not run in a circle: nobody was brought by somebody they brought."""

from __future__ import annotations

import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import _
from core.store.frames import Row
from core.store.schema import TABLE_OF

#: Kinds of the referrals table that say who brought whom.
BRINGING = ("", "referral")
#: Columns of both tables that say it.
TIES = frozenset({"referrer_id", "referred_id", "kind"})


def refuse_circle(connection: sa.Connection, table: str, row: Row) -> None:
    """Refuse a row that would close a circle of introductions (紹介の輪).

    Args:
        connection: the ledger.
        table: where the row is to stand.
        row: as it would be, in kept form.

    Raises:
        StoreError: names the two.
    """
    if table == "customers":
        brought, by = row["customer_id"], row["referrer_id"]
    elif table == "referrals" and row["kind"] in BRINGING:
        brought, by = row["referred_id"], row["customer_id"]
    else:
        return
    if brought and by and (brought == by or brought in _above(connection, by)):
        raise StoreError(
            _(
                "{brought} brought {by}, directly or through others, so {by} cannot have brought "
                "{brought}. Please check who came through whom.",
                brought=_named(connection, brought),
                by=_named(connection, by),
            )
        )


def _above(connection: sa.Connection, customer_id: str) -> set[str]:
    """Everybody through whom a customer came, directly or through others."""
    found: set[str] = set()
    asked = {customer_id}
    while asked:
        found |= asked
        asked = _bringers(connection, asked) - found
    return found


def _bringers(connection: sa.Connection, ids: set[str]) -> set[str]:
    people, signs = TABLE_OF["customers"], TABLE_OF["referrals"]
    named = sa.select(people.c.referrer_id).where(
        people.c.customer_id.in_(ids), ~people.c.absent, ~people.c.deleted
    )
    written = sa.select(signs.c.customer_id).where(
        signs.c.referred_id.in_(ids), signs.c.kind.in_(BRINGING), ~signs.c.absent, ~signs.c.deleted
    )
    return set(connection.execute(sa.union(named, written)).scalars()) - {""}


def _named(connection: sa.Connection, customer_id: str) -> str:
    people = TABLE_OF["customers"]
    query = sa.select(people.c.name).where(
        people.c.customer_id == customer_id, ~people.c.absent, ~people.c.deleted
    )
    return connection.execute(query).scalar() or customer_id
