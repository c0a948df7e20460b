"""A table of purchases under other people's names."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from tests.engines.ledgers import frame_of

#: Our columns and what somebody else calls theirs, with the kind that it has on a server.
THEIRS = {
    "customer_id": ("会員 No.", "text"), "date": ("sold at", "timestamp"),
    "amount": ('yen "net"', "numeric(20, 2)"), "cost": ("genka", "bigint"),
    "discount": ("nebiki", "bigint"), "product": ("item", "text"), "category": ("bunrui", "text"),
    "quantity": ("pieces", "numeric(12, 3)"), "staff": ("tanto", "varchar(40)"),
    "store": ("tenpo", "text"), "payment": ("paid", "text"),
}  # fmt: skip
MAPPING = {ours: theirs for ours, (theirs, _kind) in THEIRS.items()}


def with_table(url, lines, columns=MAPPING):
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'lines': lines, **columns})}"


def theirs(lines) -> pd.DataFrame:
    return frame_of(lines)[list(MAPPING)].rename(columns=MAPPING)
