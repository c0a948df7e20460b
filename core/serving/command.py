"""What is done once everything is installed: the pages opened, or shared in the shop's network.

Words are said in both languages: nothing is known yet about who reads them.
"""

from __future__ import annotations

import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from core.errors import DaifukuchoError
from core.locale.words import _
from core.serving.lock import only_one
from core.serving.network import allowed_hosts, free_port, network_address
from core.serving.options import RUNNING, Options, options
from core.serving.server import Child, launch, stop
from core.serving.spot import Spot, forget, running
from core.share.terminal import draw, new_password, see_to_an_owner, tell
from core.store.home import home

FAILED, USAGE = 1, 2


def main(words: Sequence[str], root: Path) -> int:
    """Serve until it ends; returns 0, or 1 where it did not start or ended by itself.

    Args:
        words: known to :func:`core.serving.options.options`; or ``running`` alone, which only
            answers whether an instance serves the data folder (0) or none (1).
        root: the program's folder.
    """
    if list(words) == [RUNNING]:
        return 0 if running(home()).port else FAILED
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the child in this case too
    asked = options(words)
    try:
        return share(root, asked) if asked.share else open_app(root, asked)
    except DaifukuchoError as refused:
        tell(refused.words, stream=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        tell(_("Stopped."))
        return 0


def open_app(root: Path, asked: Options) -> int:
    """Show the app that is running, or start one and stay until it ends."""
    with only_one(root, _another_window):
        shown = running(home())
        if shown.port:
            tell(_("It is already running; opening it."))
            _show(shown, browser=asked.browser)
            return 0
        spot = Spot(free_port(asked.port))
        child = launch(root, spot)
    return _stay(child, spot, browser=asked.browser)


def share(root: Path, asked: Options) -> int:
    """Serve the shop's own network: whoever comes has to sign in.

    Raises:
        DaifukuchoError: it is open in another window, or there is no network.
    """
    # It loads what reads a ledger, which whoever opens the app need not wait for.
    from core.share.people import People  # noqa: PLC0415

    named = asked.named
    cert, key = named.get("--cert", ""), named.get("--key", "")
    if bool(cert) != bool(key):
        tell(_("Give both --cert and --key."), stream=sys.stderr)
        return USAGE
    with only_one(root, _another_window):
        if running(home()).port:
            raise DaifukuchoError(
                _("This ledger is open in another window. Close that window, then start again.")
            )
        people = People(home())
        if forgot := named.get("--new-password", ""):
            new_password(people, forgot)
        see_to_an_owner(people)
        address = named.get("--address") or network_address()
        spot = Spot(free_port(asked.port, address), address, bool(cert), shared=True)
        child = launch(root, spot, (cert, key))
    _tell_network(spot)
    return _stay(child, spot, browser=asked.browser)


def _another_window() -> None:
    tell(_("Another window is setting up."))


def _tell_network(spot: Spot) -> None:
    """The address for the others, as text and as a QR code, and what it does not protect."""
    url = spot.url(allowed_hosts(spot.address)[0])
    tell(_("On the other devices open: {url}", url=url))
    draw(url)
    if not spot.tls:
        tell(
            _("Mind: nothing is encrypted on the way. Do not share over a Wi-Fi that others use.")
        )


def _stay(child: Child, spot: Spot, *, browser: bool) -> int:
    """Show it and wait until it ends; 0, or 1 when it ended by itself with an error."""
    try:
        _show(spot, browser=browser)
        tell(_("Keep this window open. To stop, press Ctrl+C or close this window."))
        return FAILED if child.wait() else 0
    finally:
        stop(child)
        forget(home())


def _show(spot: Spot, *, browser: bool) -> None:
    address = spot.url()
    tell(_("Daifukucho is at {address}", address=address))
    if browser:
        webbrowser.open(address)
