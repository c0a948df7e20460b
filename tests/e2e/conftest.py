"""A real server and a real browser: Streamlit behind the gate, Debian's Chromium."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.store.looks import keep_tour
from core.workspace import JST, create_sample, set_current
from pages._ui import tour
from tests.e2e.warm import copied

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS_TO_START = 60
#: The day on which the sample businesses are made.
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)
#: Lets coverage count what a process runs through; of these servers it is not counted.
MEASURES = ("COVERAGE_PROCESS_CONFIG",)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        url: where it answers; ``port``: on this computer.
        home: its data folder; ``log``: what it printed.
        pid: its process.
    """

    url: str
    port: int
    home: Path
    log: Path
    pid: int


@pytest.fixture(scope="session")
def base_url() -> str:
    """Addresses are given in full; the plugin's own fixture warns under pytest 9."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # As root Chromium has no sandbox; /dev/shm is small in containers.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": options}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "ja-JP",
        "timezone_id": "Asia/Tokyo",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(scope="session")
def sample_in(tmp_path_factory) -> Callable[[Path, str], None]:
    """Puts a home with a sample business somewhere; each is made once and then copied."""
    made: dict[str, Path] = {}

    def put(home: Path, code: str) -> None:
        if code not in made:
            made[code] = tmp_path_factory.mktemp(f"sample_{code}")
            with create_sample(made[code], code, now=lambda: MOMENT) as business:
                set_current(made[code], business.business.slug)
        shutil.copytree(made[code], home, dirs_exist_ok=True)

    return put


@pytest.fixture(scope="session")
def sample_home(sample_in, tmp_path_factory) -> Path:
    """A home with the sample salon, to be copied for each server."""
    root = tmp_path_factory.mktemp("sample_home")
    sample_in(root, "salon")
    keep_tour(root, "", tour.OVER)  # as somebody who has been shown round
    return root


@pytest.fixture(scope="session")
def salon(sample_home, tmp_path_factory):
    """One server with the sample salon in its home, for all tests that write nothing there."""
    home = tmp_path_factory.mktemp("salon") / "home"
    shutil.copytree(sample_home, home)
    with serving(home) as server:
        yield server


@pytest.fixture
def fresh(tmp_path):
    """A server that nobody has opened yet, with nothing in its home."""
    with serving(tmp_path / "home") as server:
        yield server


@pytest.fixture
def fresh_salon(sample_home, tmp_path):
    """A server that nobody has opened yet, with the sample salon in its home."""
    shutil.copytree(sample_home, tmp_path / "home")
    with serving(tmp_path / "home") as server:
        yield server


@contextlib.contextmanager
def serving(home: Path, program: str = "", **environment: str):
    """Run a server over a home until the block ends.

    Args:
        home: its data folder; the log lies beside it.
        program: what is started in the place of a copy of the process that has all imported.
        environment: more for its environment.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / "server.log"
    port = _free_port()
    told = {name: value for name, value in os.environ.items() if name not in MEASURES}
    told |= {"DAIFUKUCHO_HOME": str(home), **environment}
    words = ["run", str(ROOT / "app.py"), "--server.port", str(port), "--server.headless", "true"]
    anew = program or ("" if hasattr(os, "fork") else "streamlit")
    process = _begun(anew, words, told, log) if anew else copied(words, told, log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, log)
        yield Server(url, port, home, log, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _begun(program: str, words: list[str], told: dict[str, str], log: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", program, *words]
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=told)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, process, log: Path) -> None:
    ends = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except urllib.error.HTTPError:
            return  # where one has to sign in it refuses, and so it is there
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
