"""What sharing asks and tells on the terminal before it serves.

Words are said in both languages: nothing is known yet about who reads them.
"""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, TextIO

import segno

from core.errors import DaifukuchoError
from core.locale.words import LANGUAGES, Words, _, say
from core.rules.roles import Role
from core.share.passwords import passphrase, refusal

if TYPE_CHECKING:  # it loads what reads a ledger
    from core.share.people import People


def see_to_an_owner(people: People) -> None:
    """See that there is an owner with a password: as typed, or of our own, shown once.

    Raises:
        DaifukuchoError: the terminal was closed (Ctrl+D) instead of an answer.
    """
    if not people.owners():
        _first(people)


def new_password(people: People, name: str) -> None:
    """A new password for somebody who forgot it, shown once.

    Raises:
        DaifukuchoError: nobody has this name.
    """
    person = people.by_name(name)
    if person is None:
        raise DaifukuchoError(_("Nobody is called {name}.", name=name))
    people.new_password(person.id, _made(person.name))


def draw(address: str) -> None:
    """The address as a QR code for a phone."""
    segno.make(address, error="m").terminal(compact=True)


def _first(people: People) -> None:
    tell(
        _(
            "Before sharing, choose a password for the owner: {n} characters or more. Press Enter "
            "to have one made for you.",
            n=15,
        )
    )
    try:
        typed = _typed() if sys.stdin.isatty() else ""
    except EOFError:
        raise DaifukuchoError(_("Sharing does not start: the owner has no password.")) from None
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


def _made(name: str) -> str:
    made = passphrase()
    tell(_("Password of {name}, shown this once: {made}", name=name, made=made))
    return made


def tell(words: Words, stream: TextIO | None = None) -> None:
    """Say a sentence in both languages: nothing is known yet about who reads it."""
    for language in LANGUAGES:
        print(say(words, language), file=stream or sys.stdout, flush=True)
