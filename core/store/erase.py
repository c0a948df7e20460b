"""Erasing a person (消去): everything about somebody goes from the ledger and its files, for good.

What is asked for is written to ``erasing/`` as keyed marks before anything is touched, so that a
program that dies on the way is finished by the next opening. The transaction decides: before it
nothing is gone, after it the files follow. None of this can be taken back.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from core.errors import StoreError
from core.locale.words import Words, _
from core.store import erase_files, inbox, seal, tombstones, traces
from core.store.connection import Ledger
from core.store.erase_rows import Changes, erase_rows
from core.store.faults import said
from core.store.journal import Entry, Write
from core.store.keyed import keyed
from core.store.places import Place, remove_folder, write_text
from core.store.schema import ERASED, TABLE_OF
from core.store.tombstones import Marks

#: Name of the file that holds what is asked for.
ASKED = "marks"
#: Stands there when all is done, until the next opening.
AGAIN = "again"
#: What a person is called in a file, letter by letter, is looked for from this length on.
_SHORTEST = 3
_CALLED = ("name", "kana", "contact_person", "phone", "phone_other", "email", "line", "address")
_PHONES = ("phone", "phone_other")
_PHONE_DIGITS = 9

#: What is told to whoever waits.
Progress = Callable[[float, Words], None]
#: What is done one after the other, and the share of the time that is over when it begins, as
#: measured with fifty thousand customers and half a million lines.
STEPS: dict[str, tuple[float, Words]] = {
    "look": (0.0, _("Looking for the person everywhere")),
    "others": (0.03, _("Telling the person from everybody else")),
    "mentions": (0.6, _("Looking for the name in the records of others")),
    "rows": (0.7, _("Erasing the records, and the person in the history")),
    "files": (0.92, _("Writing the imported files anew without the person")),
    "finish": (0.97, _("Making sure that nothing is left")),
    "done": (1.0, _("The person is erased")),
}

#: What tells each customer of a frame, row by row, see :mod:`core.ingest.identifying`.
Identities = Callable[[pd.DataFrame], list[frozenset[tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        at: the moment; it names the erasure from now on.
        marks: as :mod:`core.store.tombstones` keeps them.
    """

    at: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """How far an erasure is, told to whoever waits for it, if anybody does."""

    progress: Progress | None = None

    def tell(self, step: str, part: float = 0.0) -> None:
        """Say which of :data:`STEPS` is done now, and how much of it is done (0 to 1)."""
        if self.progress is not None:
            begin, words = STEPS[step]
            end = min((share for share, _words in STEPS.values() if share > begin), default=1.0)
            self.progress(begin + part * (end - begin), words)


def run(
    write: Write, place: Place, order: Order, ids: frozenset[str], steps: Steps | None = None
) -> None:
    """Erase customers, inside a transaction that writes.

    Args:
        write: the action is begun here.
        place: the business.
        order: what is asked for.
        ids: whose, as the order's marks mean.
        steps: tells how far it is.
    """
    steps = steps or Steps()
    steps.tell("rows")
    with said():
        remove_folder(place.erasing)
    write_text(place.erasing / ASKED, "\n".join([order.at, *order.marks]))
    key = keyed(place.key)
    marks = Marks(key, dict.fromkeys(order.marks, order.at))
    people = traces.descriptions(write.connection, place, ids)
    blanks = marks.texts()
    others = traces.texts_of_others(write.connection, place, ids) if blanks else ()
    changes = Changes(
        key, ids, frozenset(i for i in ids if marks.keeps(i)),
        texts=tombstones.blanked_by(key, blanks, {trace.text for trace in others}),
        names=frozenset(people["name"]) - {""},
    )  # fmt: skip
    write.begin("erase", {})
    erase_rows(write, changes)
    steps.tell("files")
    erase_files.erase_files(write, place, changes, called(write.connection, people, ids))
    write.note_all([Entry("erase", "action", None, key.gone(i), {}, {}) for i in sorted(ids)])
    tombstones.put(write, place, order.at, order.marks)


def called(connection: sa.Connection, people: pd.DataFrame, ids: frozenset[str]) -> set[str]:
    """What a person is called letter by letter, as far as nobody else here is called so."""
    found: set[str] = set()
    for column in _CALLED:
        for text in people[column]:
            found |= _spelled(str(text), phone=column in _PHONES)
    kept = TABLE_OF["customers"]
    others = sa.select(*(kept.c[c] for c in _CALLED)).where(kept.c.customer_id.not_in(ids))
    for row in connection.execute(others):
        for column, text in zip(_CALLED, row, strict=True):
            found -= _spelled(text, phone=column in _PHONES)
    return found


def _spelled(text: str, *, phone: bool) -> set[str]:
    """Ways in which the same is written into a file."""
    words = text.split()
    digits = re.sub(r"\D", "", text) if phone else ""
    ways = {text.strip(), "".join(words), " ".join(words), "\u3000".join(words)}
    known = {way for way in ways if len(way.replace(" ", "")) >= _SHORTEST}
    return known | ({digits} if len(digits) >= _PHONE_DIGITS else set())


# Finishing


def asked(place: Place) -> Order | None:
    """What an erasure that is not finished was asked for."""
    path = place.erasing / ASKED
    with said():
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return Order(lines[0], tuple(lines[1:])) if lines else None


def durable(connection: sa.Connection, order: Order) -> bool:
    """Whether its transaction is durable, so that only files are still to follow."""
    query = sa.select(sa.func.count()).where(ERASED.c.at == order.at)
    return bool(connection.execute(query).scalar_one())


def catch_up(connection: sa.Connection, place: Place) -> None:
    """Bring the layers to what the ledger says; to be called before anything is written."""
    order = asked(place)
    if order is not None and durable(connection, order):
        erase_files.move_in(place)


def finish(ledger: Ledger, place: Place) -> None:
    """Do what an erasure has still to do: layers, old and waiting files, free pages, marks.

    Raises:
        StoreError: it could not be done now; the next opening tries again.
    """
    order = asked(place)
    with ledger.reading() as connection:
        done = order is not None and durable(connection, order)
    if done:
        with ledger.writing() as connection:
            erase_files.move_in(place)
            tombstones.write_beside(connection, place)
        erase_files.drop_old(place)
        inbox.empty(place.root)
        ledger.vacuum()
        with said():
            seal.remove(place)
            remove_folder(place.erasing)
            write_text(place.erasing / AGAIN, "")


def clear_again(ledger: Ledger, place: Place) -> None:
    """A window that was reading during an erasure may have cached what it read: once more.

    So may one have where a program died while it asked for an erasure, or tidied up after it.
    """
    if (place.erasing / AGAIN).exists():
        _clear(place)
    elif place.erasing.exists() and asked(place) is None:
        with contextlib.suppress(StoreError), ledger.writing():  # nobody is just asking for one
            if asked(place) is None:
                _clear(place)


def _clear(place: Place) -> None:
    with said():
        remove_folder(place.cache)
        remove_folder(place.erasing)


def give_up(ledger: Ledger, place: Place, order: Order) -> None:
    """Forget an erasure whose transaction was taken back: nothing is gone."""
    with said(), ledger.reading() as connection:
        if asked(place) == order and not durable(connection, order):
            remove_folder(place.erasing)


def whose(
    connection: sa.Connection, place: Place, marks: Marks, identities: Identities | None = None
) -> frozenset[str]:
    """The numbers in a ledger that marks mean.

    Args:
        connection: the ledger.
        place: the business.
        marks: of erasures.
        identities: also under another number, told by name and phone, birthday or mail.
    """
    ids = traces.known_ids(connection, place)
    found = {i for i in ids if marks.of_id(i)}
    if identities is not None:
        people = traces.descriptions(connection, place, frozenset(ids))
        for customer_id, told_by in zip(people["customer_id"], identities(people), strict=True):
            if marks.of_identities(told_by):
                found.add(customer_id)
    return frozenset(found)


def marks_of(
    place: Place, ids: Iterable[str], told_by: Iterable[tuple[str, ...]], *, keep_amounts: bool
) -> list[str]:
    """The marks under which a person is known again; to be called with the writer's lock."""
    key = keyed(place.key)
    found = [tombstones.id_mark(key, i) for i in sorted(ids)]
    if keep_amounts:
        found += [tombstones.kept_mark(key, i) for i in sorted(ids)]
    return found + [tombstones.who_mark(key, each) for each in sorted(set(told_by))]
