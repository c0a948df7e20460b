"""What tells a person, so that somebody who asked to be erased is known under another number."""

from __future__ import annotations

import pandas as pd

from core.ingest.names import katakana, name_key
from core.ingest.people_keys import company_key, mail_key, phone_key
from core.ingest.people_names import plain_name, reading_key

Identity = tuple[str, ...]
TOLD_BY = ("name", "kana", "phone", "phone_other", "email", "birthday")


def identities(customers: pd.DataFrame) -> list[frozenset[Identity]]:
    """What each customer is told by, row by row: (what, name as a key, phone, mail or birthday).

    A name alone tells nobody, nor does a phone that a family shares.
    """
    rows = zip(*(customers[column] for column in TOLD_BY), strict=True)
    return [_identities(*row) for row in rows]


def _identities(  # noqa: PLR0917 - the columns of one row, in order
    name: str, kana: str, phone: str, phone_other: str, email: str, birthday: str
) -> frozenset[Identity]:
    beside = {("phone", phone_key(said)) for said in (phone, phone_other) if said}
    beside |= {("mail", mail_key(email)), ("birthday", birthday)}
    names = {name_key(plain_name(name)), company_key(name)[0]}
    names.add(reading_key(katakana(plain_name(kana))))
    return frozenset(
        (what, said_as, value) for what, value in beside if value for said_as in names if said_as
    )
