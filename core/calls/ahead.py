"""The dates ahead of one customer (これからの日付): the coming twelve months in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.book import Book
from core.calls.case import as_day, known
from core.calls.thanks import next_days
from core.locale.words import Words, _
from core.tables import TABLES

_MONTHS = 12
Record = Mapping[Any, Any]
_LIVE = ("", "open")
_LABELS = {
    (table, choice.code): choice.label
    for table in ("due_dates", "events")
    for choice in TABLES[table].column("kind").choices
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day to come.

    Attributes:
        day: when.
        words: what falls on it.
        theirs: it is a day of their own life (birthday, anniversary, event), no business of ours.
    """

    day: dt.date
    words: Words
    theirs: bool = False


def dates_ahead(row: Mapping[str, Any], book: Book) -> list[Ahead]:
    """Every day of the coming twelve months that is on record about one customer, in order.

    Due dates, events, birthday and anniversary, plans, promises either way, the time they named
    (今はいらない) and the next date (次回日).

    Args:
        row: the customer's judged row.
        book: the business.
    """
    end = (pd.Timestamp(book.today) + pd.DateOffset(months=_MONTHS)).date()
    found = [*_remembered(row, book.today), *_recorded(row, book), *_next(row)]
    near = [ahead for ahead in found if book.today <= ahead.day <= end]
    return sorted(near, key=lambda ahead: ahead.day)


def _remembered(row: Mapping[str, Any], today: dt.date) -> Iterator[Ahead]:
    for column, words in (("birthday", _("Birthday")), ("anniversary", _("Anniversary"))):
        day = as_day(next_days(pd.Series([known(row, column)], dtype="str"), today)[0])
        if day is None:
            continue
        note = known(row, "anniversary_note")
        named = column == "anniversary" and bool(note)
        yield Ahead(day, _("Anniversary: {text}", text=note) if named else words, theirs=True)


def _next(row: Mapping[str, Any]) -> Iterator[Ahead]:
    day = as_day(row.get("next_date"))
    if day is not None:
        yield Ahead(day, _("The next date we agreed on"))


def _recorded(row: Mapping[str, Any], book: Book) -> Iterator[Ahead]:
    for name, column, alive, words in _KINDS:
        frame = book.table(name)
        for record in frame[frame["customer_id"] == row["customer_id"]].to_dict("records"):
            if alive(record) and not pd.isna(record[column]):
                day = pd.Timestamp(record[column]).date()
                yield Ahead(day, words(record), theirs=name == "events")


def _due_words(due: Record) -> Words:
    own = _("{kind}", kind=due["kind"]) if due["kind"] else _("Due")
    kind = _LABELS.get(("due_dates", due["kind"]), own)
    if due["item"]:
        return _("{kind}: {item}", kind=kind, item=due["item"])
    return _("{kind}", kind=kind)


def _event_words(event: Record) -> Words:
    kind = _LABELS.get(("events", event["kind"]), _("Event"))
    if event["person"]:
        return _("{kind} ({who})", kind=kind, who=event["person"])
    return _("{kind}", kind=kind)


def _promise_words(promise: Record) -> Words:
    if promise["by_whom"] == "them":
        return _("Theirs: {content}", content=promise["content"])
    return _("Ours: {content}", content=promise["content"])


def _plan_words(plan: Record) -> Words:
    return _("Planned: {what}", what=plan["action"])


def _named_words(later: Record) -> Words:
    return _("The time they named for “{product}”", product=later["product"])


def _not_done(record: Record) -> bool:
    return bool(pd.isna(record["done_date"]))


#: Table, its day, whether a row is still ahead, what it says.
_KINDS: tuple[tuple[str, str, Callable[[Record], bool], Callable[[Record], Words]], ...] = (
    ("due_dates", "end_date", lambda due: due["status"] in _LIVE, _due_words),
    ("events", "date", lambda event: True, _event_words),
    ("promises", "due_date", _not_done, _promise_words),
    ("plans", "date", _not_done, _plan_words),
    ("not_now", "next_time", lambda later: True, _named_words),
)
