"""The call list after somebody's records have changed (並べ直し), without making all of it again.

What came of a call touches one customer and their household. Their reasons and gates are worked
out anew and stand in place of the old ones; yen, order and seats are given out anew to everybody.
The judgements (stage, state, trust) stay those of the list before until a review renews them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.calls.case import Bools, Case, Ints, days_of
from core.calls.contacts import Contacts
from core.calls.learned import learn_rates
from core.calls.listing import CallList, Weighed, give_seats, weigh
from core.rules._rows import one_of

#: What a list depends on besides the tables.
_ALIKE = ("today", "has_amounts", "currency", "scale", "aliases", "scope")


def retaken(before: CallList, book: Book) -> CallList | None:
    """The list of ``before`` with the records of ``book``, as if all of it were made again.

    Args:
        before: a list made by :func:`core.calls.listing.call_list`.
        book: the same business, after a few rows were written.

    Returns:
        What ``call_list`` would give for the customers judged as before, with the words of the
        customers table as they are now; None where more than single customers changed.
    """
    old = before.weighed.case
    touched = changed(old.book, book)
    if touched is None:
        return None
    judged = _with_words(old, book.table("customers"), touched)
    places = _with_households(old, judged, touched)
    case = old.renewed(judged, book, learn_rates(book, old.settings, before.bought))
    ids = set(old.text("customer_id")[places])
    part = replace(case, judged=judged.iloc[places].reset_index(drop=True), book=_only(book, ids))
    made = _merged(before.weighed, weigh(part), case, places)
    cards = {who: card for who, card in before.cards.items() if who not in ids}
    return give_seats(made, cards, before.bought)


def changed(old: Book, new: Book) -> set[str] | None:
    """Whose rows differ between two books; None where something else differs as well."""
    if any(getattr(old, name) != getattr(new, name) for name in _ALIKE):
        return None
    if [path.name for path in old.purchases] != [path.name for path in new.purchases]:
        return None  # other lines were bought; a copy of the folder is the same business
    found: set[str] = set()
    for name in old.tables.keys() | new.tables.keys():
        before, after = old.table(name), new.table(name)
        if before is after:
            continue
        whose = _whose(before, after)
        if whose is None or (name == "customers" and _others(before, after)):
            return None
        found |= whose
    return found


def _others(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether a customer came or went."""
    return not before["customer_id"].equals(after["customer_id"])


def _whose(before: pd.DataFrame, after: pd.DataFrame) -> set[str] | None:
    """The customers of the rows that differ; None where rows are of no customer."""
    if before.equals(after):
        return set()
    if "customer_id" not in before:
        return None
    if "row_id" not in before or "row_id" not in after:
        return {*before["customer_id"], *after["customer_id"]}
    stay, still = (_common(one, other) for one, other in ((before, after), (after, before)))
    gone, came = before["customer_id"][~stay], after["customer_id"][~still]
    left, right = before[stay].reset_index(drop=True), after[still].reset_index(drop=True)
    differ = left["row_id"].to_numpy() != right["row_id"].to_numpy()
    for column in left.columns:
        differ |= _unlike(left[column], right[column])
    ids = (gone, came, left["customer_id"][differ], right["customer_id"][differ])
    return {who for some in ids for who in some}


def _common(one: pd.DataFrame, other: pd.DataFrame) -> Bools:
    return np.isin(one["row_id"].to_numpy(), other["row_id"].to_numpy())


def _unlike(one: pd.Series[Any], other: pd.Series[Any]) -> Bools:
    if one.equals(other):
        return np.zeros(len(one), dtype=bool)
    alike = (one == other).fillna(False).to_numpy(dtype=bool)
    return ~alike & ~(one.isna() & other.isna()).to_numpy(dtype=bool)


def _with_words(old: Case, customers: pd.DataFrame, touched: set[str]) -> pd.DataFrame:
    """The judged rows with what the customers table says of those who were touched."""
    if customers is old.book.table("customers"):
        return old.judged
    judged, places = old.judged, old.places_of(touched)
    ids = old.text("customer_id")[places]
    rows = customers[one_of(customers["customer_id"], touched)].set_index("customer_id")
    known = np.isin(ids, rows.index.to_numpy(dtype=object))
    places, rows = places[known], rows.loc[ids[known]]
    fresh = {}
    for name in (column for column in rows.columns if column in judged):
        now = rows[name].astype(judged[name].dtype).set_axis(places)
        if not now.equals(judged[name].iloc[places]):
            fresh[name] = judged[name].copy()
            fresh[name].iloc[places] = now
    return judged.assign(**fresh) if fresh else judged


def _with_households(old: Case, judged: pd.DataFrame, touched: set[str]) -> Ints:
    """The places of those who were touched and of their households: a talk with one is for all."""
    places = old.places_of(touched)
    for homes in (old.text("household_id"), judged["household_id"].to_numpy(dtype=object)):
        shared = set(homes[places]) - {""}
        if shared:
            with_them = np.flatnonzero([home in shared for home in homes])
            places = np.union1d(places, with_them).astype(np.int64)
    return places


def _only(book: Book, ids: set[str]) -> Book:
    """The book with the rows of these customers alone, in the tables that reasons stand on."""
    tables = {
        name: frame[one_of(frame["customer_id"], ids)]
        if len(frame) and name != "customers" and "customer_id" in frame
        else frame
        for name, frame in book.tables.items()
    }
    return replace(book, tables=tables)


def _merged(before: Weighed, part: Weighed, case: Case, places: Ints) -> Weighed:
    """What was weighed before, of some customers as it is now."""
    again = np.zeros(case.size, dtype=bool)
    again[places] = True
    kept = before.found[~again[before.found["place"].to_numpy(dtype="int64")]]
    fresh = part.found.assign(place=places[part.found["place"].to_numpy(dtype="int64")])
    found = pd.concat([kept, fresh], ignore_index=True) if len(fresh) else kept

    def patched(whole: Any, some: Any) -> Any:  # noqa: ANN401 - an array, or one for each gate
        if isinstance(whole, list):
            return [patched(one, other) for one, other in zip(whole, some, strict=True)]
        result = whole.copy()
        result[places] = some
        return result

    people = ("shut", "until", "opens", "waits")
    gated = replace(
        before.gated, held=found["held"].to_numpy(), call_opens=days_of(found["opens"]),
        call_waits=found["waits"].to_numpy(),
        **{n: patched(getattr(before.gated, n), getattr(part.gated, n)) for n in people},
    )  # fmt: skip
    touched = replace(
        before.touched,
        **{
            field.name: patched(
                getattr(before.touched, field.name), getattr(part.touched, field.name)
            )
            for field in fields(Contacts)
        },
    )
    return Weighed(case, touched, found, gated, patched(before.coming, part.coming))
