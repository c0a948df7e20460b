"""Closing a complaint (クレームの完了) takes two people: who dealt with it never decides alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from core.errors import StoreError
from core.locale.words import _
from core.store import rows
from core.store.journal import Write


def refuse_alone(
    write: Write, table: str, row_id: int, before: Mapping[str, Any] | None = None
) -> None:
    """Refuse to close a complaint without two different names.

    What a sheet says stands as it says: only what is written by hand is looked at, and only where
    it resolves the complaint, or changes who did.

    Args:
        write: the action.
        table: where the row stands; all but complaints are let through.
        row_id: the row as it is now.
        before: the row as it was; none where it is new.

    Raises:
        StoreError: it is resolved, and a name is missing or both are the same.
    """
    if table != "complaints":
        return
    row = rows.get(write.connection, table, row_id)
    names = ("resolved_date", "closed_by", "second_name")
    if not row["resolved_date"] or (before and all(row[n] == before[n] for n in names)):
        return
    first, second = same_written(row["closed_by"]), same_written(row["second_name"])
    if not first or not second:
        raise StoreError(
            _(
                "A complaint is closed by two people. Please write both names: who dealt with it, "
                "and somebody else who looked at it."
            )
        )
    if first == second:
        raise StoreError(
            _(
                "“{name}” stands there twice. A complaint is closed by two people; please let "
                "somebody else look at it and give their name.",
                name=row["closed_by"],
            )
        )


def same_written(name: str) -> str:
    """A name without differences of width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
