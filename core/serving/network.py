"""Ports and addresses of this computer, and by which names a browser may ask for it."""

from __future__ import annotations

import contextlib
import socket
import sys

from core.errors import DaifukuchoError
from core.locale.words import _
from core.serving.spot import ADDRESS, ANYWHERE

FIRST_PORT = 8520  # a steady port lets an owner keep a bookmark; the next free one where taken
PORTS_TRIED = 20


def free_port(asked: int = 0, address: str = ADDRESS) -> int:
    """The port asked for; else the usual one, the next that nobody listens on, or any.

    Raises:
        DaifukuchoError: something listens on the port asked for, or the address is not of this
            computer.
    """
    usual = (*range(FIRST_PORT, FIRST_PORT + PORTS_TRIED), 0)
    for port in (asked,) if asked else usual:
        with socket.socket() as probe, contextlib.suppress(OSError):
            if sys.platform != "win32":  # there it would take the port from whoever listens
                # As the server itself: what was closed a moment ago does not hold the port.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
            return int(probe.getsockname()[1])
    if asked:
        raise DaifukuchoError(_("Port {port} is in use; choose another.", port=str(asked)))
    raise DaifukuchoError(
        _(
            "Nothing can listen on {address}; give an address of this computer with --address.",
            address=address,
        )
    )


def network_address() -> str:
    """The address of this computer in the shop's network; nothing is sent to find it.

    Raises:
        DaifukuchoError: there is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # an address of nobody: it only chooses our own
        found = str(probe.getsockname()[0])
        if not found.startswith(("127.", "0.")):
            return found
    raise DaifukuchoError(
        _("No network was found. Connect to the shop's Wi-Fi or cable, then start again.")
    )


def allowed_hosts(address: str) -> list[str]:
    """By which names a browser may ask: the address and the computer's name, nothing else."""
    name = socket.gethostname().lower()
    if address not in ANYWHERE:
        return [address, name, f"{name}.local"]
    with contextlib.suppress(DaifukuchoError):
        return [network_address(), ADDRESS, "localhost", name, f"{name}.local"]
    return [ADDRESS, "localhost", name, f"{name}.local"]
