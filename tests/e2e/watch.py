"""What the processes of a server tried to reach; see :mod:`tests.e2e.watched.sitecustomize`."""

from __future__ import annotations

import ast
import contextlib
import ipaddress
import json
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "watched"
_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system")


def watched(out: Path) -> dict[str, str]:
    """The environment in which every Python program writes to a file what it tries to reach."""
    paths = [str(FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "DAIFUKUCHO_WATCHED": str(out)}


def tries(out: Path) -> list[tuple[str, str]]:
    """Every try, as (event, where to); first of each program ("started", its command)."""
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    return [tuple(json.loads(line)) for line in lines]


def elsewhere(out: Path) -> list[tuple[str, str]]:
    """Tries to reach another computer, and programs that are not this Python."""
    found = [(event, where) for event, where in tries(out) if event != "started"]
    return [(event, where) for event, where in found if not _ours(event, where)]


def _ours(event: str, where: str) -> bool:
    if event in _STARTS:
        return where == sys.executable
    with contextlib.suppress(ValueError, SyntaxError):
        where = ast.literal_eval(where)
    host = where[0] if isinstance(where, tuple) else where
    if host in ("None", None, "", "localhost") or str(host).startswith(("/", "\0")):
        return True  # nobody, this computer, or a file of it
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
