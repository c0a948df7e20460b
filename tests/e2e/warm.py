"""A process that has imported what a server imports; each server of a test begins as its copy.

A server takes seconds to import its packages, and the tests start dozens. Here that is done once,
and then the process forks: what goes on in the copy is ``streamlit run`` itself, with its own
environment, data folder and log. It takes one order per line and ends with the tests.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Imported beforehand: the command, and all that ``app.py`` and the pages lead to.
PACKAGES = ("streamlit.web.cli", "streamlit.web.server.starlette", "streamlit.emojis",
            "plotly.io", "plotly.offline.offline", "pyarrow.dataset", "PIL.GifImagePlugin",
            *(f"pages._ui.{file.stem}" for file in sorted((ROOT / "pages/_ui").glob("*.py"))
              if file.stem != "__init__"))  # fmt: skip


class Copy:
    """A running copy, with those methods of ``subprocess.Popen`` that a test needs.

    Attributes:
        pid: its process.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code; nothing while it runs."""
        if self._code is None:
            self._code = _asked({"pid": self.pid, "seconds": 0})
        return self._code

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def wait(self, timeout: float) -> int:
        """Wait until it has ended."""
        if self._code is None:
            self._code = _asked({"pid": self.pid, "seconds": timeout})
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)
            raise TimeoutError(f"the server did not end within {timeout} seconds")
        return self._code


def copied(words: Sequence[str], environment: dict[str, str], log: Path) -> Copy:
    """Start ``streamlit`` with these words, as a copy of the process that has it imported."""
    pid = _asked({"words": list(words), "environment": environment, "log": str(log)})
    assert pid
    return Copy(pid)


@functools.cache
def _process() -> subprocess.Popen[str]:
    # What a server runs through is not counted (tests/counting.py), and counting is slow.
    told = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=ROOT, env=told, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(process.communicate)
    return process


def _asked(order: dict[str, object]) -> int | None:
    process = _process()
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def main() -> None:
    """Import everything and carry out orders; in a copy, run the server instead."""
    for name in PACKAGES:
        importlib.import_module(name)
    running = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "pid" in order:
            answer = _ended(order["pid"], order["seconds"])
            running -= {order["pid"]} if answer is not None else set()
        else:
            answer = os.fork()
            if not answer:
                _serve(order)
                return
            running.add(answer)
        print(json.dumps(answer), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGTERM)


def _ended(pid: int, seconds: float) -> int | None:
    """The exit code of a copy that ends within so many seconds."""
    ends = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= ends:
            return None
        time.sleep(0.02)


def _serve(order: dict) -> None:
    """Become the server: with its own log, environment and folder for what is passing."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream, place in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(place, stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    tempfile.tempdir = None
    importlib.import_module("streamlit.web.cli").main(order["words"], prog_name="streamlit")


if __name__ == "__main__":
    main()
