"""``python -m core.share``: what ``start.py share`` asks on the terminal before it serves.

Without words: makes sure that there is an owner with a password. ``new-password NAME``: a new one
for somebody who forgot it. ``qr ADDRESS``: the address as a QR code for a phone.
"""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Sequence
from typing import TextIO

import segno

from core.errors import DaifukuchoError
from core.locale.words import LANGUAGES, Words, _, say
from core.rules.roles import Role
from core.share.passwords import passphrase, refusal
from core.share.people import People
from core.store.places import home

USAGE = 2


def main(words: Sequence[str]) -> int:
    """Do what the words ask; returns the exit code."""
    try:
        return _command(list(words))
    except DaifukuchoError as refused:
        tell(refused.words, stream=sys.stderr)
        return 1


def _command(words: list[str]) -> int:
    if words[:1] == ["qr"] and len(words) == 2:
        segno.make(words[1], error="m").terminal(compact=True)
        return 0
    people = People(home())
    if words[:1] == ["new-password"] and len(words) == 2:
        return _again(people, words[1])
    if words:
        return USAGE
    if not people.owners():
        _first(people)
    return 0


def _first(people: People) -> None:
    """The owner's password: as typed, or one of our own that is shown once."""
    tell(
        _(
            "Before sharing, choose a password for the owner: {n} characters or more. Press Enter "
            "to have one made for you.",
            n=15,
        )
    )
    typed = _typed() if sys.stdin.isatty() else ""
    name = "owner"
    people.add(name, Role.OWNER, typed or _made(name))
    tell(_("The owner signs in with the name: {name}", name=name))


def _typed() -> str:
    """A password typed twice the same; empty where one is to be made."""
    while True:
        first = getpass.getpass("> ")
        if not first:
            return ""
        if (why := refusal(first, "owner")) is not None:
            tell(why)
        elif getpass.getpass("> ") == first:
            return first
        else:
            tell(_("These are two different passwords. Once more, please."))


def _again(people: People, name: str) -> int:
    person = people.by_name(name)
    if person is None:
        tell(_("Nobody is called {name}.", name=name), stream=sys.stderr)
        return 1
    people.new_password(person.id, _made(person.name))
    return 0


def _made(name: str) -> str:
    made = passphrase()
    tell(_("Password of {name}, shown this once: {made}", name=name, made=made))
    return made


def tell(words: Words, stream: TextIO | None = None) -> None:
    """Say a sentence in both languages: nothing is known yet about who reads it."""
    for language in LANGUAGES:
        print(say(words, language), file=stream or sys.stdout, flush=True)


if __name__ == "__main__":
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(errors="replace")  # a console without Japanese shows the English
    sys.exit(main(sys.argv[1:]))
