"""Processes of one's own that start at once, to be killed, hindered and watched.

They are forked from a server that has everything imported already and has never started a thread
(where the system cannot do that they are started afresh). What they have to say goes through a
socket: its calls are none of those that the drills count, fail or kill at.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from core.errors import StoreError
from core.workspace import Workspace
from tests.core.keeping import clock

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("forkserver" if _FORKS else "spawn")


class Forked(CONTEXT.Process):
    """A process in the environment of the test that starts it.

    Of its own it has that of the test that was the first to start one, which may have worked on a
    server.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._environment = dict(os.environ)

    def start(self) -> None:
        """Begin, and do not run again what a page test has left as the main module."""
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main

    def run(self) -> None:
        """Work, in that environment."""
        os.environ.clear()
        os.environ.update(self._environment)
        super().run()


CONTEXT.Process = Forked
if _FORKS:
    CONTEXT.set_forkserver_preload(["tests.drills.works", "core.ingest.callers", "core.review"])
#: Bytes of an answer at most.
_LONG = 100_000
PATIENCE = 120.0
_PR_SET_PTRACER = 0x59616D61
#: What a work of :mod:`tests.drills.works` is: it gets the data folder and the open business.
Work = Callable[[Path, Workspace], object]


@dataclass(frozen=True)
class Worker:
    """A process that waits to be told to work."""

    pid: int
    process: Any
    line: socket.socket

    def do(self) -> str:
        """Let it work; returns ``done``, a refusal in Japanese, a traceback, "" if it died."""
        with contextlib.suppress(OSError):
            self.line.send(b"work")
        return self.hear()

    def hear(self) -> str:
        """The next thing it says, "" if it died."""
        with contextlib.suppress(ConnectionResetError):
            return self.line.recv(_LONG).decode()
        return ""


@contextlib.contextmanager
def worker(root: Path, work: Work, slug: str = "shop") -> Iterator[Worker]:
    """A process that has opened the business (none without a slug) and waits to be told."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_serve, args=(root, slug, work, theirs), daemon=True)
    process.start()
    theirs.close()
    with socket.socket(fileno=os.dup(ours.fileno())) as line:
        line.settimeout(PATIENCE)
        try:
            started = Worker(process.pid, process, line)
            assert started.hear() == "ready"
            yield started
        finally:
            ours.close()
            line.shutdown(socket.SHUT_RDWR)
            process.join(PATIENCE)
            process.kill()
            process.close()


def _serve(root: Path, slug: str, work: Work, connection: Any) -> None:
    _let_anybody_trace()
    _count_in_one_thread()
    with contextlib.ExitStack() as stack:
        line = stack.enter_context(socket.socket(fileno=os.dup(connection.fileno())))
        shop = slug and stack.enter_context(Workspace.open(root, slug, now=clock()))
        if shop:
            shop._keeper.close()  # what is done beside at every opening is done
        line.send(b"ready")
        while line.recv(_LONG):
            line.send(_answer(root, shop, work).encode()[:_LONG])


def _answer(root: Path, shop: Workspace, work: Work) -> str:
    try:
        work(root, shop)
    except StoreError as refused:
        return refused.say("ja")
    except Exception:  # noqa: BLE001 - whatever it was, the drill must hear of it
        return traceback.format_exc()
    return "done"


def _count_in_one_thread() -> None:
    """DuckDB writes from threads of its own, whose calls would have no steady number."""
    original = duckdb.connect

    def connect(*args: Any, config: dict[str, Any] | None = None, **named: Any) -> Any:
        return original(
            *args, config={**(config or {}), "threads": 1, "async_threads": 0}, **named
        )

    duckdb.connect = connect


def _let_anybody_trace() -> None:
    """Where only parents may trace (Yama), the drill's strace is none: let it."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
