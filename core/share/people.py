"""The people who share (共有する人): one file beside the businesses, which only we may read."""

from __future__ import annotations

import json
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.locale.words import _
from core.rules.roles import Role
from core.share.passwords import hashed, refusal
from core.store.faults import said
from core.store.places import private_file, whole_file

NAME = "people.json"
LONGEST_NAME = 40
MOST = 50


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who shares.

    Attributes:
        id: says nothing about them; stands in logs.
        name: as they sign in, and as the journal names them.
        role: what they may see and do.
        version: grows whenever password or role change, so that older sign-ins end.
        password: its hash; ``removed``: they may not come in any more.
    """

    id: str
    name: str
    role: Role
    version: int = 1
    password: str = ""
    removed: bool = False


#: Who works here while nothing is shared: the owner, at this computer.
ALONE = Person("", "", Role.OWNER)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file holds.

    Attributes:
        people: all, removed ones too.
        idle_hours: after so long without a click one signs in again.
        days: after so long in any case.
    """

    people: tuple[Person, ...] = ()
    idle_hours: int = 8
    days: int = 7


class People:
    """The people of a data folder."""

    def __init__(self, root: Path) -> None:
        self.file = root / NAME
        self._lock = threading.RLock()
        self._seen: tuple[object, Kept] | None = None

    def kept(self) -> Kept:
        """What the file holds now; nobody where there is none.

        Raises:
            StoreError: it cannot be read; nobody comes in until it can.
        """
        with self._lock:
            mark = _mark(self.file)
            if self._seen is None or self._seen[0] != mark:
                self._seen = (mark, _read(self.file) if mark else Kept())
            return self._seen[1]

    def all(self) -> list[Person]:
        """Everybody who may come in, owners first."""
        order = list(Role)
        there = [person for person in self.kept().people if not person.removed]
        return sorted(there, key=lambda person: (order.index(person.role), person.name))

    def gone(self) -> list[Person]:
        """Everybody who was removed and can be brought back."""
        return [person for person in self.kept().people if person.removed]

    def owners(self) -> list[Person]:
        """Everybody who is an owner here."""
        return [person for person in self.all() if person.role is Role.OWNER]

    def by_id(self, person_id: str) -> Person | None:
        """Somebody who may come in, by the id."""
        return next((person for person in self.all() if person.id == person_id), None)

    def by_name(self, name: str) -> Person | None:
        """Somebody who may come in, by the name as it is typed."""
        return next((p for p in self.all() if _same(p.name) == _same(name)), None)

    def add(self, name: str, role: Role, password: str) -> Person:
        """Let somebody in from now on.

        Raises:
            StoreError: no name, somebody has it already, or the password will not do.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise StoreError(_("Please write a name of up to {n} characters.", n=LONGEST_NAME))
        kept = _refused_or_hashed(password, name)
        with self._lock:
            held = self.kept()
            if any(_same(person.name) == _same(name) for person in held.people):
                raise StoreError(_("Somebody is called {name} already.", name=name))
            if len(held.people) >= MOST:
                raise StoreError(_("Up to {n} people can share.", n=MOST))
            person = Person(secrets.token_hex(8), name, role, 1, kept)
            self._write(replace(held, people=(*held.people, person)))
            return person

    def set_role(self, person_id: str, role: Role) -> None:
        """Give somebody another role; they sign in again.

        Raises:
            StoreError: nobody would be the owner any more.
        """
        self._change(person_id, lambda p: replace(p, role=role, version=p.version + 1))

    def new_password(self, person_id: str, password: str) -> None:
        """Give somebody a new password; they sign in again.

        Raises:
            StoreError: it will not do.
        """
        found = self.by_id(person_id)
        kept = _refused_or_hashed(password, found.name if found else "")
        self._change(person_id, lambda p: replace(p, password=kept, version=p.version + 1))

    def remove(self, person_id: str) -> None:
        """Let somebody in no more, from this moment.

        Raises:
            StoreError: nobody would be the owner any more.
        """
        self._change(person_id, lambda p: replace(p, removed=True, version=p.version + 1))

    def bring_back(self, person_id: str) -> None:
        """Let somebody in again who was removed, with the same password."""
        self._change(person_id, lambda p: replace(p, removed=False, version=p.version + 1))

    def sign_out_everywhere(self, person_id: str) -> None:
        """End everything that somebody has open."""
        self._change(person_id, lambda p: replace(p, version=p.version + 1))

    def set_hours(self, idle_hours: int, days: int) -> None:
        """How long one stays signed in: without a click, and at most."""
        with self._lock:
            hours, most = max(1, min(idle_hours, 24)), max(1, min(days, 31))
            self._write(replace(self.kept(), idle_hours=hours, days=most))

    def _change(self, person_id: str, change: Callable[[Person], Person]) -> None:
        with self._lock:
            held = self.kept()
            people = tuple(change(p) if p.id == person_id else p for p in held.people)
            if people == held.people:
                raise StoreError(_("This person is not there any more."))
            if not any(p.role is Role.OWNER and not p.removed for p in people):
                raise StoreError(_("Somebody has to stay the owner."))
            self._write(replace(held, people=people))

    def _write(self, kept: Kept) -> None:
        text = json.dumps(asdict(kept), ensure_ascii=False, indent=1)
        with whole_file(self.file) as temporary, private_file(temporary) as handle:
            handle.write(text.encode())
        self._seen = None


def _refused_or_hashed(password: str, name: str) -> str:
    why = refusal(password, name)
    if why is not None:
        raise StoreError(why)
    return hashed(password)


def _mark(file: Path) -> object:
    """Changes whenever the file does; None where there is none."""
    with said():
        try:
            found = file.stat()
        except FileNotFoundError:
            return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(file: Path) -> Kept:
    """The file's content; one that others could read is closed to them."""
    with said():
        if os.name != "nt" and file.stat().st_mode & 0o077:
            file.chmod(0o600)
        text = file.read_text(encoding="utf-8")
    try:
        found: Any = json.loads(text)
        people = tuple(Person(**{**p, "role": Role(p["role"])}) for p in found["people"])
        return Kept(people, int(found["idle_hours"]), int(found["days"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            _(
                "The file of those who share ({name}) is damaged. Bring it back from a backup of "
                "your own, or remove it and start sharing again.",
                name=NAME,
            )
        ) from error


def _same(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")
