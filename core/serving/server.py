"""Streamlit as a child: started, waited for until it answers, stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from core.errors import DaifukuchoError
from core.locale.words import _
from core.serving.network import allowed_hosts
from core.serving.spot import Spot, healthy, note
from core.store.home import home

SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 10.0
Child = subprocess.Popen[bytes]


def launch(root: Path, spot: Spot, certificate: tuple[str, str] = ("", "")) -> Child:
    """Start the server, wait until it answers, and note where it is.

    Args:
        root: the program's folder.
        spot: where it is to listen.
        certificate: files of a certificate and its key where the spot is encrypted.

    Raises:
        DaifukuchoError: it did not come up; why, it has said itself.
    """
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(spot.port), "--server.address", spot.address]
    told = {**os.environ, "DAIFUKUCHO_HOME": str(home())}
    told.pop("DAIFUKUCHO_SHARE", None)
    if spot.shared:
        told["DAIFUKUCHO_SHARE"] = "1"
        for host in allowed_hosts(spot.address):
            command += ["--server.allowedHosts", host]
    if spot.tls:
        cert, key = (str(Path(file).resolve()) for file in certificate)
        command += ["--server.sslCertFile", cert, "--server.sslKeyFile", key]
    # Streamlit's own greeting names its address in English; ours follows. Errors stay visible.
    child = subprocess.Popen(command, cwd=root, env=told, stdout=subprocess.DEVNULL)
    try:
        _wait(child, spot)
    except BaseException:
        stop(child)
        raise
    note(home(), child.pid, spot)
    return child


def _wait(child: Child, spot: Spot) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not healthy(spot):
        if child.poll() is not None or time.monotonic() > end:
            raise DaifukuchoError(
                _("It did not start (port {port}); the lines above say why.", port=str(spot.port))
            )
        time.sleep(0.1)


def stop(child: Child) -> None:
    """End the server: politely, then firmly."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
