"""Where a server of ours listens, and whether one does."""

from __future__ import annotations

import http.client
import json
import os
import ssl
from dataclasses import asdict, dataclass
from pathlib import Path

ADDRESS = "127.0.0.1"  # this computer only: customer data never listen on a network
ANYWHERE = ("0.0.0.0", "::")  # every network of this computer; only where it is asked for
SECONDS_TO_ANSWER = 10  # ours may be counting; where there is none, that is known at once


@dataclass(frozen=True)
class Spot:
    """Where a server listens.

    Attributes:
        port: 0 for none.
        address: of this computer.
        tls: whether the way there is encrypted.
        shared: whether one has to sign in.
    """

    port: int
    address: str = ADDRESS
    tls: bool = False
    shared: bool = False

    @property
    def reached(self) -> str:
        """The address at which this computer itself reaches it."""
        return ADDRESS if self.address in ANYWHERE else self.address

    def url(self, address: str = "") -> str:
        """What a browser is told."""
        return f"http{'s' if self.tls else ''}://{address or self.reached}:{self.port}"


def healthy(spot: Spot) -> bool:
    """Whether a Streamlit server of ours answers there; a shared one asks for the sign-in."""
    connection = _connection(spot)
    try:
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        if spot.shared:
            return answer.status == http.HTTPStatus.UNAUTHORIZED
        return answer.status == http.HTTPStatus.OK and answer.read().strip() == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connection(spot: Spot) -> http.client.HTTPConnection:
    if not spot.tls:
        return http.client.HTTPConnection(spot.reached, spot.port, timeout=SECONDS_TO_ANSWER)
    # It is our own server on this computer; its certificate names another address.
    context = ssl._create_unverified_context()
    return http.client.HTTPSConnection(
        spot.reached, spot.port, timeout=SECONDS_TO_ANSWER, context=context
    )


def running(folder: Path) -> Spot:
    """Where the instance that serves this data folder listens; port 0 when there is none.

    A note left behind by a killed instance is ignored.
    """
    try:
        noted = json.loads((folder / "running.json").read_text(encoding="ascii"))
        pid = int(noted.pop("pid"))
        spot = Spot(**{**noted, "port": int(noted["port"])})
    except (OSError, ValueError, KeyError, TypeError):
        return Spot(0)
    return spot if alive(pid) and healthy(spot) else Spot(0)


def note(folder: Path, pid: int, spot: Spot) -> None:
    """Write down where the instance that serves this data folder listens."""
    folder.mkdir(parents=True, exist_ok=True)
    said = json.dumps({"pid": pid, **asdict(spot)})
    (folder / "running.json").write_text(said, encoding="ascii")


def forget(folder: Path) -> None:
    """Nothing serves this data folder any more."""
    (folder / "running.json").unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Whether a process is there; on Windows asking would end it, and health alone decides."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
