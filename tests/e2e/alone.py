"""The whole program in a network that leads nowhere: every page, a sheet read, a report written.

``unshare -rn python -m tests.e2e.alone HOME SHEET`` prints what came of it, as JSON. No browser
takes part: it would look for its maker first.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path

from tests.e2e import talk
from tests.e2e.conftest import ROOT, serving

_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41


def main(home: Path, sheet: Path) -> None:
    """Go through everything and print it."""
    _bring_this_computer_up()
    report = home.parent / "report.html"
    read = [sys.executable, "-m", "core", "review", str(sheet), "--out", str(report)]
    done = subprocess.run(read, cwd=ROOT, check=False)
    with serving(home, "streamlit") as server, talk.opened(server.port) as line:
        marks = talk.answer(line, talk.ask()).pages
        pages = {name: talk.answer(line, talk.ask(mark)) for name, mark in marks.items()}
    found = {
        "networks": [name for _number, name in socket.if_nameindex()],
        "report": report.stat().st_size if not done.returncode else 0,
        "pages": {name: len(answer.texts) for name, answer in pages.items()},
        "errors": [name for name, answer in pages.items() if talk.ERROR in "".join(answer.texts)],
    }
    print(json.dumps(found))


def _bring_this_computer_up() -> None:
    """In a new network not even this computer reaches itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP_AND_RUNNING))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
