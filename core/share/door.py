"""The door (入口): who comes in, who is at work, and what of it is written down."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.locale.words import _
from core.rules.roles import SEES, may
from core.share.passwords import matches, matches_nobody
from core.share.people import ALONE, People, Person
from core.share.sessions import Session, Sessions
from core.share.throttle import Throttle
from core.share.trail import Trail
from core.store.clock import Clock
from core.store.journal import Write

#: Says who is at work at this moment; none for whoever is not signed in (any more).
AtWork = Callable[[], Person | None]
_KIND_OF_VERB = {"import": "imported", "export_person": "exported", "export_ledger": "exported"}


def alone() -> Person:
    """The owner, at this computer, sharing nothing."""
    return ALONE


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a try to sign in.

    Attributes:
        cookie: what the browser is to hold; empty where it was wrong.
        wait: seconds until another try is looked at.
    """

    cookie: str = ""
    wait: int = 0


class Door:
    """The door of a data folder that is shared."""

    def __init__(self, root: Path, now: Clock) -> None:
        self.people = People(root)
        self.sessions = Sessions(self.people, now)
        self.trail = Trail(root, now)
        self._throttle = Throttle(now)

    def sign_in(self, name: str, password: str, address: str) -> Answer:
        """Try to sign in; right or wrong takes as long for a name that nobody has.

        Raises:
            StoreError: the people cannot be read, or the log cannot be written.
        """
        person = self.people.by_name(name)
        account = person.id if person else hashlib.sha256(name.encode()).hexdigest()
        known = person.id if person else ""
        if wait := self._throttle.try_now(account, address):
            self.trail.note("waits", person=known, address=address)
            return Answer(wait=wait)
        fits = matches(person.password, password) if person else matches_nobody(password)
        if person is None or not fits:
            self.trail.note("failed", person=known, address=address)
            return Answer()
        self._throttle.right(account, address)
        self.trail.note("signed_in", person=known, address=address)
        return Answer(self.sessions.begin(person, address))

    def sign_out(self, cookie: str) -> None:
        """End a browser's session.

        Raises:
            StoreError: the log cannot be written; the session has ended.
        """
        found = self.sessions.find(cookie)
        self.sessions.end(cookie)
        if found is not None:
            session, person = found
            self.trail.note("signed_out", person=person.id, address=session.address)

    def holder(self, cookie: str, *, used: bool = True) -> Session | None:
        """The session that a cookie opens; none where it opens nothing."""
        found = self.sessions.find(cookie, used=used)
        return found[0] if found else None

    def saw(self, handle: str, business: str, customer_id: str) -> None:
        """Write down that somebody saw a customer's card.

        Raises:
            StoreError: nobody is signed in, or the log cannot be written: nothing is shown then.
        """
        person = self.sessions.by_handle(handle)
        if person is None:
            raise StoreError(_("Please sign in again."))
        where = self.sessions.address_of(handle)
        self.trail.note(
            "saw", person=person.id, address=where, business=business, customer=customer_id
        )


class Keep:
    """What the workspace asks before it writes, and tells afterwards (番人).

    Attributes:
        at_work: who is at work at this moment.
        trail: where it is written down; none while nothing is shared.
    """

    def __init__(self, at_work: AtWork = alone, trail: Trail | None = None) -> None:
        self.at_work = at_work
        self.trail = trail

    def person(self) -> Person:
        """Who is at work.

        Raises:
            StoreError: nobody is signed in, or they only look.
        """
        person = self.at_work()
        if person is None:
            raise StoreError(_("Nothing was written: please sign in again."))
        if not SEES[person.role].changes:
            self._refused(person, "")
            raise StoreError(_("Nothing was written: you may only look here."))
        return person

    def allow(self, verb: str, facts: Mapping[str, Any]) -> None:
        """Whether who is at work may do this.

        Raises:
            StoreError: they may not; nothing is written then.
        """
        person = self.person()
        if not may(person.role, verb, facts):
            self._refused(person, verb)
            raise StoreError(_("Nothing was written: only the owner may do this."))

    def done(self, business: str, verbs: list[str]) -> None:
        """Write down what was written; the journal of the ledger says more."""
        person = self.at_work()
        for verb in verbs if self.trail is not None and person is not None else []:
            assert self.trail is not None and person is not None  # noqa: PT018 - for mypy
            with contextlib.suppress(StoreError):  # the ledger holds it already, in its journal
                self.trail.note(
                    _KIND_OF_VERB.get(verb, "changed"),
                    person=person.id, business=business, what=verb,
                )  # fmt: skip

    def _refused(self, person: Person, verb: str) -> None:
        if self.trail is not None:
            self.trail.note("refused", person=person.id, what=verb)


@dataclass(slots=True)
class KeptWrite(Write):
    """An action that asks the keeper of the door before it begins.

    Attributes:
        keep: whom it asks.
        verbs: what was begun.
    """

    keep: Keep = field(default_factory=Keep)
    verbs: list[str] = field(default_factory=list)

    def begin(self, verb: str, facts: Mapping[str, Any], batch_id: int | None = None) -> int:
        """Write the action's own row, if whoever is at work may do it.

        Raises:
            StoreError: they may not; the whole transaction is taken back.
        """
        self.keep.allow(verb, facts)
        self.verbs.append(verb)
        return Write.begin(self, verb, facts, batch_id)
