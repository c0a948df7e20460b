"""The part of the workspace that answers for a person's rights: who did what, and erasing."""

from __future__ import annotations

import contextlib
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from core.book import Book
from core.errors import StoreError
from core.ingest.identifying import identities
from core.ingest.mentions import seeker
from core.locale.words import _
from core.store import chain, erase, erasure, tombstones, traces
from core.store.connection import Ledger
from core.store.erase import Order, Progress, Steps
from core.store.erasure import Erasure, Person
from core.store.faults import reason_for
from core.store.journal import Action, Entry, Write
from core.store.keyed import keyed, known
from core.store.places import Place
from core.store.sweeping import sweep
from core.store.tombstones import Marks

#: So many customers are compared with somebody at a time, and then it is told how far it is.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure, as far as it is still known: never whose.

    Attributes:
        at: the moment, which names it; ``numbers``: how many customer numbers went.
        keeps_amounts: the purchases stayed under a number that says nothing.
    """

    at: dt.datetime
    numbers: int
    keeps_amounts: bool


class Erasing(ABC):
    """What a workspace does for one person's rights (個情法 33–35条)."""

    _place: Place
    _ledger: Ledger

    #: Takes a backup, where backups are taken here.
    _take_backup: Callable[[str], None]

    @abstractmethod
    def _writing(self) -> contextlib.AbstractContextManager[Write]: ...

    @abstractmethod
    def _touching(self) -> contextlib.AbstractContextManager[None]: ...

    @abstractmethod
    def _group(self, connection: sa.Connection, customer_id: str) -> list[str]: ...

    @abstractmethod
    def book(self) -> Book:
        """Everything known."""

    # Who did what

    def verify_history(self) -> Action | None:
        """The first action at which the journal's chain does not hold; none where all do.

        An action written, changed or dropped outside the program breaks it, and so does another
        key file; see :mod:`core.store.chain`.
        """
        with self._ledger.reading() as connection:
            return chain.first_broken(connection, known(self._place.key))

    def note_export(self, customer_id: str = "") -> int:
        """Write down that one person's record, or the whole ledger, was written to a file.

        To be called when the file is made; no name is kept with it. Returns the action's number.
        """
        with self._writing() as write:
            write.begin("export_person" if customer_id else "export_ledger", {})
            if customer_id:
                write.note(Entry("export_person", "action", None, customer_id, {}, {}))
            return write.id

    # Erasing

    def erasure(self, customer_id: str) -> Erasure:
        """What :meth:`erase` would take away, and who else's texts name the person.

        Raises:
            StoreError: nothing is known under this number.
        """
        bought = self.book().purchases
        with self._ledger.reading() as connection:
            person = self._person(connection, customer_id)
            return erasure.erasure(connection, self._place, person, bought)

    def erase(
        self,
        customer_id: str,
        *,
        keep_amounts: bool = False,
        blank: Collection[str] = (),
        progress: Progress | None = None,
    ) -> int:
        """Erase a person, with all numbers that are joined; returns the action's number.

        Nothing brings it back: no undoing, no import, no older ledger. Backups of before hold the
        person until they are the oldest and go.

        Args:
            customer_id: who.
            keep_amounts: purchases stay, under a number that says nothing, so that figures of
                past months stand; else they go too.
            blank: texts of :attr:`Erasure.mentions` in which the name is to be blanked.
            progress: told the share done (0 to 1) and what is being done; what it raises before
                the erasure is durable ends it, and nothing was changed.

        Raises:
            StoreError: nothing is known under this number, or it could not be done; then nothing
                was changed.
        """
        self._refuse_unfinished()
        order, steps = None, Steps(progress)
        try:
            with self._writing() as write:
                steps.tell("look")
                person = self._person(write.connection, customer_id)
                order = self._order(write, person, blank, keep_amounts=keep_amounts, steps=steps)
                erase.run(write, self._place, order, person.ids, steps)
                done = write.id
        except BaseException as error:
            self._not_erased(order, error)
            raise
        try:
            steps.tell("finish")
        finally:  # nothing brings the person back any more, whoever gives up waiting
            self._finish_erasing()
            with contextlib.suppress(StoreError):  # else that of the day is the first without
                self._take_backup("erase")
        steps.tell("done")
        return done

    def _refuse_unfinished(self) -> None:
        self._finish_asked()
        if self.erasure_unfinished:
            raise StoreError(
                _(
                    "An earlier erasure is not finished yet. Please close the other windows of "
                    "this program and try again."
                )
            )

    @property
    def erasure_unfinished(self) -> bool:
        """Whether an erasure has still to be finished; every opening of the business tries."""
        return erase.asked(self._place) is not None

    def erasures(self) -> list[Erased]:
        """What was erased, the newest first."""
        with self._ledger.reading() as connection:
            marks = tombstones.in_force(connection, self._place)
            found = tombstones.moments(connection)
        keeping = {at for mark, at in marks.at.items() if mark.startswith("kept:")}
        return [Erased(dt.datetime.fromisoformat(at), n, at in keeping) for at, n in found.items()]

    @property
    def strange_key(self) -> bool:
        """Whether the key file is another than that of the erasures: nobody is known again."""
        with self._ledger.reading() as connection:
            return tombstones.in_force(connection, self._place).strange_key

    def accept_again(self, at: dt.datetime) -> int:
        """Let somebody who was erased come in again; what was erased stays erased.

        Args:
            at: which erasure, see :meth:`erasures`.

        Raises:
            StoreError: there is no such erasure.
        """
        with self._writing() as write:
            if not tombstones.lift(write, at.isoformat(timespec="microseconds")):
                raise StoreError(_("There is no such erasure."))
            write.begin("accept_again", {})
            done = write.id
        with self._ledger.writing() as connection:
            tombstones.write_beside(connection, self._place)
        return done

    def _person(self, connection: sa.Connection, customer_id: str) -> Person:
        ids = frozenset(self._group(connection, customer_id))
        if not ids & traces.known_ids(connection, self._place):
            raise StoreError(_("There is no customer with the ID {id}.", id=customer_id))
        people = traces.descriptions(connection, self._place, ids)
        return Person(ids, people, seeker(people))

    def _order(
        self,
        write: Write,
        person: Person,
        blank: Collection[str],
        *,
        keep_amounts: bool,
        steps: Steps,
    ) -> Order:
        """The marks of a person and of the texts that are to be blanked."""
        key = keyed(self._place.key)
        told_by = {each for row in identities(person.people) for each in row}
        told_by -= self._others_told_by(write.connection, person.ids, steps)
        marks = erase.marks_of(self._place, person.ids, told_by, keep_amounts=keep_amounts)
        steps.tell("mentions")
        wanted = set(blank)
        named = erasure.mentions(write.connection, self._place, person.ids, person.look)
        for mention in (m for m in named if m.text in wanted):
            where = mention.columns or ("",)
            marks += [tombstones.text_mark(key, w, mention.text, mention.found) for w in where]
        return Order(write.at, tuple(marks))

    def _others_told_by(
        self, connection: sa.Connection, ids: frozenset[str], steps: Steps
    ) -> set[tuple[str, ...]]:
        """What tells others who stay: two of one name and phone whom the owner keeps apart."""
        others = sorted(traces.known_ids(connection, self._place) - ids)
        found = set[tuple[str, ...]]()
        for start in range(0, len(others), AT_ONCE):
            steps.tell("others", start / len(others))
            some = frozenset(others[start : start + AT_ONCE])
            people = traces.descriptions(connection, self._place, some)
            found |= {each for row in identities(people) for each in row}
        return found

    def _not_erased(self, order: Order | None, error: BaseException) -> None:
        """Forget what was made ready for an erasure that failed.

        Raises:
            StoreError: not even that can be done, so that the next opening erases: to be said.
        """
        with contextlib.suppress(StoreError):
            if order is not None:
                erase.give_up(self._ledger, self._place, order)
            sweep(self._ledger, self._place)
        if isinstance(error, StoreError) and order and erase.asked(self._place) == order:
            cause = error.__cause__
            why = reason_for(cause) if isinstance(cause, Exception) else error.words
            raise StoreError(
                _(
                    "{why} The erasure was begun and could not be taken back; it is finished as "
                    "soon as this business is opened again.",
                    why=why,
                )
            ) from error

    def _finish_erasing(self) -> None:
        """Do what is still to be done; where the disk refuses, the next opening tries again."""
        with contextlib.suppress(StoreError), self._touching():
            erase.finish(self._ledger, self._place)

    # When a business is opened, and after an older ledger was put in its place

    def after_restore(self) -> int:
        """Erase again who was erased since, and forget nobody; how many numbers went.

        To be called when the ledger was replaced by an older one; opening a business does it too.

        Raises:
            StoreError: it could not be done; the ledger holds somebody who was erased.
        """
        with self._ledger.reading() as connection:
            since, lifted = tombstones.missing(connection, self._place)
            new = set(tombstones.in_force(connection, self._place).at)
        if lifted:
            with self._writing() as write:
                for at in lifted:
                    tombstones.lift(write, at)
        found = sum(self._erase_again(at, marks) for at, marks in sorted(since.items()))
        if new - tombstones.beside(self._place).keys():
            with self._ledger.writing() as connection:
                tombstones.write_beside(connection, self._place)
        return found

    def _erase_again(self, at: str, said: list[str]) -> int:
        """Erase whom marks mean; where nobody is left of them only the marks are written."""
        order = Order(at, tuple(said))
        marks = Marks(known(self._place.key), dict.fromkeys(said, at))
        with self._writing() as write:
            ids = frozenset[str]()
            if marks:
                ids = erase.whose(write.connection, self._place, marks, identities)
            if ids:
                erase.run(write, self._place, order, ids)
            else:
                tombstones.put(write, self._place, at, said)
        if ids:
            self._finish_erasing()
        return len(ids)

    def _catch_up(self) -> None:
        """Finish what was not finished when the program ended."""
        erase.clear_again(self._ledger, self._place)
        self._finish_asked()
        self.after_restore()

    def _finish_asked(self) -> None:
        """Finish an erasure that a program died over; where it cannot be done now, later."""
        order = erase.asked(self._place)
        if order is None:
            return
        marks = Marks(known(self._place.key), dict.fromkeys(order.marks, order.at))
        with contextlib.suppress(StoreError), self._writing() as write:
            if not erase.durable(write.connection, order):
                ids = erase.whose(write.connection, self._place, marks)
                erase.run(write, self._place, order, ids)
        self._finish_erasing()
