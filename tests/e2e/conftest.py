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
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.store.looks import keep_tour
from core.workspace import JST, create_sample, set_current
from pages._ui import tour

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS_TO_START = 60


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
def sample_home(tmp_path_factory) -> Path:
    """A home with the sample salon, made once and copied for each server."""
    root = tmp_path_factory.mktemp("sample_home")
    moment = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)
    with create_sample(root, "salon", now=lambda: moment) as made:
        set_current(root, made.business.slug)
    keep_tour(root, "", tour.OVER)  # as somebody who has been shown round
    return root


@pytest.fixture(scope="module")
def salon(sample_home, tmp_path_factory):
    """One server for a module, with the sample salon in its home."""
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
def serving(home: Path, program: str = "streamlit", **environment: str):
    """Run a server over a home until the block ends, with more in its environment if asked."""
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / "server.log"
    port = _free_port()
    command = [sys.executable, "-m", program, "run", str(ROOT / "app.py"),
               "--server.port", str(port), "--server.headless", "true"]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
            env={**os.environ, "DAIFUKUCHO_HOME": str(home), **environment},
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield Server(url, port, home, log, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


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
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
