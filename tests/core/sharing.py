"""Helpers for what is shared: a clock that is set by hand, people with good passwords."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.rules.roles import Role
from core.share.door import Door
from core.share.passwords import hashed
from core.share.people import Kept, Person
from tests.core.keeping import START

GOOD = "kumo no ue de hirune wo suru"
NAMES = {Role.OWNER: "tenshu", Role.STAFF: "hanako", Role.VIEWER: "taro"}


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **by) -> None:
        self.now += dt.timedelta(**by)


def shared(root: Path, clock=None) -> Door:
    """A door with one person of each role, all with the same good password."""
    door = Door(root, clock or Hand())
    people = [Person(f"{role}-1", name, role, 1, kept()) for role, name in NAMES.items()]
    door.people._write(Kept(tuple(people)))
    return door


@cache
def kept() -> str:
    """The hash of the good password, made once: it is slow on purpose."""
    return hashed(GOOD)


def person(door: Door, role: Role):
    found = door.people.by_name(NAMES[role])
    assert found is not None
    return found
