"""The record form that is open in this session: for which row, and what was shown in it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from core.locale.words import Words
from core.store.frames import EXTRA
from core.tables import TABLES, Column
from pages._ui import state

#: Columns that begin on the business's today in a new record.
BEGIN_TODAY = frozenset({"date", "received_date", "heard_date", "made_date"})
#: How else a new record begins: {(table, column): code}.
BEGIN_WITH = {
    ("activities", "channel"): "phone",
    ("activities", "direction"): "out",
    ("promises", "by_whom"): "us",
    ("due_dates", "status"): "open",
    ("referrals", "kind"): "referral",
    ("satisfaction", "scale"): "five",
    ("deals", "step"): "inquiry",
}
#: Columns that name a customer: they are chosen by search, outside of the form's fields.
CHOSEN = ("customer_id", "referrer_id", "referred_id")


@dataclass(frozen=True)
class Draft:
    """A record form.

    Attributes:
        place: the page that draws it.
        table: where the record stands; ``row_id``: its row, 0 for a new one.
        columns: what is asked; all columns of the table when empty.
        free: whether the owner's own columns are asked too.
        seen: what the form showed when it was opened, in a Book's plain values.
        given: columns that are settled by where the form stands.
        picked: customers chosen by search: {column: id}.
        mark: the number of the form, part of every key of its fields.
        refusal: why the ledger did not take it.
        theirs: (column, value) that somebody else wrote meanwhile.
    """

    place: str
    table: str
    row_id: int = 0
    columns: tuple[str, ...] = ()
    free: bool = False
    seen: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    picked: Mapping[str, str] = field(default_factory=dict)
    mark: int = 0
    refusal: Words | None = None
    theirs: tuple[str, Any] | None = None

    def key(self, name: str) -> str:
        """The key of a field."""
        return f"form{self.mark}_{name}"

    @property
    def asked(self) -> list[Column]:
        """The columns with a field of their own, in the order of the form."""
        table = TABLES[self.table]
        names = self.columns or (*table.common, *table.names)
        left_out = {*CHOSEN, *self.given, "household_id"}
        kept = [n for n in dict.fromkeys(names) if n not in left_out and not n.startswith(EXTRA)]
        return [table.column(name) for name in kept]

    @property
    def own(self) -> list[str]:
        """The owner's own columns that the row has, as ``extra.<header>``."""
        return [name for name in self.seen if name.startswith(EXTRA)] if self.free else []

    @property
    def chosen(self) -> list[Column]:
        """The columns for which a customer is searched; whose record it is stays."""
        table = TABLES[self.table]
        names = [n for n in CHOSEN if n in (self.columns or table.names) and n not in self.given]
        fixed = self.row_id or self.table == "customers"
        return [table.column(n) for n in names if not (fixed and n == "customer_id")]


def begin(
    place: str,
    table: str,
    *,
    given: Mapping[str, Any] | None = None,
    columns: tuple[str, ...] = (),
) -> None:
    """Open the form of a new record.

    Args:
        place: the page that draws it.
        table: where the record is to stand.
        given: columns that are settled by where the form stands.
        columns: what is asked; all when empty.
    """
    _open(Draft(place, table, columns=columns, given=given or {}))


def edit(
    place: str,
    table: str,
    row: Mapping[str, Any],
    columns: tuple[str, ...] = (),
    *,
    free: bool = True,
) -> None:
    """Open the form of a record that is there.

    Args:
        place: the page that draws it.
        table: where the record stands.
        row: its row of a Book, with ``row_id``.
        columns: what is asked; all when empty.
        free: whether the owner's own columns are asked too.
    """
    seen = plain_row(row)
    picked = {name: str(seen.get(name) or "") for name in CHOSEN}
    _open(Draft(place, table, int(row["row_id"]), columns, free, seen, picked=picked))


def close() -> None:
    """Close the form; what was typed is given up."""
    state.DRAFT.put(None)


def open_at(place: str) -> Draft | None:
    """The form that is open on a page."""
    draft = state.DRAFT.get()
    return draft if draft is not None and draft.place == place else None


def only_for(customer_id: str) -> None:
    """Close a form on the card that is about somebody else than the customer now shown."""
    draft = state.DRAFT.get()
    if draft is None or not draft.place.startswith("card"):
        return
    about = {
        str({**draft.given, **draft.seen}.get(n) or "") for n in ("customer_id", "referred_id")
    }
    if customer_id not in about:
        close()


def pick(column: str, customer_id: str) -> None:
    """Choose a customer for a column of the open form; an empty id chooses nobody."""
    draft = state.DRAFT.get()
    if draft is not None:
        state.DRAFT.put(replace(draft, picked={**draft.picked, column: customer_id}))


def shown(draft: Draft, column: Column, today: dt.date) -> Any:  # noqa: ANN401 - of the column's kind
    """What a field shows when the form opens."""
    if draft.row_id:
        return draft.seen.get(column.name)
    if column.name in BEGIN_TODAY or (draft.table, column.name) == ("deals", "start_date"):
        return today
    if column.name == "week":
        return today - dt.timedelta(days=today.weekday())
    return BEGIN_WITH.get((draft.table, column.name))


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A Book's row in plain values: days as dates, nothing known as None, own columns apart."""
    own = json.loads(str(row.get("extra") or "{}"))
    rest = {str(name): _plain(value) for name, value in row.items() if name != "extra"}
    return rest | {f"{EXTRA}{header}": text for header, text in own.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _open(draft: Draft) -> None:
    state.FORMS.put(state.FORMS.get() + 1)
    state.DRAFT.put(replace(draft, mark=state.FORMS.get()))
