"""Where this server listens, and that nobody is let in from the network without signing in."""

from __future__ import annotations

import ipaddress
import os

from starlette.middleware import Middleware
from streamlit import config

from core.errors import DaifukuchoError
from core.locale.words import LANGUAGES, Words, _, say
from core.workspace import Clock, home
from pages._ui import at_work
from pages._ui.entrance import Entrance

#: Set by ``start.py share``: whoever comes has to sign in.
SHARE = "DAIFUKUCHO_SHARE"


def entered(now: Clock) -> list[Middleware]:
    """What stands behind the gate: the entrance where the ledger is shared, else nothing.

    Args:
        now: the clock.

    Raises:
        SystemExit: others could connect and nobody would have to sign in, or nobody could.
    """
    if os.environ.get(SHARE, "") != "1":
        if not _this_computer_alone():
            raise SystemExit(_both(_("This would let everybody in. Use: {how}",
                                     how="python3 start.py share")))  # fmt: skip
        return []
    door = at_work.share(home(), now)
    try:
        ready = bool(door.people.owners())
    except DaifukuchoError as refusal:
        raise SystemExit(_both(refusal.words)) from None
    if not ready:
        raise SystemExit(_both(_("There is no owner with a password yet. Use: {how}",
                                 how="python3 start.py share")))  # fmt: skip
    return [Middleware(Entrance, door=door)]


def _this_computer_alone() -> bool:
    """Whether the server listens on the loopback address alone."""
    address = str(config.get_option("server.address") or "")
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _both(words: Words) -> str:
    return "\n".join(say(words, language) for language in LANGUAGES)
