"""What worked (効いたこと, article 2): the shop's know-how, found again by kind of customer."""

from __future__ import annotations

import pandas as pd

from core.ingest.mentions import folded

_SEARCHED = ("customer_kind", "note", "result", "staff")


def kinds_of(rows: pd.DataFrame) -> list[str]:
    """The kinds of customer with which something worked, the most frequent first."""
    kinds = rows["customer_kind"].str.strip()
    return list(kinds[kinds != ""].value_counts().index)


def search(rows: pd.DataFrame, typed: str, kind: str = "") -> pd.DataFrame:
    """The notes in which every word that was typed stands, in whatever width or kana.

    Args:
        rows: of the table ``know_how``.
        typed: words parted by spaces; nothing finds all.
        kind: only of this kind of customer; empty for every kind.
    """
    found = rows[rows["customer_kind"].str.strip() == kind] if kind else rows
    whole = found[list(_SEARCHED)].agg(" ".join, axis=1).map(folded) if len(found) else None
    for word in typed.split():
        if whole is None:
            break
        fits = whole.str.contains(folded(word), regex=False)
        found, whole = found[fits], whole[fits]
    return found
