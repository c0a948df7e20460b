"""Who is signed in (サインイン中): held in memory alone, so that a restart ends everything.

The browser holds a random token of 256 bits with a signature of this process; we hold only the
token's hash. Pages know a handle that opens nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from core.share.people import People, Person
from core.store.clock import Clock

#: More than people and devices in any shop; the one longest unused goes first.
MOST = 1_000


@dataclass(slots=True)
class Session:
    """One browser of one person.

    Attributes:
        handle: names it inside of the program.
        person_id: whose; ``version``: of the person when they signed in.
        begun: when; ``seen``: the last click; ``address``: from where.
    """

    handle: str
    person_id: str
    version: int
    begun: dt.datetime
    seen: dt.datetime
    address: str


class Sessions:
    """Everybody who is signed in."""

    def __init__(self, people: People, now: Clock) -> None:
        self._people = people
        self._now = now
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._held: dict[str, Session] = {}
        self._by_handle: dict[str, str] = {}

    def begin(self, person: Person, address: str) -> str:
        """Sign somebody in; returns what the cookie holds."""
        token, now = secrets.token_urlsafe(32), self._now()
        session = Session(secrets.token_hex(16), person.id, person.version, now, now, address)
        with self._lock:
            while len(self._held) >= MOST:
                self._drop(min(self._held, key=lambda mark: self._held[mark].seen))
            mark = _mark(token)
            self._held[mark], self._by_handle[session.handle] = session, mark
        return f"{token}.{self._signed(token)}"

    def find(self, cookie: str, *, used: bool = True) -> tuple[Session, Person] | None:
        """Who holds this cookie; none where it is forged, ended, or too old.

        Args:
            cookie: what the browser sent.
            used: a click, which keeps the session from growing idle.
        """
        token, _dot, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(token).encode()):
            return None
        return self._valid(_mark(token), used=used)

    def by_handle(self, handle: str) -> Person | None:
        """Whose session this is; none where it ended."""
        found = self._valid(self._by_handle.get(handle, ""), used=False)
        return found[1] if found else None

    def address_of(self, handle: str) -> str:
        """From where the session came; empty where it ended."""
        session = self._held.get(self._by_handle.get(handle, ""))
        return session.address if session else ""

    def end(self, cookie: str) -> None:
        """Sign a browser out."""
        with self._lock:
            self._drop(_mark(cookie.partition(".")[0]))

    def count(self, person_id: str) -> int:
        """How many browsers of somebody are signed in."""
        marks = [mark for mark, s in list(self._held.items()) if s.person_id == person_id]
        return sum(self._valid(mark, used=False) is not None for mark in marks)

    def _valid(self, mark: str, *, used: bool) -> tuple[Session, Person] | None:
        session = self._held.get(mark)
        if session is None:
            return None
        now, limits = self._now(), self._people.kept()
        person = self._people.by_id(session.person_id)
        idle = now - session.seen > dt.timedelta(hours=limits.idle_hours)
        old = now - session.begun > dt.timedelta(days=limits.days)
        if person is None or person.version != session.version or idle or old:
            with self._lock:
                self._drop(mark)
            return None
        if used:
            session.seen = now
        return session, person

    def _drop(self, mark: str) -> None:
        session = self._held.pop(mark, None)
        if session is not None:
            self._by_handle.pop(session.handle, None)

    def _signed(self, token: str) -> str:
        return hmac.digest(self._key, token.encode(), "sha256").hex()


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
