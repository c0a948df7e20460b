"""Guessing is slow (待たされる): ten wrong passwords a minute, then 25 seconds of waiting or more.

Counted for each address, and for each name over all addresses. An address that did not fail yet
may try a name once even while others guess at it, so that nobody is locked out by a stranger.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import defaultdict, deque

from core.store.clock import Clock

TRIES = 10
WINDOW = dt.timedelta(seconds=60)
WAIT = dt.timedelta(seconds=25)
#: For so long an address that failed is no stranger to a name.
REMEMBERED = dt.timedelta(minutes=10)
#: Names and addresses that are counted at once; the oldest go.
MOST = 20_000

Key = tuple[str, ...]


class Throttle:
    """Wrong passwords of the last minutes."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failed: dict[Key, deque[dt.datetime]] = defaultdict(lambda: deque(maxlen=TRIES))

    def try_now(self, account: str, address: str) -> int:
        """Seconds to wait before a try; 0 lets it through and counts it until it turns out right.

        Args:
            account: the person's id, or the name that nobody has.
            address: of the browser.
        """
        now = self._now()
        with self._lock:
            waits = self._wait(("address", address), now)
            if not waits and not self._stranger(account, address, now):
                waits = self._wait(("account", account), now)
            if not waits:
                for key in _keys(account, address):
                    self._failed[key].append(now)
                self._forget(now)
            return waits

    def right(self, account: str, address: str) -> None:
        """The try that was just let through had the right password."""
        with self._lock:
            for key in _keys(account, address):
                if self._failed[key]:
                    self._failed[key].pop()
                if not self._failed[key]:
                    del self._failed[key]

    def _wait(self, key: Key, now: dt.datetime) -> int:
        failed = self._failed.get(key)
        if failed is None or len(failed) < TRIES or failed[-1] - failed[0] >= WINDOW:
            return 0
        free = max(failed[0] + WINDOW, failed[-1] + WAIT)
        return max(0, math.ceil((free - now).total_seconds()))

    def _stranger(self, account: str, address: str, now: dt.datetime) -> bool:
        """Whether an address has not tried a name in vain lately."""
        failed = self._failed.get(("both", account, address))
        return not failed or now - failed[-1] >= REMEMBERED

    def _forget(self, now: dt.datetime) -> None:
        if len(self._failed) <= MOST:
            return
        for key in [k for k, failed in self._failed.items() if now - failed[-1] >= REMEMBERED]:
            del self._failed[key]
        while len(self._failed) > MOST:
            del self._failed[next(iter(self._failed))]


def _keys(account: str, address: str) -> tuple[Key, ...]:
    return ("address", address), ("account", account), ("both", account, address)
